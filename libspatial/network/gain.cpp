// SPDX-License-Identifier: MIT
#include "libspatial/network/gain.hpp"

#include <algorithm>
#include <boost/iterator/counting_iterator.hpp>
#include <boost/range/iterator_range_core.hpp>
#include <cmath>
#include <numeric>
#include <ranges>
#include <span>
#include <string>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/network/best_links.hpp"
#include "libspatial/network/path_search.hpp"
#include "libspatial/network/path_trees.hpp"
#include "libspatial/network/reach_tree.hpp"

namespace spatial {
namespace {

constexpr std::size_t group_size = 512;

void check(const PatchGraph& graph, const CandidateNode& candidate, std::size_t number) {
  const auto who = [&] { return "candidate " + std::to_string(number); };
  if (!(candidate.area_m2 >= 0) || !std::isfinite(candidate.area_m2))
    throw Error(ErrorKind::input, who() + " has no area that could be used: " + shortest(candidate.area_m2));
  for (const PatchLocator::Near& near : candidate.near) {
    if (near.patch >= graph.size())
      throw Error(ErrorKind::input, who() + " is near a patch that does not exist: " + std::to_string(near.patch));
    if (!(near.distance_m >= 0) || !std::isfinite(near.distance_m))
      throw Error(ErrorKind::input, who() + " has no distance to patch " + std::to_string(near.patch) +
                                        " that could be used: " + shortest(near.distance_m));
  }
}

/// Rank of each patch in a walk through the network, so patches that are close in rank are close on the map.
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

/// Orders candidates so that consecutive ones need the same rows.
std::vector<std::uint32_t> local_order(const PatchGraph& graph, std::span<const CandidateNode> candidates) {
  const std::vector<std::uint32_t> rank = walk_order(graph);
  std::vector<std::uint32_t> key(candidates.size(), PathSearch::none), order(candidates.size());
  for (std::size_t c = 0; c < candidates.size(); ++c)
    for (const PatchLocator::Near& near : candidates[c].near) key[c] = std::min(key[c], rank[near.patch]);
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return key[a] < key[b]; });
  return order;
}

/// Visits pairs of patches in a candidate's tree, from the candidate outwards. Two patches on one branch never gain
/// from a detour through the candidate, because their paths meet before it. If (i, j) does not gain, no pair beyond i
/// and beyond j does.
class PairWalk {
  // Not std::views::iota: clang 14 cannot compile it with the library of g++ 12.
  using From = boost::counting_iterator<std::uint32_t>;
  using All = boost::iterator_range<From>;

 public:
  double connector(const ReachTree& tree, const std::vector<double>& areas, const PathBlock& block, double limit_m) {
    prepare(tree, areas, block);
    double sum = 0;
    const auto count = static_cast<std::uint32_t>(places_.size());
    std::uint32_t branch_end = 0;
    for (std::uint32_t i = 0; i < tree.last_branch;) {
      const std::uint32_t depth = tree.nodes[i].depth;
      if (gaining_.size() <= depth) gaining_.resize(depth + 1);
      if (depth == 0) branch_end = i + places_[i].size;
      const double* row = block.row(places_[i].column);
      double gain = 0;
      if (depth > 0) {
        const List& offered = gaining_[depth - 1];
        gain = gains_with(i, row, limit_m, std::span(offered.places.data(), offered.count), gaining_[depth]);
      } else {
        gain = gains_with(i, row, limit_m, All(From(branch_end), From(count)), gaining_[depth]);
      }
      sum += places_[i].area * gain;
      i += gaining_[depth].count == 0 ? places_[i].size : 1;
    }
    return 2 * sum;
  }

 private:
  struct Place {
    std::uint32_t column, size;
    double distance_m, probability, area;
  };
  struct List {
    std::vector<std::uint32_t> places;  // only the first `count` are valid
    std::size_t count = 0;
  };

  void prepare(const ReachTree& tree, const std::vector<double>& areas, const PathBlock& block) {
    places_.clear();
    for (const ReachTree::Node& node : tree.nodes)
      places_.push_back({block.column(node.patch), node.size, node.distance_m, node.probability, areas[node.patch]});
  }

  /// Σ_j a_j (p_ic p_cj − p*_ij) over the patches j of `offered` that gain; these are stored in `gaining`.
  template <class Offered>
  double gains_with(std::uint32_t i, const double* row, double limit_m, const Offered& offered, List& gaining) const {
    if (gaining.places.size() < offered.size()) gaining.places.resize(places_.size());
    const Place place = places_[i];
    std::uint32_t* out = gaining.places.data();
    double sum = 0;
    for (auto at = offered.begin(); at != offered.end();) {
      const std::uint32_t j = *at;
      const Place& other = places_[j];
      const double before = row[other.column];
      const double with = place.probability * other.probability;
      if (with > before && !(place.distance_m + other.distance_m > limit_m)) {
        sum += other.area * (with - before);
        *out++ = j;
        ++at;
      } else {
        at = beyond(at, offered.end(), j + other.size);
      }
    }
    gaining.count = static_cast<std::size_t>(out - gaining.places.data());
    return sum;
  }

