// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Whether geometry intersects a rectangle, edges included: the spatial filter used when reading. It uses the even-odd
/// rule, so invalid outlines work too; coordinates that are not finite intersect nothing. Pure; O(points).
///
///     if (meets(window, features[i])) keep(i);
bool meets(const Box& box, MultiPolygonView feature);
/// A line of one point is a point.
bool meets(const Box& box, std::span<const Point> line);

}  // namespace spatial
