// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "libspatial/geometry/operations.hpp"

namespace spatial {

/// All land within `distance_m` of a feature, the feature included, for wide neighbourhoods of small features: rounded
/// corners with `quadrant_segments` straight segments for a quarter circle.
///
/// A feature whose box diagonal D has D² / (8 distance) below a hundredth of the distance (566 m for 2,000 m) differs
/// from its convex hull by less than that at the distance, and the hull is grown, some fifty times faster. Any other is
/// grown by `buffer`, with the bays filled that move its boundary by less than a thousandth of the distance.
/// Thread-safety as for operations.hpp. Complexity O(n log n).
MultiPolygon neighbourhood(GeosContext& geos, MultiPolygonView feature, double distance_m, int quadrant_segments = 16);

/// Corners of the convex hull, counter-clockwise, not closed (Andrew's monotone chain, 1979).
std::vector<Point> convex_hull(MultiPolygonView feature);
/// A convex ring (counter-clockwise, not closed) grown by `distance_m`.
MultiPolygon grown(const std::vector<Point>& convex_ring, double distance_m, int quadrant_segments);

}  // namespace spatial
