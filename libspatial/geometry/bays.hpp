// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// An outline for buffering: the area with its narrow bays filled and holes too narrow to survive taken out.
///
/// A disc of radius d rolled along the outside of an area touches no vertex v of a bay between a and b if the bay lies
/// behind the arc of radius d through a and b; then v adds nothing to the buffer, and only the chord ab does, by at
/// most the height of the arc, |ab|² / (8 d). Bays are filled while that is no more than `tolerance_m`, so that
///   buffer(area) ⊆ buffer(without_bays(area)) ⊆ buffer(area) grown by tolerance_m.
/// A hole no wider than 2 d in x or y vanishes in the buffer and is left out. Convex corners are never touched.
/// For growing only (distance_m > 0); input valid, in normal form; the result is for buffering, and its rings may
/// touch. Pure, O(n).
MultiPolygon without_bays(MultiPolygonView area, double distance_m, double tolerance_m);

}  // namespace spatial
