// SPDX-License-Identifier: MIT
#include "libspatial/county/network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/input_files.hpp"
#include "libspatial/county/manifest.hpp"
#include "libspatial/county/network_parts.hpp"
#include "libspatial/county/network_tiles.hpp"
#include "libspatial/county/state_bytes.hpp"
#include "libspatial/geometry/interior_area.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/neighbourhood.hpp"
#include "libspatial/io/fields.hpp"
#include "libspatial/io/raster.hpp"
#include "libspatial/io/write.hpp"
#include "libspatial/overlay/disjoint.hpp"
#include "libspatial/report/opportunity_tables.hpp"
#include "libspatial/run/dataset.hpp"
#include "libspatial/run/deliver.hpp"
#include "libspatial/run/place_findings.hpp"

namespace spatial {
namespace {

/// Core area (m²) of each patch: the part further than `depth_m` from its edge.
std::vector<double> interior_m2(const PatchSet& patches, double depth_m, const Executor& executor) {
  std::vector<double> cost;
  for (std::size_t i = 0; i < patches.size(); ++i)
    cost.push_back(static_cast<double>(patches.geometry[i].point_count()));
  return parallel_map<double, InteriorScratch>(
      executor, patches.size(),
      [&](InteriorScratch& scratch, std::size_t i) { return interior_area_m2(patches.geometry[i], depth_m, scratch); },
      by_falling_cost(cost));
}

/// Convex hull of all patches of each component.
MultiPolygonColumn hulls_of(const HabitatNetwork& network, const Executor& executor) {
  const std::vector<std::uint32_t> component_of = network.graph.components();
  std::vector<std::vector<std::uint32_t>> members;
  for (std::uint32_t p = 0; p < network.patches.size(); ++p) {
    members.resize(std::max<std::size_t>(members.size(), component_of[p] + std::size_t{1}));
    members[component_of[p]].push_back(p);
  }
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

/// Every table that this run can write.
const std::vector<std::string> network_tables{"zones",     "zones_combined", "patches", "patch_members", "links",
                                              "paths",     "components",     "issues",  "networks",      "run",
                                              "zone_areas"};

Dataset dataset_of(const NetworkSurvey& survey, const std::optional<ZoneSurvey>& zones, const Project& project,
                   const std::vector<StageTime>& stages, bool timings) {
  const OpportunityResult as_result = networks_only(survey);
  std::vector<FeatureTable> tables;
  // QGIS draws the first layer on top: points, lines, areas, hulls, and the zones at the bottom.
  tables.push_back(issues_table(survey.issues));
  tables.push_back(links_table(as_result));
  if (FeatureTable paths = paths_table(survey); paths.table.rows() > 0) tables.push_back(std::move(paths));
  tables.push_back(patches_table(survey));
  tables.push_back(components_table(survey));
  if (zones) tables.push_back(zones_table(*zones));
  if (zones && zones->networks.size() > 1) tables.push_back(zones_combined_table(*zones));
  tables.push_back(patch_members_table(survey, project.habitat));
  tables.push_back(networks_table(as_result));
  tables.push_back(run_table(network_manifest(project, survey, "lnrs network", stages, timings)));
  if (zones) tables.push_back(zone_areas_table(*zones));
  std::vector<Domain> domains = opportunity_domains(survey.networks);
  if (zones) domains.push_back(zone_class_domain());
  return dataset_of_run(project.config.crs, project.config.date, std::move(tables), std::move(domains));
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
  std::string text =
      title + fmt::format("\n\n{:<26} {:>8} {:>9} {:>10} {:>13} {:>12} {:>12} {:>11}\n", "network", "patches", "links",
                          "components", "habitat ha", "largest ha", "ECA ha", "left out %");
  for (const HabitatNetwork& network : survey.networks) {
    const NetworkMetrics& m = network.metrics;
    text += fmt::format("{:<26} {:>8} {:>9} {:>10} {:>13.2f} {:>12.2f} {:>12.2f} {:>11.4f}\n", network.profile.id,
                        with_commas(m.patches), with_commas(m.links), with_commas(m.components), m.habitat_m2 / 1e4,
                        m.largest_component_m2 / 1e4, m.eca_m2 / 1e4,
                        m.pc_numerator > 0 ? 100 * m.neglected_numerator_bound / m.pc_numerator : 0);
  }
  if (zones) text += zones_text(*zones);
  return text + network_notes(survey.issues) +
         fmt::format("\n{} issues (layer `issues`).\n", with_commas(survey.issues.size()));
}

}  // namespace

double landscape_area_m2(const Project& project, const Executor& executor) {
  MultiPolygonColumn study;
  for (const Layer* layer : project.of(Role::study_area)) study.append(layer->geometry);
  return study.empty() ? stable_sum(project.habitat.areas_m2)
                       : stable_sum(areas_m2_of(disjoint_areas(study, executor).geometry));
}

void apply(const NetworkRunOptions& options, NetworkProfile& profile) {
  if (options.distance) {
    profile.distance = *options.distance;
    profile.links.table.clear();  // measured distances replace those of the table
  }
  if (options.p_min) profile.p_min = *options.p_min;
}

std::vector<std::pair<std::size_t, NetworkProfile>> chosen_networks(const Project& project,
                                                                    const NetworkRunOptions& options) {
  std::vector<std::string> known;
  for (const NetworkProfile& profile : project.networks) known.push_back(profile.id);
  std::vector<std::pair<std::size_t, NetworkProfile>> chosen;
  for (const std::string& id : options.networks.empty() ? known : options.networks) {
    const auto at = std::find(known.begin(), known.end(), id);
    if (at == known.end()) {
      throw Error(ErrorKind::usage, fmt::format("the config has no network '{}'{}", id, did_you_mean(id, known)),
                  "Networks: " + joined(known, ", ") + ".");
    }
    const auto number = static_cast<std::size_t>(at - known.begin());
    NetworkProfile profile = project.networks[number];
    apply(options, profile);
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
  const auto by_cost = [](const auto& one) { return one.second.distance == LinkDistance::least_cost; };
  if (!options.resistance.empty() && std::none_of(chosen.begin(), chosen.end(), by_cost))
    throw Error(ErrorKind::usage, "--resistance names sets for least-cost distances, and no network here has any",
                "Add --distance least_cost, or leave out --resistance.");
  return chosen;
}

namespace {

/// Cost of 1 m over ordinary land: the area-weighted median resistance of mapped land outside the network's core
/// habitat; 1 if all mapped land is core habitat.
double cost_of_a_metre(const HabitatMap& habitat, std::size_t network, ResistanceSet set) {
  std::vector<std::pair<double, double>> land;  // resistance, area
  double total = 0;
  for (std::size_t f = 0; f < habitat.size(); ++f) {
    if (habitat.is_core(f, network)) continue;
    land.emplace_back(habitat.resistance_of(f, network, static_cast<std::size_t>(set)), habitat.areas_m2[f]);
    total += habitat.areas_m2[f];
  }
  std::sort(land.begin(), land.end());
  double below = 0;
  for (const auto& [resistance, area] : land)
    if ((below += area) >= total / 2) return std::max(1.0, resistance);
  return 1;
}

/// Whether distances in metres can be converted to cost, i.e. the resistance comes from the habitat map.
bool has_mapped_cost(const NetworkProfile& profile) {
  return profile.distance == LinkDistance::least_cost && profile.cost.raster.empty() && profile.links.table.empty();
}

/// Where the link limit is given in cost units, reports how many patches it leaves without any link.
void report_limit(const HabitatNetwork& network, double metre_cost, Issues& issues) {
  const NetworkProfile& profile = network.profile;
  if (profile.distance != LinkDistance::least_cost || network.patches.size() < 2) return;
  std::size_t alone = 0;
  for (std::uint32_t p = 0; p < network.patches.size(); ++p) alone += network.graph.arcs(p).empty() ? 1 : 0;
  if (alone == 0) return;
  const std::string limit = with_commas(std::llround(profile.link_limit_m()));
  issues.push_back(
      {IssueRule::limit_in_cost_units, "habitat", "", "",
       metre_cost > 1
           ? fmt::format("{}: {} of {} patches have no link up to a cost of {} ({} m over land of resistance {})",
                         profile.id, alone, network.patches.size(), limit,
                         with_commas(std::llround(profile.link_limit_m() / metre_cost)), shortest(metre_cost))
           : fmt::format("{}: {} of {} patches have no link up to a cost of {} (metres x resistance: max_link_m counts "
                         "in cost units here)",
                         profile.id, alone, network.patches.size(), limit),
       std::nullopt});
}

NetworkInputs inputs_of(const NetworkSources& sources, const NetworkProfile& profile,
                        const NetworkRunOptions& options) {
  NetworkInputs inputs = sources.inputs_for(profile);
  inputs.node_importance = options.importance;
  inputs.iic_max_patches = 1000;
  inputs.max_memory_mb = options.max_memory_mb;
  return inputs;
}

/// Makes the networks of a run one after another: builds them, or takes them from the parts of a plan.
class NetworkMaker {
 public:
  NetworkMaker(const Project& project, const std::vector<NetworkProfile>& profiles, const NetworkRunOptions& options,
               double landscape_m2, const Executor& executor, StageClock& clock)
      : project_(project),
        options_(options),
        landscape_m2_(landscape_m2),
        executor_(executor),
        clock_(clock),
        sources_(project, profiles) {
    if (!options.step.is_merge()) return;
    built_.emplace(options.step.earlier.back());
    sums_.emplace(options.step.files);
  }

  /// `graphs` not null: the metrics come from later parts, which search these.
  SurveyedNetwork make(std::size_t number, const NetworkProfile& profile, double metre_cost,
                       SearchGraphs* graphs = nullptr) {
    clock_.begin("network " + profile.id);
    NetworkInputs inputs = inputs_of(sources_, profile, options_);
    const MetricOptions metrics = metric_options(profile, inputs, landscape_m2_);
    if (built_) {
      SurveyedNetwork one = network_of_parts(*built_, profile, &project_.habitat, number);
      one.network.metrics =
          metrics_from(one.network.graph, kernel_of(profile), metrics, sums_of_parts(*sums_, profile.id));
      clock_.end(one.network.links.size());
      clock_.begin("interiors and hulls " + profile.id);  // done by the part; the table `run` lists it
      clock_.end(one.network.patches.size());
      return one;
    }
    inputs.metrics = graphs == nullptr;
    SurveyedNetwork one = found_in_tiles(options_.step, profile) ? put_together(profile, inputs)
                                                                 : built(project_.habitat, number, profile, inputs);
    if (graphs != nullptr) *graphs = search_graphs(one.network.graph, kernel_of(profile), metrics, executor_);
    clock_.end(one.network.links.size());
    report_limit(one.network, metre_cost, one.issues);
    clock_.begin("interiors and hulls " + profile.id);
    one.core_area_m2 = interior_m2(one.network.patches, options_.edge_depth_m, executor_);
    one.hulls = hulls_of(one.network, executor_);
    clock_.end(one.network.patches.size());
    return one;
  }

 private:
  SurveyedNetwork built(const HabitatMap& habitat, std::size_t number, const NetworkProfile& profile,
                        const NetworkInputs& inputs) const {
    HabitatNetworkResult result = habitat_network(habitat, number, profile, landscape_m2_, executor_, inputs);
    return {std::move(result.network), std::move(result.issues)};
  }

  SurveyedNetwork put_together(const NetworkProfile& profile, NetworkInputs& inputs) const {
    TiledNetwork tiled = network_of_tiles(project_.config, options_.step.earlier, profile.id);
    refuse_links_beyond_memory(profile, tiled.pairs, inputs.max_memory_mb);
    inputs.found = &tiled.found;
    SurveyedNetwork one = built(tiled.features, 0, profile, inputs);
    one.core_ids = std::move(tiled.features.id);
    return one;
  }

  const Project& project_;
  const NetworkRunOptions& options_;
  double landscape_m2_;
  const Executor& executor_;
  StageClock& clock_;
  NetworkSources sources_;
  std::optional<PartItems> built_, sums_;  ///< of the parts that finished networks, and of those that added up
};

/// The networks of a part, from a project or, if that is not read, from the config.
std::vector<std::pair<std::size_t, NetworkProfile>> networks_of_part(const Project& project,
                                                                     const NetworkRunOptions& options) {
  std::vector<std::pair<std::size_t, NetworkProfile>> chosen = chosen_networks(project, options);
  std::erase_if(chosen, [&](const auto& one) { return !is_named(options.step.part, one.second.id); });
  return chosen;
}

std::vector<NetworkProfile> profiles_of(const std::vector<std::pair<std::size_t, NetworkProfile>>& chosen) {
  std::vector<NetworkProfile> profiles;
  for (const auto& [number, profile] : chosen) profiles.push_back(profile);
  return profiles;
}

/// A part that finishes networks. It reads the county only for those that were not found in tiles.
void build_for_parts(const Config& config, const NetworkRunOptions& options, const Executor& executor,
                     StageClock& clock, std::vector<FeatureTable>& tables) {
  Project project = without_layers(config);
  std::vector<std::pair<std::size_t, NetworkProfile>> chosen = networks_of_part(project, options);
  const bool all_in_tiles = std::all_of(chosen.begin(), chosen.end(),
                                        [&](const auto& one) { return found_in_tiles(options.step, one.second); });
  if (!all_in_tiles) {
    project = load_project(config, executor, clock);
    chosen = networks_of_part(project, options);
  }
  const std::vector<NetworkProfile> profiles = profiles_of(chosen);
  // A_L divides numbers that the merge computes; no part needs it.
  NetworkMaker maker(project, profiles, options, 0, executor, clock);
  PartAccount account, search;
  for (const auto& [number, profile] : chosen) {
    SearchGraphs graphs;
    save_network(account, maker.make(number, profile, 1, &graphs));
    save_item(search, search_item(profile.id), graphs);
  }
  tables.push_back(account_table(std::move(account)));
  tables.push_back(account_table(std::move(search), graph_account));
}

RunOutcome deliver_part(const Config& config, const NetworkRunOptions& options, const Outputs& outputs,
                        const Executor& executor) {
  const PartSpec& part = options.step.part;
  std::vector<std::string> names{"issues", "part", graph_account};
  if (is_of_tiles(part)) names = tables_of_tile_part(part);
  Delivery delivery(outputs, names, map_files(config));
  StageClock clock(executor.progress);
  std::vector<FeatureTable> tables;
  if (is_of_tiles(part)) {
    const auto chosen = networks_of_part(without_layers(config), options);
    tables = run_tile_part(config, options.step, profiles_of(chosen), options.max_memory_mb, executor, clock);
  } else if (is_of_networks(part)) {
    tables.push_back(issues_table({}));
    build_for_parts(config, options, executor, clock, tables);
  } else {
    tables.push_back(issues_table({}));
    clock.begin("sums over patches");
    PartAccount account;
    save_sums(account, options.step.earlier.back(), part, executor);
    clock.end(part.names.size());
    tables.push_back(account_table(std::move(account)));
  }
  RunOutcome outcome;
  outcome.files = delivery.deliver(dataset_of_run(config.crs, config.date, std::move(tables), {}));
  outcome.stages = clock.stages();
  return outcome;
}

}  // namespace

std::vector<PartSpec> parts_of_network(const Config& config, const NetworkRunOptions& options, std::size_t wanted) {
  const Project project = rehearse_project(config);
  const std::vector<NetworkProfile> profiles = profiles_of(chosen_networks(project, options));
  return parts_of_networks(planned_networks(config, profiles, wanted), wanted, map_files(config));
}

NetworkSurvey survey_networks(const Project& project, const NetworkRunOptions& options, const Executor& executor,
                              StageClock& clock) {
  auto chosen = chosen_networks(project, options);
  std::vector<NetworkProfile> profiles;
  NetworkSurvey survey;
  for (auto& [number, profile] : chosen) {
    double metre_cost = 1;
    if (options.metric_limits && has_mapped_cost(profile)) {
      metre_cost = cost_of_a_metre(project.habitat, number, profile.cost.resistance);
      profile.max_link_m = profile.link_limit_m() * metre_cost;
      profile.dispersal_m *= metre_cost;
    }
    survey.metre_cost.push_back(metre_cost);
    profiles.push_back(profile);
  }
  survey.edge_depth_m = options.edge_depth_m;
  survey.issues = project.issues;
  clock.begin("study area");
  survey.landscape_m2 = landscape_area_m2(project, executor);
  NetworkMaker maker(project, profiles, options, survey.landscape_m2, executor, clock);
  for (std::size_t k = 0; k < chosen.size(); ++k) {
    SurveyedNetwork one = maker.make(chosen[k].first, chosen[k].second, survey.metre_cost[k]);
    survey.issues.insert(survey.issues.end(), one.issues.begin(), one.issues.end());
    survey.core_area_m2.push_back(std::move(one.core_area_m2));
    survey.hulls.push_back(std::move(one.hulls));
    survey.networks.push_back(std::move(one.network));
    survey.numbers.push_back(static_cast<std::uint32_t>(chosen[k].first));
  }
  sort_issues(survey.issues);
  return survey;
}

std::string network_notes(const Issues& issues) {
  constexpr std::array told{IssueRule::network_without_patches, IssueRule::network_without_links,
                            IssueRule::iic_left_out, IssueRule::limit_in_cost_units};
  std::string text;
  for (const Issue& issue : issues)
    if (std::find(told.begin(), told.end(), issue.rule) != told.end()) text += "  " + issue.message + "\n";
  return text;
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
                                          const Outputs& outputs, const std::vector<std::string>& tables,
                                          const std::function<void(const Project&)>& check_more) {
  if (names_any(outputs)) Delivery(outputs, tables, input_files(config));
  const Project project = rehearse_project(config);
  // Throws if a source cannot be read.
  static_cast<void>(NetworkSources(project, profiles_of(chosen_networks(project, options))));
  if (check_more) check_more(project);
  return said_at_once(project.issues);
}

std::vector<std::string> rehearse_network(const Config& config, const NetworkRunOptions& options,
                                          const Outputs& outputs) {
  return rehearse_network(config, options, outputs, network_tables, {});
}

RunOutcome run_network(const Config& config, const NetworkRunOptions& options, const Outputs& outputs,
                       const Executor& executor) {
  if (options.step.is_part()) return deliver_part(config, options, outputs, executor);
  Delivery delivery(outputs, network_tables, input_files(config));
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
  RunOutcome outcome;
  outcome.files = delivery.deliver(dataset);
  clock.end();
  outcome.summary = summary_of(project.config.name, survey, zones);
  outcome.stages = clock.stages();
  outcome.notes = said_at_once(project.issues);
  outcome.issues = counts_of(survey.issues);
  return outcome;
}

}  // namespace spatial
