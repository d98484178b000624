// SPDX-License-Identifier: MIT
#include "libspatial/pipeline/network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/interior_area.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/neighbourhood.hpp"
#include "libspatial/io/raster.hpp"
#include "libspatial/io/write.hpp"
#include "libspatial/overlay/disjoint.hpp"
#include "libspatial/pipeline/manifest.hpp"
#include "libspatial/pipeline/output_check.hpp"
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
  return parallel_map<double, InteriorScratch>(
      executor, patches.size(), [&](InteriorScratch& scratch, std::size_t i) { return interior_area_m2(patches.geometry[i], depth_m, scratch); }, by_falling_cost(cost));
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

Dataset dataset_of(const NetworkSurvey& survey, const std::optional<ZoneSurvey>& zones, const Project& project, const std::vector<StageTime>& stages, bool timings) {
  const OpportunityResult as_result = networks_only(survey);
  Dataset dataset;
  dataset.crs = project.config.crs;
  if (!project.config.date.empty()) dataset.timestamp = project.config.date + "T00:00:00.000Z";
  dataset.layers = {patches_table(survey), links_table(as_result), paths_table(survey), components_table(survey), issues_table(survey.issues), networks_table(as_result),
                    run_table(network_manifest(project, survey, stages, timings))};
  std::erase_if(dataset.layers, [](const FeatureTable& layer) { return layer.table.name == "paths" && layer.table.rows() == 0; });
  if (zones) {
    const auto at = dataset.layers.insert(dataset.layers.begin(), zones_table(*zones));
    if (zones->networks.size() > 1) dataset.layers.insert(at + 1, zones_combined_table(*zones));
    dataset.layers.push_back(zone_areas_table(*zones));
  }
  dataset.domains = opportunity_domains(survey.networks);
  std::erase_if(dataset.domains, [](const Domain& domain) { return domain.name == "opportunity_class"; });
  if (zones) dataset.domains.push_back(zone_class_domain());
  dataset.styles = styles_of(dataset.layers, dataset.domains);
  return dataset;
}

std::string zones_text(const ZoneSurvey& survey) {
  std::string text = fmt::format("\n{:<26}", "zones, ha");
  for (const std::string& id : survey.networks) text += fmt::format(" {:>16}", id);
  const bool several = survey.networks.size() > 1;
  if (several) text += fmt::format(" {:>16}", "combined");
  for (std::size_t c = 0; c < zone_class_count; ++c) {
    text += fmt::format("\n{:<26}", zone_classes()[c].title);
    for (const ZoneSet& set : survey.zones.networks) text += fmt::format(" {:>16.2f}", set.total_m2[c] / 1e4);
    if (several) text += fmt::format(" {:>16.2f}", survey.zones.combined.total_m2[c] / 1e4);
  }
  return text + "\n";
}

std::string summary_of(const std::string& title, const NetworkSurvey& survey, const std::optional<ZoneSurvey>& zones) {
  std::string text = title + fmt::format("\n\n{:<26} {:>8} {:>9} {:>10} {:>13} {:>12} {:>12} {:>11}\n", "network", "patches", "links", "components", "habitat ha", "largest ha", "ECA ha", "left out %");
  for (const HabitatNetwork& network : survey.networks) {
    const NetworkMetrics& m = network.metrics;
    text += fmt::format("{:<26} {:>8} {:>9} {:>10} {:>13.2f} {:>12.2f} {:>12.2f} {:>11.4f}\n", network.profile.id, m.patches, m.links, m.components, m.habitat_m2 / 1e4, m.largest_component_m2 / 1e4, m.eca_m2 / 1e4,
                        m.pc_numerator > 0 ? 100 * m.neglected_numerator_bound / m.pc_numerator : 0);
  }
  if (zones) text += zones_text(*zones);
  return text + fmt::format("\n{} issues (layer `issues`).\n", survey.issues.size());
}

LinkRows read_links(const LinkTable& source, const std::filesystem::path& folder) {
  const std::vector<TextColumn> columns = read_table(parse_layer_name(source.table, folder), {source.field_a, source.field_b, source.field_length});
  LinkRows result{source.table, {}};
  for (std::size_t k = 0; k < columns[0].values.size(); ++k) {
    const std::string text = trimmed(columns[2].values[k]);
    double length = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), length);
    if (text.empty() || problem != std::errc() || end != text.data() + text.size() || !(length >= 0) || std::isinf(length))
      throw Error(ErrorKind::input, fmt::format("{}: row {} has {} = '{}'; the length of a link is a number of at least 0", source.table, k + 1, source.field_length, text), "Leave out rows of pairs that are not linked.");
    result.rows.push_back({trimmed(columns[0].values[k]), trimmed(columns[1].values[k]), length});
  }
  return result;
}

}  // namespace

