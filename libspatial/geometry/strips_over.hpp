// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Boxes that together hold all land of an area and little else, even if its own box is large, as that of a river is:
/// for each part of it one box a strip, from the part's lowest to its highest place in that strip. Strips are `width_m`
/// wide, except the last one, which ends with the part, and lie across the longer side of the part's box. width_m > 0.
/// Nothing for an empty area. O(vertices + strips).
///
///     for (const Box& box : strips_over(river, 1000)) …     // what overlaps the river meets one of these
std::vector<Box> strips_over(MultiPolygonView area, double width_m);

}  // namespace spatial
