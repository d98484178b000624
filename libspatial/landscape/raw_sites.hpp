// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/landscape/layer.hpp"

namespace spatial {

/// Sites as read from a file: outlines, and lines and points that become areas when buffered by a radius. One entry per
/// row, in file order. Nothing is dropped or checked.
struct RawSites {
  RawLayer layer;                 ///< ids are references; `geometry` has the polygonal parts
  std::vector<LineColumn> lines;  ///< per row: its lines, and its points as one-point lines
  std::vector<double> stated_m2;  ///< per row: the area the row states; NaN if it states none
};

}  // namespace spatial
