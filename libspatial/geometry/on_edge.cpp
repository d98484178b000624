// SPDX-License-Identifier: MIT
#include "libspatial/geometry/on_edge.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace spatial {

double distance_to_edge_m(Point p, const EdgeTree::Edge& edge) noexcept {
  const double dx = edge.to.x - edge.from.x, dy = edge.to.y - edge.from.y, length2 = dx * dx + dy * dy;
  const double t =
      length2 > 0 ? std::clamp(((p.x - edge.from.x) * dx + (p.y - edge.from.y) * dy) / length2, 0.0, 1.0) : 0;
  return std::hypot(p.x - edge.from.x - t * dx, p.y - edge.from.y - t * dy);
}

bool on_edge(const EdgeTree& area, Point p, double within_m) {
  Box box;
  box.add(p);
  std::vector<std::uint32_t> near;
  area.edges_near(box.grown(within_m), near);
  return std::ranges::any_of(near, [&](std::uint32_t e) { return distance_to_edge_m(p, area.edges()[e]) <= within_m; });
}

bool covers_or_touches(const EdgeTree& area, Point p, double within_m) {
  return area.covers(p) || on_edge(area, p, within_m);
}

}  // namespace spatial
