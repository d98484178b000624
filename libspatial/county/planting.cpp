// SPDX-License-Identifier: MIT
#include "libspatial/county/planting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/input_files.hpp"
#include "libspatial/county/manifest.hpp"
#include "libspatial/county/named_table.hpp"
#include "libspatial/county/opportunity_map.hpp"
#include "libspatial/county/project.hpp"
#include "libspatial/county/section_layers.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/io/field_text.hpp"
#include "libspatial/network/gain.hpp"
#include "libspatial/network/habitat_network.hpp"
#include "libspatial/overlay/combine.hpp"
#include "libspatial/overlay/disjoint.hpp"
#include "libspatial/report/indicator_table.hpp"
#include "libspatial/report/opportunity_tables.hpp"
#include "libspatial/report/planting_tables.hpp"
#include "libspatial/run/dataset.hpp"
#include "libspatial/run/deliver.hpp"
#include "libspatial/run/place_findings.hpp"
#include "libspatial/run/told_errors.hpp"

namespace spatial {
namespace {

const std::vector<std::string> planting_tables{"tree_sensitivity", "tree_parcels", "tree_summary",
                                               "indicators",       "issues",       "run"};
constexpr std::array kind_columns{WantedColumn{"kind", true}, WantedColumn{"class", true},
                                  WantedColumn{"buffer_m", true}, WantedColumn{"reason", true}};

/// The configured layers with defaults filled in from their kind (data/presets/planting.csv).
std::vector<PlantingLayer> complete_layers(const Config& config) {
  std::vector<PlantingLayer> layers = config.planting.layers;
  const std::string file = (presets_folder() / "planting.csv").string();
  const NamedTable kinds = read_named_csv(file, kind_columns, "the presets");
  std::vector<std::string> known;
  for (std::size_t i = 0; i < kinds.rows(); ++i) known.push_back(kinds.at("kind", i));
  for (PlantingLayer& layer : layers) {
    if (!layer.kind.empty()) {
      const auto at = std::find(known.begin(), known.end(), layer.kind);
      if (at == known.end()) {
        throw Error(ErrorKind::config,
                    fmt::format("kind in [[planting.layer]] is '{}'{}", layer.kind, did_you_mean(layer.kind, known)),
                    "Kinds: " + joined(known, ", ") + ".");
      }
      const auto row = static_cast<std::size_t>(at - known.begin());
      if (layer.sensitivity.empty()) layer.sensitivity = kinds.at("class", row);
      if (layer.reason.empty()) layer.reason = kinds.at("reason", row);
      if (std::isnan(layer.buffer_m)) layer.buffer_m = decimal_number(kinds.at("buffer_m", row), false).value_or(0);
    }
    if (!tree_sensitivity_named(layer.sensitivity))
      throw Error(ErrorKind::config, fmt::format("{}: class '{}' is not known", file, layer.sensitivity),
                  "Classes: " + joined(tree_sensitivity_words(), ", ") + ".");
    if (layer.reason.empty()) {
      const LayerName name = parse_layer_name(layer.layer);
      layer.reason = name.layer.empty() ? name.file.stem().string() : name.layer;
    }
  }
  return layers;
}

/// The config with the layers of [[planting.layer]] as its only constraint layers.
Config planting_config(Config config, const std::vector<PlantingLayer>& layers) {
  const auto has = [&](Role role) {
    return std::any_of(config.layers.begin(), config.layers.end(),
                       [&](const LayerSource& source) { return source.role == role; });
  };
  if (layers.empty())
    throw Error(ErrorKind::config, config.file.string() + ": no layer says how sensitive land is",
                "Add [[planting.layer]] with layer and class, once per layer.");
  if (!has(Role::study_area) && !has(Role::authority) && !has(Role::parcel))
    throw Error(ErrorKind::config, config.file.string() + ": no land is configured",
                "Add [layers.study_area], [layers.authority] or [layers.parcel].");
  std::erase_if(config.layers, [](const LayerSource& source) { return source.role == Role::constraint; });
  for (const PlantingLayer& layer : layers) {
    LayerSource source;
    source.role = Role::constraint;
    source.layer = layer.layer;
    source.where = layer.where;
    source.buffer_m = layer.buffer_m;
    source.assume_crs = layer.assume_crs;
    config.layers.push_back(std::move(source));
  }
  ask_for_authorities(config);
  return config;
}

PlantingInput planting_input(const Project& project, const std::vector<PlantingLayer>& layers,
                             const AccountAreas& authorities) {
  PlantingInput input;
  input.authorities = authorities.geometry;
  std::size_t next = 0;
  for (const ProjectLayer& one : project.layers) {
    const MultiPolygonColumn& land = one.layer.geometry;
    if (one.source.role == Role::constraint) {
      const PlantingLayer& layer = layers[next++];
      const std::string source = layer.where.empty() ? layer.layer : layer.layer + " where " + layer.where;
      input.layers.push_back({*tree_sensitivity_named(layer.sensitivity), layer.reason, source, land});
    } else if (one.source.role == Role::parcel) {
      input.parcels.append(land);
    }
  }
  const auto study = project.of(Role::study_area);
  for (const Layer* layer : study) input.land.append(layer->geometry);
  if (study.empty()) input.land = input.authorities.empty() ? input.parcels : input.authorities;
  const PlantingOptions& options = project.config.planting;
  input.min_area_m2 = options.min_area_ha * 1e4;
  input.min_width_m = options.min_width_m;
  input.plant_medium = options.plant_medium;
  return input;
}

double land_m2(const MultiPolygonColumn& column) {
  StableSum sum;
  for (const double area : areas_m2_of(column)) sum.add(area);
  return sum.value();
}

/// Woodland cover as a share of the area of each authority, then of the land outside all of them, then of all land.
std::vector<double> canopy_of(const PlantingInput& input, const PlantingMap& map, const MultiPolygonColumn& woodland,
                              const Executor& executor) {
  const std::size_t authorities = input.authorities.size();
  std::vector<double> wood(authorities + 2, 0), land(authorities + 2, 0), share;
  for (const PlantingSum& sum : map.sums) land[sum.authority] += sum.once_m2;
  const DisjointAreas all = disjoint_areas(input.land, executor);
  const MultiPolygonColumn inside = combine(woodland, all.geometry, OverlayOperation::clip, 0, executor).geometry;
  wood[authorities + 1] = land_m2(inside);
  if (authorities > 0 && !inside.empty()) {
    const Combined parts = combine(inside, input.authorities, OverlayOperation::identity, 0, executor);
    for (std::size_t p = 0; p < parts.size(); ++p)
      wood[std::min<std::size_t>(parts.source[1][p], authorities)] += parts.areas_m2[p];
  }
  for (std::size_t a = 0; a < land.size(); ++a)
    share.push_back(land[a] > 0 ? wood[a] / land[a] : std::numeric_limits<double>::quiet_NaN());
  return share;
}

/// Adds what the map shows beside the classes without weighting them: distance to woodland, connectivity gain, woodland
/// cover.
void add_woodland(const Project& project, const PlantingInput& input, const PlantingMap& map, PlantingNames& names,
                  Issues& issues, const Executor& executor) {
  const auto network = std::find_if(project.networks.begin(), project.networks.end(), [&](const NetworkProfile& one) {
    return one.id == project.config.planting.network;
  });
  if (network == project.networks.end()) return;
  const auto number = static_cast<std::size_t>(network - project.networks.begin());
  const std::vector<std::uint32_t> core = project.habitat.core_features(number);
  names.canopy = canopy_of(input, map, disjoint_areas(project.habitat.geometry, core, executor).geometry, executor);
  if (input.parcels.empty()) return;
  HabitatNetworkResult built =
      habitat_network(project.habitat, number, *network, std::max(1.0, land_m2(input.land)), executor);
  issues.insert(issues.end(), built.issues.begin(), built.issues.end());
  const PatchLocator locator(built.network.patches, executor);
  std::vector<CandidateNode> nodes(input.parcels.size());
  names.distance_m.assign(input.parcels.size(), std::numeric_limits<double>::quiet_NaN());
  parallel_for<NoState>(executor, nodes.size(), [&](NoState&, std::size_t p) {
    nodes[p].area_m2 = map.parcels[p].plantable_m2;
    nodes[p].near = locator.within(input.parcels[p], std::max(network->link_limit_m(), network->join_m));
    for (PatchLocator::Near& near : nodes[p].near) {
      if (!(near.distance_m >= names.distance_m[p])) names.distance_m[p] = near.distance_m;
      if (near.distance_m <= network->join_m) near.distance_m = 0;
    }
  });
  names.gain_m2.clear();
  for (const Gain& gain : gains_of(built.network.graph, kernel_of(*network), built.network.metrics.pc_numerator,
                                   network->p_min, nodes, executor))
    names.gain_m2.push_back(gain.eca_gain_m2);
}

const std::vector<Role> planting_roles{Role::study_area, Role::authority, Role::parcel, Role::constraint,
                                       Role::habitat};

}  // namespace

std::vector<std::string> rehearse_planting(const Config& config, const Outputs& outputs) {
  if (names_any(outputs)) Delivery(outputs, planting_tables, input_files(config));
  planting_config(config, complete_layers(config));
  return {};
}

RunOutcome run_planting(const Config& config, const Outputs& outputs, const Executor& executor) {
  Delivery delivery(outputs, planting_tables, input_files(config));
  StageClock clock(executor.progress);
  const std::vector<PlantingLayer> layers = complete_layers(config);
  const Project project = load_project(planting_config(config, layers), planting_roles, executor, clock);
  Issues issues = project.issues;
  const AccountAreas authorities = project_authorities(project, issues, executor);
  const PlantingInput input = planting_input(project, layers, authorities);
  const std::optional<OpportunityMap> opportunities =
      configured_map(config.planting.opportunities, config, extent_of(input.land), issues, executor);
  clock.begin("planting");
  PlantingMap map = planting_map(input, executor);
  PlantingNames names;
  names.date = config.date;
  names.authority = authorities.code;
  for (const Layer* layer : project.of(Role::parcel))
    names.parcel.insert(names.parcel.end(), layer->id.begin(), layer->id.end());
  clock.end(map.pieces.size());
  clock.begin("woodland");
  add_woodland(project, input, map, names, issues, executor);
  clock.end(names.distance_m.size());
  if (opportunities) {
    clock.begin("opportunities");
    const std::string& network = config.planting.network;
    names.piece_opportunities = opportunities_beside(map.geometry, *opportunities, network, executor);
    names.parcel_opportunities = opportunities_beside(input.parcels, *opportunities, network, executor);
    clock.end(opportunities->areas.size());
  }
  sort_issues(issues);

  clock.begin("write");
  RunOutcome outcome;
  outcome.summary = planting_summary(config.name, input, map);
  RunRecord record = project_rows(project, "lnrs planting");
  for (const PlantingLayer& layer : layers)
    record.push_back({"rule", layer.layer, layer.sensitivity, fmt::format("{} ({} m)", layer.reason, layer.buffer_m)});
  if (opportunities) add_file_rows(record, opportunities->file);
  record.push_back({"count", "", "issues", std::to_string(issues.size())});
  add_closing_rows(record, map.closing);
  add_stage_rows(record, clock.stages(), outputs.timings);
  std::vector<FeatureTable> tables;
  tables.push_back(issues_table(issues));
  tables.push_back(tree_parcels_table(input, map, names));
  tables.push_back(tree_sensitivity_table(input, map, names));
  tables.push_back(tree_summary_table(input, map, names));
  tables.push_back(indicators_table(planting_indicators(input, map, names)));
  tables.push_back(run_table(record));
  std::vector<Domain> domains = opportunity_domains({});
  for (Domain& domain : planting_domains()) domains.push_back(std::move(domain));
  domains.push_back(good_direction_domain());
  outcome.files =
      delivery.deliver(with_project(dataset_of_run(config.crs, config.date, std::move(tables), std::move(domains)),
                                    outputs.geopackage, config.name, config.date));
  clock.end();
  outcome.stages = clock.stages();
  outcome.notes = said_at_once(project.issues);
  tell_errors(issues, outcome.notes);
  outcome.issues = counts_of(issues);
  return outcome;
}

}  // namespace spatial
