// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/geometry/multiline.hpp"
#include "libspatial/landscape/layer.hpp"

namespace spatial {

/// A layer of any kind as read: areas, lines and points, also mixed in one layer or one feature. One entry per row of
/// the file in file order in each of the three columns; nothing is dropped, repaired or judged. A row without geometry
/// has nothing in any of them.
struct RawFeatures {
  RawLayer layer;  ///< ids, attributes, issues; `geometry` has the polygonal parts
  MultiLineColumn lines;
  MultiPointColumn points;
};

}  // namespace spatial
