// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/geometry/edge_tree.hpp"

namespace spatial {

/// Distance from a place to the outline of an area, also from inside; infinity for an empty area. Metres. Pure; about
/// O(log n).
double distance_to_outline_m(Point place, const EdgeTree& area);

/// The largest distance of a vertex of either outline from the other outline. Vertices that lie on the other's edges do
/// not count, and neither does their order, so two drawings of one outline are 0 apart. O(n log n).
///   const double moved_m = outlines_apart_m(old_site, new_site);
double outlines_apart_m(MultiPolygonView a, MultiPolygonView b);

}  // namespace spatial
