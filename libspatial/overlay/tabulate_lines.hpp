// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multiline.hpp"
#include "libspatial/geometry/on_edge.hpp"

namespace spatial {

/// Length of the lines of each class in each zone; no geometry is built.
struct ZoneClassLength {
  std::uint32_t zone = 0;
  std::uint32_t feature_class = 0;
  std::size_t features = 0;  ///< features of the class with some length in the zone
  double length_m = 0;       ///< sum over features
  double once_m = 0;  ///< segments that several features of the class have in common, vertex for vertex, count once
};

/// Rows for all pairs with a length, by (zone, class). Each segment is cut where it crosses the boundary of a zone near
/// it, and each piece counts for the zones that its middle counts for (overlay/edge_rule.hpp): edges of a zone belong
/// to it, a border that zones share to one of them. So a partition's lengths add up to the whole; zones that overlap
/// each count in full. `on_edge_m`: how near an edge is on it. Complexity O(segments × (log n + edges near)). Sums in
/// feature order, compensated.
std::vector<ZoneClassLength> lengths_by_zone_and_class(const MultiLineColumn& lines,
                                                       const std::vector<std::uint32_t>& class_of,
                                                       const MultiPolygonColumn& zones, const Executor& executor,
                                                       double on_edge_m = default_on_edge_m);

/// Number of points of each class in each zone.
struct ZoneClassCount {
  std::uint32_t zone = 0;
  std::uint32_t feature_class = 0;
  std::size_t features = 0;  ///< features with a point in the zone
  std::size_t points = 0;    ///< their points in the zone: more than the features for multipoints
};

/// Rows for all pairs with a point, by (zone, class), by the same rule.
std::vector<ZoneClassCount> points_by_zone_and_class(const MultiPointColumn& points,
                                                     const std::vector<std::uint32_t>& class_of,
                                                     const MultiPolygonColumn& zones, const Executor& executor,
                                                     double on_edge_m = default_on_edge_m);

}  // namespace spatial
