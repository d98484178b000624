// SPDX-License-Identifier: MIT
#include <algorithm>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/rings.hpp"

namespace spatial {
namespace {

/// The ring with the given orientation, starting at its leftmost vertex (the lowest of them, if there are several).
std::vector<Point> normal_ring(RingView ring, bool turns_left) {
  std::vector<Point> points(ring.begin(), ring.end() - 1);
  if (counter_clockwise(ring) != turns_left) std::reverse(points.begin(), points.end());
  std::rotate(points.begin(), std::min_element(points.begin(), points.end(), before), points.end());
  points.push_back(Point(points.front()));
  return points;
}

constexpr auto rings_before = [](const std::vector<Point>& a, const std::vector<Point>& b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), before);
};

}  // namespace

MultiPolygon normalised(MultiPolygonView feature) {
  std::vector<std::vector<std::vector<Point>>> parts;
  for (std::size_t p = 0; p < feature.part_count(); ++p) {
    const PolygonView part = feature.part(p);
    std::vector<std::vector<Point>> rings;
    for (std::size_t r = 0; r < part.ring_count(); ++r)
      if (part.ring(r).size() >= 2) rings.push_back(normal_ring(part.ring(r), r == 0));
    if (rings.empty()) continue;
    std::sort(rings.begin() + 1, rings.end(), rings_before);
    parts.push_back(std::move(rings));
  }
  std::sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), rings_before);
  });
  MultiPolygonColumn column;
  for (const auto& rings : parts) {
    for (const auto& ring : rings) column.add_ring(ring);
    column.end_part();
  }
  column.end_feature();
  return MultiPolygon(std::move(column));
}

}  // namespace spatial
