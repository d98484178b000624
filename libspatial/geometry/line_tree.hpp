// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "libspatial/geometry/edge_tree.hpp"

namespace spatial {

/// An EdgeTree of lines and points, for distances: it has no inside (`covers` is always false). Each line is given by
/// its points; one point alone is a point. A line runs there and back, a point is a line of 0.2 nm, so distances are
/// exact to 1e-9 m. Also areas, lines and points of one feature together.
EdgeTree tree_of(MultiPolygonView area, std::span<const std::span<const Point>> lines);

}  // namespace spatial