NetworkSources::NetworkSources(const Project& project, const std::vector<NetworkProfile>& profiles) {
  MultiPolygonColumn barriers;
  for (const Layer* layer : project.of(Role::exclusion)) barriers.append(layer->geometry);
  barriers_ = std::make_shared<const MultiPolygonColumn>(std::move(barriers));
  const auto read = [&](auto& rasters, const std::string& name, auto reader) {
    if (name.empty() || rasters.contains(name)) return;
    const std::filesystem::path file(name);
    rasters.emplace(name, reader(file.is_absolute() ? file : base_folder(project.config) / file, project.config.crs));
  };
  for (const NetworkProfile& profile : profiles) {
    if (profile.distance == LinkDistance::least_cost && profile.links.table.empty()) read(rasters_, profile.cost.raster, open_raster);
    read(classes_, profile.patches.raster, read_raster);
    if (!profile.links.table.empty()) links_.emplace(profile.id, read_links(profile.links, base_folder(project.config)));
  }
}

NetworkInputs NetworkSources::inputs_for(const NetworkProfile& profile) const {
  NetworkInputs inputs;
  inputs.barriers = barriers_;
  const auto raster = rasters_.find(profile.cost.raster);
  if (raster != rasters_.end()) inputs.resistance = &raster->second;
  const auto classes = classes_.find(profile.patches.raster);
  if (classes != classes_.end()) inputs.classes = &classes->second;
  const auto links = links_.find(profile.id);
  if (links != links_.end()) inputs.links = &links->second;
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
    if (options.distance) {
      profile.distance = *options.distance;
      profile.links.table.clear();  // measured distances were asked for
    }
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
    survey.numbers.push_back(static_cast<std::uint32_t>(number));
  }
  sort_issues(survey.issues);
  return survey;
}

ZoneSurvey survey_zones(const Project& project, const NetworkSurvey& survey, const Executor& executor) {
  MultiPolygonColumn exclusions, study_area;
  for (const Layer* layer : project.of(Role::exclusion)) exclusions.append(layer->geometry);
  for (const Layer* layer : project.of(Role::study_area)) study_area.append(layer->geometry);
  ZoneSurvey result;
  std::vector<ZonedNetwork> networks;
  for (std::size_t n = 0; n < survey.networks.size(); ++n) {
    result.networks.push_back(survey.networks[n].profile.id);
    networks.push_back({survey.numbers[n], &survey.networks[n]});
  }
  result.zones = network_zones(project.habitat, networks, &exclusions, &study_area, project.config.zones, executor);
  return result;
}

std::vector<std::string> rehearse_network(const Config& config, const NetworkRunOptions& options,
                                          const NetworkOutputs& outputs,
                                          const std::function<void(const Project&)>& check_more) {
  if (!outputs.geopackage.empty()) {
    check_replaces_none(outputs.geopackage, input_files(config));
    check_writable(outputs.geopackage, {.overwrite = outputs.overwrite});
  }
  const Project project = rehearse_project(config);
  std::vector<NetworkProfile> profiles;
  for (const auto& [number, profile] : chosen_networks(project, options)) profiles.push_back(profile);
  NetworkSources(project, profiles);
  if (check_more) check_more(project);
  return said_at_once(project.issues);
}

NetworkReport run_network(const Config& config, const NetworkRunOptions& options, const NetworkOutputs& outputs, const Executor& executor) {
  const WriteOptions writing{.overwrite = outputs.overwrite};
  check_replaces_none(outputs.geopackage, input_files(config));
  check_writable(outputs.geopackage, writing);
  StageClock clock(executor.progress);
  const Project project = load_project(config, executor, clock);
  const NetworkSurvey survey = survey_networks(project, options, executor, clock);
  std::optional<ZoneSurvey> zones;
  if (options.zones || config.zones.make) {
    clock.begin("zones");
    zones = survey_zones(project, survey, executor);
    std::size_t pieces = 0;
    for (const ZoneSet& set : zones->zones.networks) pieces += set.zone.size();
    clock.end(pieces);
  }
  clock.begin("write");
  const Dataset dataset = dataset_of(survey, zones, project, clock.stages(), outputs.timings);
  write_geopackage(outputs.geopackage, dataset, writing);
  if (!outputs.csv_folder.empty()) write_csv(outputs.csv_folder, dataset, writing);
  clock.end();
  return {summary_of(project.config.name, survey, zones), clock.stages(), said_at_once(project.issues)};
}

}  // namespace spatial
