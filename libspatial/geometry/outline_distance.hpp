// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/geometry/edge_tree.hpp"

namespace spatial {

/// Distance in metres from a point, inside or outside, to the outline of an area; infinity for an empty area. Pure;
/// about O(log n).
double distance_to_outline_m(Point place, const EdgeTree& area);

/// The largest distance from a vertex of either outline to the other outline, in metres. Extra vertices along an edge
/// and the order of vertices make no difference, so two drawings of the same outline are 0 m apart. O(n log n).
///   const double moved_m = outlines_apart_m(old_site, new_site);
double outlines_apart_m(MultiPolygonView a, MultiPolygonView b);

}  // namespace spatial
