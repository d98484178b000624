// SPDX-License-Identifier: MIT
#include "libspatial/pipeline/network.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/neighbourhood.hpp"
#include "libspatial/io/raster.hpp"
#include "libspatial/io/write.hpp"
#include "libspatial/overlay/disjoint.hpp"
#include "libspatial/pipeline/manifest.hpp"
#include "libspatial/report/opportunity_tables.hpp"
#include "libspatial/report/styles.hpp"

namespace spatial {
namespace {

double total(const std::vector<double>& values) {
  StableSum sum;
  for (const double value : values) sum.add(value);
  return sum.value();
}

/// Area of each patch that is further than the depth from its edge.
std::vector<double> interior_m2(const PatchSet& patches, double depth_m, const Executor& executor) {
  std::vector<double> cost;
  for (std::size_t i = 0; i < patches.size(); ++i) cost.push_back(static_cast<double>(patches.geometry[i].point_count()));
  return parallel_map<double, GeosContext>(
      executor, patches.size(), [&](GeosContext& geos, std::size_t i) { return depth_m > 0 ? area_m2(buffer(geos, patches.geometry[i], -depth_m)) : patches.areas_m2[i]; }, by_falling_cost(cost));
}

/// Convex hull of the patches of each component.
MultiPolygonColumn hulls_of(const HabitatNetwork& network, const Executor& executor) {
  std::vector<std::vector<std::uint32_t>> members(network.metrics.components);
  for (std::uint32_t p = 0; p < network.patches.size(); ++p) members[network.metrics.component_of[p]].push_back(p);
  const auto hulls = parallel_map<MultiPolygon, NoState>(executor, members.size(), [&](NoState&, std::size_t c) {
    MultiPolygonColumn all;
    for (const std::uint32_t p : members[c]) all.append_parts(network.patches.geometry[p]);
    all.end_feature();
    return polygon_of(convex_hull(all[0]));
  });
  MultiPolygonColumn column;
  for (const MultiPolygon& hull : hulls) column.append(hull);
  return column;
}

constexpr const char* set_names[] = {"low", "mid", "high"};

Dataset dataset_of(const NetworkSurvey& survey, const Project& project, const std::vector<StageTime>& stages, bool timings) {
  const OpportunityResult as_result = networks_only(survey);
  Dataset dataset;
  dataset.crs = project.config.crs;
  if (!project.config.date.empty()) dataset.timestamp = project.config.date + "T00:00:00.000Z";
  dataset.layers = {patches_table(survey), links_table(as_result), paths_table(survey), components_table(survey), issues_table(survey.issues), networks_table(as_result),
                    run_table(network_manifest(project, survey, stages, timings))};
  std::erase_if(dataset.layers, [](const FeatureTable& layer) { return layer.table.name == "paths" && layer.table.rows() == 0; });
  dataset.domains = opportunity_domains(survey.networks);
  std::erase_if(dataset.domains, [](const Domain& domain) { return domain.name == "opportunity_class"; });
  dataset.styles = styles_of(dataset.layers, dataset.domains);
  return dataset;
}

std::string summary_of(const std::string& title, const NetworkSurvey& survey) {
  std::string text = title + fmt::format("\n\n{:<26} {:>8} {:>9} {:>10} {:>13} {:>12} {:>12} {:>11}\n", "network", "patches", "links", "components", "habitat ha", "largest ha", "ECA ha", "left out %");
  for (const HabitatNetwork& network : survey.networks) {
    const NetworkMetrics& m = network.metrics;
    text += fmt::format("{:<26} {:>8} {:>9} {:>10} {:>13.2f} {:>12.2f} {:>12.2f} {:>11.4f}\n", network.profile.id, m.patches, m.links, m.components, m.habitat_m2 / 1e4, m.largest_component_m2 / 1e4, m.eca_m2 / 1e4,
                        m.pc_numerator > 0 ? 100 * m.neglected_numerator_bound / m.pc_numerator : 0);
  }
  return text + fmt::format("\n{} issues (layer `issues`).\n", survey.issues.size());
}

}  // namespace

NetworkSources::NetworkSources(const Project& project, const std::vector<NetworkProfile>& profiles) {
  for (const Layer* layer : project.of(Role::exclusion)) barriers_.append(layer->geometry);
  for (const NetworkProfile& profile : profiles) {
    const std::string& name = profile.cost.raster;
    if (profile.distance != LinkDistance::least_cost || name.empty() || rasters_.contains(name)) continue;
    const std::filesystem::path file(name);
    rasters_.emplace(name, read_raster(file.is_absolute() ? file : base_folder(project.config) / file, project.config.crs));
  }
}

NetworkInputs NetworkSources::inputs_for(const NetworkProfile& profile) const {
  NetworkInputs inputs;
  inputs.barriers = &barriers_;
  const auto raster = rasters_.find(profile.cost.raster);
  if (raster != rasters_.end()) inputs.resistance = &raster->second;
  return inputs;
}

double landscape_area_m2(const Project& project, const Executor& executor) {
  MultiPolygonColumn study;
  for (const Layer* layer : project.of(Role::study_area)) study.append(layer->geometry);
  return study.empty() ? total(project.habitat.areas_m2) : total(areas_m2_of(disjoint_areas(study, executor).geometry));
}

std::vector<std::pair<std::size_t, NetworkProfile>> chosen_networks(const Project& project, const NetworkRunOptions& options) {
  std::vector<std::string> known;
  for (const NetworkProfile& profile : project.networks) known.push_back(profile.id);
  std::vector<std::pair<std::size_t, NetworkProfile>> chosen;
  for (const std::string& id : options.networks.empty() ? known : options.networks) {
    const auto at = std::find(known.begin(), known.end(), id);
    if (at == known.end()) {
      const std::string nearest = nearest_word(id, known);
      throw Error(ErrorKind::usage, fmt::format("the config has no network '{}'{}", id, nearest.empty() ? "" : fmt::format("; did you mean '{}'?", nearest)), "networks: " + joined(known, ", "));
    }
    const auto number = static_cast<std::size_t>(at - known.begin());
    NetworkProfile profile = project.networks[number];
    if (options.distance) profile.distance = *options.distance;
    if (options.p_min) profile.p_min = *options.p_min;
    if (options.resistance.empty() || profile.distance != LinkDistance::least_cost) {
      chosen.emplace_back(number, profile);
      continue;
    }
    for (const ResistanceSet set : options.resistance) {
      NetworkProfile variant = profile;
      variant.cost.resistance = set;
      if (options.resistance.size() > 1) {
        variant.id += fmt::format("_{}", set_names[static_cast<std::size_t>(set)]);
        variant.title += fmt::format(" ({} resistance)", set_names[static_cast<std::size_t>(set)]);
      }
      chosen.emplace_back(number, std::move(variant));
    }
  }
  return chosen;
}

NetworkSurvey survey_networks(const Project& project, const NetworkRunOptions& options, const Executor& executor, StageClock& clock) {
  const auto chosen = chosen_networks(project, options);
  std::vector<NetworkProfile> profiles;
  for (const auto& [number, profile] : chosen) profiles.push_back(profile);
  NetworkSurvey survey;
  survey.edge_depth_m = options.edge_depth_m;
  survey.issues = project.issues;
  clock.begin("study area");
  survey.landscape_m2 = landscape_area_m2(project, executor);
  const NetworkSources sources(project, profiles);
  for (const auto& [number, profile] : chosen) {
    clock.begin("network " + profile.id);
    NetworkInputs inputs = sources.inputs_for(profile);
    inputs.node_importance = options.importance;
    inputs.iic_max_patches = 1000;
    inputs.max_memory_mb = options.max_memory_mb;
    HabitatNetworkResult built = habitat_network(project.habitat, number, profile, survey.landscape_m2, executor, inputs);
    clock.end(built.network.links.size());
    survey.issues.insert(survey.issues.end(), built.issues.begin(), built.issues.end());
    clock.begin("interiors and hulls " + profile.id);
    survey.core_area_m2.push_back(interior_m2(built.network.patches, options.edge_depth_m, executor));
    survey.hulls.push_back(hulls_of(built.network, executor));
    clock.end(built.network.patches.size());
    survey.networks.push_back(std::move(built.network));
  }
  sort_issues(survey.issues);
  return survey;
}

NetworkReport run_network(const Config& config, const NetworkRunOptions& options, const NetworkOutputs& outputs, const Executor& executor) {
  const WriteOptions writing{.overwrite = outputs.overwrite};
  check_writable(outputs.geopackage, writing);
  StageClock clock(executor.progress);
  const Project project = load_project(config, executor, clock);
  const NetworkSurvey survey = survey_networks(project, options, executor, clock);
  clock.begin("write");
  const Dataset dataset = dataset_of(survey, project, clock.stages(), outputs.timings);
  write_geopackage(outputs.geopackage, dataset, writing);
  if (!outputs.csv_folder.empty()) write_csv(outputs.csv_folder, dataset, writing);
  clock.end();
  return {summary_of(project.config.name, survey), clock.stages()};
}

}  // namespace spatial
