// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "libspatial/geometry/operations.hpp"

namespace spatial {

/// A cell of a square grid aligned to multiples of its side from the origin of the coordinate system.
struct GridCell {
  std::int64_t column = 0;
  std::int64_t row = 0;
};

struct CellPart {
  GridCell cell;
  MultiPolygon geometry;
};

/// The feature cut along the grid's lines, one part per cell that it shares an area with, by (row, column). The range
/// of cells is halved again and again, so a large feature costs O(n log cells) and not n for every cell.
std::vector<CellPart> split_on_grid(GeosContext& geos, MultiPolygonView feature, double side_m);

}  // namespace spatial
