// SPDX-License-Identifier: MIT
#include "libspatial/county/opportunities.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "libspatial/core/error.hpp"
#include "libspatial/core/network_path.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/absent_layers.hpp"
#include "libspatial/county/candidate_contacts.hpp"
#include "libspatial/county/candidate_places.hpp"
#include "libspatial/county/candidate_stage.hpp"
#include "libspatial/county/credits.hpp"
#include "libspatial/county/input_files.hpp"
#include "libspatial/county/manifest.hpp"
#include "libspatial/county/network.hpp"
#include "libspatial/county/network_parts.hpp"
#include "libspatial/county/network_tiles.hpp"
#include "libspatial/county/opportunity_parts.hpp"
#include "libspatial/county/project.hpp"
#include "libspatial/county/state_bytes.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/opportunity/candidate_sources.hpp"
#include "libspatial/opportunity/core_areas.hpp"
#include "libspatial/opportunity/cover.hpp"
#include "libspatial/opportunity/result.hpp"
#include "libspatial/report/opportunity_page.hpp"
#include "libspatial/report/opportunity_tables.hpp"
#include "libspatial/report/qgis_project.hpp"
#include "libspatial/report/summary.hpp"
#include "libspatial/run/dataset.hpp"
#include "libspatial/run/deliver.hpp"
#include "libspatial/run/place_findings.hpp"
#include "libspatial/run/versions.hpp"

namespace spatial {
namespace {

/// Name (or id, if it has none) of the authority that contains the largest share of each candidate; ties go to the
/// lowest id.
std::vector<std::string> authorities_of(const CandidateSet& candidates, const std::vector<const Layer*>& layers,
                                        const Executor& executor) {
  if (layers.empty()) return {};
  const Sites authorities = sites_of(layers);
  const AreaTable table = areas_by_zone(candidates.geometry, candidates.boxes, candidates.areas_m2,
                                        ZoneIndex(authorities.geometry, executor), executor);
  std::vector<std::string> result(candidates.size());
  for (std::size_t c = 0; c < result.size(); ++c) {
    const ZoneShare* largest = nullptr;
    for (const ZoneShare& share : table[c])
      if (largest == nullptr || share.area_m2 > largest->area_m2) largest = &share;
    if (largest != nullptr)
      result[c] =
          authorities.name[largest->zone].empty() ? authorities.id[largest->zone] : authorities.name[largest->zone];
  }
  return result;
}

constexpr const char* places_stage = "sites, BOAs, constraints";

/// Runs the stages of the main job in order. Each stage stores its part of the result.
class OpportunityJob {
 public:
  OpportunityJob(Project& project, const OpportunityRunOptions& options, const Executor& executor, StageClock& clock)
      : project_(project), config_(project.config), options_(options), executor_(executor), clock_(clock) {}

  /// All of the work, or the merge of its parts.
  OpportunityResult run() {
    result_.scoring = config_.scoring;
    result_.issues = project_.issues;
    prepare_study_area();
    build_networks();
    if (options_.step.is_merge()) {
      take_from_parts();
    } else {
      find_candidates();
      look_at_candidates();
    }
    forget_habitat(project_);  // from here on, only the land of candidates is needed
    result_.candidates.geometry.forget_others();
    score();
    sort_issues(result_.issues);
    return std::move(result_);
  }

  /// A part: what it found out, for later parts and the merge.
  PartAccount run_part() {
    PartAccount account;
    prepare_study_area();
    if (is_of_networks(options_.step.part)) {
      build_networks();
      account = std::move(sums_);
      for (SurveyedNetwork& one : built_) save_network(account, std::move(one));
      save_land(account, project_, options_.step);
      return account;
    }
    save_habitat(account, notes_on_habitat(project_, options_.step.part.tile));
    find_candidates();
    build_networks();  // as far as they lie near the candidates
    look_at_candidates();
    result_.networks.clear();
    save_contacts(account, map_contacts(result_.candidates, executor_));
    save_candidates(account, std::move(result_), origins_);
    return account;
  }

 private:
  void add(const Issues& issues) { result_.issues.insert(result_.issues.end(), issues.begin(), issues.end()); }

  void prepare_study_area() {
    clock_.begin("study area");
    for (const Layer* layer : project_.of(Role::study_area)) study_.append(layer->geometry);
    study_box_ = extent_of(project_.habitat.geometry);
    result_.landscape_m2 = stable_sum(project_.habitat.areas_m2);
    if (study_.empty()) return clock_.end();
    const DisjointAreas once = disjoint_areas(study_, executor_);
    result_.landscape_m2 = stable_sum(areas_m2_of(once.geometry));
    if (!options_.step.is_merge()) study_mask_.emplace(once, executor_);
    study_box_ = extent_of(study_);
    clock_.end(study_.size());
  }

