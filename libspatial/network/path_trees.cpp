// SPDX-License-Identifier: MIT
#include "libspatial/network/path_trees.hpp"

#include <algorithm>

#include "libspatial/network/path_search.hpp"

namespace spatial {

PathTrees::PathTrees(const PatchGraph& graph, double limit_m, std::size_t budget_bytes)
    : graph_(graph), limit_m_(limit_m), budget_bytes_(budget_bytes), trees_(graph.size()) {}

void PathTrees::provide(std::span<const std::uint32_t> needed, const Executor& executor) {
  if (used_bytes_ > budget_bytes_) {
    for (std::uint32_t patch = 0; patch < trees_.size(); ++patch) {
      if (trees_[patch].empty() || std::binary_search(needed.begin(), needed.end(), patch)) continue;
      used_bytes_ -= trees_[patch].size() * sizeof(Node);
      trees_[patch] = {};
    }
  }
  std::vector<std::uint32_t> missing;
  for (const std::uint32_t patch : needed)
    if (trees_[patch].empty()) missing.push_back(patch);
  parallel_for<PathSearch>(executor, missing.size(), [&](PathSearch& search, std::size_t i) {
    const PathSearch::Start start{missing[i], 0};
    search.run(graph_, {&start, 1}, limit_m_, PathSearch::Tree::first_found);
    search.arrange();
    std::vector<Node>& tree = trees_[missing[i]];
    tree.reserve(search.preorder().size());
    for (const std::uint32_t patch : search.preorder())
      tree.push_back({patch, search.subtree_size(patch), search.distance_m(patch)});
  });
  for (const std::uint32_t patch : missing) used_bytes_ += trees_[patch].size() * sizeof(Node);
}

PathBlock::PathBlock(std::size_t patch_count) : column_(patch_count, PathSearch::none) {}

bool PathBlock::covers(std::span<const std::uint32_t> patches) const {
  return std::all_of(patches.begin(), patches.end(),
                     [&](std::uint32_t patch) { return column(patch) != PathSearch::none; });
}

void PathBlock::cover(std::span<const std::uint32_t> patches) {
  if (covers(patches)) return;
  std::fill(column_.begin(), column_.end(), PathSearch::none);
  for (std::uint32_t k = 0; k < patches.size(); ++k) column_[patches[k]] = k;
  size_ = patches.size();
  filled_.assign(size_, 0);
  values_.resize(size_ * size_);
}

void PathBlock::fill(std::span<const std::uint32_t> needed, const PathTrees& trees, const DispersalKernel& kernel,
                     const Executor& executor) {
  std::vector<std::uint32_t> missing;
  for (const std::uint32_t patch : needed)
    if (filled_[column_[patch]] == 0) missing.push_back(patch);
  parallel_for<NoState>(executor, missing.size(), [&](NoState&, std::size_t i) {
    double* row = values_.data() + column_[missing[i]] * size_;
    std::fill(row, row + size_, 0.0);
    for (const PathTrees::Node& node : trees[missing[i]])
      if (column_[node.patch] != PathSearch::none) row[column_[node.patch]] = kernel.probability(node.distance_m);
  });
  for (const std::uint32_t patch : missing) filled_[column_[patch]] = 1;
}

}  // namespace spatial
