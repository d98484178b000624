// SPDX-License-Identifier: MIT
#include "libspatial/network/swept_graph.hpp"

namespace spatial {
namespace {

/// The patches in an order that sweeps over each component from end to end: breadth first, from the patch that another
/// breadth-first pass reaches last.
std::vector<std::uint32_t> swept(const PatchGraph& graph) {
  std::vector<std::uint32_t> order, queue;
  std::vector<char> seen(graph.size(), 0), placed(graph.size(), 0);
  const auto sweep = [&](std::uint32_t start, std::vector<char>& marks) {
    queue.assign(1, start);
    marks[start] = 1;
    for (std::size_t k = 0; k < queue.size(); ++k)
      for (const PatchGraph::Arc& arc : graph.arcs(queue[k]))
        if (marks[arc.to] == 0) {
          marks[arc.to] = 1;
          queue.push_back(arc.to);
        }
  };
  order.reserve(graph.size());
  for (std::uint32_t start = 0; start < graph.size(); ++start) {
    if (seen[start] != 0) continue;
    sweep(start, seen);
    sweep(queue.back(), placed);
    order.insert(order.end(), queue.begin(), queue.end());
  }
  return order;
}

}  // namespace

SweptGraph::SweptGraph(const PatchGraph& graph) : numbers_(swept(graph)), nodes_(graph.size()) {
  for (std::uint32_t node = 0; node < numbers_.size(); ++node) nodes_[numbers_[node]] = node;
  areas_.reserve(graph.size());
  offsets_.reserve(graph.size() + 1);
  offsets_.push_back(0);
  arcs_.reserve(2 * graph.links().size());
  for (const std::uint32_t number : numbers_) {
    areas_.push_back(graph.areas()[number]);
    for (const PatchGraph::Arc& arc : graph.arcs(number)) arcs_.push_back({nodes_[arc.to], arc.distance_m});
    offsets_.push_back(arcs_.size());
  }
}

}  // namespace spatial
