// SPDX-License-Identifier: MIT
#include "libspatial/geometry/inscribed.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "libspatial/geometry/measures.hpp"

namespace spatial {

std::optional<double> width_up_to_m(MultiPolygonView area, double most_m, InteriorScratch& scratch) {
  const double whole_m2 = area_m2(area), length_m = perimeter_m(area);
  if (area.empty() || !(whole_m2 > 0) || !(length_m > 0)) return 0;
  const double nothing_m2 = 1e-10 + 1e-13 * whole_m2;  // of an interior; less is rounding
  const auto has_room = [&](double radius) { return interior_area_m2(area, radius, scratch) > nothing_m2; };
  const Box box = box_of(area);
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
