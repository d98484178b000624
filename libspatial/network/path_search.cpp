// SPDX-License-Identifier: MIT
#include "libspatial/network/path_search.hpp"

#include <algorithm>
#include <bit>

#include "libspatial/core/numbers.hpp"

namespace spatial {

namespace {

std::uint32_t number_of(const PatchGraph&, std::uint32_t node) noexcept { return node; }
std::uint32_t number_of(const SweptGraph& graph, std::uint32_t node) noexcept { return graph.number(node); }

}  // namespace

void PathSearch::run(const PatchGraph& graph, std::span<const Start> starts, double limit_m, Tree tree) {
  search(graph, starts, limit_m, tree);
}

void PathSearch::run(const SweptGraph& graph, std::span<const Start> starts, double limit_m, Tree tree) {
  search(graph, starts, limit_m, tree);
}

template <class Graph>
void PathSearch::search(const Graph& graph, std::span<const Start> starts, double limit_m, Tree tree) {
  if (nodes_.size() != graph.size()) {
    nodes_.assign(graph.size(), {infinity, none, none});
    for (auto* column : {&position_, &size_, &next_}) column->assign(graph.size(), none);
  } else {
    // Reset only what the last search touched, so that a local search does not cost O(n). Nothing beyond the limit is
    // touched, so every touched node was settled.
    for (const std::uint32_t node : settled_) {
      nodes_[node] = {infinity, none, none};
      position_[node] = none;
    }
  }
  settled_.clear();
  heap_.clear();

  for (const Start& start : starts) {
    Node& node = nodes_[start.node];
    if (!(start.distance_m <= limit_m) || !(start.distance_m < node.distance_m)) continue;
    node = {start.distance_m, none, none};
    push(start.distance_m, number_of(graph, start.node), start.node);
  }
  while (!heap_.empty()) {
    const auto node = static_cast<std::uint32_t>(pop());
    Node& settled = nodes_[node];
    if (settled.depth != none) continue;  // an outdated, longer entry
    settled.depth = settled.parent == none ? 0 : nodes_[settled.parent].depth + 1;
    settled_.push_back(node);
    for (const auto& arc : graph.arcs(node)) {
      const double through = settled.distance_m + arc.distance_m;
      Node& known = nodes_[arc.to];
      if (through < known.distance_m) {
        if (through > limit_m) continue;
        known = {through, node, none};
        push(through, number_of(graph, arc.to), arc.to);
      } else if (tree == Tree::dominators && through == known.distance_m && known.depth == none) {
        known.parent = common_dominator(known.parent, node);
      }
    }
  }
}

void PathSearch::push(double distance, std::uint32_t number, std::uint32_t node) {
  const Waiting own =
      Waiting{std::bit_cast<std::uint64_t>(distance + 0.0)} << 64 | Waiting{number} << 32 | Waiting{node};
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
    if (child + 3 < size) {
      const std::size_t left = child + (heap_[child + 1] < heap_[child] ? 1 : 0);
      const std::size_t right = child + 2 + (heap_[child + 3] < heap_[child + 2] ? 1 : 0);
      least = heap_[right] < heap_[left] ? right : left;
    } else {
      for (std::size_t k = child + 1; k < size; ++k) least = heap_[k] < heap_[least] ? k : least;
    }
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
    if (nodes_[a].depth >= nodes_[b].depth)
      a = nodes_[a].parent;
    else
      b = nodes_[b].parent;
  }
  return a;
}

void PathSearch::arrange() {
  preorder_.resize(settled_.size());
  for (const std::uint32_t node : settled_) size_[node] = 1;
  for (auto node = settled_.rbegin(); node != settled_.rend(); ++node)
    if (parent(*node) != none) size_[parent(*node)] += size_[*node];
  std::uint32_t next_root = 0;
  for (const std::uint32_t node : settled_) {
    std::uint32_t& place = parent(node) == none ? next_root : next_[parent(node)];
    position_[node] = place;
    next_[node] = place + 1;
    place += size_[node];
    preorder_[position_[node]] = node;
  }
}

}  // namespace spatial