  void build_networks() {
    const NetworkSources sources(project_, project_.networks);
    const RunStep& step = options_.step;
    const bool building = !step.is_merge() && !(step.is_part() && !is_of_networks(step.part));
    std::optional<PartItems> known;
    if (!building) known.emplace(step.earlier.back());
    for (std::size_t n = 0; n < project_.networks.size(); ++n) {
      const NetworkProfile& profile = project_.networks[n];
      if (building && step.is_part() && !is_named(step.part, profile.id)) continue;
      clock_.begin("network " + profile.id);
      NetworkInputs inputs = sources.inputs_for(profile);
      inputs.max_memory_mb = options_.max_memory_mb;
      SurveyedNetwork one = building ? built_network(n, inputs) : known_network(*known, n, inputs);
      if (step.is_part() && !building && one.network.grid)
        one.network.cost = cost_surface_of(project_.habitat, n, profile, one.network.patches, inputs, executor_);
      clock_.end(one.network.links.size());
      if (building && step.is_part()) {
        built_.push_back(std::move(one));
        continue;
      }
      add(one.issues);
      result_.networks.push_back(std::move(one.network));
    }
  }

  SurveyedNetwork built_network(std::size_t n, NetworkInputs& inputs) {
    if (found_in_tiles(options_.step, project_.networks[n])) return put_together(project_.networks[n], inputs);
    HabitatNetworkResult built =
        habitat_network(project_.habitat, n, project_.networks[n], result_.landscape_m2, executor_, inputs);
    return {std::move(built.network), std::move(built.issues)};
  }

  /// Of a network in tiles. A_L is not known here: the merge computes the metrics again from the same sums.
  SurveyedNetwork put_together(const NetworkProfile& profile, NetworkInputs& inputs) {
    TiledNetwork tiled = network_of_tiles(config_, options_.step.earlier, profile.id);
    refuse_links_beyond_memory(profile, tiled.pairs, inputs.max_memory_mb);
    inputs.found = &tiled.found;
    inputs.metrics = false;
    HabitatNetworkResult built = habitat_network(tiled.features, 0, profile, 0, executor_, inputs);
    SurveyedNetwork one{std::move(built.network), std::move(built.issues)};
    const MetricOptions metrics = metric_options(profile, inputs, 0);
    const PatchGraph& graph = one.network.graph;
    const SearchSums sums =
        search_sums(search_graphs(graph, kernel_of(profile), metrics, executor_), 0, source_blocks, executor_);
    one.network.metrics = metrics_from(graph, kernel_of(profile), metrics, sums);
    save_item(sums_, sums_item(profile.id), sums);
    one.core_ids = std::move(tiled.features.id);
    return one;
  }

  /// A network that earlier parts have finished. Only the merge knows the whole habitat and its area.
  SurveyedNetwork known_network(const PartItems& known, std::size_t n, const NetworkInputs& inputs) const {
    const NetworkProfile& profile = project_.networks[n];
    if (!options_.step.is_merge()) return network_near_candidates(known, profile);
    SurveyedNetwork one = network_of_parts(known, profile, &project_.habitat, n);
    if (known.has(sums_item(profile.id)))
      one.network.metrics =
          metrics_from(one.network.graph, kernel_of(profile), metric_options(profile, inputs, result_.landscape_m2),
                       known.take<SearchSums>(sums_item(profile.id)));
    return one;
  }

  /// Of a part: least-cost ways lead over all of a network, others are measured to the patches around.
  SurveyedNetwork network_near_candidates(const PartItems& known, const NetworkProfile& profile) const {
    constexpr double rounding_m = 1;
    if (profile.distance != LinkDistance::edge) return network_of_parts(known, profile);
    Box near;
    for (const Box& box : result_.candidates.boxes) near.add(box);
    return {graph_of_parts(known, profile, near.grown(std::max(profile.link_limit_m(), profile.join_m) + rounding_m)),
            {}};
  }

  /// Everything that depends on one candidate at a time, and nothing else.
  void look_at_candidates() {
    clock_.begin(places_stage);
    find_places();
    gather_places();
    gather_cover();
    if (options_.step.is_part()) forget_land();
    gather_gains();
  }

