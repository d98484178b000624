// SPDX-License-Identifier: MIT
#include "libspatial/geometry/rings.hpp"

#include <cmath>

#include "libspatial/geometry/lattice.hpp"

namespace spatial {
namespace {

bool same_place(Point a, Point b) {
  return std::abs(a.x - b.x) < 1e-9 && std::abs(a.y - b.y) < 1e-9 && on_lattice(a) == on_lattice(b);
}

bool repeats(RingView ring) {
  for (std::size_t i = 1; i < ring.size(); ++i)
    if (same_place(ring[i - 1], ring[i])) return true;
  return false;
}

}  // namespace

void append_part(MultiPolygonColumn& column, PolygonView part) {
  for (std::size_t r = 0; r < part.ring_count(); ++r) column.add_ring(part.ring(r));
  column.end_part();
}

MultiPolygon part_of(PolygonView part) {
  MultiPolygonColumn column;
  append_part(column, part);
  column.end_feature();
  return MultiPolygon(std::move(column));
}

void append_each_part(MultiPolygonColumn& column, MultiPolygonView feature) {
  for (std::size_t p = 0; p < feature.part_count(); ++p) {
    append_part(column, feature.part(p));
    column.end_feature();
  }
}

std::optional<MultiPolygon> without_repeated_points(MultiPolygonView area) {
  bool any = false;
  for (std::size_t r = 0; r < area.ring_count() && !any; ++r) any = repeats(area.ring(r));
  if (!any) return std::nullopt;
  return with_edited_rings(area, [](RingView ring, std::vector<Point>& kept) {
    for (const Point p : ring)
      if (kept.empty() || !same_place(kept.back(), p)) kept.push_back(p);
    while (kept.size() > 1 && same_place(kept.back(), kept.front())) kept.pop_back();
  });
}

}  // namespace spatial
