// SPDX-License-Identifier: MIT
#include "libspatial/network/path_search.hpp"

#include <algorithm>
#include <functional>

#include "libspatial/core/numbers.hpp"

namespace spatial {

void PathSearch::run(const PatchGraph& graph, std::span<const Start> starts, double limit_m, Tree tree) {
  if (distance_.size() != graph.size()) {
    distance_.assign(graph.size(), infinity);
    for (auto* column : {&parent_, &depth_, &position_, &size_, &next_}) column->assign(graph.size(), none);
  } else {
    // Reset only what the last search touched, so that a local search does not cost O(n). Nothing beyond the limit is
    // touched, so every touched node was settled.
    for (const std::uint32_t node : settled_) {
      distance_[node] = infinity;
      depth_[node] = none;
    }
  }
  settled_.clear();
  heap_.clear();

  const auto push = [&](double distance, std::uint32_t node) {
    heap_.emplace_back(distance, node);
    std::push_heap(heap_.begin(), heap_.end(), std::greater<>{});
  };
  for (const Start& start : starts) {
    if (!(start.distance_m <= limit_m) || !(start.distance_m < distance_[start.node])) continue;
    distance_[start.node] = start.distance_m;
    parent_[start.node] = none;
    push(start.distance_m, start.node);
  }
  while (!heap_.empty()) {
    const auto [distance, node] = heap_.front();
    std::pop_heap(heap_.begin(), heap_.end(), std::greater<>{});
    heap_.pop_back();
    if (depth_[node] != none) continue;  // an outdated, longer entry
    depth_[node] = parent_[node] == none ? 0 : depth_[parent_[node]] + 1;
    settled_.push_back(node);
    for (const PatchGraph::Arc& arc : graph.arcs(node)) {
      const double through = distance + arc.distance_m;
      double& known = distance_[arc.to];
      if (through < known) {
        if (through > limit_m) continue;
        known = through;
        parent_[arc.to] = node;
        push(through, arc.to);
      } else if (tree == Tree::dominators && through == known && depth_[arc.to] == none) {
        parent_[arc.to] = common_dominator(parent_[arc.to], node);
      }
    }
  }
}

std::uint32_t PathSearch::common_dominator(std::uint32_t a, std::uint32_t b) const noexcept {
  while (a != b) {
    if (a == none || b == none) return none;
    if (depth_[a] >= depth_[b])
      a = parent_[a];
    else
      b = parent_[b];
  }
  return a;
}

void PathSearch::arrange() {
  preorder_.resize(settled_.size());
  for (const std::uint32_t node : settled_) size_[node] = 1;
  for (auto node = settled_.rbegin(); node != settled_.rend(); ++node)
    if (parent_[*node] != none) size_[parent_[*node]] += size_[*node];
  std::uint32_t next_root = 0;
  for (const std::uint32_t node : settled_) {
    std::uint32_t& place = parent_[node] == none ? next_root : next_[parent_[node]];
    position_[node] = place;
    next_[node] = place + 1;
    place += size_[node];
    preorder_[position_[node]] = node;
  }
}

}  // namespace spatial
