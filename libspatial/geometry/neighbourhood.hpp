// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "libspatial/geometry/operations.hpp"

namespace spatial {

/// All land within `distance_m` of a feature, the feature included, for wide neighbourhoods of small features: rounded
/// corners with `quadrant_segments` straight segments for a quarter circle.
///
/// GEOS simplifies the outline by a hundredth of the distance before it buffers, so a bay of that depth may be filled. A
/// feature whose box diagonal D has D² / (8 distance) below that same hundredth (566 m for 2,000 m) differs from its convex
/// hull by less at that distance, and the hull is grown directly, some fifty times faster; any other goes to GEOS, without
/// the bays that would move its boundary by less than a tenth of that (geometry/bays.hpp).
/// Thread-safety as for operations.hpp. Complexity O(n log n).
MultiPolygon neighbourhood(GeosContext& geos, MultiPolygonView feature, double distance_m, int quadrant_segments = 16);

/// Corners of the convex hull, counter-clockwise, not closed (Andrew's monotone chain, 1979).
std::vector<Point> convex_hull(MultiPolygonView feature);
/// A convex ring (counter-clockwise, not closed) grown by `distance_m`.
MultiPolygon grown(const std::vector<Point>& convex_ring, double distance_m, int quadrant_segments);

}  // namespace spatial
