// SPDX-License-Identifier: MIT
#include "libspatial/network/pair_sums.hpp"

#include <algorithm>
#include <limits>

#include "libspatial/core/numbers.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/network/path_search.hpp"

namespace spatial {
namespace {

constexpr double tie = 1e-9;

/// Working memory of one worker: the search from a source, and data that depend on it. All but the search are indexed
/// by position in preorder, where a subtree is a contiguous range.
class SourceLoop {
 public:
  void run(const PatchGraph& graph, const PathValue& value, double limit_m, std::uint32_t source, bool per_patch,
           SourceBlock& block) {
    const PathSearch::Start start{source, 0};
    search_.run(graph, {&start, 1}, limit_m, per_patch ? PathSearch::Tree::dominators : PathSearch::Tree::first_found);
    double row = 0, reached = 0;
    for (const std::uint32_t node : search_.settled()) {
      row += graph.areas()[node] * value(search_.distance_m(node));
      reached += graph.areas()[node];
    }
    block.row[source - block.first] = row;
    block.reached_area[source - block.first] = reached;
  }

  /// Gathers what the two accumulations need, in one look at each link within reach. `order` is that of sweep_order.
  void prepare(const PatchGraph& graph, const PathValue& value, double limit_m, std::span<const std::uint32_t> order) {
    search_.arrange();
    find_targets(order);
    const std::span<const std::uint32_t> nodes = search_.preorder();
    places_.resize(nodes.size());
    distance_.resize(nodes.size());
    without_.resize(nodes.size());
    first_way_.resize(nodes.size() + 1);
    ways_.clear();
    before_.clear();
    for (std::uint32_t k = 0; k < nodes.size(); ++k) places_[search_.position(search_.settled()[k])].rank = k;
    std::uint32_t branch = 1, branch_end = 1;  // subtree of a child of the source
    for (std::uint32_t p = 0; p < nodes.size(); ++p) {
      Place& place = places_[p];
      distance_[p] = search_.distance_m(nodes[p]);
      place.value = value(distance_[p]);
      place.area = graph.areas()[nodes[p]];
      place.subtree = search_.subtree_size(nodes[p]);
      place.lost_length_m = distance_[p];
      place.lost_value = place.value;
      first_way_[p] = static_cast<std::uint32_t>(ways_.size());
      place.first_before = before_.size();
      if (p == branch_end) {
        branch = p;
        branch_end = p + place.subtree;
      }
      look_around(graph, value, limit_m, p, nodes[p], branch, branch_end);
    }
    first_way_[nodes.size()] = static_cast<std::uint32_t>(ways_.size());
    outside_.assign(first_way_.begin(), first_way_.end() - 1);
  }

  /// Adds 2 a_s a_u (v_su − v_su without r) to connector[r] for every target u and every patch r that dominates it.
  void add_connectors(const PathValue& value, double limit_m, const SplitLinks* split, double* connector) {
    // From the leaves to the source, so that a subtree is processed after the subtrees within it.
    for (auto p = static_cast<std::uint32_t>(places_.size()); p-- > 1;) {
      if (targets_below_[p] == 0) continue;
      const std::uint32_t removed = search_.preorder()[p];
      connector[removed] +=
          2 * places_[0].area *
          loss(value, limit_m, p,
               split == nullptr ? std::span<const SplitLinks::Bypass>{} : split->bypasses_of(removed));
    }
  }

  /// Brandes' accumulation (2001) with weighted targets: path counts σ in settled order, dependencies in reverse order.
  void add_betweenness(double* betweenness) {
    const std::span<const std::uint32_t> settled = search_.settled();
    for (const std::uint32_t node : settled) {
      Place& place = places_[search_.position(node)];
      place.paths = place.rank == 0 ? 1 : 0;
      place.dependency = 0;
      for (const std::uint32_t from : before(place)) place.paths += places_[from].paths;
    }
    for (std::size_t k = settled.size(); k-- > 1;) {
      const Place& place = places_[search_.position(settled[k])];
      const long double share = (place.area * place.value + place.dependency) / place.paths;
      for (const std::uint32_t from : before(place)) places_[from].dependency += places_[from].paths * share;
      betweenness[settled[k]] += places_[0].area * static_cast<double>(place.dependency);
    }
  }

