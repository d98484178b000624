// SPDX-License-Identifier: MIT
#include "libspatial/geometry/box_filter.hpp"

#include <algorithm>
#include <cmath>

namespace spatial {
namespace {

bool holds(const Box& box, Point p) noexcept {
  return box.min_x <= p.x && p.x <= box.max_x && box.min_y <= p.y && p.y <= box.max_y;
}

/// Whether the segment meets the box (Liang–Barsky): the parameter range inside all four half-planes is not empty.
bool crosses(const Box& box, Point a, Point b) noexcept {
  if (!std::isfinite(a.x) || !std::isfinite(a.y) || !std::isfinite(b.x) || !std::isfinite(b.y)) return false;
  double from = 0, to = 1;
  const auto cut = [&](double p, double q) {
    if (p == 0) return q >= 0;
    const double t = q / p;
    if (p < 0)
      from = std::max(from, t);
    else
      to = std::min(to, t);
    return from <= to;
  };
  const double dx = b.x - a.x, dy = b.y - a.y;
  return cut(-dx, a.x - box.min_x) && cut(dx, box.max_x - a.x) && cut(-dy, a.y - box.min_y) && cut(dy, box.max_y - a.y);
}

}  // namespace

bool meets(const Box& box, std::span<const Point> line) {
  if (line.size() == 1) return holds(box, line[0]);
  for (std::size_t i = 1; i < line.size(); ++i)
    if (crosses(box, line[i - 1], line[i])) return true;
  return false;
}

bool meets(const Box& box, MultiPolygonView feature) {
  if (std::any_of(feature.points().begin(), feature.points().end(), [&](Point p) { return holds(box, p); }))
    return true;
  const Point corner{box.min_x, box.min_y};
  bool inside = false;
  for (std::size_t r = 0; r < feature.ring_count(); ++r) {
    const RingView ring = feature.ring(r);
    if (meets(box, ring)) return true;
    for (std::size_t i = 1; i < ring.size(); ++i) {
      const Point a = ring[i - 1], b = ring[i];
      if ((a.y > corner.y) != (b.y > corner.y) && corner.x < (b.x - a.x) * (corner.y - a.y) / (b.y - a.y) + a.x)
        inside = !inside;
    }
  }
  return inside;
}

}  // namespace spatial
