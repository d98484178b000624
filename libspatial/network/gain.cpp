// SPDX-License-Identifier: MIT
#include "libspatial/network/gain.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/network/best_links.hpp"
#include "libspatial/network/path_rows.hpp"
#include "libspatial/network/path_search.hpp"

namespace spatial {
namespace {

constexpr std::size_t group_size = 512;

void check(const PatchGraph& graph, std::span<const CandidateNode> candidates) {
  for (std::size_t c = 0; c < candidates.size(); ++c) {
    const std::string who = "candidate " + std::to_string(c);
    if (!(candidates[c].area_m2 >= 0) || !std::isfinite(candidates[c].area_m2))
      throw Error(ErrorKind::input, who + " has no area that could be used: " + shortest(candidates[c].area_m2));
    for (const PatchLocator::Near& near : candidates[c].near) {
      if (near.patch >= graph.size())
        throw Error(ErrorKind::input, who + " is near a patch that does not exist: " + std::to_string(near.patch));
      if (!(near.distance_m >= 0) || !std::isfinite(near.distance_m))
        throw Error(ErrorKind::input, who + " has no distance to patch " + std::to_string(near.patch) +
                                          " that could be used: " + shortest(near.distance_m));
    }
  }
}

/// Patches in the order of a walk through the network: neighbours in the order are neighbours on the map.
std::vector<std::uint32_t> walk_order(const PatchGraph& graph) {
  std::vector<std::uint32_t> rank(graph.size(), PathSearch::none), queue;
  queue.reserve(graph.size());
  for (std::uint32_t start = 0; start < graph.size(); ++start) {
    if (rank[start] != PathSearch::none) continue;
    rank[start] = static_cast<std::uint32_t>(queue.size());
    queue.push_back(start);
    for (std::size_t next = queue.size() - 1; next < queue.size(); ++next) {
      for (const PatchGraph::Arc& arc : graph.arcs(queue[next])) {
        if (rank[arc.to] != PathSearch::none) continue;
        rank[arc.to] = static_cast<std::uint32_t>(queue.size());
        queue.push_back(arc.to);
      }
    }
  }
  return rank;
}

/// Candidates so ordered that those that follow one another need the same rows.
std::vector<std::uint32_t> local_order(const PatchGraph& graph, std::span<const CandidateNode> candidates) {
  const std::vector<std::uint32_t> rank = walk_order(graph);
  std::vector<std::uint32_t> key(candidates.size(), PathSearch::none), order(candidates.size());
  for (std::size_t c = 0; c < candidates.size(); ++c)
    for (const PatchLocator::Near& near : candidates[c].near) key[c] = std::min(key[c], rank[near.patch]);
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return key[a] < key[b]; });
  return order;
}

/// The tree of best paths from a candidate, in preorder; each root (a patch reached first hand) begins a branch.
struct ReachTree {
  struct Node {
    std::uint32_t patch;
    std::uint32_t size;  ///< of the subtree
    std::uint32_t depth;
    double distance_m;
    double probability;
    double area;
  };
  std::vector<Node> nodes;
  std::uint32_t last_branch = 0;  ///< where the last branch begins: patches from there on need no row
};

ReachTree reach_of(PathSearch& search, const PatchGraph& graph, const DispersalKernel& kernel, double limit_m,
                   const CandidateNode& candidate) {
  std::vector<PathSearch::Start> starts;
  for (const PatchLocator::Near& near : candidate.near) starts.push_back({near.patch, near.distance_m});
  search.run(graph, starts, limit_m, PathSearch::Tree::first_found);
  search.arrange();
  ReachTree tree;
  tree.nodes.reserve(search.preorder().size());
  for (const std::uint32_t patch : search.preorder()) {
    const std::uint32_t parent = search.parent(patch);
    const std::uint32_t depth = parent == PathSearch::none ? 0 : tree.nodes[search.position(parent)].depth + 1;
    if (depth == 0) tree.last_branch = static_cast<std::uint32_t>(tree.nodes.size());
    const double d = search.distance_m(patch);
    tree.nodes.push_back({patch, search.subtree_size(patch), depth, d, kernel.probability(d), graph.areas()[patch]});
  }
  return tree;
}

