// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multiline.hpp"
#include "libspatial/geometry/on_edge.hpp"

namespace spatial {

/// Length of the lines of each class in each zone; no geometry is built.
///
///     const auto rows = lengths_by_zone_and_class(hedges, class_of, parishes, executor);
struct ZoneClassLength {
  std::uint32_t zone = 0;
  std::uint32_t feature_class = 0;
  std::size_t features = 0;  ///< features of the class with some length in the zone
  double length_m = 0;       ///< sum over features
  double once_m = 0;         ///< counts a segment once if several features of the class share it, vertex for vertex
};

/// Rows for all pairs of zone and class with a length, by (zone, class). Each segment is cut where it crosses the
/// boundary of a nearby zone, and each piece counts in the zones in which its midpoint counts (overlay/edge_rule.hpp):
/// the edge of a zone belongs to it, and a shared border belongs to one of the zones. In a partition the lengths
/// therefore add up to the total; overlapping zones each count in full. `on_edge_m`: distance within which a point is
/// on an edge. Complexity O(segments × (log n + edges near)). Sums in feature order, compensated.
std::vector<ZoneClassLength> lengths_by_zone_and_class(const MultiLineColumn& lines,
                                                       const std::vector<std::uint32_t>& class_of,
                                                       const MultiPolygonColumn& zones, const Executor& executor,
                                                       double on_edge_m = default_on_edge_m);

/// Number of points of each class in each zone.
struct ZoneClassCount {
  std::uint32_t zone = 0;
  std::uint32_t feature_class = 0;
  std::size_t features = 0;  ///< features with a point in the zone
  std::size_t points = 0;    ///< their points in the zone; with multipoints, more than the features
};

/// Rows for all pairs with a point, by (zone, class), by the same rule.
std::vector<ZoneClassCount> points_by_zone_and_class(const MultiPointColumn& points,
                                                     const std::vector<std::uint32_t>& class_of,
                                                     const MultiPolygonColumn& zones, const Executor& executor,
                                                     double on_edge_m = default_on_edge_m);

}  // namespace spatial
