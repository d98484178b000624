// SPDX-License-Identifier: MIT
#include "libspatial/network/pair_sums.hpp"

#include <algorithm>
#include <functional>
#include <limits>

#include "libspatial/network/path_search.hpp"

namespace spatial {
namespace {

constexpr std::size_t blocks = 64;
constexpr double tie = 1e-9;
constexpr double infinity = std::numeric_limits<double>::infinity();

/// Scratch of one worker: the search from a source and what hangs on its answer.
class SourceLoop {
 public:
  void run(const PatchGraph& graph, const PathValue& value, double limit_m, std::uint32_t source, PairSums& sums, bool per_patch) {
    const PathSearch::Start start{source, 0};
    search_.run(graph, {&start, 1}, limit_m, per_patch ? PathSearch::Tree::dominators : PathSearch::Tree::first_found);
    if (per_patch) fit(graph.size());
    const std::vector<double>& areas = graph.areas();
    double row = 0, reached = 0;
    for (const std::uint32_t node : search_.settled()) {
      const double v = value(search_.distance_m(node));
      row += areas[node] * v;
      reached += areas[node];
      if (per_patch) value_[node] = v;
    }
    sums.row[source] = row;
    sums.reached_area[source] = reached;
  }

  /// Adds a_s a_u (v_su − v_su without r) to connector[r] for every patch r that dominates some u.
  void add_connectors(const PatchGraph& graph, const PathValue& value, double limit_m, std::uint32_t source, double* connector) {
    search_.arrange();
    const double source_area = graph.areas()[source];
    for (const std::uint32_t removed : search_.settled()) {
      const std::uint32_t first = search_.position(removed) + 1;
      const std::uint32_t count = search_.subtree_size(removed) - 1;
      if (removed == source || count == 0) continue;
      connector[removed] += source_area * loss(graph, value, limit_m, removed, first, count);
    }
  }

  /// Brandes' accumulation (2001) with weighted targets: σ along settled order, dependencies back.
  void add_betweenness(const PatchGraph& graph, const PathValue& value, std::uint32_t source, double* betweenness) {
    const std::span<const std::uint32_t> settled = search_.settled();
    for (std::uint32_t k = 0; k < settled.size(); ++k) {
      const std::uint32_t node = settled[k];
      rank_[node] = k;
      paths_[node] = k == 0 ? 1 : 0;
      dependency_[node] = 0;
      for_each_predecessor(graph, value, node, [&](std::uint32_t before) { paths_[node] += paths_[before]; });
    }
    for (std::size_t k = settled.size(); k-- > 1;) {
      const std::uint32_t node = settled[k];
      const long double share = (graph.areas()[node] * value_[node] + dependency_[node]) / paths_[node];
      for_each_predecessor(graph, value, node, [&](std::uint32_t before) { dependency_[before] += paths_[before] * share; });
      betweenness[node] += graph.areas()[source] * static_cast<double>(dependency_[node]);
    }
  }

 private:
  void fit(std::size_t count) {
    if (value_.size() == count) return;
    value_.assign(count, 0);
    without_.assign(count, infinity);
    rank_.assign(count, 0);
    paths_.assign(count, 0);
    dependency_.assign(count, 0);
  }

  template <class Visit>
  void for_each_predecessor(const PatchGraph& graph, const PathValue& value, std::uint32_t node, Visit&& visit) {
    const double d = search_.distance_m(node);
    const double tolerance = tie * (1 + value.scaled(d));
    for (const PatchGraph::Arc& arc : graph.arcs(node)) {
      const double before = search_.distance_m(arc.to);
      if (before > d || value.scaled(before + arc.distance_m - d) > tolerance) continue;
      if (rank_[arc.to] < rank_[node]) visit(arc.to);
    }
  }

  /// Σ a_u (v_su − v_su without `removed`) over its subtree. Every patch outside keeps its distance, so each inside starts
  /// from its best link to the outside and the rest is a small Dijkstra within the subtree.
  double loss(const PatchGraph& graph, const PathValue& value, double limit_m, std::uint32_t removed, std::uint32_t first,
              std::uint32_t count) {
    const std::span<const std::uint32_t> subtree = search_.preorder().subspan(first, count);
    const auto inside = [&](std::uint32_t node) { return search_.position(node) - first < count; };
    heap_.clear();
    for (const std::uint32_t node : subtree) {
      double best = infinity;
      for (const PatchGraph::Arc& arc : graph.arcs(node)) {
        const double through = search_.distance_m(arc.to) + arc.distance_m;
        if (through < best && arc.to != removed && !inside(arc.to)) best = through;
      }
      without_[node] = best <= limit_m ? best : infinity;
      if (count > 1 && without_[node] < infinity) heap_.emplace_back(without_[node], node);
    }
    std::make_heap(heap_.begin(), heap_.end(), std::greater<>{});
    while (!heap_.empty()) {
      const auto [distance, node] = heap_.front();
      std::pop_heap(heap_.begin(), heap_.end(), std::greater<>{});
      heap_.pop_back();
      if (distance > without_[node]) continue;
      for (const PatchGraph::Arc& arc : graph.arcs(node)) {
        const double through = distance + arc.distance_m;
        if (through > limit_m || !search_.reached(arc.to) || !inside(arc.to) || through >= without_[arc.to]) continue;
        without_[arc.to] = through;
        heap_.emplace_back(through, arc.to);
        std::push_heap(heap_.begin(), heap_.end(), std::greater<>{});
      }
    }
    double sum = 0;
    for (const std::uint32_t node : subtree) {
      if (without_[node] == search_.distance_m(node)) continue;
      sum += graph.areas()[node] * (value_[node] - (without_[node] < infinity ? value(without_[node]) : 0.0));
    }
    return sum;
  }

  PathSearch search_;
  std::vector<double> value_, without_;
  std::vector<std::uint32_t> rank_;
  // Numbers of tied paths grow exponentially with the number of links: a double would overflow on a large regular grid.
  std::vector<long double> paths_, dependency_;
  std::vector<std::pair<double, std::uint32_t>> heap_;
};

}  // namespace

PairSums pair_sums(const PatchGraph& graph, const PathValue& value, double limit_m, bool per_patch, const Executor& executor) {
  const std::size_t n = graph.size();
  PairSums sums;
  sums.row.assign(n, 0);
  sums.reached_area.assign(n, 0);
  const std::size_t block_count = std::min(blocks, n);
  std::vector<std::vector<double>> connector(block_count), betweenness(block_count);
  parallel_for<SourceLoop>(executor, block_count, [&](SourceLoop& loop, std::size_t block) {
    if (per_patch) {
      connector[block].assign(n, 0);
      betweenness[block].assign(n, 0);
    }
    for (std::size_t s = n * block / block_count; s < n * (block + 1) / block_count; ++s) {
      throw_if_cancelled();
      const auto source = static_cast<std::uint32_t>(s);
      loop.run(graph, value, limit_m, source, sums, per_patch);
      if (!per_patch) continue;
      loop.add_connectors(graph, value, limit_m, source, connector[block].data());
      loop.add_betweenness(graph, value, source, betweenness[block].data());
    }
  });
  if (per_patch) {
    sums.connector.assign(n, 0);
    sums.betweenness.assign(n, 0);
    for (std::size_t block = 0; block < block_count; ++block) {
      for (std::size_t k = 0; k < n; ++k) {
        sums.connector[k] += connector[block][k];
        sums.betweenness[k] += betweenness[block][k];
      }
    }
  }
  return sums;
}

}  // namespace spatial
