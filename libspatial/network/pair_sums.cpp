// SPDX-License-Identifier: MIT
#include "libspatial/network/pair_sums.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

#include "libspatial/core/numbers.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/network/path_search.hpp"

namespace spatial {
namespace {

constexpr double tie = 1e-9;

/// Bypasses by the numbers of the swept network.
struct SweptBypasses {
  std::vector<std::uint64_t> offsets;  // per patch, and the end; empty if there are none
  std::vector<SplitLinks::Bypass> bypasses;
  std::span<const SplitLinks::Bypass> of(std::uint32_t node) const noexcept {
    if (offsets.empty()) return {};
    return {bypasses.data() + offsets[node], bypasses.data() + offsets[node + 1]};
  }
};

SweptBypasses swept(const SplitLinks* split, const SweptGraph& graph) {
  SweptBypasses result;
  if (split == nullptr) return result;
  result.bypasses.reserve(split->bypasses.size());
  result.offsets.assign(1, 0);
  for (std::uint32_t node = 0; node < graph.size(); ++node) {
    for (const SplitLinks::Bypass& bypass : split->bypasses_of(graph.number(node)))
      result.bypasses.push_back({graph.node(bypass.a), graph.node(bypass.b), bypass.distance_m});
    result.offsets.push_back(result.bypasses.size());
  }
  return result;
}

/// Working memory of one worker: the search from a source, and data that depend on it. All but the search are indexed
/// by position in preorder, where a subtree is a contiguous range.
class SourceLoop {
 public:
  void run(const SweptGraph& graph, const PathValue& value, double limit_m, std::uint32_t source, bool per_patch,
           SourceBlock& block) {
    const PathSearch::Start start{source, 0};
    search_.run(graph, {&start, 1}, limit_m, per_patch ? PathSearch::Tree::dominators : PathSearch::Tree::first_found);
    double row = 0, reached = 0;
    values_.clear();
    for (const std::uint32_t node : search_.settled()) {
      values_.push_back(value(search_.distance_m(node)));
      row += graph.areas()[node] * values_.back();
      reached += graph.areas()[node];
    }
    block.source.push_back(graph.number(source));
    block.row.push_back(row);
    block.reached_area.push_back(reached);
  }

  /// Gathers what the two accumulations need, in one look at each link within reach.
  void prepare(const SweptGraph& graph, const PathValue& value, double limit_m) {
    search_.arrange();
    const std::span<const std::uint32_t> nodes = search_.preorder();
    find_targets();
    places_.resize(nodes.size());
    counts_.resize(nodes.size());
    distance_.resize(nodes.size() + 1);
    without_.resize(nodes.size() + 1);
    distance_[nodes.size()] = infinity;  // of a patch out of reach
    first_way_.resize(nodes.size() + 1);
    way_count_ = 0;
    before_.clear();
    for (std::uint32_t k = 0; k < nodes.size(); ++k) counts_[search_.position(search_.settled()[k])].rank = k;
    for (std::uint32_t p = 0; p < nodes.size(); ++p) distance_[p] = search_.distance_m(nodes[p]);
    std::uint32_t branch = 1, branch_end = 1;  // subtree of a child of the source
    for (std::uint32_t p = 0; p < nodes.size(); ++p) {
      const double own = values_[counts_[p].rank];
      places_[p] = {own, graph.areas()[nodes[p]], distance_[p], own};
      if (p == branch_end) {
        branch = p;
        branch_end = p + search_.subtree_size(nodes[p]);
      }
      first_way_[p] = way_count_;
      counts_[p].first_before = before_.size();
      look_around(graph, value, limit_m, p, nodes[p], branch, branch_end);
    }
    first_way_[nodes.size()] = way_count_;
    ways_.resize(std::max<std::size_t>(ways_.size(), way_count_ + 2));  // two more may be looked at
    outside_.assign(first_way_.begin(), first_way_.end() - 1);
  }

  /// Adds 2 a_s a_u (v_su − v_su without r) to connector[r] for every target u and every patch r that dominates it.
  void add_connectors(const PathValue& value, double limit_m, const SweptBypasses& bypasses, double* connector) {
    // From the leaves to the source, so that a subtree is processed after the subtrees within it.
    for (auto p = static_cast<std::uint32_t>(places_.size()); p-- > 1;) {
      if (targets_below_[p] == 0) continue;
      const std::uint32_t removed = search_.preorder()[p];
      connector[removed] += 2 * places_[0].area * loss(value, limit_m, p, bypasses.of(removed));
    }
  }

