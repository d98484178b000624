// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/network/graph.hpp"

namespace spatial {

/// The trees of best paths from patches to all patches within their reach, kept while memory allows. Private to the
/// module. Only one thread may call provide(); between calls any thread may read. Memory: 16 bytes for each node of a
/// tree.
///
///     trees.provide(needed, executor);
///     for (const PathTrees::Node& node : trees[patch]) ...  // the patch itself first, with distance 0
class PathTrees {
 public:
  struct Node {
    std::uint32_t patch;
    std::uint32_t size;  ///< nodes of the subtree, which begins here and is contiguous
    double distance_m;
  };

  PathTrees(const PatchGraph& graph, double limit_m, std::size_t budget_bytes);

  /// Makes the trees of `needed` (ascending) available. Drops others if the budget is exceeded.
  void provide(std::span<const std::uint32_t> needed, const Executor& executor);
  /// In preorder; empty unless provided.
  std::span<const Node> operator[](std::uint32_t patch) const noexcept { return trees_[patch]; }

 private:
  const PatchGraph& graph_;
  double limit_m_;
  std::size_t budget_bytes_;
  std::size_t used_bytes_ = 0;
  std::vector<std::vector<Node>> trees_;
};

/// Best path probabilities p*_ij between the patches of a neighbourhood, as a square matrix. Private to the module.
/// Only one thread may call cover() and fill(); between calls any thread may read.
class PathBlock {
 public:
  static std::size_t bytes(std::size_t patches) noexcept { return patches * patches * sizeof(double); }

  explicit PathBlock(std::size_t patch_count);
  bool covers(std::span<const std::uint32_t> patches) const;
  /// Makes room for the patches (ascending). If the block already has all of them, its values stay; otherwise it starts
  /// empty.
  void cover(std::span<const std::uint32_t> patches);
  /// Fills those rows of `needed` that are still empty. The block must cover these patches, and `trees` must have their
  /// trees.
  void fill(std::span<const std::uint32_t> needed, const PathTrees& trees, const DispersalKernel& kernel,
            const Executor& executor);
  std::uint32_t column(std::uint32_t patch) const noexcept { return column_[patch]; }
  /// Values by column; 0 for patches beyond reach.
  const double* row(std::uint32_t column) const noexcept { return values_.data() + column * size_; }

 private:
  std::size_t size_ = 0;
  std::vector<std::uint32_t> column_;  // per patch; none: not in the block
  std::vector<char> filled_;           // per column
  std::vector<double> values_;
};

}  // namespace spatial
