// SPDX-License-Identifier: MIT
#include "libspatial/network/reach_tree.hpp"

#include <algorithm>
#include <functional>
#include <limits>

#include "libspatial/core/numbers.hpp"

namespace spatial {

void TreeMerge::merge(std::uint32_t start, double start_m, std::span<const PathTrees::Node> tree, double limit_m) {
  for (std::uint32_t i = 0; i < tree.size();) {
    const PathTrees::Node& node = tree[i];
    const double d = start_m + node.distance_m;
    if (!(d < best_[node.patch]) || d > limit_m) {
      i += node.size;
      continue;
    }
    best_[node.patch] = d;
    owner_[node.patch] = start;
    found_.push_back({start, i++});
  }
}

ReachTree TreeMerge::reach(std::span<const PatchLocator::Near> near, const std::function<double(std::uint32_t)>& exact,
                           const PathTrees& trees, const DispersalKernel& kernel, double limit_m,
                           std::size_t patch_count) {
  if (best_.size() != patch_count) {
    best_.assign(patch_count, infinity);
    owner_.assign(patch_count, 0);
  }
  starts_.clear();
  for (std::uint32_t k = 0; k < near.size(); ++k)
    if (near[k].distance_m <= limit_m) starts_.push_back({near[k].distance_m, near[k].exact, k});
  found_.clear();
  // Process the nearest patch first: what it reaches is rarely reached better from another.
  std::make_heap(starts_.begin(), starts_.end(), std::greater<>{});
  while (!starts_.empty()) {
    std::pop_heap(starts_.begin(), starts_.end(), std::greater<>{});
    Start& start = starts_.back();
    const std::uint32_t patch = near[start.number].patch;
    if (!start.exact && start.distance_m < best_[patch]) {
      start = {exact(patch), true, start.number};
      std::push_heap(starts_.begin(), starts_.end(), std::greater<>{});
      continue;
    }
    if (start.exact) merge(start.number, start.distance_m, trees[patch], limit_m);
    starts_.pop_back();
  }

  // Collect the remaining nodes of each tree in preorder. Rounding may remove a node's parent from the tree; the node
  // is then attached to its next remaining ancestor, or starts a branch of its own.
  ReachTree reached;
  reached.nodes.reserve(found_.size());
  std::vector<ReachTree::Node>& nodes = reached.nodes;
  const auto close = [&] {
    nodes[open_.back().first].size = static_cast<std::uint32_t>(nodes.size()) - open_.back().first;
    open_.pop_back();
  };
  std::uint32_t start = 0;
  for (const Found& found : found_) {
    const PathTrees::Node& node = trees[near[found.start].patch][found.position];
    if (owner_[node.patch] != found.start) continue;
    while (!open_.empty() && (found.start != start || open_.back().second <= found.position)) close();
    start = found.start;
    const auto here = static_cast<std::uint32_t>(nodes.size());
    if (open_.empty()) reached.last_branch = here;
    const double d = best_[node.patch];
    nodes.push_back({node.patch, 1, static_cast<std::uint32_t>(open_.size()), d, kernel.probability(d)});
    if (node.size > 1) open_.emplace_back(here, found.position + node.size);
  }
  while (!open_.empty()) close();
  for (const ReachTree::Node& node : nodes) best_[node.patch] = infinity;
  return reached;
}

}  // namespace spatial