 private:
  /// A patch within reach, indexed by its position.
  struct Place {
    double value, area;
    double lost_length_m, lost_value;  // of the last path without some patch
    std::uint32_t subtree, rank;
    std::size_t first_before;
    // Numbers of tied paths grow exponentially with the number of links; a double would overflow on a large regular
    // grid.
    long double paths, dependency;
  };
  /// A path to a patch through its neighbour `from`.
  struct Way {
    double length_m, link_m;
    std::uint32_t from;
  };

  std::span<const std::uint32_t> before(const Place& place) const {
    const std::size_t end = &place == &places_.back() ? before_.size() : (&place)[1].first_before;
    return {before_.data() + place.first_before, before_.data() + end};
  }

  /// What two patches lose is the same from either side, so it is found from the one that comes first in the order:
  /// the targets of a source come after it. As the order sweeps over the land, half of the branches have none at all.
  void find_targets(std::span<const std::uint32_t> order) {
    const std::span<const std::uint32_t> nodes = search_.preorder();
    is_target_.resize(nodes.size());
    targets_below_.assign(nodes.size(), 0);
    for (auto p = static_cast<std::uint32_t>(nodes.size()); p-- > 1;) {
      is_target_[p] = order[nodes[p]] > order[nodes[0]] ? 1 : 0;
      char& below = targets_below_[search_.position(search_.parent(nodes[p]))];
      below = static_cast<char>(below | is_target_[p] | targets_below_[p]);
    }
  }

  /// Whatever patch is removed, a subtree lies within its branch: the best way from outside the branch always stays, so
  /// only ways that are shorter than it are of use. A child of the source is in no subtree but its own.
  void look_around(const PatchGraph& graph, const PathValue& value, double limit_m, std::uint32_t p, std::uint32_t node,
                   std::uint32_t branch, std::uint32_t branch_end) {
    const double d = search_.distance_m(node);
    const double tolerance = tie * (1 + value.scaled(d));
    Way outside{infinity, 0, 0};
    const std::size_t first = ways_.size();
    for (const PatchGraph::Arc& arc : graph.arcs(node)) {
      const double length = search_.distance_m(arc.to) + arc.distance_m;
      if (length > limit_m || length == infinity) continue;
      const std::uint32_t from = search_.position(arc.to);
      if (search_.distance_m(arc.to) <= d && value.scaled(length - d) <= tolerance &&
          places_[from].rank < places_[p].rank)
        before_.push_back(from);
      if (p == branch || p == 0 || targets_below_[branch] == 0 || length >= outside.length_m) continue;
      const Way way{length, arc.distance_m, from};
      if (from - branch < branch_end - branch)
        ways_.push_back(way);
      else
        outside = way;
    }
    const auto end = std::remove_if(ways_.begin() + static_cast<std::ptrdiff_t>(first), ways_.end(),
                                    [&](const Way& way) { return way.length_m >= outside.length_m; });
    ways_.erase(end, ways_.end());
    std::sort(ways_.begin() + static_cast<std::ptrdiff_t>(first), ways_.end(), [](const Way& x, const Way& y) {
      return x.length_m != y.length_m ? x.length_m < y.length_m : x.from < y.from;
    });
    if (outside.length_m < infinity) ways_.push_back(outside);
  }

  /// Σ a_u (v_su − v_su without `removed`) over the subtree of `removed`. Patches outside keep their distance, so each
  /// patch inside starts with its best path from outside. Sweeps forwards and backwards then pass on shorter paths
  /// until nothing changes. Only the first few of the sorted paths can help, because no patch's path grows by less than
  /// the smallest detour.
  double loss(const PathValue& value, double limit_m, std::uint32_t removed,
              std::span<const SplitLinks::Bypass> bypasses) {
    const std::uint32_t first = removed + 1, end = removed + places_[removed].subtree;
    for (std::uint32_t p = first; p < end; ++p) {
      // Subtrees only grow from call to call, so what was inside stays inside.
      std::uint32_t& outside = outside_[p];
      const std::uint32_t last = first_way_[p + 1];
      while (outside < last && ways_[outside].from >= removed && ways_[outside].from < end) ++outside;
      without_[p] = outside < last ? ways_[outside].length_m : infinity;
    }
    enter(bypasses, first, end, limit_m);
    double detour = infinity;
    for (std::uint32_t p = first; p < end; ++p) detour = std::min(detour, without_[p] - distance_[p]);
    if (detour < infinity) sweep(removed, first, end, detour, limit_m);
    double sum = 0;
    for (std::uint32_t p = first; p < end; ++p) {
      if (is_target_[p] == 0 || without_[p] == distance_[p]) continue;
      Place& place = places_[p];
      if (without_[p] != place.lost_length_m) {  // often the same as without the patch before
        place.lost_length_m = without_[p];
        place.lost_value = without_[p] < infinity ? value(without_[p]) : 0.0;
      }
      sum += place.area * (place.value - place.lost_value);
    }
    return sum;
  }

