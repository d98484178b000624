// SPDX-License-Identifier: MIT
#include "libspatial/geometry/outline_distance.hpp"

#include <algorithm>
#include <limits>

#include "libspatial/core/numbers.hpp"
#include "libspatial/geometry/nearest.hpp"
#include "libspatial/geometry/on_edge.hpp"

namespace spatial {
namespace {

/// Smaller of `best` and the distance to the closest edge below a node.
double nearest_under(Point place, const EdgeTree& area, std::size_t level, const EdgeTree::Node& node, double best) {
  if (level == 0) {
    for (std::uint32_t e = node.begin; e < node.end; ++e)
      best = std::min(best, distance_to_edge_m(place, area.edges()[e]));
    return best;
  }
  Box at;
  at.add(place);
  const std::vector<EdgeTree::Node>& below = area.levels()[level - 1];
  std::vector<std::pair<double, std::uint32_t>> order;
  for (std::uint32_t child = node.begin; child < node.end; ++child)
    order.emplace_back(gap_m(at, below[child].box), child);
  std::sort(order.begin(), order.end());
  for (const auto& [gap, child] : order) {
    if (gap >= best) break;
    best = nearest_under(place, area, level - 1, below[child], best);
  }
  return best;
}

double furthest_vertex_m(MultiPolygonView from, const EdgeTree& to) {
  double furthest = 0;
  for (const Point p : from.points()) furthest = std::max(furthest, distance_to_outline_m(p, to));
  return furthest;
}

}  // namespace

double distance_to_outline_m(Point place, const EdgeTree& area) {
  if (area.empty()) return infinity;
  return nearest_under(place, area, area.levels().size() - 1, area.levels().back().front(), infinity);
}

double outlines_apart_m(MultiPolygonView a, MultiPolygonView b) {
  const EdgeTree tree_a(a), tree_b(b);
  return std::max(furthest_vertex_m(a, tree_b), furthest_vertex_m(b, tree_a));
}

}  // namespace spatial
