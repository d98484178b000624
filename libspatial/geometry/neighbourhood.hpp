// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "libspatial/geometry/operations.hpp"

namespace spatial {

/// All land within `distance_m` of a feature, including the feature. Meant for wide neighbourhoods of small features.
/// Corners are rounded, with `quadrant_segments` straight segments per quarter circle.
///
/// If the feature's box diagonal D is small, D² / (8 distance) below a hundredth of the distance (566 m for 2,000 m),
/// then its buffer and that of its convex hull differ by less than that value. The hull is then buffered instead, which
/// is about fifty times faster. Any other feature goes to `buffer`, after filling the bays that move its boundary by
/// less than a thousandth of the distance. Thread-safety as for operations.hpp. Complexity O(n log n).
///
///     const MultiPolygon around = neighbourhood(geos, parcel, 2000);
MultiPolygon neighbourhood(GeosContext& geos, MultiPolygonView feature, double distance_m, int quadrant_segments = 16);

/// Corners of the convex hull, counter-clockwise, not closed (Andrew's monotone chain, 1979).
std::vector<Point> convex_hull(MultiPolygonView feature);
/// A convex ring (counter-clockwise, not closed) grown by `distance_m`.
MultiPolygon grown(const std::vector<Point>& convex_ring, double distance_m, int quadrant_segments);

}  // namespace spatial