  static std::span<const std::uint32_t>::iterator beyond(std::span<const std::uint32_t>::iterator at,
                                                         std::span<const std::uint32_t>::iterator end,
                                                         std::uint32_t place) {
    do ++at;
    while (at != end && *at < place);
    return at;
  }
  static From beyond(From at, From, std::uint32_t place) { return at + (place - *at); }

  std::vector<Place> places_;
  std::vector<List> gaining_;  // by depth of the walk
};

/// The next candidates whose pairs fit into a block within the memory budget, and the patches and rows that this block
/// needs.
class Portion {
 public:
  explicit Portion(std::size_t patch_count) : wanted_(patch_count, 0) {}

  /// Takes as many of the trees as fit, at least one, and returns their number.
  std::size_t take(std::span<const ReachTree> trees, std::size_t budget_bytes) {
    patches_.clear();
    rows_.clear();
    std::size_t count = 0;
    for (; count < trees.size(); ++count) {
      const std::size_t before = patches_.size();
      for (const ReachTree::Node& node : trees[count].nodes) {
        if (wanted_[node.patch] == 0) patches_.push_back(node.patch);
        wanted_[node.patch] |= 1;
      }
      if (count == 0 || PathBlock::bytes(patches_.size()) <= budget_bytes) continue;
      for (std::size_t k = before; k < patches_.size(); ++k) wanted_[patches_[k]] = 0;
      patches_.resize(before);
      break;
    }
    std::sort(patches_.begin(), patches_.end());
    // Patches from the last branch on only occur as the second patch of a pair.
    for (const ReachTree& tree : trees.first(count))
      for (std::uint32_t i = 0; i < tree.last_branch; ++i) wanted_[tree.nodes[i].patch] |= 2;
    for (const std::uint32_t patch : patches_) {
      if (wanted_[patch] > 1) rows_.push_back(patch);
      wanted_[patch] = 0;
    }
    return count;
  }
  std::span<const std::uint32_t> patches() const noexcept { return patches_; }  ///< in ascending order
  /// Those of them that are the first patch of a pair.
  std::span<const std::uint32_t> rows() const noexcept { return rows_; }

 private:
  std::vector<std::uint32_t> patches_, rows_;
  std::vector<unsigned char> wanted_;
};

/// Every patch near a candidate of the group, in ascending order.
std::vector<std::uint32_t> near_patches(std::span<const CandidateNode* const> group, double limit_m) {
  std::vector<std::uint32_t> patches;
  for (const CandidateNode* candidate : group)
    for (const PatchLocator::Near& near : candidate->near)
      if (near.distance_m <= limit_m) patches.push_back(near.patch);
  std::sort(patches.begin(), patches.end());
  patches.erase(std::unique(patches.begin(), patches.end()), patches.end());
  return patches;
}

/// `patches` and those around them, breadth first, up to `most` in all, in ascending order.
std::vector<std::uint32_t> with_surroundings(const PatchGraph& graph, std::span<const std::uint32_t> patches,
                                             std::size_t most) {
  std::vector<std::uint32_t> all(patches.begin(), patches.end());
  std::vector<char> taken(graph.size(), 0);
  for (const std::uint32_t patch : patches) taken[patch] = 1;
  for (std::size_t k = 0; k < all.size(); ++k)
    for (const PatchGraph::Arc& arc : graph.arcs(all[k]))
      if (taken[arc.to] == 0 && all.size() < most) {
        taken[arc.to] = 1;
        all.push_back(arc.to);
      }
  std::sort(all.begin(), all.end());
  return all;
}

Executor without_progress(Executor executor) {
  executor.progress = nullptr;
  return executor;
}

Gain gain_of(const CandidateNode& candidate, const ReachTree& tree, const std::vector<double>& areas, double connector,
             double numerator) {
  double flux = 0;
  for (const ReachTree::Node& node : tree.nodes) flux += areas[node.patch] * node.probability;
  Gain gain;
  gain.intra = candidate.area_m2 * candidate.area_m2;
  gain.flux = 2 * candidate.area_m2 * flux;
  gain.connector = connector;
  const double more = gain.intra + gain.flux + gain.connector;
  if (more > 0) gain.eca_gain_m2 = more / (std::sqrt(numerator + more) + std::sqrt(numerator));
  return gain;
}

}  // namespace

