// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// A cell of a regular grid. Its id is the lower left corner of its box in metres, "E375500N163250", so it names the
/// same place in every run.
///
///     square_cells({375400, 163100, 375600, 163300}, 250)[0].id;   // "E375250N163000"
struct CellShape {
  std::string id;
  MultiPolygon geometry;
};

/// Square cells of side `side_m`, aligned to multiples of the side, that meet `extent`, ordered by (row, column). Pure;
/// O(cells).
std::vector<CellShape> square_cells(const Box& extent, double side_m);
/// Pointy-topped regular hexagons with the area of a square of side `side_m`, aligned to the origin, ordered by (row,
/// column). Pure; O(cells).
std::vector<CellShape> hexagon_cells(const Box& extent, double side_m);

}  // namespace spatial
