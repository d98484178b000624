// SPDX-License-Identifier: MIT
#include "libspatial/county/corridors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "libspatial/core/text.hpp"
#include "libspatial/county/input_files.hpp"
#include "libspatial/county/manifest.hpp"
#include "libspatial/report/corridor_tables.hpp"
#include "libspatial/report/opportunity_tables.hpp"
#include "libspatial/run/dataset.hpp"
#include "libspatial/run/deliver.hpp"
#include "libspatial/run/place_findings.hpp"

namespace spatial {
namespace {

constexpr std::size_t most_habitats = 4;
const std::vector<std::string> corridors_tables{"core_patches", "corridors", "pinch_points",
                                                "issues",       "networks",  "run"};

/// Share of each habitat along each path, between its two patches: "Arable 62 %; Grassland 30 %; unmapped 8 %".
std::vector<std::string> habitats_of(const HabitatNetwork& network, const HabitatMap& habitat,
                                     const Executor& executor) {
  std::vector<std::string> result(network.paths.size());
  if (network.cost == nullptr) return result;
  const RasterGrid& grid = network.cost->grid();
  const std::vector<std::size_t> crossed = network.cost->outside_patches(path_cells(network));
  // Habitat feature at each crossed cell: the first feature that covers the cell's centre.
  std::vector<std::uint32_t> feature_at(crossed.size(), CostTile::none);
  const auto cells =
      parallel_map<std::vector<std::size_t>, NoState>(executor, habitat.size(), [&](NoState&, std::size_t f) {
        std::vector<std::size_t> some;
        for (const std::size_t cell : cells_inside(grid, habitat.geometry[f])) {
          const auto at = std::lower_bound(crossed.begin(), crossed.end(), cell);
          if (at != crossed.end() && *at == cell) some.push_back(static_cast<std::size_t>(at - crossed.begin()));
        }
        return some;
      });
  for (std::uint32_t f = 0; f < habitat.size(); ++f)
    for (const std::size_t k : cells[f])
      if (feature_at[k] == CostTile::none) feature_at[k] = f;
  for (std::size_t l = 0; l < result.size(); ++l) {
    std::map<std::string, std::size_t> counts;
    std::size_t total = 0;
    for (const std::size_t cell : network.paths[l].path) {
      const auto at = std::lower_bound(crossed.begin(), crossed.end(), cell);
      if (at == crossed.end() || *at != cell) continue;
      const std::uint32_t feature = feature_at[static_cast<std::size_t>(at - crossed.begin())];
      ++counts[feature == CostTile::none        ? "unmapped"
               : habitat.label[feature].empty() ? "unknown"
                                                : habitat.label[feature]];
      ++total;
    }
    std::vector<std::pair<std::string, std::size_t>> shares(counts.begin(), counts.end());
    std::stable_sort(shares.begin(), shares.end(), [](const auto& x, const auto& y) { return x.second > y.second; });
    if (shares.size() > most_habitats) shares.resize(most_habitats);
    std::vector<std::string> words;
    for (const auto& [label, count] : shares)
      words.push_back(
          fmt::format("{} {:.0f} %", label, 100.0 * static_cast<double>(count) / static_cast<double>(total)));
    result[l] = joined(words, "; ");
  }
  return result;
}

std::filesystem::path raster_name(const std::filesystem::path& file, const std::string& id, bool several) {
  if (!several) return file;
  return file.parent_path() / (file.stem().string() + "_" + id + file.extension().string());
}

}  // namespace

std::vector<std::string> rehearse_corridors(const Config& config, const CorridorRunOptions& options,
                                            const Outputs& outputs) {
  NetworkRunOptions network = options.network;
  network.distance = LinkDistance::least_cost;
  return rehearse_network(config, network, outputs, corridors_tables, {});
}

/// The steps of the run in their order; each uses what the one before has made.
RunOutcome run_corridors(const Config& config, const CorridorRunOptions& options, const Outputs& outputs,
                         const Executor& executor) {
  Delivery delivery(outputs, corridors_tables, input_files(config));
  StageClock clock(executor.progress);
  const Project project = load_project(config, executor, clock);
  NetworkRunOptions network_options = options.network;
  network_options.distance = LinkDistance::least_cost;
  network_options.importance = false;
  network_options.metric_limits = options.metric_limits;
  const auto chosen = chosen_networks(project, network_options);
  if (!outputs.raster.empty() && chosen.size() > 1)
    for (const auto& [number, profile] : chosen) delivery.declare(raster_name(outputs.raster, profile.id, true));
  NetworkSurvey survey = survey_networks(project, network_options, executor, clock);

  std::vector<CorridorSet> sets;
  std::string summary = config.name + fmt::format("\n\n{:<26} {:>8} {:>10} {:>12}  {}\n", "network", "patches",
                                                  "corridors", "ECA ha", "largest loss from one link, ECA ha");
  for (HabitatNetwork& network : survey.networks) {
    clock.begin("corridors " + network.profile.id);
    CorridorSet set;
    set.losses = corridor_losses(network, options.pinch_points, executor);
    set.habitats = habitats_of(network, project.habitat, executor);
    clock.end(network.paths.size());
    const auto dearest = std::max_element(set.losses.eca_loss_m2.begin(), set.losses.eca_loss_m2.end());
    summary += fmt::format("{:<26} {:>8} {:>10} {:>12.2f}  {}\n", network.profile.id, network.patches.size(),
                           network.paths.size(), network.metrics.eca_m2 / 1e4,
                           dearest == set.losses.eca_loss_m2.end() ? "-" : fmt::format("{:.3f}", *dearest / 1e4));
    if (!outputs.raster.empty() && network.cost != nullptr) {
      clock.begin("corridor raster " + network.profile.id);
      delivery.write_raster(raster_name(outputs.raster, network.profile.id, survey.networks.size() > 1),
                            network.cost->grid(), config.crs, [&](const std::function<void(const RasterPart&)>& put) {
                              corridor_surface(network, options.slack, executor, put);
                            });
      clock.end(network.cost->grid().size());
    }
    set.network = network;
    sets.push_back(std::move(set));
  }

  for (std::size_t n = 0; n < survey.networks.size(); ++n)
    if (survey.metre_cost[n] > 1)
      summary += fmt::format(
          "  {}: a metre over ordinary land costs {} (median resistance), so links of up to {} m may cost {}\n",
          survey.networks[n].profile.id, shortest(survey.metre_cost[n]),
          with_commas(std::llround(survey.networks[n].profile.link_limit_m() / survey.metre_cost[n])),
          with_commas(std::llround(survey.networks[n].profile.link_limit_m())));
  summary += network_notes(survey.issues);

  clock.begin("write");
  const OpportunityResult as_result = networks_only(survey);
  std::vector<FeatureTable> tables;
  // QGIS draws the first layer on top: points, then lines, then areas.
  tables.push_back(issues_table(survey.issues));
  tables.push_back(pinch_points_table(sets));
  tables.push_back(corridors_table(sets));
  tables.push_back(core_patches_table(as_result));
  tables.push_back(networks_table(as_result));
  tables.push_back(run_table(network_manifest(project, survey, "lnrs corridors", clock.stages(), outputs.timings)));
  RunOutcome outcome;
  outcome.files = delivery.deliver(
      dataset_of_run(config.crs, config.date, std::move(tables), opportunity_domains(survey.networks)));
  clock.end();
  outcome.summary = std::move(summary);
  outcome.stages = clock.stages();
  outcome.notes = said_at_once(project.issues);
  outcome.issues = counts_of(survey.issues);
  return outcome;
}

}  // namespace spatial
