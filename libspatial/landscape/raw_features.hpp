// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/geometry/multiline.hpp"
#include "libspatial/landscape/layer.hpp"

namespace spatial {

/// A layer of any geometry type as read: areas, lines and points, which may be mixed in one layer or one feature. Each
/// of the three columns has one entry per row of the file, in file order. Nothing is dropped, repaired or checked. A
/// row without geometry is empty in all three.
struct RawFeatures {
  RawLayer layer;  ///< ids, attributes, issues; `geometry` has the polygonal parts
  MultiLineColumn lines;
  MultiPointColumn points;
};

}  // namespace spatial
