// SPDX-License-Identifier: MIT
#include "libspatial/network/graph_indices.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "libspatial/core/numbers.hpp"
#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

/// Breadth-first search that reuses its memory.
struct Steps {
  std::vector<std::uint32_t> queue, steps;

  /// Σ 1 / nl over the other patches of the component (nl: number of links on the shortest path).
  double harary(const PatchGraph& graph, std::uint32_t source) {
    constexpr std::uint32_t none = 0xFFFFFFFF;
    if (steps.size() != graph.size()) steps.assign(graph.size(), none);
    queue.assign(1, source);
    steps[source] = 0;
    double sum = 0;
    for (std::size_t k = 0; k < queue.size(); ++k) {
      const std::uint32_t node = queue[k];
      if (k > 0) sum += 1.0 / steps[node];
      for (const PatchGraph::Arc& arc : graph.arcs(node)) {
        if (steps[arc.to] != none) continue;
        steps[arc.to] = steps[node] + 1;
        queue.push_back(arc.to);
      }
    }
    for (const std::uint32_t node : queue) steps[node] = none;
    return sum;
  }
};

}  // namespace

PatchGraph counted_links(const PatchGraph& graph, double limit_m, double length_m) {
  std::vector<Link> links;
  for (const Link& link : graph.links())
    if (link.distance_m <= limit_m) links.push_back({link.a, link.b, length_m});
  return {graph.areas(), std::move(links)};
}

GraphIndices graph_indices(const PatchGraph& graph, const DispersalKernel& kernel, double link_limit_m,
                           double landscape_m2, const Executor& executor, bool with_harary) {
  const PatchGraph counted = counted_links(graph, link_limit_m);
  GraphIndices result;
  result.links = counted.links().size();
  const std::vector<std::uint32_t> component_of = counted.components();
  for (const std::uint32_t c : component_of) result.components = std::max<std::size_t>(result.components, c + 1);
  std::vector<StableSum> areas(result.components);
  StableSum habitat, squares, harary, flux, awf;
  for (std::size_t i = 0; i < graph.size(); ++i) {
    areas[component_of[i]].add(graph.areas()[i]);
    habitat.add(graph.areas()[i]);
  }
  for (const StableSum& area : areas) squares.add(area.value() * area.value());
  const double landscape = landscape_m2 > 0 ? landscape_m2 : habitat.value();
  result.ccp = habitat.value() > 0 ? squares.value() / (habitat.value() * habitat.value()) : no_number;
  result.lcp = landscape > 0 ? squares.value() / (landscape * landscape) : no_number;
  if (with_harary)
    for (const double sum : parallel_map<double, Steps>(executor, graph.size(), [&](Steps&steps, std::size_t i) {
           return steps.harary(counted, static_cast<std::uint32_t>(i));
         }))
      harary.add(sum);
  result.harary = with_harary ? harary.value() / 2 : no_number;
  for (const Link& link : graph.links()) {
    const double p = kernel.probability(link.distance_m);
    flux.add(2 * p);
    awf.add(2 * graph.areas()[link.a] * graph.areas()[link.b] * p);
  }
  result.flux = flux.value();
  result.awf = awf.value();
  return result;
}

}  // namespace spatial