  /// The same from the parts' files.
  void take_from_parts() {
    clock_.begin("candidates");
    find_places();
    items_.emplace(options_.step.files);
    taken_ = take_candidates(*items_, result_, project_.habitat);
    origins_ = std::move(taken_.origins);
    check_origins(origins_, project_.habitat, config_.candidates);
    refuse_without_candidates(result_.candidates);
    report_outside(origins_.outside, origins_.issues);
    add(origins_.issues);
    add(suitability_issues(result_.candidates, project_, executor_));
    clock_.end(result_.candidates.size());
    clock_.begin(places_stage);
    clock_.end(places());
    clock_.begin("habitat cover around candidates");
    core_ = core_areas(project_.habitat, executor_);
    clock_.end(result_.candidates.size());
    for (std::size_t n = 0; n < result_.networks.size(); ++n) {
      begin_gain(n);  // done by the parts; the table `run` lists it
      clock_.end(result_.candidates.size());
    }
  }

  void find_candidates() {
    clock_.begin("candidates");
    const bool part = options_.step.is_part();
    CandidateResult found = spatial::find_candidates(project_, study_mask_ ? &*study_mask_ : nullptr, study_box_,
                                                     executor_, !part, part ? options_.step.part.tile : std::nullopt);
    clock_.end(found.candidates.size());
    origins_ = {std::move(found.source), found.looked_at, found.outside, std::move(found.issues), {}};
    if (part && config_.candidates.source == CandidateSource::habitat)
      note_whole_features(origins_, found.candidates, project_.habitat.geometry);
    add(origins_.issues);
    result_.candidates = std::move(found.candidates);
    result_.authority = authorities_of(result_.candidates, project_.of(Role::authority), executor_);
  }

  std::size_t places() const { return result_.sites.size() + result_.boas.size() + result_.constraints.size(); }

  /// The sites, BOAs and constraints of the county.
  void find_places() {
    result_.sites = important_sites(project_);
    result_.constraints = sites_of(project_.of(Role::constraint));
    const std::vector<const Layer*> boas = project_.of(Role::boa);
    if (!boas.empty()) result_.boas = *boas.front();
    if (config_.boa_targets && !boas.empty()) {
      TargetedBoas targeted =
          targeted_boas(project_.boa_targets, result_.boas, project_.networks, config_.boa_targets->layer);
      add(targeted.issues);
      result_.targeted = std::move(targeted.by_network);
    }
  }

  void gather_places() {
    PlaceInputs inputs;
    inputs.sites = &result_.sites;
    inputs.boas = project_.of(Role::boa).empty() ? nullptr : &result_.boas;
    inputs.constraints = &result_.constraints;
    inputs.targeted = result_.targeted.empty() ? nullptr : &result_.targeted;
    inputs.buffer_m = config_.scoring.buffer_m;
    result_.facts.places = place_facts(result_.candidates, inputs, executor_);
    result_.places = candidate_places(result_, config_.crs, executor_);
    clock_.end(places());
  }

  void gather_cover() {
    clock_.begin("habitat cover around candidates");
    core_ = core_areas(project_.habitat, executor_);
    result_.facts.cover = core_cover(result_.candidates, core_, study_mask_ ? &*study_mask_ : nullptr,
                                     config_.scoring.neighbourhood_m, executor_);
    clock_.end(result_.candidates.size());
  }

  /// Makes room: gains need candidates and graphs only, and a part does nothing after them.
  void forget_land() {
    project_.layers.clear();
    project_.habitat = {};
    core_ = {};
    study_mask_.reset();
    for (MultiPolygonColumn* land : {&result_.sites.geometry, &result_.constraints.geometry, &result_.boas.geometry})
      *land = {};
    result_.candidates.geometry.forget_others();
  }

  void begin_gain(std::size_t network) {
    clock_.begin("gain " + result_.networks[network].profile.id);
    result_.facts.patches.push_back(result_.networks[network].patches.size());
  }

  void gather_gains() {
    const std::size_t memory = options_.step.is_part() ? gain_memory_bytes / 2 : gain_memory_bytes;
    for (std::size_t n = 0; n < result_.networks.size(); ++n) {
      begin_gain(n);
      result_.facts.networks.push_back(network_facts(result_.candidates, n, result_.networks[n], executor_, memory));
      clock_.end(result_.candidates.size());
    }
  }

