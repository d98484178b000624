// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Simplifies an area for buffering: narrow bays are filled, and holes that the buffer would close are removed.
///
/// Roll a disc of radius d along the outside of an area. It touches no vertex of a bay between a and b if the bay lies
/// behind the arc of radius d through a and b. Then the bay's vertices add nothing to the buffer, and filling the bay
/// up to the chord ab moves the buffer outwards by at most the height of the arc, |ab|² / (8 d). Bays are filled if
/// that is at most `tolerance_m`, so that
///   buffer(area) ⊆ buffer(without_bays(area)) ⊆ buffer(area) grown by tolerance_m.
/// A hole no wider than 2 d in x or y vanishes in the buffer and is removed. Convex corners are never changed.
/// For growing only (distance_m > 0); input valid, in normal form; the result is for buffering, and its rings may
/// touch. Pure, O(n).
MultiPolygon without_bays(MultiPolygonView area, double distance_m, double tolerance_m);

}  // namespace spatial
