// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// The geometry as ISO well-known binary, little endian; a multipolygon without parts if it is empty. O(points).
///     const std::string wkb = wkb_of(layer.geometry[0]);
std::string wkb_of(MultiPolygonView feature);
std::string wkb_of(std::span<const Point> line);
std::string wkb_of(Point point);

}  // namespace spatial
