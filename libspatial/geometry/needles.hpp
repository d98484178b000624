// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>

#include "libspatial/geometry/operations.hpp"

namespace spatial {

/// Removes needles and slits: places where an outline runs back along itself, at most one grid spacing away. Cuts leave
/// them where two outlines almost coincide. A needle has almost no area but may be hundreds of metres long, so it
/// falsifies the distances to features near its tip.
///
/// If a corner lies beside another edge of the same area and within `width_m` of it, the corner is inserted into that
/// edge as a vertex. Stretches of outline that then run in both directions are removed: needles, slits (inwards, or
/// from one hole to another), and narrow bridges, whose ends become separate parts. Corners stay where they are, so the
/// result is on the grid of the input; an edge moves by at most `width_m`, and the area changes by at most `width_m`
/// times the length of the edges moved.
///
///     if (auto rest = without_needles(geos, cut, 0.001)) cut = std::move(rest->geometry);
///
/// Source: the hot pixels of snap rounding (Hobby 1999), with the distance `width_m` instead of a pixel, and only
/// corners and edges of one area. Errors: none for a valid area. Complexity O(n log n + corners near edges).
struct NeedleFree {
  MultiPolygon geometry;    ///< normal form; may be empty
  std::size_t corners = 0;  ///< corners that lay within the width of another edge
  Point place;              ///< the first of them
};

/// nullopt if the area has no such place; `area` is valid and in normal form. A width of 0 or less finds none.
std::optional<NeedleFree> without_needles(GeosContext& geos, MultiPolygonView area, double width_m);

}  // namespace spatial