  void score() {
    clock_.begin("scores");
    result_.indicators = indicators_of(result_.candidates, result_.facts, config_.scoring);
    result_.scores = scores_of(result_.candidates, result_.indicators, config_.scoring);
    clock_.begin("sensitivity");
    result_.sensitivity =
        sensitivity_of(result_.candidates, result_.indicators, result_.scores, config_.sensitivity, executor_);
    clock_.end(static_cast<std::size_t>(std::max(0, config_.sensitivity.runs)));
    clock_.begin("opportunity map");
    result_.map = map_areas(result_.candidates, result_.scores, executor_,
                            items_ ? contacts_of_parts(*items_, taken_) : KnownContacts{});
    clock_.end(result_.map.rows.size());
    clock_.begin("BOA summary");
    result_.boa_rows =
        boa_summary(result_.boas, core_, result_.networks.size(), project_.of(Role::designated), project_.of(Role::lws),
                    result_.facts.places, result_.candidates, result_.scores, executor_);
    clock_.end(result_.boa_rows.size());
  }

  Project& project_;
  const Config& config_;
  const OpportunityRunOptions& options_;
  const Executor& executor_;
  StageClock& clock_;
  OpportunityResult result_;
  std::vector<SurveyedNetwork> built_;  ///< by a part that finishes networks
  PartAccount sums_;                    ///< over the patches of those in tiles
  CandidateOrigins origins_;
  std::optional<PartItems> items_;  ///< of the merge: what the parts have found
  TakenCandidates taken_;
  MultiPolygonColumn study_;
  std::optional<Mask> study_mask_;
  Box study_box_;
  CoreAreas core_;
};

/// Every table that this run writes; `deliver` checks the names before the work starts.
const std::vector<std::string> opportunities_tables{
    "opportunity_areas", "opportunity_map", "core_patches", "links", "boa_summary", "issues",
    "networks",          "evidence",        "run"};

/// The config without layers that only other commands read, so that the map does not credit them.
Config without_other_layers(Config config) {
  std::erase_if(config.layers, [](const LayerSource& source) { return info(source.role).asked_for; });
  return config;
}

Issues outdated_of_map(const Config& config) { return outdated_layers(without_other_layers(config), date_of(config)); }

/// The geometry of candidates and map moves from the result to the tables; scaled indicators are not kept.
Dataset dataset_of(OpportunityResult& result, const RunRecord& record, const Config& config, const Outputs& outputs) {
  std::vector<FeatureTable> tables;  // pushed one by one, because a braced list would copy the tables
  // QGIS draws the first layer on top: points, lines, areas, outlines.
  tables.push_back(issues_table(result.issues));
  tables.push_back(links_table(result));
  tables.push_back(opportunity_areas_table(result));
  result.candidates.geometry = {};
  result.indicators.scaled = {};
  tables.push_back(opportunity_map_table(result, std::exchange(result.map.geometry, {})));
  tables.push_back(core_patches_table(result));
  tables.push_back(boa_summary_table(result));
  tables.push_back(networks_table(result));
  tables.push_back(evidence_table(result));
  tables.push_back(run_table(record));
  Dataset dataset = dataset_of_run(config.crs, config.date, std::move(tables), opportunity_domains(result.networks));
  if (outputs.geopackage.empty()) return dataset;
  const ProjectWords words{config.name, config.date, sources_to_print(without_other_layers(config)), indicative_areas};
  dataset.projects.push_back(map_project(dataset, outputs.geopackage.filename().string(), words));
  return dataset;
}

RunOutcome deliver_part(const Config& config, const OpportunityRunOptions& options, const Outputs& outputs,
                        const Executor& executor) {
  const PartSpec& part = options.step.part;
  const bool of_tiles = is_of_tiles(part);
  Delivery delivery(outputs, of_tiles ? tables_of_tile_part(part) : std::vector<std::string>{"issues", "part"},
                    map_files(config));
  StageClock clock(executor.progress);
  RunOutcome outcome;
  if (of_tiles) {
    std::vector<FeatureTable> found = run_tile_part(config, options.step, with_networks(config, part.names).networks,
                                                    options.max_memory_mb, executor, clock);
    outcome.files = delivery.deliver(dataset_of_run(config.crs, config.date, std::move(found), {}));
    outcome.stages = clock.stages();
    return outcome;
  }
  Project project = is_of_networks(part)
                        ? project_for_networks(config, options.step, executor, clock)
                        : project_of_part(config, part, land_of_parts(options.step.earlier.back()), executor, clock);
  std::vector<FeatureTable> tables;
  tables.push_back(issues_table({}));
  tables.push_back(account_table(OpportunityJob(project, options, executor, clock).run_part()));
  project = {};  // makes room for writing
  outcome.files = delivery.deliver(dataset_of_run(config.crs, config.date, std::move(tables), {}));
  outcome.stages = clock.stages();
  return outcome;
}

OpportunityPage page_of(const Project& project, const Dataset& dataset, const OpportunityResult& result,
                        const std::vector<LayerLine>& lines) {
  const Config& config = project.config;
  OpportunityPage page{.project = config.name,
                       .date = date_of(config),
                       .version = version(),
                       .dataset = &dataset,
                       .result = &result,
                       .layers = lines,
                       .absent = absent_layers(config),
                       .credits = credits_of(without_other_layers(config))};
  for (const Layer* layer : project.of(Role::study_area)) page.study_area.push_back(&layer->geometry);
  return page;
}

}  // namespace

std::vector<PartSpec> parts_of_opportunities(const Config& config, std::size_t wanted) {
  const Project project = rehearse_project(config);
  rehearse_suitability(config);
  return parts_of_map(config, project, wanted);
}

RunOutcome run_opportunities(const Config& config, const OpportunityRunOptions& options, const Outputs& outputs,
                             const Executor& executor) {
  if (options.step.is_part()) return deliver_part(config, options, outputs, executor);
  Delivery delivery(outputs, opportunities_tables, input_files(config));
  StageClock clock(executor.progress);
  Project project = load_project(config, executor, clock, ProjectFor::map, habitat_of_parts(options.step));
  const Issues outdated = outdated_of_map(config);
  OpportunityResult result = OpportunityJob(project, options, executor, clock).run();
  if (!config.date.empty()) {  // otherwise the file would depend on the day it was made
    result.issues.insert(result.issues.end(), outdated.begin(), outdated.end());
    sort_issues(result.issues);
  }

  clock.begin("write");
  const Dataset dataset = dataset_of(result, opportunity_manifest(project, result, clock.stages(), outputs.timings),
                                     project.config, outputs);
  std::vector<LayerLine> lines;
  for (const ProjectLayer& layer : project.layers)
    lines.push_back({std::string(info(layer.source.role).name), layer.source.layer, layer.layer.counts, false,
                     layer.source.source_date});
  for (const SuitabilityRaster& raster : config.suitability_rasters)
    lines.push_back({std::string(info(Role::suitability).name), raster.raster, {}, true});
  RunOutcome outcome;
  outcome.files = delivery.deliver(dataset, [&] { return opportunity_html(page_of(project, dataset, result, lines)); });
  clock.end(result.candidates.size());
  outcome.summary = opportunity_summary(project.config.name, lines, result);
  outcome.stages = clock.stages();
  outcome.notes = said_at_once(project.issues);
  for (std::string& line : said_at_once(outdated)) outcome.notes.push_back(std::move(line));
  outcome.issues = counts_of(result.issues);
  return outcome;
}

std::string opportunity_plan(const Config& config, const Outputs& outputs, std::vector<std::string>& warnings) {
  if (names_any(outputs)) Delivery(outputs, opportunities_tables, input_files(config));
  const Project project = rehearse_project(config);
  static_cast<void>(NetworkSources(project, project.networks));  // throws if a source cannot be read
  rehearse_suitability(config);
  warnings = said_at_once(project.issues);
  for (std::string& line : said_at_once(outdated_of_map(config))) warnings.push_back(std::move(line));
  std::string text = fmt::format("{}\n\nWould read\n", config.name);
  for (const LayerSource& source : config.layers)
    text += fmt::format("  {:<13} {}\n", info(source.role).name, source.layer);
  for (const SuitabilityRaster& raster : config.suitability_rasters)
    text += fmt::format("  {:<13} {}\n", info(Role::suitability).name, raster.raster);
  if (config.boa_targets) text += fmt::format("  {:<13} {}\n", "boa targets", config.boa_targets->layer);
  text += "\nNetworks\n";
  if (config.networks.empty()) text += "  every preset network whose core habitat occurs\n";
  for (const NetworkProfile& network : config.networks)
    text +=
        fmt::format("  {:<22} dispersal {} m, links up to {} m, patches from {} ha\n", network.id,
                    shortest(network.dispersal_m), shortest(network.link_limit_m()), shortest(network.min_patch_ha));
  std::vector<std::string> files;
  for (const std::filesystem::path& file : {outputs.geopackage, outputs.html, outputs.csv_folder})
    if (!file.empty()) files.push_back(file.string());
  text += fmt::format("\nWould write {}\n", files.empty() ? "nothing: no -o is given" : joined(files, ", "));
  return text;
}

}  // namespace spatial