  /// Brandes' accumulation (2001) with weighted targets: path counts σ in settled order, dependencies in reverse order.
  void add_betweenness(double* betweenness) {
    const std::span<const std::uint32_t> settled = search_.settled();
    for (const std::uint32_t node : settled) {
      Count& count = counts_[search_.position(node)];
      count.paths = count.rank == 0 ? 1 : 0;
      count.dependency = 0;
      for (const std::uint32_t from : before(count)) count.paths += counts_[from].paths;
    }
    for (std::size_t k = settled.size(); k-- > 1;) {
      const std::uint32_t p = search_.position(settled[k]);
      const Count& count = counts_[p];
      const long double share = (places_[p].area * places_[p].value + count.dependency) / count.paths;
      for (const std::uint32_t from : before(count)) counts_[from].dependency += counts_[from].paths * share;
      betweenness[settled[k]] += places_[0].area * static_cast<double>(count.dependency);
    }
  }

 private:
  /// A patch within reach, indexed by its position.
  struct Place {
    double value, area;
    double lost_length_m, lost_value;  // of the last path without some patch
  };
  /// The same patch, for betweenness. Numbers of tied paths grow exponentially with the number of links; a double would
  /// overflow on a large regular grid.
  struct Count {
    long double paths, dependency;
    std::size_t first_before;
    std::uint32_t rank;  // in settled order
  };
  /// A way that was found, with its length.
  struct Found {
    double length_m, link_m;
    std::uint32_t from;
  };
  /// The last link of a path to a patch, from its neighbour `from`.
  struct Way {
    double link_m;
    std::uint32_t from;
  };

  std::span<const std::uint32_t> before(const Count& count) const {
    const std::size_t end = &count == &counts_.back() ? before_.size() : (&count)[1].first_before;
    return {before_.data() + count.first_before, before_.data() + end};
  }

  /// What two patches lose is the same from either side, so it is found from the one with the lower number: the targets
  /// of a source come after it. As the numbers sweep over the land, half of the branches have none at all.
  void find_targets() {
    const std::span<const std::uint32_t> nodes = search_.preorder();
    is_target_.resize(nodes.size());
    targets_below_.assign(nodes.size(), 0);
    for (auto p = static_cast<std::uint32_t>(nodes.size()); p-- > 1;) {
      is_target_[p] = nodes[p] > nodes[0] ? 1 : 0;
      char& below = targets_below_[search_.position(search_.parent(nodes[p]))];
      below = static_cast<char>(below | is_target_[p] | targets_below_[p]);
    }
  }

  double length_m(const Way& way) const noexcept { return distance_[way.from] + way.link_m; }

  /// Patches before p on best paths, and, if p lies within `branch`, the ways to p. Whatever patch is removed, a
  /// subtree lies within its branch: the best way from outside the branch always stays, so only ways that are shorter
  /// than it are of use. A child of the source is in no subtree but its own.
  void look_around(const SweptGraph& graph, const PathValue& value, double limit_m, std::uint32_t p, std::uint32_t node,
                   std::uint32_t branch, std::uint32_t branch_end) {
    const double d = distance_[p], tolerance = tie * (1 + value.scaled(d));
    const std::span<const SweptGraph::Arc> arcs = graph.arcs(node);
    found_.resize(std::max(found_.size(), arcs.size() + 1));
    std::uint32_t count = 0;
    Found outside{infinity, infinity, 0};
    for (const SweptGraph::Arc& arc : arcs) {
      const double nearer = search_.distance_m(arc.to), length = nearer + arc.distance_m;
      if (length > limit_m || length == infinity) continue;
      const std::uint32_t from = search_.position(arc.to);
      if (value.scaled(length - d) <= tolerance && nearer <= d && counts_[from].rank < counts_[p].rank)
        before_.push_back(from);
      const bool inside = from - branch < branch_end - branch;
      found_[count] = {length, arc.distance_m, from};
      count += inside ? 1 : 0;
      if (!inside && length < outside.length_m) outside = {length, arc.distance_m, from};
    }
    if (p <= branch || targets_below_[branch] == 0) return;
    std::uint32_t useful = 0;
    for (std::uint32_t k = 0; k < count; ++k) {
      found_[useful] = found_[k];
      useful += found_[k].length_m < outside.length_m ? 1 : 0;
    }
    if (ways_.size() < way_count_ + useful + 1) ways_.resize(2 * ways_.size() + useful + 1);
    sort_ways(useful, ways_.data() + way_count_);
    way_count_ += useful;
    ways_[way_count_++] = {outside.link_m, outside.from};  // of infinite length if there is none
  }

