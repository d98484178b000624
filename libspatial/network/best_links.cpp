// SPDX-License-Identifier: MIT
#include "libspatial/network/best_links.hpp"

#include <algorithm>
#include <utility>

#include "libspatial/network/path_search.hpp"

namespace spatial {

PatchGraph with_best_links(const PatchGraph& graph, const Executor& executor) {
  const auto kept = parallel_map<std::vector<Link>, PathSearch>(executor, graph.size(), [&](PathSearch& search, std::size_t i) {
    const auto a = static_cast<std::uint32_t>(i);
    double longest = 0;
    bool any = false;
    for (const PatchGraph::Arc& arc : graph.arcs(a)) {
      if (arc.to < a) continue;  // each link is judged once, from its lower end
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

}  // namespace spatial
