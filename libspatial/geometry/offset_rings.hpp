// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/geometry/offset_pieces.hpp"

namespace spatial {

/// The area that an outline of pieces (geometry/offset_pieces.hpp) bounds, in normal form: on its left, or with
/// `outwards` on its right. Arcs become chords of at most a quarter circle / `quadrant_segments`, with their corners on
/// the arc, so the boundary moves towards the shape by at most distance × (1 − cos(π / 4 / quadrant_segments)). A short
/// arc (a thousandth of the distance) between two lines becomes one corner. nullopt if the pieces do not close into
/// rings; the caller then tries another distance or method. The caller checks whether the area is valid. Private to the
/// module. Pure. Complexity O(k log k) for k pieces.
std::optional<MultiPolygon> area_within(std::span<const OffsetPiece> pieces, Point origin, int quadrant_segments,
                                        bool outwards);

}  // namespace spatial
