// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/geometry/edge_tree.hpp"

namespace spatial {

/// Places on the boundary of an area belong to it, on every side; `EdgeTree::covers` alone leaves that open.

/// A place nearer than this to a boundary is on it, for coordinates on a grid of `snap_m`: rounding moves a point by up to
/// 0.71 of the grid's spacing, and a point one step off is off. At least 1 µm: decimals on a sloping edge are a hair off it.
constexpr double on_edge_m(double snap_m) noexcept { return 0.75 * snap_m > 1e-6 ? 0.75 * snap_m : 1e-6; }
inline constexpr double default_on_edge_m = on_edge_m(0.001);

double distance_to_edge_m(Point p, const EdgeTree::Edge& edge) noexcept;
/// Is p within `within_m` of the area's boundary? O(log n + edges near).
bool on_edge(const EdgeTree& area, Point p, double within_m);
/// Is p inside the area or on its boundary?
bool covers_or_touches(const EdgeTree& area, Point p, double within_m = default_on_edge_m);

}  // namespace spatial
