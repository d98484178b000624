// SPDX-License-Identifier: MIT
#include "libspatial/network/metrics.hpp"

#include <algorithm>
#include <cmath>

#include "libspatial/core/error.hpp"
#include "libspatial/core/numbers.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/network/graph_indices.hpp"
#include "libspatial/network/metric_parts.hpp"

namespace spatial {
namespace {

std::vector<NodeImportance> importance_of(const PatchGraph& graph, const PairSums& sums, double numerator) {
  std::vector<NodeImportance> result(graph.size());
  if (!(numerator > 0)) {
    result.assign(graph.size(), {no_number, no_number, no_number, no_number});
    return result;
  }
  for (std::size_t k = 0; k < graph.size(); ++k) {
    const double area = graph.areas()[k];
    NodeImportance& node = result[k];
    node.intra = 100 * area * area / numerator;
    node.flux = 200 * area * std::max(0.0, sums.row[k] - area) / numerator;
    node.connector = 100 * sums.connector[k] / numerator;
    node.d = node.intra + node.flux + node.connector;
  }
  return result;
}

void add_areas(const PatchGraph& graph, const PairSums& sums, const MetricOptions& options, NetworkMetrics& metrics) {
  metrics.component_of = graph.components();
  for (const std::uint32_t c : metrics.component_of)
    metrics.components = std::max<std::size_t>(metrics.components, c + 1);
  std::vector<StableSum> component(metrics.components);
  StableSum habitat, squares, neglected;
  for (std::size_t i = 0; i < graph.size(); ++i) {
    component[metrics.component_of[i]].add(graph.areas()[i]);
    habitat.add(graph.areas()[i]);
  }
  for (const StableSum& area : component) {
    squares.add(area.value() * area.value());
    metrics.largest_component_m2 = std::max(metrics.largest_component_m2, area.value());
  }
  metrics.habitat_m2 = habitat.value();
  const double landscape = options.landscape_m2 > 0 ? options.landscape_m2 : metrics.habitat_m2;
  if (landscape > 0) metrics.mesh_m2 = squares.value() / landscape;
  if (options.p_min > 0) {
    // Beyond its reach, a patch has only paths below p_min to its own component, and no path to others.
    for (std::size_t i = 0; i < graph.size(); ++i) {
      const double outside = component[metrics.component_of[i]].value() - sums.reached_area[i];
      // An area as small as the rounding error of two sums counts as zero.
      if (outside > 1e-12 * metrics.habitat_m2) neglected.add(graph.areas()[i] * outside * options.p_min);
    }
    metrics.neglected_numerator_bound = neglected.value();
  }
  metrics.pc = landscape > 0 ? metrics.pc_numerator / (landscape * landscape) : no_number;
  metrics.iic = landscape > 0 ? metrics.iic_numerator / (landscape * landscape) : no_number;
}

void add_shares(const PatchGraph& graph, const DispersalKernel& kernel, double limit_m, NetworkMetrics& metrics) {
  if (!(metrics.pc_numerator > 0)) {
    metrics.intra_percent = metrics.direct_percent = metrics.step_percent = no_number;
    return;
  }
  StableSum intra, direct;
  for (const double area : graph.areas()) intra.add(area * area);
  for (const Link& link : graph.links())
    if (link.distance_m <= limit_m)
      direct.add(2 * graph.areas()[link.a] * graph.areas()[link.b] * kernel.probability(link.distance_m));
  metrics.intra_percent = 100 * intra.value() / metrics.pc_numerator;
  metrics.direct_percent = 100 * direct.value() / metrics.pc_numerator;
  metrics.step_percent = std::max(0.0, 100 - metrics.intra_percent - metrics.direct_percent);
}

}  // namespace

void check(const MetricOptions& options) {
  if (!(options.landscape_m2 >= 0) || !std::isfinite(options.landscape_m2))
    throw Error(ErrorKind::config,
                "the landscape must have a positive area, not " + shortest(options.landscape_m2) + " m²");
  if (!(options.iic_link_limit_m >= 0))
    throw Error(ErrorKind::config,
                "the longest link of IIC must be at least 0 m, not " + shortest(options.iic_link_limit_m));
}

SearchGraphs search_graphs(const PatchGraph& graph, const DispersalKernel& kernel, const MetricOptions& options,
                           const Executor& executor) {
  check(options);
  SearchGraphs graphs;
  graphs.rate = kernel.rate();
  graphs.limit_m = kernel.reach_m(options.p_min);
  graphs.per_patch = options.node_importance;
  if (options.node_importance)
    graphs.pc = split_links(graph, graphs.rate, graphs.limit_m, executor);
  else
    graphs.pc.best = with_best_links(graph, executor);
  if (graph.size() <= options.iic_max_patches) graphs.iic = counted_links(graph, options.iic_link_limit_m);
  return graphs;
}

SearchSums search_sums(const SearchGraphs& graphs, std::size_t begin, std::size_t end, const Executor& executor) {
  SearchSums sums;
  sums.pc = sums_of_blocks(graphs.pc.best, graphs.per_patch ? &graphs.pc : nullptr, PathValue{graphs.rate},
                           graphs.limit_m, graphs.per_patch, begin, end, executor);
  if (graphs.iic)
    sums.iic = sums_of_blocks(*graphs.iic, nullptr, PathValue{}, std::numeric_limits<double>::infinity(),
                              graphs.per_patch, begin, end, executor);
  return sums;
}

NetworkMetrics metrics_from(const PatchGraph& graph, const DispersalKernel& kernel, const MetricOptions& options,
                            const SearchSums& sums) {
  check(options);
  NetworkMetrics metrics;
  metrics.patches = graph.size();
  metrics.links = graph.links().size();
  const PairSums pc = united(graph.size(), sums.pc);
  metrics.pc_numerator = numerator_of(graph, pc);
  metrics.eca_m2 = std::sqrt(metrics.pc_numerator);
  if (options.node_importance) {
    metrics.dpc = importance_of(graph, pc, metrics.pc_numerator);
    metrics.bc_pc = pc.betweenness;
  }
  metrics.iic_numerator = metrics.iic = no_number;
  if (graph.size() <= options.iic_max_patches) {
    const PairSums iic = united(graph.size(), sums.iic);
    metrics.iic_numerator = numerator_of(graph, iic);
    if (options.node_importance) {
      metrics.diic = importance_of(graph, iic, metrics.iic_numerator);
      metrics.bc_iic = iic.betweenness;
    }
  }
  add_areas(graph, pc, options, metrics);
  add_shares(graph, kernel, kernel.reach_m(options.p_min), metrics);
  return metrics;
}

NetworkMetrics metrics_of(const PatchGraph& graph, const DispersalKernel& kernel, const MetricOptions& options,
                          const Executor& executor) {
  return metrics_from(graph, kernel, options,
                      search_sums(search_graphs(graph, kernel, options, executor), 0, source_blocks, executor));
}

}  // namespace spatial
