// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/landscape/layer.hpp"

namespace spatial {

/// Sites as a file states them: outlines, but also lines and points that become areas by a radius. One entry per row in
/// file order; nothing is dropped and nothing is judged.
struct RawSites {
  RawLayer layer;                 ///< ids are references; `geometry` has the polygonal parts
  std::vector<LineColumn> lines;  ///< per row: its lines, and its points as lines of one point
  std::vector<double> stated_m2;  ///< per row: the area the row states; NaN if it states none
};

}  // namespace spatial
