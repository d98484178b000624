// SPDX-License-Identifier: MIT
#include "libspatial/layers/network_metrics.hpp"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "libspatial/core/error.hpp"
#include "libspatial/core/numbers.hpp"

namespace spatial {
namespace {

constexpr std::size_t most_pairs = 2'000'000;
constexpr std::size_t most_patches_of_candidate_iic = 500;

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  if (in) text << in.rdbuf();
  if (!in || std::filesystem::is_directory(file))
    throw Error(ErrorKind::input, file.string() + " cannot be read", "Check the path.");
  return text.str();
}

/// A copy of the graph with the candidate added as its last patch.
PatchGraph with_candidate(const PatchGraph& graph, const CandidateNode& candidate) {
  std::vector<double> areas = graph.areas();
  std::vector<Link> links = graph.links();
  const auto number = static_cast<std::uint32_t>(areas.size());
  areas.push_back(candidate.area_m2);
  for (const PatchLocator::Near& near : candidate.near) links.push_back({near.patch, number, near.distance_m});
  return {std::move(areas), std::move(links)};
}

std::vector<CandidateImportance> candidates_of(const ConeforNetwork& network, const NetworkMetrics& metrics,
                                               const DispersalKernel& kernel, const MetricOptions& options,
                                               const Executor& executor) {
  std::vector<CandidateImportance> result(network.candidates.size());
  const std::vector<Gain> gains =
      gains_of(network.graph, kernel, metrics.pc_numerator, options.p_min, network.candidates, executor);
  for (std::size_t c = 0; c < result.size(); ++c) {
    const double percent = metrics.pc_numerator > 0 ? 100 / metrics.pc_numerator : no_number;
    const Gain& gain = gains[c];
    result[c].pc = {percent * (gain.intra + gain.flux + gain.connector), percent * gain.intra, percent * gain.flux,
                    percent * gain.connector};
    result[c].iic = {no_number, no_number, no_number, no_number};
    result[c].eca_gain = gain.eca_gain_m2;
    if (network.graph.size() > most_patches_of_candidate_iic || !(metrics.iic_numerator > 0)) continue;
    MetricOptions with = options;
    with.node_importance = true;
    const NetworkMetrics added =
        metrics_of(with_candidate(network.graph, network.candidates[c]), kernel, with, executor);
    const double scale = added.iic_numerator / metrics.iic_numerator;
    const NodeImportance& last = added.diic.back();
    result[c].iic = {scale * last.d, scale * last.intra, scale * last.flux, scale * last.connector};
  }
  return result;
}

}  // namespace

NetworkMetricsResult run_network_metrics(const NetworkMetricsOptions& options, const Executor& executor) {
  const DispersalKernel kernel(options.dispersal, options.p_ref);
  NetworkMetricsResult result;
  result.network =
      parse_conefor(text_of(options.nodes), text_of(options.links), options.nodes.string(), options.links.string());
  const PatchGraph& graph = result.network.graph;
  if (graph.size() == 0)
    throw Error(ErrorKind::input, options.nodes.string() + " has only candidates",
                "A network needs at least one patch.");
  MetricOptions metric;
  metric.landscape_m2 = options.landscape_area;
  metric.p_min = options.p_min;
  metric.node_importance = true;
  metric.iic_link_limit_m = options.link_threshold;
  if (options.pc_only) metric.iic_max_patches = 0;
  result.metrics = metrics_of(graph, kernel, metric, executor);
  result.indices =
      graph_indices(graph, kernel, options.link_threshold, options.landscape_area, executor, !options.pc_only);
  result.candidates = candidates_of(result.network, result.metrics, kernel, metric, executor);
  if (options.link_removal) result.removal = link_removal(graph, kernel, metric, executor);
  if (options.link_improvement) {
    const std::size_t pairs = graph.size() * (graph.size() - 1) / 2;
    if (pairs > most_pairs)
      throw Error(
          ErrorKind::config,
          fmt::format("link improvement tests every pair of patches, here {}; the limit is {}", pairs, most_pairs),
          "Name the pairs of interest as candidates: nodes of attribute 0, linked to both patches at distance 0.");
    result.improvement = link_improvement(graph, kernel, metric, executor);
  }
  return result;
}

}  // namespace spatial
