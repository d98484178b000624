// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// A cell of a regular grid; its id is built from its column and row, so it names the same place in every run.
struct CellShape {
  std::string id;
  MultiPolygon geometry;
};

/// Square cells of side `side_m`, aligned to multiples of the side, that meet `extent`; by (row, column).
std::vector<CellShape> square_cells(const Box& extent, double side_m);
/// Pointy-topped regular hexagons with the area of a square of side `side_m`, aligned to the origin; by (row, column).
std::vector<CellShape> hexagon_cells(const Box& extent, double side_m);

}  // namespace spatial
