// SPDX-License-Identifier: MIT
#include "libspatial/network/best_links.hpp"

#include <algorithm>
#include <utility>

#include "libspatial/network/path_search.hpp"

namespace spatial {

PatchGraph with_best_links(const PatchGraph& graph, const Executor& executor) {
  const auto kept =
      parallel_map<std::vector<Link>, PathSearch>(executor, graph.size(), [&](PathSearch& search, std::size_t i) {
        const auto a = static_cast<std::uint32_t>(i);
        double longest = 0;
        bool any = false;
        for (const PatchGraph::Arc& arc : graph.arcs(a)) {
          if (arc.to < a) continue;  // each link is tested once, from the patch with the lower number
          longest = std::max(longest, arc.distance_m);
          any = true;
        }
        std::vector<Link> links;
        if (!any) return links;
        const PathSearch::Start start{a, 0};
        search.run(graph, {&start, 1}, longest, PathSearch::Tree::first_found);
        for (const PatchGraph::Arc& arc : graph.arcs(a))
          if (arc.to > a && search.distance_m(arc.to) == arc.distance_m) links.push_back({a, arc.to, arc.distance_m});
        return links;
      });
  std::vector<Link> links;
  for (const std::vector<Link>& some : kept) links.insert(links.end(), some.begin(), some.end());
  return {graph.areas(), std::move(links)};
}

SplitLinks split_links(const PatchGraph& graph, double rate, double limit_m, const Executor& executor) {
  constexpr double tie = 2e-9;  // wider than the tolerance of betweenness, so that rounding loses no tie
  struct Found {
    std::vector<Link> best;
    std::vector<std::pair<std::uint32_t, SplitLinks::Bypass>> bypasses;  // by the patch that is removed
  };
  const auto found = parallel_map<Found, PathSearch>(executor, graph.size(), [&](PathSearch& search, std::size_t i) {
    const auto a = static_cast<std::uint32_t>(i);
    double longest = -1;
    for (const PatchGraph::Arc& arc : graph.arcs(a))
      if (arc.to > a && arc.distance_m <= limit_m) longest = std::max(longest, arc.distance_m);
    Found links;
    if (longest < 0) return links;
    const PathSearch::Start start{a, 0};
    search.run(graph, {&start, 1}, longest, PathSearch::Tree::dominators);
    for (const PatchGraph::Arc& arc : graph.arcs(a)) {
      if (arc.to < a || arc.distance_m > limit_m) continue;
      const double d = search.distance_m(arc.to);
      if (rate * (arc.distance_m - d) <= tie * (1 + rate * d)) {
        links.best.push_back({a, arc.to, arc.distance_m});
        continue;
      }
      for (std::uint32_t r = search.parent(arc.to); r != a && r != PathSearch::none; r = search.parent(r))
        links.bypasses.push_back({r, {a, arc.to, arc.distance_m}});
    }
    return links;
  });
  SplitLinks result;
  result.offsets.assign(graph.size() + 1, 0);
  std::vector<Link> best;
  for (const Found& some : found) {
    best.insert(best.end(), some.best.begin(), some.best.end());
    for (const auto& [patch, bypass] : some.bypasses) ++result.offsets[patch + 1];
  }
  result.best = PatchGraph(graph.areas(), std::move(best));
  for (std::size_t i = 0; i < graph.size(); ++i) result.offsets[i + 1] += result.offsets[i];
  result.bypasses.resize(result.offsets.back());
  std::vector<std::uint64_t> next(result.offsets.begin(), result.offsets.end() - 1);
  for (const Found& some : found)
    for (const auto& [patch, bypass] : some.bypasses) result.bypasses[next[patch]++] = bypass;
  return result;
}

}  // namespace spatial
