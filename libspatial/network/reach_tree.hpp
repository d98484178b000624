// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "libspatial/network/graph.hpp"
#include "libspatial/network/links.hpp"
#include "libspatial/network/path_trees.hpp"

namespace spatial {

/// The tree of best paths from a candidate to all patches within reach, in preorder. A branch is the run of patches
/// that are reached by way of the same first patch. Private to the module.
struct ReachTree {
  struct Node {
    std::uint32_t patch;
    std::uint32_t size;   ///< of the subtree
    std::uint32_t depth;  ///< 0 begins a branch
    double distance_m;
    double probability;
  };
  std::vector<Node> nodes;
  std::uint32_t last_branch = 0;  ///< where the last branch begins
};

/// Makes such trees without a search, by merging the trees of the patches that are near: a node of one of them that
/// some other patch reaches at least as well is left with all that lies beyond it, for the other reaches that as well
/// too. Nearly every step therefore finds a patch. Not thread-safe: one object per worker.
class TreeMerge {
 public:
  /// `trees` has the tree of every near patch within the limit. Paths up to `limit_m` count. `exact` gives the distance
  /// of a patch for which `near` has a lower bound only; it is not asked where other ways are shorter than the bound.
  ReachTree reach(std::span<const PatchLocator::Near> near, const std::function<double(std::uint32_t)>& exact,
                  const PathTrees& trees, const DispersalKernel& kernel, double limit_m, std::size_t patch_count);

 private:
  /// A node that was best when it was found.
  struct Found {
    std::uint32_t start;     // number of the near patch
    std::uint32_t position;  // in its tree
  };
  void merge(std::uint32_t start, double start_m, std::span<const PathTrees::Node> tree, double limit_m);

  std::vector<double> best_;          // per patch; infinite between calls
  std::vector<std::uint32_t> owner_;  // per patch, the near patch by which it is reached
  std::vector<Found> found_;
  /// A near patch that waits, the nearest first; bounds come before distances of the same length, for what they stand
  /// for may come first.
  struct Start {
    double distance_m;
    bool exact;
    std::uint32_t number;
    auto operator<=>(const Start&) const = default;
  };
  std::vector<Start> starts_;                                  // a heap
  std::vector<std::pair<std::uint32_t, std::uint32_t>> open_;  // ancestors: node here, end of its subtree there
};

}  // namespace spatial
