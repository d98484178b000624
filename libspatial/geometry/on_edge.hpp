// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/geometry/edge_tree.hpp"

namespace spatial {

/// Places on the boundary of an area belong to it, on every side; `EdgeTree::covers` alone leaves that open.

/// A place nearer than this to a boundary is on it: three quarters of a millimetre, in which maps are drawn at best, or
/// of the grid where that is coarser. Rounding moves a point off a sloping edge by up to 0.71 of a grid's spacing; a
/// point one step off is off.
constexpr double on_edge_m(double snap_m) noexcept { return 0.75 * (snap_m > 0.001 ? snap_m : 0.001); }
inline constexpr double default_on_edge_m = on_edge_m(0.001);

double distance_to_edge_m(Point p, const EdgeTree::Edge& edge) noexcept;
/// Is p within `within_m` of the area's boundary? O(log n + edges near).
bool on_edge(const EdgeTree& area, Point p, double within_m);
/// Is p inside the area or on its boundary?
bool covers_or_touches(const EdgeTree& area, Point p, double within_m = default_on_edge_m);

}  // namespace spatial
