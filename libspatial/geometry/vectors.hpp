// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/geometry/point_buffer.hpp"

namespace spatial {

/// Points as vectors; in floating point, so not for deciding on which side a point lies (see perturbed.hpp).
inline Point operator-(Point a, Point b) noexcept { return {a.x - b.x, a.y - b.y}; }
/// Twice the area of the triangle of the origin, a and b; positive where b is to the left of a.
inline double cross(Point a, Point b) noexcept { return a.x * b.y - a.y * b.x; }

}  // namespace spatial