/// Walks pairs of the tree from the candidate outwards. Two patches of one branch never gain by a detour through the
/// candidate, for they meet before it; and where (i, j) does not gain, no pair beyond i and beyond j does.
class PairWalk {
 public:
  double connector(const ReachTree& tree, const PathRows& rows, double limit_m, std::size_t patch_count) {
    if (known_.size() != patch_count) known_.assign(patch_count, 0);
    double sum = 0;
    const std::vector<ReachTree::Node>& nodes = tree.nodes;
    std::uint32_t branch_end = 0;
    for (std::uint32_t i = 0; i < tree.last_branch;) {
      const ReachTree::Node& node = nodes[i];
      if (partners_.size() <= node.depth + 1) partners_.resize(node.depth + 2);
      if (node.depth == 0) {
        branch_end = i + node.size;
        partners_[0].resize(nodes.size() - branch_end);
        std::iota(partners_[0].begin(), partners_[0].end(), branch_end);
      }
      sum += gains_with(nodes, node, rows[node.patch], limit_m, partners_[node.depth], partners_[node.depth + 1]);
      i += partners_[node.depth + 1].empty() ? node.size : 1;
    }
    return 2 * sum;
  }

 private:
  /// Σ_j a_i a_j (p_ic p_cj − p*_ij) over those of `offered` that gain; they go to `gaining`.
  double gains_with(const std::vector<ReachTree::Node>& nodes, const ReachTree::Node& node, const PathRows::Row& row,
                    double limit_m, const std::vector<std::uint32_t>& offered, std::vector<std::uint32_t>& gaining) {
    gaining.clear();
    // Few questions are answered by searching the row, many by spreading it out first.
    const bool spread = offered.size() * 4 > row.nodes.size();
    if (spread)
      for (std::size_t k = 0; k < row.nodes.size(); ++k) known_[row.nodes[k]] = row.probability[k];
    const auto known = [&](std::uint32_t patch) {
      if (spread) return known_[patch];
      const auto found = std::lower_bound(row.nodes.begin(), row.nodes.end(), patch);
      return found != row.nodes.end() && *found == patch
                 ? row.probability[static_cast<std::size_t>(found - row.nodes.begin())]
                 : 0.0;
    };
    double sum = 0;
    std::uint32_t skip_to = 0;
    for (const std::uint32_t j : offered) {
      if (j < skip_to) continue;
      const ReachTree::Node& other = nodes[j];
      const double before = known(other.patch);
      const double with = node.probability * other.probability;
      if (!(with > before) || node.distance_m + other.distance_m > limit_m) {
        skip_to = j + other.size;
        continue;
      }
      sum += other.area * (with - before);
      gaining.push_back(j);
    }
    if (spread)
      for (const std::uint32_t patch : row.nodes) known_[patch] = 0;
    return node.area * sum;
  }

  std::vector<double> known_;
  std::vector<std::vector<std::uint32_t>> partners_;  // per depth of the walk
};

/// The next trees that can be worked on within the budget, and the rows they need.
class Portion {
 public:
  explicit Portion(std::size_t patch_count) : wanted_(patch_count, 0) {}

  /// How many of the trees; at least one.
  std::size_t take(std::span<const ReachTree> trees, std::size_t budget_bytes) {
    std::size_t entries = 0, count = 0;
    for (const ReachTree& tree : trees) entries += tree.nodes.size();
    // A patch reaches about as far as a candidate does.
    const std::size_t row_bytes = PathRows::bytes_per_entry * (entries / trees.size() + 1);
    needed_.clear();
    for (; count < trees.size(); ++count) {
      const std::size_t before = needed_.size();
      for (std::uint32_t i = 0; i < trees[count].last_branch; ++i) {
        const std::uint32_t patch = trees[count].nodes[i].patch;
        if (wanted_[patch] == 0) needed_.push_back(patch);
        wanted_[patch] = 1;
      }
      if (count == 0 || needed_.size() * row_bytes <= budget_bytes) continue;
      for (std::size_t k = before; k < needed_.size(); ++k) wanted_[needed_[k]] = 0;
      needed_.resize(before);
      break;
    }
    for (const std::uint32_t patch : needed_) wanted_[patch] = 0;
    std::sort(needed_.begin(), needed_.end());
    return count;
  }
  std::span<const std::uint32_t> needed() const noexcept { return needed_; }

