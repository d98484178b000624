// SPDX-License-Identifier: MIT
#include "libspatial/geometry/inscribed.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "libspatial/geometry/measures.hpp"

namespace spatial {

std::optional<double> width_up_to_m(MultiPolygonView area, double most_m, InteriorScratch& scratch) {
  const double whole_m2 = area_m2(area), length_m = perimeter_m(area);
  if (area.empty() || !(whole_m2 > 0) || !(length_m > 0)) return 0;
  // Of an interior; less is rounding, of which long outlines far from the origin have more.
  const Box box = box_of(area);
  const double furthest = std::max({std::abs(box.min_x), std::abs(box.max_x), std::abs(box.min_y), std::abs(box.max_y)});
  const double nothing_m2 = 1e-10 + 1e-13 * whole_m2 + 2 * std::numeric_limits<double>::epsilon() * furthest * length_m;
  const auto has_room = [&](double radius) { return interior_area_m2(area, radius, scratch) > nothing_m2; };
  double low = whole_m2 / length_m;
  double high = std::min(std::sqrt(whole_m2 / std::numbers::pi), std::min(box.width(), box.height()) / 2);
  if (2 * low > most_m) return std::nullopt;
  if (2 * high > most_m) {
    if (has_room(most_m / 2)) return std::nullopt;
    high = most_m / 2;
  }
  high = std::max(low, high);
  // A strip is hardly wider than on average, so that is tried first.
  for (double middle = 1.001 * low; high - low > std::max(5e-8, 1e-3 * low);
       middle = high > 2 * low ? std::sqrt(low * high) : (low + high) / 2) {
    if (middle <= low || middle >= high) break;
    (has_room(middle) ? low : high) = middle;
  }
  return low + high;
}

}  // namespace spatial