  void sweep(std::uint32_t removed, std::uint32_t first, std::uint32_t end, double detour, double limit_m) {
    open_.clear();
    for (std::uint32_t p = first; p < end; ++p) {
      std::uint32_t w = first_way_[p];
      if (w < outside_[p] && ways_[w].from == removed) ++w;
      if (w < outside_[p] && ways_[w].length_m + detour < without_[p]) open_.push_back(p);
    }
    while (true) {
      bool changed = false;
      for (const std::uint32_t p : open_) changed |= improve(p, removed, detour, limit_m);
      changed |= improve_by_bypasses(limit_m);
      if (!changed) return;
      changed = false;
      for (auto p = open_.rbegin(); p != open_.rend(); ++p) changed |= improve(*p, removed, detour, limit_m);
      changed |= improve_by_bypasses(limit_m);
      if (!changed) return;
    }
  }

  /// Ways into the subtree over links that come into use without its root; those within it are kept for the sweeps.
  void enter(std::span<const SplitLinks::Bypass> bypasses, std::uint32_t first, std::uint32_t end, double limit_m) {
    inner_.clear();
    for (const SplitLinks::Bypass& bypass : bypasses) {
      std::uint32_t a = search_.position(bypass.a), b = search_.position(bypass.b);
      const bool a_inside = a - first < end - first, b_inside = b - first < end - first;
      if (!(a_inside || b_inside) || a == PathSearch::none || b == PathSearch::none) continue;
      if (a_inside && b_inside) {
        inner_.push_back({a, b, bypass.distance_m});
      } else {
        if (a_inside) std::swap(a, b);
        const double length = distance_[a] + bypass.distance_m;
        if (length < without_[b] && length <= limit_m) without_[b] = length;
      }
    }
  }

  bool improve_by_bypasses(double limit_m) {
    bool shorter = false;
    for (const SplitLinks::Bypass& bypass : inner_) {
      double &a = without_[bypass.a], &b = without_[bypass.b];
      if (a + bypass.distance_m < b && a + bypass.distance_m <= limit_m) {
        b = a + bypass.distance_m;
        shorter = true;
      } else if (b + bypass.distance_m < a && b + bypass.distance_m <= limit_m) {
        a = b + bypass.distance_m;
        shorter = true;
      }
    }
    return shorter;
  }

  /// Shortens the path to p through other patches of the subtree. Returns whether it became shorter.
  bool improve(std::uint32_t p, std::uint32_t removed, double detour, double limit_m) {
    double best = without_[p];
    for (std::uint32_t w = first_way_[p]; w < outside_[p] && ways_[w].length_m + detour < best; ++w) {
      const Way& way = ways_[w];
      if (way.from == removed) continue;
      const double through = without_[way.from] + way.link_m;
      if (through < best && through <= limit_m) best = through;
    }
    const bool shorter = best < without_[p];
    without_[p] = best;
    return shorter;
  }

