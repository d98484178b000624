// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "libspatial/geometry/edge_tree.hpp"

namespace spatial {

/// An EdgeTree of lines and points, for distances. It has no inside (`covers` is always false). Each line is given by
/// its points; a line of one point is a point. Internally a line runs there and back and a point is a line of 0.2 nm,
/// so distances are exact to 1e-9 m. One tree may hold the areas, lines and points of one feature.
///
///     const EdgeTree road = tree_of(MultiPolygon(), lines);
///     const double away_m = distance_m(EdgeTree(site), road);
EdgeTree tree_of(MultiPolygonView area, std::span<const std::span<const Point>> lines);

}  // namespace spatial
