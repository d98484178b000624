// SPDX-License-Identifier: MIT
#pragma once

#include <limits>

#include "libspatial/geometry/edge_tree.hpp"

namespace spatial {

/// Distances edge to edge, in metres; 0 if the areas touch, overlap or contain one another.
///
///     const ClosestPoints found = closest_points(EdgeTree(site), EdgeTree(sssi), 2000);   // infinite beyond 2 km

struct ClosestPoints {
  double distance_m = std::numeric_limits<double>::infinity();
  Point on_a;
  Point on_b;
};

/// Exact smallest distance and the two closest points, found by descending both trees together. Stops early beyond
/// `limit_m` and then returns infinity. A distance equal to the limit (to 1e-8 m) is found. Ties: first in tree order.
/// Pure; about O(log n) for areas that are apart.
ClosestPoints closest_points(const EdgeTree& a, const EdgeTree& b,
                             double limit_m = std::numeric_limits<double>::infinity());

/// Bounds of a distance. `most` may be infinite if the distance exceeds the limit.
struct DistanceBounds {
  double least = 0;
  double most = std::numeric_limits<double>::infinity();
};
/// Bounds from the box of `a` and the boxes of the edges of `b`, up to `limit_m`. They cost a fraction of the exact
/// distance, and are nearly as good if `a` is small or far away. Both bounds hold to 1e-9 m (rounding).
DistanceBounds distance_bounds(const EdgeTree& a, const EdgeTree& b, double limit_m);

double distance_m(const EdgeTree& a, const EdgeTree& b, double limit_m = std::numeric_limits<double>::infinity());
double distance_m(MultiPolygonView a, MultiPolygonView b);  ///< for a single distance; builds both trees

}  // namespace spatial
