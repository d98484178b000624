// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/geometry/edge_tree.hpp"

namespace spatial {

/// Tests in which points on the boundary of an area belong to it, on every side. `EdgeTree::covers` alone leaves open
/// whether they do.
///
///     if (covers_or_touches(EdgeTree(site), tree_at)) ++trees;

/// A point nearer than this to a boundary is on it: 0.75 mm, or three quarters of the grid's spacing if that is coarser
/// than 1 mm. Rounding moves a point off a sloping edge by up to 0.71 of the spacing; a point one grid step away is not
/// on the edge.
constexpr double on_edge_m(double snap_m) noexcept { return 0.75 * (snap_m > 0.001 ? snap_m : 0.001); }
inline constexpr double default_on_edge_m = on_edge_m(0.001);

double distance_to_edge_m(Point p, const EdgeTree::Edge& edge) noexcept;
/// Whether p is within `within_m` of the area's boundary. O(log n + edges near).
bool on_edge(const EdgeTree& area, Point p, double within_m);
/// Whether p is inside the area or on its boundary.
bool covers_or_touches(const EdgeTree& area, Point p, double within_m = default_on_edge_m);

}  // namespace spatial
