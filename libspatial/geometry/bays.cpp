// SPDX-License-Identifier: MIT
#include "libspatial/geometry/bays.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

struct Disc {
  double radius2;  // squared radius of the rolling disc
  double mouth2;   // squared width of the widest bay that is filled
};

/// Whether vertex v lies in a bay between a and b that the rolling disc cannot enter. The land is left of a → v → b.
bool behind_arc(Point a, Point v, Point b, const Disc& disc) {
  const double cx = b.x - a.x, cy = b.y - a.y, chord2 = cx * cx + cy * cy;
  if (!(chord2 > 0) || chord2 > disc.mouth2) return false;
  if (cx * (v.y - a.y) - cy * (v.x - a.x) < 0) return false;  // v is convex, so there is no bay
  const double height = std::sqrt((disc.radius2 - chord2 / 4) / chord2);
  const Point centre{(a.x + b.x) / 2 + cy * height, (a.y + b.y) / 2 - cx * height};
  return (v.x - a.x) * (centre.x - a.x) + (v.y - a.y) * (centre.y - a.y) <= 0 &&
         (v.x - b.x) * (centre.x - b.x) + (v.y - b.y) * (centre.y - b.y) <= 0;
}

std::vector<Point> filled(RingView ring, const Disc& disc) {
  std::vector<Point> kept;
  for (const Point p : ring) {
    while (kept.size() >= 2 && behind_arc(kept[kept.size() - 2], kept.back(), p, disc)) kept.pop_back();
    kept.push_back(p);
  }
  return kept;
}

}  // namespace

MultiPolygon without_bays(MultiPolygonView area, double distance_m, double tolerance_m) {
  const Disc disc{distance_m * distance_m, std::min(4 * distance_m * distance_m, 8 * distance_m * tolerance_m)};
  MultiPolygonColumn column;
  for (std::size_t p = 0; p < area.part_count(); ++p) {
    const PolygonView part = area.part(p);
    for (std::size_t r = 0; r < part.ring_count(); ++r) {
      if (r > 0) {
        const Box box = box_of(part.ring(r));
        if (std::min(box.width(), box.height()) <= 2 * distance_m) continue;
      }
      const std::vector<Point> ring = filled(part.ring(r), disc);
      if (ring.size() >= 4)
        column.add_ring(ring);
      else
        column.add_ring(part.ring(r));
    }
    column.end_part();
  }
  column.end_feature();
  return MultiPolygon(std::move(column));
}

}  // namespace spatial
