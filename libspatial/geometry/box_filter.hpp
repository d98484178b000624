// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Whether geometry meets a rectangle, edges included: the spatial filter of readers. Even-odd, so invalid outlines
/// have an answer too; coordinates that are not finite meet nothing. Pure; O(points).
bool meets(const Box& box, MultiPolygonView feature);
/// A line of one point is a point.
bool meets(const Box& box, std::span<const Point> line);

}  // namespace spatial
