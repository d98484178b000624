// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "libspatial/geometry/operations.hpp"

namespace spatial {

/// Areas taken apart into parts and rings, and put together again. Pure functions, O(points).
///
///     MultiPolygonColumn parts;
///     append_each_part(parts, feature);   // parts.size() is feature.part_count()

/// From west to east, then from south to north.
constexpr bool before(Point a, Point b) noexcept { return a.x != b.x ? a.x < b.x : a.y < b.y; }

void append_part(MultiPolygonColumn& column, PolygonView part);               ///< to the feature being built
MultiPolygon part_of(PolygonView part);                                       ///< a part as an area of its own
void append_each_part(MultiPolygonColumn& column, MultiPolygonView feature);  ///< each part as a feature of its own

/// The area with its rings edited: `edit(ring, points)` puts the points to keep of a closed ring into `points`, which
/// is empty at first and need not be closed. A ring with fewer than three points is dropped, and a dropped shell takes
/// its holes with it. The result is not in normal form.
template <class Edit>
MultiPolygon with_edited_rings(MultiPolygonView area, Edit&& edit) {
  MultiPolygonColumn column;
  std::vector<Point> points;
  for (std::size_t p = 0; p < area.part_count(); ++p) {
    const PolygonView part = area.part(p);
    for (std::size_t r = 0; r < part.ring_count(); ++r) {
      points.clear();
      edit(part.ring(r), points);
      while (points.size() > 1 && points.back() == points.front()) points.pop_back();
      if (points.size() >= 3)
        column.add_ring(points);
      else if (r == 0)
        break;
    }
    column.end_part();
  }
  column.end_feature();
  return MultiPolygon(std::move(column));
}

/// The area without repeated points: those equal to the point before them on the lattice of side tests
/// (geometry/lattice.hpp), as overlays leave them. nullopt if there are none. Rings keep their first points. The result
/// may be invalid where two parts were one step of rounding apart.
std::optional<MultiPolygon> without_repeated_points(MultiPolygonView area);

/// The area, in normal form, without the `removable` points that lie within `tolerance_m` of the straight line between
/// their neighbours. Cuts leave such points behind.
template <class Removable>
MultiPolygon without_straight_points(MultiPolygonView area, Removable&& removable, double tolerance_m) {
  const auto straight = [tolerance_m](Point a, Point p, Point b) {
    const double dx = b.x - a.x, dy = b.y - a.y, cross = dx * (p.y - a.y) - dy * (p.x - a.x);
    return cross * cross <= tolerance_m * tolerance_m * (dx * dx + dy * dy) && dx * (p.x - a.x) + dy * (p.y - a.y) > 0;
  };
  return normalised(with_edited_rings(area, [&](RingView ring, std::vector<Point>& kept) {
    const std::size_t count = ring.size() - 1;
    for (std::size_t i = 0; i < count; ++i) {
      const Point before = kept.empty() ? ring[(i + count - 1) % count] : kept.back();
      if (!(removable(ring[i]) && kept.size() + (count - i) > 3 && straight(before, ring[i], ring[i + 1])))
        kept.push_back(ring[i]);
    }
  }));
}

}  // namespace spatial
