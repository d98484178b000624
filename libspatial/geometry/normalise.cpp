// SPDX-License-Identifier: MIT
#include <algorithm>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/rings.hpp"

namespace spatial {
namespace {

/// Gives a closed ring this orientation, and its leftmost vertex as the first (the lowest of them, if there are
/// several).
void put_in_order(std::vector<Point>& ring, bool turns_left) {
  const bool reverse = counter_clockwise(ring) != turns_left;
  ring.pop_back();
  if (reverse) std::reverse(ring.begin(), ring.end());
  std::rotate(ring.begin(), std::min_element(ring.begin(), ring.end(), before), ring.end());
  ring.push_back(Point(ring.front()));
}

constexpr auto rings_before = [](const std::vector<Point>& a, const std::vector<Point>& b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), before);
};

}  // namespace

MultiPolygon normalised(std::vector<LooseRings> parts) {
  std::size_t points = 0;
  for (LooseRings& rings : parts) {
    for (std::size_t r = 0; r < rings.size(); ++r) {
      put_in_order(rings[r], r == 0);
      points += rings[r].size();
    }
    std::sort(rings.begin() + 1, rings.end(), rings_before);
  }
  std::sort(parts.begin(), parts.end(), [](const LooseRings& a, const LooseRings& b) {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), rings_before);
  });
  MultiPolygonColumn column;
  column.reserve(1, points);
  for (LooseRings& rings : parts) {
    for (const std::vector<Point>& ring : rings) column.add_ring(ring);
    column.end_part();
    rings = {};  // both copies of a large area would be twice the memory
  }
  column.end_feature();
  return MultiPolygon(std::move(column));
}

MultiPolygon normalised(MultiPolygonView feature) {
  std::vector<LooseRings> parts;
  for (std::size_t p = 0; p < feature.part_count(); ++p) {
    const PolygonView part = feature.part(p);
    LooseRings rings;
    for (std::size_t r = 0; r < part.ring_count(); ++r)
      if (part.ring(r).size() >= 2) rings.emplace_back(part.ring(r).begin(), part.ring(r).end());
    if (!rings.empty()) parts.push_back(std::move(rings));
  }
  return normalised(std::move(parts));
}

}  // namespace spatial
