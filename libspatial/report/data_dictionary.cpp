// SPDX-License-Identifier: MIT
#include "libspatial/report/data_dictionary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "libspatial/core/error.hpp"
#include "libspatial/report/area_tables.hpp"
#include "libspatial/report/baseline_tables.hpp"
#include "libspatial/report/change_tables.hpp"
#include "libspatial/report/circuit_tables.hpp"
#include "libspatial/report/comparison_tables.hpp"
#include "libspatial/report/corridor_tables.hpp"
#include "libspatial/report/coverage_tables.hpp"
#include "libspatial/report/greenspace_tables.hpp"
#include "libspatial/report/indicator_table.hpp"
#include "libspatial/report/near_table.hpp"
#include "libspatial/report/network_tables.hpp"
#include "libspatial/report/opportunity_tables.hpp"
#include "libspatial/report/planting_tables.hpp"
#include "libspatial/report/pollinator_tables.hpp"
#include "libspatial/report/protected_tables.hpp"
#include "libspatial/report/register_tables.hpp"
#include "libspatial/report/run_record.hpp"
#include "libspatial/report/selection_table.hpp"
#include "libspatial/report/site_tables.hpp"
#include "libspatial/report/strategy_tables.hpp"
#include "libspatial/report/target_tables.hpp"
#include "libspatial/report/unit_tables.hpp"
#include "libspatial/report/zone_tables.hpp"

