// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Grids of cells and polygons on them. Row 0 is the northernmost, column 0 the westernmost; cells need not be square.
/// A cell belongs to a polygon if its centre does (even-odd rule, a centre on an edge belongs to the polygon on its east or
/// south side, so that a coverage gives each cell to one polygon). Pure functions, O(edges × rows they cross + cells).
struct RasterGrid {
  double left = 0, top = 0;      ///< north-west corner
  double cell_x = 1, cell_y = 1; ///< m, > 0
  std::uint32_t columns = 0, rows = 0;

  std::size_t size() const noexcept { return std::size_t{columns} * rows; }
  std::size_t index(std::uint32_t row, std::uint32_t column) const noexcept { return std::size_t{row} * columns + column; }
  Point centre(std::size_t cell) const noexcept {
    return {left + (static_cast<double>(cell % columns) + 0.5) * cell_x, top - (static_cast<double>(cell / columns) + 0.5) * cell_y};
  }
  Box box() const noexcept { return {left, top - rows * cell_y, left + columns * cell_x, top}; }
  friend bool operator==(const RasterGrid&, const RasterGrid&) = default;
};

struct Raster {
  RasterGrid grid;
  std::vector<float> values;  ///< row by row from the north; NaN = no data
};

/// The smallest grid of square cells that covers `box`, with corners at multiples of the cell size from the origin of the
/// coordinate system. Throws Error(config) for a cell size that is none, Error(input) for more than 2^32 − 1 cells.
RasterGrid aligned_grid(const Box& box, double cell_m);

/// Cells whose centre lies in the feature, ascending.
std::vector<std::size_t> cells_inside(const RasterGrid& grid, MultiPolygonView feature);
/// Those and every cell that the boundary passes through, ascending.
std::vector<std::size_t> cells_touched(const RasterGrid& grid, MultiPolygonView feature);
/// cells_inside, or, where a feature covers no centre, the one cell at its centroid or else at its first corner; empty only
/// for features outside the grid. `snapped` tells which.
std::vector<std::size_t> cells_or_nearest(const RasterGrid& grid, MultiPolygonView feature, bool& snapped);

}  // namespace spatial
