// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Writes and reads Ordnance Survey grid references of points in EPSG:27700. Pure. Source: Ordnance Survey, "A guide to
/// coordinate systems in Great Britain".
///
///     grid_reference({375123, 164806});       // "ST 7512 6480"
///     grid_square("ST 774 645")->min_x;        // 377400

/// "ST 7512 6480": two letters for the 100 km square, then `digits` digits each of easting and northing (1–5; 4 gives
/// 10 m), truncated, not rounded. Empty outside the lettered squares.
std::string grid_reference(Point place, int digits = 4);

/// The square that a reference names: two letters and an even number of digits, up to ten, blanks anywhere. "ST 774
/// 645" is a square of 100 m, two letters alone are one of 100 km. nullopt for anything else.
std::optional<Box> grid_square(std::string_view text);

}  // namespace spatial
