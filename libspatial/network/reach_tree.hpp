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

/// Makes such trees by merging the trees of the near patches, without a search of its own. If another near patch
/// reaches a node at no greater distance, the node is skipped with its whole subtree, because that patch reaches the
/// subtree at no greater distance too. So nearly every step finds a patch. Not thread-safe: use one object per worker.
class TreeMerge {
 public:
  /// `trees` has the tree of every near patch within the limit. Paths up to `limit_m` count. `exact` measures the
  /// distance of a patch for which `near` has only a lower bound. It is not called if another path to the patch is no
  /// longer than the bound.
  ReachTree reach(std::span<const PatchLocator::Near> near, const std::function<double(std::uint32_t)>& exact,
                  const PathTrees& trees, const DispersalKernel& kernel, double limit_m, std::size_t patch_count);

 private:
  /// A node that had the shortest path so far when it was found.
  struct Found {
    std::uint32_t start;     // number of the near patch
    std::uint32_t position;  // in its tree
  };
  void merge(std::uint32_t start, double start_m, std::span<const PathTrees::Node> tree, double limit_m);

  std::vector<double> best_;          // per patch; infinite between calls
  std::vector<std::uint32_t> owner_;  // per patch, the near patch by which it is reached
  std::vector<Found> found_;
  /// A near patch still to be merged, ordered by distance. A bound comes before an exact distance of the same length,
  /// so that it is measured first.
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
