// SPDX-License-Identifier: MIT
#include "libspatial/county/pollinators.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/code_patterns.hpp"
#include "libspatial/county/input_files.hpp"
#include "libspatial/county/manifest.hpp"
#include "libspatial/county/named_table.hpp"
#include "libspatial/county/opportunity_map.hpp"
#include "libspatial/county/project.hpp"
#include "libspatial/county/section_layers.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/io/field_text.hpp"
#include "libspatial/overlay/combine.hpp"
#include "libspatial/report/indicator_table.hpp"
#include "libspatial/report/opportunity_tables.hpp"
#include "libspatial/report/pollinator_tables.hpp"
#include "libspatial/run/dataset.hpp"
#include "libspatial/run/deliver.hpp"
#include "libspatial/run/place_findings.hpp"
#include "libspatial/run/told_errors.hpp"
#include "libspatial/strategy/products.hpp"

namespace spatial {
namespace {

const std::vector<std::string> pollinators_tables{"bline_progress",  "bline_within",   "pollinator_gaps",
                                                  "stepping_stones", "flower_patches", "demand_served",
                                                  "indicators",      "issues",         "run"};
constexpr std::array bline_columns{WantedColumn{"bline_id"}, WantedColumn{"name"}};
constexpr std::array floral_columns{WantedColumn{"code", true}, WantedColumn{"floral"}};
/// Typical foraging distance (m) of each group; our choice, based on the 150 to 600 m that solitary bees fly.
constexpr std::array<std::pair<std::string_view, double>, 4> foragers{
    {{"small", 250}, {"solitary", 500}, {"bumble", 1000}, {"honey", 2000}}};

std::vector<double> distances_of(const PollinatorOptions& options) {
  std::vector<double> distances = options.distances_m;
  std::vector<std::string> known;
  for (const auto& [name, distance] : foragers) known.emplace_back(name);
  if (distances.empty())
    for (const std::string& forager : options.foragers) {
      const auto at = std::find(known.begin(), known.end(), lower(trimmed(forager)));
      if (at == known.end()) {
        throw Error(ErrorKind::config,
                    fmt::format("foragers in [pollinators] has '{}'{}", forager, did_you_mean(forager, known)),
                    "Known: " + joined(known, ", ") + ".");
      }
      distances.push_back(foragers[static_cast<std::size_t>(at - known.begin())].second);
    }
  if (distances.empty())
    throw Error(ErrorKind::config, "[pollinators] names neither distances_m nor foragers",
                "Add foragers = [\"solitary\"] or distances_m = [500]; known foragers: " + joined(known, ", ") + ".");
  std::sort(distances.begin(), distances.end());
  distances.erase(std::unique(distances.begin(), distances.end()), distances.end());
  return distances;
}

/// Floral value by habitat code from a crosswalk; empty if it has no column "floral".
std::map<std::string, double> floral_of(const Config& config, const LayerSource& source) {
  const NamedTable table = read_named_csv(crosswalk_file(config, source), floral_columns, "[layers.habitat]");
  std::map<std::string, double> floral;
  if (table.has("floral"))
    for (std::size_t i = 0; i < table.rows(); ++i)
      floral[lower(table.at("code", i))] = decimal_number(table.at("floral", i), false).value_or(0);
  return floral;
}

Config pollinator_config(Config config) {
  const auto has = [&](Role role) {
    return std::any_of(config.layers.begin(), config.layers.end(),
                       [&](const LayerSource& source) { return source.role == role; });
  };
  const std::string file = config.file.string();
  if (!has(Role::bline)) throw Error(ErrorKind::config, file + ": no B-Lines are configured", "Add [layers.bline].");
  if (!has(Role::habitat))
    throw Error(ErrorKind::config, file + ": no habitats are configured",
                "Add [layers.habitat] with layer, class and crosswalk.");
  bool says = !config.pollinators.flower_rich.empty();
  for (LayerSource& source : config.layers) {
    if (source.role == Role::habitat) says = says || !floral_of(config, source).empty();
    if (source.role != Role::bline) continue;
    const auto names = ask_for_columns(config, source, bline_columns, "bline_id");
    if (source.name_field.empty() && names.contains("name")) source.name_field = names.at("name");
    source.buffer_m = config.pollinators.half_width_m;
  }
  if (!says)
    throw Error(ErrorKind::config, file + ": nothing says which habitat is flower-rich",
                "Add flower_rich = [\"g3*\"] to [pollinators], or a column floral (0 to 1) to the crosswalk.");
  distances_of(config.pollinators);
  ask_for_authorities(config);
  return config;
}

/// Decides whether a habitat feature is flower-rich.
class FlowerRule {
 public:
  explicit FlowerRule(const Config& config)
      : patterns_(config.pollinators.flower_rich),
        by_code_(!config.pollinators.flower_rich.empty()),
        least_(config.pollinators.min_floral) {
    for (const LayerSource& source : config.layers) {
      if (source.role != Role::habitat || by_code_) continue;
      crosswalks_.push_back(read_crosswalk(crosswalk_file(config, source).string()));
      floral_.push_back(floral_of(config, source));
    }
  }
  bool holds(const std::string& codes, std::size_t source) const {
    if (by_code_) return patterns_.fits(codes);
    for (const int known : classify(crosswalks_[source], codes).classes) {
      const auto value =
          floral_[source].find(lower(crosswalks_[source].classes()[static_cast<std::size_t>(known)].code));
      if (value != floral_[source].end() && value->second >= least_) return true;
    }
    return false;
  }

