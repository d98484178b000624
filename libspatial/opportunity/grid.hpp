// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// A cell of a regular grid; its id is the lower left corner of its box in metres, "E375500N163250", so it names the
/// same place in every run and with every size of cell.
struct CellShape {
  std::string id;
  MultiPolygon geometry;
};

/// Square cells of side `side_m`, aligned to multiples of the side, that meet `extent`; by (row, column).
std::vector<CellShape> square_cells(const Box& extent, double side_m);
/// Pointy-topped regular hexagons with the area of a square of side `side_m`, aligned to the origin; by (row, column).
std::vector<CellShape> hexagon_cells(const Box& extent, double side_m);

}  // namespace spatial
