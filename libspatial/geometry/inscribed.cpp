// SPDX-License-Identifier: MIT
#include "libspatial/geometry/inscribed.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

/// Extent of the area at right angles to its longest edge, an upper bound for the diameter of any inscribed disc. In a
/// long sliver it is the tightest such bound, which matters because there rounding dominates the interior's area.
double extent_across_longest_edge_m(MultiPolygonView area) {
  Point from{}, to{};
  double longest = 0;
  for (std::size_t r = 0; r < area.ring_count(); ++r) {
    const RingView ring = area.ring(r);
    for (std::size_t i = 1; i < ring.size(); ++i) {
      const double length = std::hypot(ring[i].x - ring[i - 1].x, ring[i].y - ring[i - 1].y);
      if (length <= longest) continue;
      longest = length;
      from = ring[i - 1];
      to = ring[i];
    }
  }
  double least = 0, most = 0;
  for (const Point p : area.points()) {
    const double across = ((to.x - from.x) * (p.y - from.y) - (to.y - from.y) * (p.x - from.x)) / longest;
    least = std::min(least, across);
    most = std::max(most, across);
  }
  return most - least;
}

}  // namespace

std::optional<double> width_up_to_m(MultiPolygonView area, double most_m, InteriorScratch& scratch) {
  const double whole_m2 = area_m2(area), length_m = perimeter_m(area);
  if (area.empty() || !(whole_m2 > 0) || !(length_m > 0)) return 0;
  const double nothing_m2 = 1e-10 + 1e-13 * whole_m2;  // an interior smaller than this is rounding error
  const auto has_room = [&](double radius) { return interior_area_m2(area, radius, scratch) > nothing_m2; };
  const Box box = box_of(area);
  double low = whole_m2 / length_m;
  double high = std::min(std::sqrt(whole_m2 / std::numbers::pi), std::min(box.width(), box.height()) / 2);
  high = std::min(high, extent_across_longest_edge_m(area) / 2);
  if (2 * low > most_m) return std::nullopt;
  if (2 * high > most_m) {
    if (has_room(most_m / 2)) return std::nullopt;
    high = most_m / 2;
  }
  high = std::max(low, high);
  // A strip is hardly wider than its average width, so that is tried first.
  for (double middle = 1.001 * low; high - low > std::max(5e-8, 1e-3 * low);
       middle = high > 2 * low ? std::sqrt(low * high) : (low + high) / 2) {
    if (middle <= low || middle >= high) break;
    (has_room(middle) ? low : high) = middle;
  }
  return low + high;
}

}  // namespace spatial
