// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Ordnance Survey grid reference of a place in EPSG:27700, e.g. "ST 7512 6480": the square of 100 km by two letters,
/// then the digits of easting and northing, cut off, not rounded (`digits` of each, 1–5; 4 is 10 m). Empty outside the
/// letters' range. Pure. Source: Ordnance Survey, "A guide to coordinate systems in Great Britain".
std::string grid_reference(Point place, int digits = 4);

}  // namespace spatial