 private:
  CodePatterns patterns_;
  bool by_code_;
  double least_;
  std::vector<Crosswalk> crosswalks_;
  std::vector<std::map<std::string, double>> floral_;
};

/// Codes of a key that no habitat has: misspelt, or of another code system.
void tell_unmet(const Project& project, const std::vector<std::string>& patterns, const char* key,
                std::vector<std::string>& notes) {
  for (const std::string& pattern : patterns) {
    const CodePatterns one({pattern});
    bool met = false;
    for (std::size_t f = 0; f < project.habitat.size() && !met; ++f) met = one.fits(project.habitat.code[f]);
    if (!met) notes.push_back(fmt::format("no habitat has the code '{}' ({} in [pollinators])", pattern, key));
  }
}

PollinatorInput pollinator_input(const Project& project) {
  const PollinatorOptions& options = project.config.pollinators;
  PollinatorInput input;
  input.distances_m = distances_of(options);
  input.min_patch_m2 = options.min_patch_ha * 1e4;
  input.target_share = options.target_share;
  for (const Layer* layer : project.of(Role::bline)) input.blines.append(layer->geometry);
  const FlowerRule flowers(project.config);
  const CodePatterns crops(options.crops);
  for (std::size_t f = 0; f < project.habitat.size(); ++f) {
    if (flowers.holds(project.habitat.code[f], project.habitat.source_of[f]))
      input.flower_rich.append(project.habitat.geometry[f]);
    if (crops.fits(project.habitat.code[f])) input.crops.append(project.habitat.geometry[f]);
  }
  return input;
}

/// Area of flower-rich habitat inside B-Lines: per authority and in total.
std::vector<PollinatorShare> shares_of(const Project& project, const PollinatorInput& input, Issues& issues,
                                       const Executor& executor) {
  const MultiPolygonColumn lines = seamless(input.blines, executor);
  MultiPolygonColumn flowers;
  if (!input.flower_rich.empty() && !lines.empty())
    flowers = seamless(combine(input.flower_rich, lines, OverlayOperation::clip, 0, executor).geometry, executor);
  const auto land = [](const MultiPolygonColumn& column) {
    StableSum sum;
    for (const double area : areas_m2_of(column)) sum.add(area);
    return sum.value();
  };
  std::vector<PollinatorShare> shares;
  const AccountAreas areas = project_authorities(project, issues, executor);
  const std::vector<double> line_m2 = land_by_area(areas, lines, executor),
                            flower_m2 = land_by_area(areas, flowers, executor);
  for (std::size_t a = 0; a < areas.code.size(); ++a) shares.push_back({areas.code[a], line_m2[a], flower_m2[a]});
  shares.push_back({"all", land(lines), land(flowers)});
  return shares;
}

/// Adds the opportunity areas beside gaps and beside the links where stepping stones would help.
void add_opportunities(const OpportunityMap& opportunities, const PollinatorMap& map, PollinatorNames& names,
                       const Executor& executor) {
  names.gap_opportunities = opportunities_beside(map.gap_geometry, opportunities, "", executor);
  MultiLineColumn lines;
  for (const PollinatorLink& link : map.links) {
    lines.add_point(link.from);
    lines.add_point(link.to);
    lines.end_line();
    lines.end_feature();
  }
  names.link_opportunities = opportunities_beside(lines, opportunities, executor);
}

std::vector<std::string> notes_of(const Project& project, const PollinatorOptions& options, const Issues& issues) {
  std::vector<std::string> notes = said_at_once(project.issues);
  tell_unmet(project, options.flower_rich, "flower_rich", notes);
  tell_unmet(project, options.crops, "crops", notes);
  tell_errors(issues, notes);
  return notes;
}

}  // namespace

std::vector<std::string> rehearse_pollinators(const Config& config, const Outputs& outputs) {
  if (names_any(outputs)) Delivery(outputs, pollinators_tables, input_files(config));
  pollinator_config(config);
  return {};
}

/// The steps of the run in their order; each uses what the one before has made.
RunOutcome run_pollinators(const Config& config, const Outputs& outputs, const Executor& executor) {
  Delivery delivery(outputs, pollinators_tables, input_files(config));
  StageClock clock(executor.progress);
  const Project project = load_project(
      pollinator_config(config), {Role::study_area, Role::bline, Role::habitat, Role::authority}, executor, clock);
  Issues issues = project.issues;
  const PollinatorInput input = pollinator_input(project);
  PollinatorNames names;
  names.date = config.date;
  std::vector<std::string> sources;
  for (const Layer* layer : project.of(Role::bline)) {
    names.bline.insert(names.bline.end(), layer->id.begin(), layer->id.end());
    names.name.insert(names.name.end(), layer->name.begin(), layer->name.end());
    sources.insert(sources.end(), layer->size(), layer->source);
  }
  const std::optional<OpportunityMap> opportunities =
      configured_map(config.pollinators.opportunities, config, extent_of(input.blines), issues, executor);
  clock.begin("pollinators");
  PollinatorMap map = pollinator_map(input, executor);
  if (opportunities) add_opportunities(*opportunities, map, names, executor);
  const std::vector<PollinatorShare> shares = shares_of(project, input, issues, executor);
  clock.end(map.links.size());
  for (std::size_t b = 0; b < map.blines.size(); ++b) {
    const Point at = box_of(input.blines[b]).centre();
    if (map.blines[b].patches == 0)
      issues.push_back(
          {IssueRule::bline_without_patch, "bline", sources[b], names.bline[b],
           fmt::format("no flower-rich habitat of at least {} ha lies in it", shortest(input.min_patch_m2 / 1e4)),
           Place{at.x, at.y}});
  }
  sort_issues(issues);

  clock.begin("write");
  RunOutcome outcome;
  outcome.summary = pollinator_summary(config.name, input, map, names);
  RunRecord record = project_rows(project, "lnrs pollinators");
  if (opportunities) add_file_rows(record, opportunities->file);
  record.push_back({"count", "", "issues", std::to_string(issues.size())});
  add_closing_rows(record, map.sums);
  add_stage_rows(record, clock.stages(), outputs.timings);
  std::vector<FeatureTable> tables;
  tables.push_back(issues_table(issues));
  tables.push_back(stepping_stones_table(input, map, names));
  tables.push_back(flower_patches_table(map, names));
  tables.push_back(pollinator_gaps_table(input, map, names));
  tables.push_back(bline_progress_table(input, map, names));
  tables.push_back(bline_within_table(input, map, names));
  tables.push_back(demand_served_table(input, map));
  tables.push_back(indicators_table(pollinator_indicators(input, map, names, shares)));
  tables.push_back(run_table(record));
  std::vector<Domain> domains = opportunity_domains({});
  domains.push_back(good_direction_domain());
  outcome.files =
      delivery.deliver(with_project(dataset_of_run(config.crs, config.date, std::move(tables), std::move(domains)),
                                    outputs.geopackage, config.name, config.date));
  clock.end();
  outcome.stages = clock.stages();
  outcome.notes = notes_of(project, config.pollinators, issues);
  outcome.issues = counts_of(issues);
  return outcome;
}

}  // namespace spatial