 private:
  std::vector<std::uint32_t> needed_;
  std::vector<char> wanted_;
};

}  // namespace

std::vector<Gain> gains_of(const PatchGraph& all_links, const DispersalKernel& kernel, double numerator, double p_min,
                           std::span<const CandidateNode> candidates, const Executor& executor,
                           std::size_t memory_budget_bytes) {
  check(all_links, candidates);
  if (!(numerator >= 0)) throw Error(ErrorKind::input, "the numerator of a network cannot be " + shortest(numerator));
  const double limit_m = kernel.reach_m(p_min);
  std::vector<Gain> gains(candidates.size());
  if (candidates.empty()) return gains;
  Executor quiet = executor;  // many short loops: steps are counted here, per candidate
  quiet.progress = nullptr;
  const PatchGraph graph = with_best_links(all_links, quiet);
  const std::vector<std::uint32_t> order = local_order(graph, candidates);
  PathRows rows(graph, kernel, limit_m, memory_budget_bytes);
  if (executor.progress != nullptr) executor.progress->expect(candidates.size());

  Portion portion(graph.size());
  for (std::size_t begin = 0; begin < order.size(); begin += group_size) {
    const std::span<const std::uint32_t> group =
        std::span(order).subspan(begin, std::min(group_size, order.size() - begin));
    const std::vector<ReachTree> trees =
        parallel_map<ReachTree, PathSearch>(quiet, group.size(), [&](PathSearch& search, std::size_t k) {
          return reach_of(search, graph, kernel, limit_m, candidates[group[k]]);
        });
    for (std::size_t done = 0; done < group.size();) {
      const std::size_t count = portion.take(std::span(trees).subspan(done), memory_budget_bytes);
      rows.provide(portion.needed(), quiet);
      parallel_for<PairWalk>(quiet, count, [&](PairWalk& walk, std::size_t k) {
        const ReachTree& tree = trees[done + k];
        const std::uint32_t c = group[done + k];
        double flux = 0;
        for (const ReachTree::Node& node : tree.nodes) flux += node.area * node.probability;
        Gain& gain = gains[c];
        gain.intra = candidates[c].area_m2 * candidates[c].area_m2;
        gain.flux = 2 * candidates[c].area_m2 * flux;
        gain.connector = walk.connector(tree, rows, limit_m, graph.size());
        const double more = gain.intra + gain.flux + gain.connector;
        if (more > 0) gain.eca_gain_m2 = more / (std::sqrt(numerator + more) + std::sqrt(numerator));
        if (executor.progress != nullptr) executor.progress->step();
      });
      done += count;
    }
  }
  return gains;
}

std::vector<std::pair<double, double>> reached_areas(const PatchGraph& all_links, const DispersalKernel& kernel,
                                                     double p_min, std::uint32_t split, const Executor& executor) {
  const double limit_m = kernel.reach_m(p_min);
  const PatchGraph graph = with_best_links(all_links, executor);
  return parallel_map<std::pair<double, double>, PathSearch>(
      executor, graph.size(), [&](PathSearch& search, std::size_t i) {
        const PathSearch::Start start{static_cast<std::uint32_t>(i), 0};
        search.run(graph, {&start, 1}, limit_m, PathSearch::Tree::first_found);
        std::pair<double, double> sums{0, 0};
        for (const std::uint32_t node : search.settled())
          (node < split ? sums.first : sums.second) +=
              graph.areas()[node] * kernel.probability(search.distance_m(node));
        return sums;
      });
}

double reached_area(const PatchGraph& graph, const DispersalKernel& kernel, double p_min, std::uint32_t patch) {
  PathSearch search;
  const PathSearch::Start start{patch, 0};
  search.run(graph, {&start, 1}, kernel.reach_m(p_min), PathSearch::Tree::first_found);
  double sum = 0;
  for (const std::uint32_t node : search.settled())
    sum += graph.areas()[node] * kernel.probability(search.distance_m(node));
  return sum;
}

}  // namespace spatial