struct GainSearch::Impl {
  Impl(const PatchGraph& all_links, const DispersalKernel& kernel_, double numerator_, double p_min,
       std::size_t candidates, const Executor& executor, std::size_t memory_budget_bytes)
      : kernel(kernel_),
        numerator(numerator_),
        limit_m(kernel.reach_m(p_min)),
        budget_bytes(memory_budget_bytes / 2),
        progress(executor.progress),
        quiet(without_progress(executor)),
        graph(with_best_links(all_links, quiet)),
        trees(graph, limit_m, budget_bytes),
        block(graph.size()),
        portion(graph.size()),
        widest_block(
            std::min(std::size_t{4096}, static_cast<std::size_t>(std::sqrt(budget_bytes / PathBlock::bytes(1))))) {
    if (graph.size() > candidates || PathBlock::bytes(graph.size()) > budget_bytes) return;
    std::vector<std::uint32_t> all(graph.size());
    std::iota(all.begin(), all.end(), 0u);
    block.cover(all);
  }

  const DispersalKernel& kernel;
  double numerator, limit_m;
  std::size_t budget_bytes;  // for the trees, and again for the block
  Progress* progress;
  Executor quiet;  // without progress, because many loops are short; progress counts candidates
  PatchGraph graph;
  PathTrees trees;
  PathBlock block;
  Portion portion;
  std::size_t widest_block;  // patches
};

GainSearch::GainSearch(const PatchGraph& graph, const DispersalKernel& kernel, double numerator, double p_min,
                       std::size_t candidates, const Executor& executor, std::size_t memory_budget_bytes) {
  if (!(numerator >= 0)) throw Error(ErrorKind::input, "the numerator of a network cannot be " + shortest(numerator));
  impl_ = std::make_unique<Impl>(graph, kernel, numerator, p_min, candidates, executor, memory_budget_bytes);
}

GainSearch::~GainSearch() = default;

std::vector<Gain> GainSearch::gains(std::span<const CandidateNode* const> group, const Distance& distance) {
  Impl& my = *impl_;
  for (std::size_t k = 0; k < group.size(); ++k) check(my.graph, *group[k], k);
  my.trees.provide(near_patches(group, my.limit_m), my.quiet);
  const std::vector<ReachTree> reached =
      parallel_map<ReachTree, TreeMerge>(my.quiet, group.size(), [&](TreeMerge& merge, std::size_t k) {
        const auto exact = [&](std::uint32_t patch) { return distance(k, patch); };
        return merge.reach(group[k]->near, exact, my.trees, my.kernel, my.limit_m, my.graph.size());
      });
  std::vector<Gain> gains(group.size());
  for (std::size_t done = 0; done < group.size();) {
    const std::size_t count = my.portion.take(std::span(reached).subspan(done), my.budget_bytes);
    // Wider than these candidates need, so that the next groups find their rows filled.
    if (!my.block.covers(my.portion.patches()))
      my.block.cover(with_surroundings(my.graph, my.portion.patches(), my.widest_block));
    my.trees.provide(my.portion.rows(), my.quiet);
    my.block.fill(my.portion.rows(), my.trees, my.kernel, my.quiet);
    parallel_for<PairWalk>(my.quiet, count, [&](PairWalk& walk, std::size_t k) {
      const ReachTree& tree = reached[done + k];
      const double connector = walk.connector(tree, my.graph.areas(), my.block, my.limit_m);
      gains[done + k] = gain_of(*group[done + k], tree, my.graph.areas(), connector, my.numerator);
      if (my.progress != nullptr) my.progress->step();
    });
    done += count;
  }
  return gains;
}

std::vector<Gain> gains_of(const PatchGraph& graph, const DispersalKernel& kernel, double numerator, double p_min,
                           std::span<const CandidateNode> candidates, const Executor& executor,
                           std::size_t memory_budget_bytes) {
  for (std::size_t c = 0; c < candidates.size(); ++c) check(graph, candidates[c], c);
  if (!(numerator >= 0)) throw Error(ErrorKind::input, "the numerator of a network cannot be " + shortest(numerator));
  static_cast<void>(kernel.reach_m(p_min));  // checks p_min even if there is no candidate
  std::vector<Gain> gains(candidates.size());
  if (candidates.empty()) return gains;
  GainSearch search(graph, kernel, numerator, p_min, candidates.size(), executor, memory_budget_bytes);
  const std::vector<std::uint32_t> order = local_order(graph, candidates);
  if (executor.progress != nullptr) executor.progress->expect(candidates.size());
  std::vector<const CandidateNode*> group;
  for (std::size_t begin = 0; begin < order.size(); begin += group_size) {
    const std::span<const std::uint32_t> which =
        std::span(order).subspan(begin, std::min(group_size, order.size() - begin));
    group.clear();
    for (const std::uint32_t c : which) group.push_back(&candidates[c]);
    const std::vector<Gain> found = search.gains(group);
    for (std::size_t k = 0; k < which.size(); ++k) gains[which[k]] = found[k];
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