namespace spatial {
namespace {

std::string_view geometry_name(const GeometryColumn& geometry) {
  constexpr std::array<std::string_view, 4> names{"no geometry", "points", "lines", "multipolygons"};
  return names[geometry.index()];
}

std::string_view type_name(ColumnType type) {
  constexpr std::array<std::string_view, 9> names{"text",          "integer", "real",   "boolean", "date",
                                                  "date and time", "JSON",    "binary", "bytes"};
  return names[static_cast<std::size_t>(type)];
}

/// Escapes bars, which would end a cell of a Markdown table.
std::string in_cell(const std::string& text) {
  std::string result;
  for (const char c : text) result += c == '|' ? std::string("\\|") : std::string(1, c);
  return result;
}

std::string layer_text(const FeatureTable& layer) {
  std::string text =
      fmt::format("\n## {}\n\n{} ({})\n\n| column | title | type | unit | meaning |\n|---|---|---|---|---|\n",
                  layer.table.name, layer.table.description, geometry_name(layer.geometry));
  for (const Column& column : layer.table.columns) {
    const ColumnSpec& spec = column.spec;
    const std::string coded = spec.domain.empty() ? "" : fmt::format(" Coded: `{}`.", spec.domain);
    text += fmt::format("| `{}` | {} | {} | {} | {}{} |\n", spec.name, in_cell(spec.title), type_name(spec.type),
                        spec.unit, in_cell(spec.description), coded);
  }
  return text;
}

using Tables = std::vector<FeatureTable>;

/// An empty opportunity map with one network named <network>.
OpportunityResult map_without_rows() {
  OpportunityResult result;
  result.networks.resize(1);
  result.networks[0].profile.id = "<network>";
  result.networks[0].profile.title = "<Network>";
  result.candidates.networks = 1;
  result.facts.networks.resize(1);
  result.indicators.gain_scale = {0};
  return result;
}

SiteAssessment sites_without_rows() {
  SiteAssessment sites;
  sites.inputs.roles.resize(1);
  return sites;
}

Tables opportunity_map_tables() {
  const OpportunityResult result = map_without_rows();
  return {opportunity_areas_table(result),
          opportunity_map_table(result, {}),
          core_patches_table(result),
          links_table(result),
          boa_summary_table(result),
          issues_table({}),
          networks_table(result),
          evidence_table(result),
          run_table({})};
}
Tables comparison_tables() {
  return {candidate_changes_table({}), class_changes_table({}), rank_changes_table({}), change_causes_table({})};
}
Tables change_file_tables() {
  ChangeMatrix none;
  return {change_matrix_table({}, {}), extent_account_table({}, {}), condition_account_table({}, {}),
          change_summary_table({}, {}), changed_areas_table(none, {})};
}
Tables indicator_tables() { return {indicators_table({})}; }
Tables register_tables() {
  return {register_review_table({}, {}, {}, {}), register_pieces_table({}, {}, {}, {}), register_totals_table({})};
}
Tables target_file_tables() {
  TargetReport none;
  return {target_progress_table({}, none), target_project_table({}, none), target_land_table({}, none),
          untargeted_table({}, none), bars_report_table({}, none, true)};
}
Tables strategy_file_tables() {
  return {apib_table({}, {}),
          apib_flat_table({}, {}),
          measures_table({}),
          measures_flat_table({}, {}),
          acib_table({}, {}),
          measure_unmapped_table({}),
          measure_links_table({}, false),
          measure_links_table({}, true),
          strategy_totals_table({}, {}),
          strategy_review_table({})};
}
Tables planting_file_tables() {
  PlantingMap none;
  return {tree_sensitivity_table({}, none, {}), tree_parcels_table({}, none, {}), tree_summary_table({}, none, {})};
}
Tables pollinator_file_tables() {
  PollinatorMap none;
  return {bline_progress_table({}, none, {}),  bline_within_table({}, none, {}), pollinator_gaps_table({}, none, {}),
          stepping_stones_table({}, none, {}), flower_patches_table(none, {}),   demand_served_table({}, none)};
}
Tables return_tables() { return {sdl160_table({}, {}, 2026, ""), sdl160_sites_table({}, {})}; }
Tables protected_file_tables() {
  ProtectedLand none;
  return {thirty_map_table(none, {}), thirty_by_thirty_table(none, {})};
}
Tables greenspace_file_tables() {
  GreenspaceAccess none;
  none.standards.resize(1);
  none.standards[0].standard.name = "<standard>";
  return {ags_units_table(none, {}), ags_authority_table(none, {}), ags_zone_table({}, {}), ags_gaps_table(none, {}),
          capacity_table(none, {})};
}
Tables baseline_file_tables() {
  BaselineMap none, moved;  // the table functions take the geometry from the map
  return {baseline_table(moved, {}), baseline_unmapped_table(moved), baseline_evidence_table(none, {}),
          baseline_sources_table(none, {}), baseline_codes_table(none, {})};
}
Tables network_file_tables() {
  return {patches_table({}), patch_members_table({}, {}), components_table({}), paths_table({}),
          zones_table({}),   zones_combined_table({}),    zone_areas_table({})};
}
Tables corridors_file_tables() { return {corridors_table({}), pinch_points_table({})}; }
Tables circuit_file_tables() {
  return {circuit_patches_table({}), resistances_table({}), candidate_currents_table({})};
}
Tables selection_tables() { return {chosen_table({}, {}, "")}; }
Tables overlay_tables() {
  const NamedCells field{"<field>", TextCells{}, ColumnType::text},
      fid{"<layer>_fid", IntegerCells{}, ColumnType::integer};
  return {overlay_table({}, {{"<layer>", "<layer>", fid, {{"<field>", field}}}}, {})};
}
Tables tabulation_tables() {
  return {area_tabulation({}, {}, {}, {}, {}), length_tabulation({}, {}, {}), point_tabulation({}, {})};
}
Tables dissolved_tables() {
  return {dissolved_table({{"<field>", TextCells{}, ColumnType::text}}, {}, {},
                          {{"<field>", RealCells{}, ColumnType::real}}, {})};
}
Tables buffer_tables() {
  return {buffer_table({{"<field>", TextCells{}, ColumnType::text}}, IntegerCells{}, {}, {}, {})};
}
Tables near_tables() { return {near_table({}, {{"<field>", TextCells{}, ColumnType::text}})}; }
Tables coverage_tables() { return {problems_table({}), problem_areas_table({})}; }
Tables site_check_tables() {
  const SiteAssessment sites = sites_without_rows();
  return {sites_table(sites),
          site_pieces_table(sites),
          site_features_table(sites),
          site_habitats_table(sites),
          site_targets_table(sites),
          site_consultations_table(sites),
          site_opportunities_table(sites),
          site_networks_table(sites),
          site_units_table({}, ""),
          FeatureTable{bng_totals_table({}), {}},
          FeatureTable{bng_trading_table({}), {}}};
}
Tables unit_tables() {
  return {site_units_table({}, ""), FeatureTable{bng_totals_table({}), {}}, FeatureTable{bng_trading_table({}), {}}};
}

/// The tables that only one command writes, and the shared tables that it also writes.
struct WrittenBy {
  std::string_view command;
  Tables (*own)();
  std::vector<std::string_view> shared;
};

const std::vector<WrittenBy>& written_by() {
  static const std::vector<WrittenBy> rows{
      {"opportunities", opportunity_map_tables, {}},
      {"compare", comparison_tables, {"run"}},
      {"change", change_file_tables, {"indicators", "issues", "run"}},
      {"register", register_tables, {"indicators", "issues", "run"}},
      {"register sdl160", return_tables, {"indicators", "issues", "run"}},
      {"targets", target_file_tables, {"indicators", "issues", "run"}},
      {"strategy", strategy_file_tables, {"indicators", "issues", "run"}},
      {"planting", planting_file_tables, {"indicators", "issues", "run"}},
      {"pollinators", pollinator_file_tables, {"indicators", "issues", "run"}},
      {"protected", protected_file_tables, {"indicators", "issues", "run"}},
      {"greenspace", greenspace_file_tables, {"indicators", "issues", "run"}},
      {"baseline", baseline_file_tables, {"indicators", "issues", "run"}},
      {"network", network_file_tables, {"links", "networks", "issues", "run"}},
      {"corridors", corridors_file_tables, {"core_patches", "networks", "issues", "run"}},
      {"circuit", circuit_file_tables, {"networks", "issues", "run"}},
      {"select", selection_tables, {"core_patches", "networks", "issues", "run"}},
      {"sites", site_check_tables, {"issues", "run"}},
      {"bng", unit_tables, {"issues", "run"}},
      {"overlay", overlay_tables, {"issues"}},
      {"tabulate", tabulation_tables, {"issues"}},
      {"dissolve", dissolved_tables, {"issues"}},
      {"buffer", buffer_tables, {"issues"}},
      {"near", near_tables, {"issues"}},
      {"check-coverage", coverage_tables, {"issues"}}};
  return rows;
}

std::string domain_text(const Domain& domain) {
  std::string text = fmt::format("\n### {}\n\n{}\n\n| code | meaning |\n|---|---|\n", domain.name, domain.description);
  for (const auto& [code, label] : domain.values) text += fmt::format("| `{}` | {} |\n", code, in_cell(label));
  return text;
}

/// Dictionary of the tables of protected land, greenspace and the baseline.
std::string people_text() {
  std::string text =
      "\n# Data dictionary of protected land\n\nWritten by `lnrs protected`; indicators, issues and run are as "
      "above.\n";
  for (const FeatureTable& layer : protected_file_tables()) text += layer_text(layer);
  text += domain_text(protection_status_domain());
  text +=
      "\n# Data dictionary of access to greenspace\n\nWritten by `lnrs greenspace`; indicators, issues and run are as "
      "above. The columns `<standard>…` occur once per standard. ags_units and ags_gaps are points where people are at "
      "points.\n";
  for (const FeatureTable& layer : greenspace_file_tables()) text += layer_text(layer);
  text += "\n# Data dictionary of a baseline\n\nWritten by `lnrs baseline`; indicators, issues and run are as above.\n";
  for (const FeatureTable& layer : baseline_file_tables()) text += layer_text(layer);
  text += domain_text(baseline_verdict_domain());
  return text;
}

/// Dictionary of the tables of strategies and monitoring.
std::string monitoring_text() {
  std::string text =
      "\n# Data dictionary of monitoring\n\n`indicators` is written by every command on strategies and monitoring; "
      "issues and run are as above.\n";
  text += layer_text(indicators_table({}));
  const Domain directions = good_direction_domain();
  text += fmt::format("\n### {}\n\n{}\n\n| code | meaning |\n|---|---|\n", directions.name, directions.description);
  for (const auto& [code, label] : directions.values) text += fmt::format("| `{}` | {} |\n", code, label);
  text += "\n# Data dictionary of change\n\nWritten by `lnrs change`; indicators, issues and run are as above.\n";
  for (const FeatureTable& layer : change_file_tables()) text += layer_text(layer);
  text +=
      "\n# Data dictionary of a register's review\n\nWritten by `lnrs register`; indicators, issues and run are as "
      "above.\n";
  for (const FeatureTable& layer : register_tables()) text += layer_text(layer);
  text += "\nChanges:\n\n| change | meaning |\n|---|---|\n";
  for (const SiteChangeInfo& row : site_changes()) text += fmt::format("| `{}` | {} |\n", row.word, row.meaning);
  text +=
      "\n# Data dictionary of the yearly return\n\nWritten by `lnrs register sdl160`; indicators, issues and run are "
      "as above.\n";
  for (const FeatureTable& layer : return_tables()) text += layer_text(layer);
  text += "\n# Data dictionary of targets\n\nWritten by `lnrs targets`; indicators, issues and run are as above.\n";
  for (const FeatureTable& layer : target_file_tables()) text += layer_text(layer);
  for (const Domain& domain : target_domains()) {
    text += fmt::format("\n### {}\n\n{}\n\n| code | meaning |\n|---|---|\n", domain.name, domain.description);
    for (const auto& [code, label] : domain.values) text += fmt::format("| `{}` | {} |\n", code, label);
  }
  text +=
      "\n# Data dictionary of a strategy\n\nWritten by `lnrs strategy`, the review only with `--previous`; "
      "indicators, issues and run are as above.\n";
  for (const FeatureTable& layer : strategy_file_tables()) text += layer_text(layer);
  text += "\n# Data dictionary of planting\n\nWritten by `lnrs planting`; indicators, issues and run are as above.\n";
  for (const FeatureTable& layer : planting_file_tables()) text += layer_text(layer);
  for (const Domain& domain : planting_domains()) {
    text += fmt::format("\n### {}\n\n{}\n\n| code | meaning |\n|---|---|\n", domain.name, domain.description);
    for (const auto& [code, label] : domain.values) text += fmt::format("| `{}` | {} |\n", code, label);
  }
  text +=
      "\n# Data dictionary of pollinators\n\nWritten by `lnrs pollinators`; indicators, issues and run are as above.\n";
  for (const FeatureTable& layer : pollinator_file_tables()) text += layer_text(layer);
  text += people_text();
  return text;
}

}  // namespace

std::vector<FeatureTable> dictionary_tables(std::string_view command) {
  for (const WrittenBy& row : written_by()) {
    if (row.command != command) continue;
    Tables tables = row.own();
    Tables known = opportunity_map_tables();
    for (FeatureTable& table : indicator_tables()) known.push_back(std::move(table));
    for (FeatureTable& table : known)
      if (std::find(row.shared.begin(), row.shared.end(), table.table.name) != row.shared.end())
        tables.push_back(std::move(table));
    return tables;
  }
  throw Error(ErrorKind::internal, fmt::format("no tables of '{}' are known", command));
}

/// Long because it holds the words of the page, section by section.
std::string data_dictionary() {
  const OpportunityResult result = map_without_rows();
  std::string text =
      "<!-- SPDX-License-Identifier: MIT -->\n"
      "<!-- Printed by `lnrs docs data`; a test keeps it up to date. -->\n"
      "# Data dictionary of an opportunity map\n\n"
      "One GeoPackage (EPSG:27700 unless the config says otherwise). Columns named `<network>` occur once per network. "
      "The same\n"
      "titles and descriptions are stored in the file (`gpkg_data_columns`), the coded values as field domains, and "
      "QGIS styles in\n"
      "`layer_styles`. Areas are measured on the geometry in the file; lengths and distances are edge to edge.\n\n"
      "With `--csv` each table is also a CSV file (UTF-8, decimal points, of geometry the x and y of points alone). A "
      "text that a\n"
      "spreadsheet would run as a formula, because it begins with `=`, `+`, `-`, `@`, a tab or a carriage return, has "
      "an apostrophe put\n"
      "before it; a text that is a number, such as -32768, stays as it is. The same holds for every output that is "
      "named .csv.\n";
  for (const FeatureTable& layer : opportunity_map_tables()) text += layer_text(layer);
  text += "\n## Coded values\n";
  for (const Domain& domain : opportunity_domains(result.networks)) {
    text += fmt::format("\n### {}\n\n{}\n\n| code | meaning |\n|---|---|\n", domain.name, domain.description);
    for (const auto& [code, label] : domain.values) text += fmt::format("| `{}` | {} |\n", code, in_cell(label));
  }
  text += "\n# Data dictionary of a comparison\n\nWritten by `lnrs compare`; run is as above.\n";
  for (const FeatureTable& layer : comparison_tables()) text += layer_text(layer);
  for (const Domain& domain : comparison_domains()) {
    text += fmt::format("\n### {}\n\n{}\n\n| code | meaning |\n|---|---|\n", domain.name, domain.description);
    for (const auto& [code, label] : domain.values) text += fmt::format("| `{}` | {} |\n", code, in_cell(label));
  }
  text +=
      "\n# Data dictionary of a network file\n\nWritten by `lnrs network`; links, networks, issues and run are as "
      "above.\n";
  for (const FeatureTable& layer : network_file_tables()) text += layer_text(layer);
  text += "\n### zone_class\n\n| code | class | meaning |\n|---|---|---|\n";
  for (const ZoneClassInfo& one : zone_classes())
    text += fmt::format("| `{}` | {} | {} |\n", one.code, one.title, one.meaning);
  text +=
      "\n# Data dictionary of a corridors file\n\nWritten by `lnrs corridors`; core_patches, networks, issues and run "
      "are as above.\n";
  for (const FeatureTable& layer : corridors_file_tables()) text += layer_text(layer);
  text +=
      "\n# Data dictionary of a circuit file\n\nWritten by `lnrs circuit`; networks, issues and run are as above.\n";
  for (const FeatureTable& layer : circuit_file_tables()) text += layer_text(layer);
  text +=
      "\n# Data dictionary of a selection\n\nWritten by `lnrs select`; core_patches, networks, issues and run are as "
      "above.\n";
  text += layer_text(selection_tables().front());
  text +=
      "\n# Data dictionary of an overlay\n\nWritten by `lnrs overlay`; issues are as above. `<layer>_fid` and the "
      "layer's fields occur once per layer, NULL where a\npiece has no feature of it; a field that two layers have is "
      "`<layer>_<field>`.\n";
  text += layer_text(overlay_tables().front());
  text +=
      "\n# Data dictionary of a tabulation\n\nWritten by `lnrs tabulate` for areas, for lines and for points; issues "
      "are as above.\n";
  for (const FeatureTable& layer : tabulation_tables()) text += layer_text(layer);
  text += "\n# Data dictionary of dissolved areas\n\nWritten by `lnrs dissolve`; issues are as above.\n";
  text += layer_text(dissolved_tables().front());
  text +=
      "\n# Data dictionary of buffers\n\nWritten by `lnrs buffer`; dissolved it has the columns of `dissolved`. issues "
      "are as above.\n";
  text += layer_text(buffer_tables().front());
  text += "\n# Data dictionary of nearest features\n\nWritten by `lnrs near`; issues are as above.\n";
  text += layer_text(near_tables().front());
  text += "\n# Data dictionary of a coverage check\n\nWritten by `lnrs check-coverage`; issues are as above.\n";
  for (const FeatureTable& layer : coverage_tables()) text += layer_text(layer);
  text += "\nKinds of problem:\n\n| problem | meaning |\n|---|---|\n";
  for (const CoverageFaultInfo& row : coverage_faults()) text += fmt::format("| `{}` | {} |\n", row.code, row.meaning);
  text +=
      "\n# Data dictionary of a site check\n\nWritten by `lnrs sites`; issues and run are as above. The columns "
      "`designated_…` of sites occur for every role that the config\n"
      "has layers for: designated, lws, irreplaceable, priority_habitat, boa, measure, constraint, exclusion.\n";
  const SiteAssessment sites = sites_without_rows();
  for (const FeatureTable& layer : site_check_tables()) text += layer_text(layer);
  text += "\n## Coded values of a site check\n";
  std::vector<Domain> domains = site_domains(sites);
  for (Domain& domain : unit_domains()) domains.push_back(std::move(domain));
  for (const Domain& domain : domains) {
    text += fmt::format("\n### {}\n\n{}\n\n| code | meaning |\n|---|---|\n", domain.name, domain.description);
    for (const auto& [code, label] : domain.values) text += fmt::format("| `{}` | {} |\n", code, in_cell(label));
  }
  text += monitoring_text();
  return text;
}

}  // namespace spatial
