// SPDX-License-Identifier: MIT
#include "libspatial/network/path_search.hpp"

#include <algorithm>
#include <bit>

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
      depth_[node] = position_[node] = none;
    }
  }
  settled_.clear();
  heap_.clear();

  for (const Start& start : starts) {
    if (!(start.distance_m <= limit_m) || !(start.distance_m < distance_[start.node])) continue;
    distance_[start.node] = start.distance_m;
    parent_[start.node] = none;
    push(start.distance_m, start.node);
  }
  while (!heap_.empty()) {
    const Waiting next = pop();
    const auto node = static_cast<std::uint32_t>(next);
    const double distance = std::bit_cast<double>(static_cast<std::uint64_t>(next >> 32));
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

void PathSearch::push(double distance, std::uint32_t node) {
  const Waiting own = Waiting{std::bit_cast<std::uint64_t>(distance + 0.0)} << 32 | node;
  std::size_t at = heap_.size();
  heap_.push_back(own);
  for (; at > 0; at = (at - 1) / 4) {
    const Waiting above = heap_[(at - 1) / 4];
    if (above < own) break;
    heap_[at] = above;
  }
  heap_[at] = own;
}

PathSearch::Waiting PathSearch::pop() noexcept {
  const Waiting first = heap_.front(), last = heap_.back();
  heap_.pop_back();
  const std::size_t size = heap_.size();
  if (size == 0) return first;
  std::size_t at = 0;
  while (true) {
    const std::size_t child = 4 * at + 1;
    if (child >= size) break;
    std::size_t least = child;
    const std::size_t end = std::min(child + 4, size);
    for (std::size_t k = child + 1; k < end; ++k) least = heap_[k] < heap_[least] ? k : least;
    if (last < heap_[least]) break;
    heap_[at] = heap_[least];
    at = least;
  }
  heap_[at] = last;
  return first;
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
