// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "libspatial/network/graph.hpp"
#include "libspatial/network/swept_graph.hpp"

namespace spatial {

/// Bounded Dijkstra with reusable memory: the worker state of every loop over sources, in this module and in
/// opportunity/selection.cpp.
///
/// Patches are settled in the order of (distance, index), so the results are the same on every machine. A search builds
/// one of two trees: `first_found`, a plain tree of best paths, and `dominators`, in which the parent of a patch is the
/// last patch (before itself) that lies on *every* best path to it. Removing a patch changes the best paths to exactly
/// the patches of its subtree in the dominator tree. Not thread-safe: use one object per worker. Memory: about 50 bytes
/// per patch.
///
///     PathSearch search;
///     const PathSearch::Start start{patch, 0};
///     search.run(graph, {&start, 1}, 3000, PathSearch::Tree::first_found);   // all patches within 3 km along links
class PathSearch {
 public:
  enum class Tree { first_found, dominators };
  struct Start {
    std::uint32_t node;
    double distance_m;
  };
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

  /// Finds every patch within `limit_m` of the starts.
  void run(const PatchGraph& graph, std::span<const Start> starts, double limit_m, Tree tree);
  /// The same, by the graph's own numbers; settles patches in the order of (distance, number in the network).
  void run(const SweptGraph& graph, std::span<const Start> starts, double limit_m, Tree tree);

  /// Patches reached, in the order in which they were settled.
  std::span<const std::uint32_t> settled() const noexcept { return settled_; }
  bool reached(std::uint32_t node) const noexcept { return distance_m(node) < std::numeric_limits<double>::infinity(); }
  double distance_m(std::uint32_t node) const noexcept { return nodes_[node].distance_m; }  ///< infinite if not reached
  std::uint32_t parent(std::uint32_t node) const noexcept { return nodes_[node].parent; }   ///< `none` for a root

  /// Puts the tree into preorder: the subtree of a patch is the run of subtree_size patches from its position.
  void arrange();
  std::uint32_t position(std::uint32_t node) const noexcept { return position_[node]; }  ///< `none` if not reached
  std::uint32_t subtree_size(std::uint32_t node) const noexcept { return size_[node]; }
  std::span<const std::uint32_t> preorder() const noexcept { return preorder_; }

 private:
  struct Node {
    double distance_m;
    std::uint32_t parent, depth;  // depth: `none` until settled
  };
  /// Bits of the distance, the number that decides between equal ones, the node: ordered without a branch.
  __extension__ using Waiting = unsigned __int128;
  template <class Graph>
  void search(const Graph& graph, std::span<const Start> starts, double limit_m, Tree tree);
  void push(double distance, std::uint32_t number, std::uint32_t node);
  Waiting pop() noexcept;
  std::uint32_t common_dominator(std::uint32_t a, std::uint32_t b) const noexcept;

  std::vector<Node> nodes_;
  std::vector<std::uint32_t> position_, size_, next_;
  std::vector<std::uint32_t> settled_, preorder_;
  std::vector<Waiting> heap_;  // a heap with four children per entry: those of k begin at 4 k + 1
};

}  // namespace spatial