  PathSearch search_;
  std::vector<Place> places_;
  std::vector<Way> ways_;
  std::vector<std::uint32_t> before_;  // positions of the predecessors of each patch on its best paths
  std::vector<double> distance_, without_;
  std::vector<char> is_target_, targets_below_;  // below: without itself
  std::vector<std::uint32_t> open_;              // patches of the subtree at hand that others in it may serve
  std::vector<std::uint32_t> first_way_;         // one more than places
  std::vector<std::uint32_t> outside_;           // the first way of each that comes from outside the subtree at hand
  std::vector<SplitLinks::Bypass> inner_;        // bypasses within the subtree at hand, by position
};

/// Places of the patches in an order that sweeps over each component from end to end (breadth first).
std::vector<std::uint32_t> sweep_order(const PatchGraph& graph) {
  std::vector<std::uint32_t> order(graph.size()), queue;
  std::vector<char> seen(graph.size(), 0), placed(graph.size(), 0);
  const auto sweep = [&](std::uint32_t start, std::vector<char>& marks) {
    queue.assign(1, start);
    marks[start] = 1;
    for (std::size_t k = 0; k < queue.size(); ++k)
      for (const PatchGraph::Arc& arc : graph.arcs(queue[k]))
        if (marks[arc.to] == 0) {
          marks[arc.to] = 1;
          queue.push_back(arc.to);
        }
  };
  std::uint32_t next = 0;
  for (std::uint32_t start = 0; start < graph.size(); ++start) {
    if (seen[start] != 0) continue;
    sweep(start, seen);
    sweep(queue.back(), placed);
    for (const std::uint32_t node : queue) order[node] = next++;
  }
  return order;
}

}  // namespace

std::vector<SourceBlock> sums_of_blocks(const PatchGraph& graph, const SplitLinks* bypasses, const PathValue& value,
                                        double limit_m, bool per_patch, std::size_t begin, std::size_t end,
                                        const Executor& executor) {
  const std::size_t n = graph.size(), block_count = std::min(source_blocks, n);
  begin = std::min(begin, block_count);
  std::vector<SourceBlock> blocks(std::min(end, block_count) - begin);
  const std::vector<std::uint32_t> order = per_patch ? sweep_order(graph) : std::vector<std::uint32_t>{};
  parallel_for<SourceLoop>(executor, blocks.size(), [&](SourceLoop& loop, std::size_t k) {
    SourceBlock& block = blocks[k];
    const std::size_t number = begin + k, last = n * (number + 1) / block_count;
    block.first = n * number / block_count;
    block.row.assign(last - block.first, 0);
    block.reached_area.assign(last - block.first, 0);
    if (per_patch) {
      block.connector.assign(n, 0);
      block.betweenness.assign(n, 0);
    }
    for (std::size_t s = block.first; s < last; ++s) {
      throw_if_cancelled();
      if (graph.areas()[s] == 0) continue;  // every sum is weighted by the area of the source
      loop.run(graph, value, limit_m, static_cast<std::uint32_t>(s), per_patch, block);
      if (!per_patch) continue;
      loop.prepare(graph, value, limit_m, order);
      loop.add_connectors(value, limit_m, bypasses, block.connector.data());
      loop.add_betweenness(block.betweenness.data());
    }
  });
  return blocks;
}

PairSums united(std::size_t patches, const std::vector<SourceBlock>& blocks) {
  PairSums sums;
  sums.row.assign(patches, 0);
  sums.reached_area.assign(patches, 0);
  for (const SourceBlock& block : blocks) {
    const auto first = static_cast<std::ptrdiff_t>(block.first);
    std::copy(block.row.begin(), block.row.end(), sums.row.begin() + first);
    std::copy(block.reached_area.begin(), block.reached_area.end(), sums.reached_area.begin() + first);
    if (block.connector.empty()) continue;
    sums.connector.resize(patches, 0);
    sums.betweenness.resize(patches, 0);
    for (std::size_t k = 0; k < patches; ++k) {
      sums.connector[k] += block.connector[k];
      sums.betweenness[k] += block.betweenness[k];
    }
  }
  return sums;
}

PairSums pair_sums(const PatchGraph& graph, const PathValue& value, double limit_m, bool per_patch,
                   const Executor& executor) {
  return united(graph.size(), sums_of_blocks(graph, nullptr, value, limit_m, per_patch, 0, source_blocks, executor));
}

PairSums pair_sums(const SplitLinks& links, const PathValue& value, double limit_m, const Executor& executor) {
  return united(links.best.size(),
                sums_of_blocks(links.best, &links, value, limit_m, true, 0, source_blocks, executor));
}

double numerator_of(const PatchGraph& graph, const PairSums& sums) {
  StableSum numerator;
  for (std::size_t i = 0; i < graph.size(); ++i) numerator.add(graph.areas()[i] * sums.row[i]);
  return numerator.value();
}

}  // namespace spatial
