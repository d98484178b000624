// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Ordnance Survey grid references of places in EPSG:27700, written and read. Pure. Source: Ordnance Survey, "A guide
/// to coordinate systems in Great Britain".
///
///     grid_reference({375123, 164806});       // "ST 7512 6480"
///     grid_square("ST 774 645")->min_x;        // 377400

/// "ST 7512 6480": the square of 100 km by two letters, then the digits of easting and northing, cut off, not rounded
/// (`digits` of each, 1–5; 4 is 10 m). Empty outside the letters' range.
std::string grid_reference(Point place, int digits = 4);

/// The square that a reference names: two letters and an even number of digits, up to ten, blanks anywhere. "ST 774
/// 645" is a square of 100 m, two letters alone are one of 100 km. nullopt for anything else.
std::optional<Box> grid_square(std::string_view text);

}  // namespace spatial