  /// Writes the first `count` of the ways found by length. Few are sorted by counting how many come before each, which
  /// needs no branch.
  void sort_ways(std::uint32_t count, Way* ways) {
    const auto sooner = [](const Found& x, const Found& y) {
      return static_cast<std::uint32_t>(x.length_m < y.length_m) |
             (static_cast<std::uint32_t>(x.length_m == y.length_m) & static_cast<std::uint32_t>(x.from < y.from));
    };
    constexpr std::uint32_t few = 16;
    if (count > few) {
      std::sort(found_.begin(), found_.begin() + count, sooner);
      for (std::uint32_t k = 0; k < count; ++k) ways[k] = {found_[k].link_m, found_[k].from};
      return;
    }
    std::array<std::uint32_t, few> rank{};
    for (std::uint32_t k = 1; k < count; ++k) {
      std::uint32_t own = 0;
      for (std::uint32_t j = 0; j < k; ++j) {
        const std::uint32_t first = sooner(found_[k], found_[j]);
        rank[j] += first;
        own += 1 - first;
      }
      rank[k] = own;
    }
    for (std::uint32_t k = 0; k < count; ++k) ways[rank[k]] = {found_[k].link_m, found_[k].from};
  }

  /// Σ a_u (v_su − v_su without `removed`) over the subtree of `removed`. Patches outside keep their distance, so each
  /// patch inside starts with its best path from outside. Sweeps forwards and backwards then pass on shorter paths
  /// until nothing changes. A sweep forwards leaves no patch that one before it could serve better, so a sweep
  /// backwards only visits those that one after them may serve. Only the first few of the sorted paths can help,
  /// because no patch's path grows by less than the smallest detour.
  double loss(const PathValue& value, double limit_m, std::uint32_t removed,
              std::span<const SplitLinks::Bypass> bypasses) {
    const std::uint32_t first = removed + 1, end = removed + search_.subtree_size(search_.preorder()[removed]);
    for (std::uint32_t p = first; p < end; ++p) {
      // Subtrees only grow from call to call, so what was inside stays inside. The last way comes from outside.
      std::uint32_t outside = outside_[p];
      while (ways_[outside].from - removed < end - removed) ++outside;
      outside_[p] = outside;
      without_[p] = length_m(ways_[outside]);
    }
    enter(bypasses, first, end, limit_m);
    double detour = infinity;
    for (std::uint32_t p = first; p < end; ++p) detour = std::min(detour, without_[p] - distance_[p]);
    without_[removed] = infinity;
    if (detour < infinity) sweep(first, end, detour, limit_m);
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

  void sweep(std::uint32_t first, std::uint32_t end, double detour, double limit_m) {
    open_.resize(std::max<std::size_t>(open_.size(), end - first));
    served_later_.resize(open_.size());
    std::uint32_t open_count = 0, later_count = 0;
    bool changed = false, later = false;
    for (std::uint32_t p = first; p < end; ++p) {
      const std::uint32_t w = first_way_[p];
      if (w != outside_[p] && length_m(ways_[w]) + detour < without_[p]) {
        open_[open_count++] = p;
        later = false;
        changed |= improve(p, detour, limit_m, later);
        served_later_[later_count] = p;
        later_count += later ? 1 : 0;
      }
    }
    const std::span open(open_.data(), open_count), served_later(served_later_.data(), later_count);
    bool bypassed = improve_by_bypasses(limit_m);
    changed |= bypassed;
    while (changed) {
      changed = bypassed;
      for (auto p = served_later.rbegin(); p != served_later.rend(); ++p)
        changed |= improve(*p, detour, limit_m, later);
      changed |= improve_by_bypasses(limit_m);
      if (!changed) return;
      changed = false;
      for (const std::uint32_t p : open) changed |= improve(p, detour, limit_m, later);
      bypassed = improve_by_bypasses(limit_m);
      changed |= bypassed;
    }
  }

  /// Ways into the subtree over links that come into use without its root; those within it are kept for the sweeps.
  void enter(std::span<const SplitLinks::Bypass> bypasses, std::uint32_t first, std::uint32_t end, double limit_m) {
    inner_.resize(std::max(inner_.size(), bypasses.size()));
    inner_count_ = 0;
    const auto count = static_cast<std::uint32_t>(places_.size());
    for (const SplitLinks::Bypass& bypass : bypasses) {
      const std::uint32_t a = std::min(search_.position(bypass.a), count);
      const std::uint32_t b = std::min(search_.position(bypass.b), count);
      const bool a_inside = a - first < end - first, b_inside = b - first < end - first;
      inner_[inner_count_] = {a, b, bypass.distance_m};
      inner_count_ += static_cast<std::uint32_t>(a_inside & b_inside);
      const std::uint32_t inside = a_inside ? a : b, outside = a_inside ? b : a;
      const double length = distance_[outside] + bypass.distance_m, before = without_[inside];
      const bool shorter = (a_inside != b_inside) & (length < before) & (length <= limit_m);
      const std::uint64_t mask = -static_cast<std::uint64_t>(shorter);
      without_[inside] = std::bit_cast<double>((std::bit_cast<std::uint64_t>(length) & mask) |
                                               (std::bit_cast<std::uint64_t>(before) & ~mask));
    }
  }

  bool improve_by_bypasses(double limit_m) {
    bool shorter = false;
    for (const SplitLinks::Bypass& bypass : std::span(inner_.data(), inner_count_)) {
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

  /// Shortens the path to p through other patches of the subtree; without_[removed] is infinite. Returns whether it
  /// became shorter. Two looks are enough for nine in ten, so they are taken without a branch. `later` becomes true if
  /// a patch after p may serve it.
  bool improve(std::uint32_t p, double detour, double limit_m, bool& later) {
    const std::uint32_t first = first_way_[p], end = outside_[p];
    const double before = without_[p];
    double best = before;
    const auto look = [&](const Way& way, std::uint32_t from) {
      const double through = without_[from] + way.link_m;
      best = through < best ? through : best;
      later |= from > p;
    };
    look(ways_[first], first < end ? ways_[first].from : p);
    look(ways_[first + 1], first + 1 < end ? ways_[first + 1].from : p);
    for (std::uint32_t w = first + 2; w < end && length_m(ways_[w]) + detour < best; ++w) look(ways_[w], ways_[w].from);
    best = best > limit_m ? before : best;
    without_[p] = best;
    return best < before;
  }

  PathSearch search_;
  std::vector<double> values_;  // of the paths to patches, in settled order
  std::vector<Place> places_;
  std::vector<Count> counts_;
  std::vector<Found> found_;
  std::vector<Way> ways_;  // room for more than there are
  std::uint32_t way_count_ = 0;
  std::vector<std::uint32_t> before_;  // positions of the predecessors of each patch on its best paths
  std::vector<double> distance_, without_;
  std::vector<char> is_target_, targets_below_;  // below: without itself
  std::vector<std::uint32_t> open_;              // patches of the subtree at hand that others in it may serve
  std::vector<std::uint32_t> served_later_;      // those of them that patches after them may serve
  std::vector<std::uint32_t> first_way_;         // one more than places
  std::vector<std::uint32_t> outside_;           // the first way of each that comes from outside the subtree at hand
  std::vector<SplitLinks::Bypass> inner_;        // bypasses within the subtree at hand, by position
  std::uint32_t inner_count_ = 0;
};

/// Column by the numbers of the network that was swept.
std::vector<double> by_number(const std::vector<double>& column, const SweptGraph& graph) {
  std::vector<double> result(column.size());
  for (std::uint32_t node = 0; node < column.size(); ++node) result[graph.number(node)] = column[node];
  return result;
}

}  // namespace

std::vector<SourceBlock> sums_of_blocks(const PatchGraph& graph, const SplitLinks* bypasses, const PathValue& value,
                                        double limit_m, bool per_patch, std::size_t begin, std::size_t end,
                                        const Executor& executor) {
  const std::size_t n = graph.size(), block_count = std::min(source_blocks, n);
  begin = std::min(begin, block_count);
  std::vector<SourceBlock> blocks(std::min(end, block_count) - begin);
  const SweptGraph swept_graph(graph);
  const SweptBypasses swept_bypasses = swept(bypasses, swept_graph);
  parallel_for<SourceLoop>(executor, blocks.size(), [&](SourceLoop& loop, std::size_t k) {
    SourceBlock& block = blocks[k];
    const std::size_t number = begin + k, first = n * number / block_count, last = n * (number + 1) / block_count;
    for (auto* column : {&block.row, &block.reached_area}) column->reserve(last - first);
    block.source.reserve(last - first);
    std::vector<double> connector(per_patch ? n : 0, 0), betweenness(per_patch ? n : 0, 0);  // by swept number
    for (auto source = static_cast<std::uint32_t>(first); source < last; ++source) {
      throw_if_cancelled();
      if (swept_graph.areas()[source] == 0) continue;  // every sum is weighted by the area of the source
      loop.run(swept_graph, value, limit_m, source, per_patch, block);
      if (!per_patch) continue;
      loop.prepare(swept_graph, value, limit_m);
      loop.add_connectors(value, limit_m, swept_bypasses, connector.data());
      loop.add_betweenness(betweenness.data());
    }
    block.connector = by_number(connector, swept_graph);
    block.betweenness = by_number(betweenness, swept_graph);
  });
  return blocks;
}

PairSums united(std::size_t patches, const std::vector<SourceBlock>& blocks) {
  PairSums sums;
  sums.row.assign(patches, 0);
  sums.reached_area.assign(patches, 0);
  for (const SourceBlock& block : blocks) {
    for (std::size_t k = 0; k < block.source.size(); ++k) {
      sums.row[block.source[k]] = block.row[k];
      sums.reached_area[block.source[k]] = block.reached_area[k];
    }
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
