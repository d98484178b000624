// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Grids of cells, and polygons on them. Row 0 is the northernmost, column 0 the westernmost; cells need not be square.
/// A cell belongs to the polygon that contains its centre (even-odd rule). A centre on an edge belongs to the polygon
/// to the east or south, so in a coverage each cell belongs to exactly one polygon. Pure functions, O(edges × rows they
/// cross + cells).
///
///     const RasterGrid grid = aligned_grid(box_of(wood), 10);
///     const std::vector<std::size_t> cells = cells_inside(grid, wood);
struct RasterGrid {
  double left = 0, top = 0;       ///< north-west corner
  double cell_x = 1, cell_y = 1;  ///< m, > 0
  std::uint32_t columns = 0, rows = 0;

  std::size_t size() const noexcept { return std::size_t{columns} * rows; }
  std::size_t index(std::uint32_t row, std::uint32_t column) const noexcept {
    return std::size_t{row} * columns + column;
  }
  Point centre(std::size_t cell) const noexcept {
    return {left + (static_cast<double>(cell % columns) + 0.5) * cell_x,
            top - (static_cast<double>(cell / columns) + 0.5) * cell_y};
  }
  Box box() const noexcept { return {left, top - rows * cell_y, left + columns * cell_x, top}; }
  friend bool operator==(const RasterGrid&, const RasterGrid&) = default;
};

/// A cell for messages: "row 3, column 5 (500450 100150)". Rows and columns count from 1 at the north-west; the
/// coordinates are those of the cell's centre.
std::string cell_text(const RasterGrid& grid, std::size_t cell);

/// Rectangle of cells of a grid, ends not included.
struct GridWindow {
  std::uint32_t first_row = 0, first_column = 0, end_row = 0, end_column = 0;

  std::uint32_t rows() const noexcept { return end_row - first_row; }
  std::uint32_t columns() const noexcept { return end_column - first_column; }
  std::size_t size() const noexcept { return std::size_t{rows()} * columns(); }
  bool empty() const noexcept { return end_row <= first_row || end_column <= first_column; }
  bool contains(std::uint32_t row, std::uint32_t column) const noexcept {
    return row >= first_row && row < end_row && column >= first_column && column < end_column;
  }
  bool meets(const GridWindow& other) const noexcept {
    return first_row < other.end_row && other.first_row < end_row && first_column < other.end_column &&
           other.first_column < end_column;
  }
  friend bool operator==(const GridWindow&, const GridWindow&) = default;
};
/// All cells.
GridWindow whole_window(const RasterGrid& grid) noexcept;
/// The window extended by this many rows and columns on each side, within the grid.
GridWindow grown(const GridWindow& window, std::uint32_t rows, std::uint32_t columns, const RasterGrid& grid) noexcept;
/// The cells that a box touches, within the grid, plus one on each side where rounding could miss a cell.
GridWindow window_of(const RasterGrid& grid, const Box& box) noexcept;

struct Raster {
  RasterGrid grid;
  std::vector<float> values;  ///< row by row from the north; NaN = no data
};

/// Values of the cells within a window; cells keep their number on the whole grid.
struct RasterPart {
  RasterGrid grid;
  GridWindow window;
  std::vector<float> values;  ///< of the window, row by row
};

/// A view of a raster or a part of one. Cells are identified by their number on the whole grid.
class RasterView {
 public:
  RasterView() = default;
  RasterView(const Raster& raster) noexcept
      : grid_(raster.grid),
        window_(whole_window(raster.grid)),
        values_(raster.values.data()) {}  // NOLINT: means the same
  RasterView(const RasterPart& part) noexcept
      : grid_(part.grid), window_(part.window), values_(part.values.data()) {}  // NOLINT: means the same
  const RasterGrid& grid() const noexcept { return grid_; }
  const GridWindow& window() const noexcept { return window_; }
  bool whole() const noexcept { return window_.size() == grid_.size(); }
  /// Place of a cell among the values; the cell must be in the window.
  std::size_t place(std::size_t cell) const noexcept {
    return whole()
               ? cell
               : std::size_t{static_cast<std::uint32_t>(cell / grid_.columns) - window_.first_row} * window_.columns() +
                     (static_cast<std::uint32_t>(cell % grid_.columns) - window_.first_column);
  }
  float operator[](std::size_t cell) const noexcept { return values_[place(cell)]; }
  /// One row of the window.
  std::span<const float> row(std::uint32_t row) const noexcept {
    return {values_ + std::size_t{row - window_.first_row} * window_.columns(), window_.columns()};
  }

 private:
  RasterGrid grid_;
  GridWindow window_;
  const float* values_ = nullptr;
};

/// A raster that is read window by window, from a file or computed on demand. A cell has the same value in every
/// window. Only one call of `read` at a time.
struct RasterSource {
  RasterGrid grid;
  std::function<RasterPart(const GridWindow&, const Executor&)> read;
};
/// A raster in memory, which must outlive the source.
RasterSource source_of(const Raster& raster);

/// Cells in a row.
struct CellRun {
  std::size_t first;
  std::uint32_t length;
  friend bool operator==(const CellRun&, const CellRun&) = default;
};

/// The smallest grid of square cells that covers `box`, with corners at multiples of the cell size from the origin of
/// the coordinate system. Throws Error(config) for an invalid cell size, Error(input) for more than 2^32 − 1 cells.
RasterGrid aligned_grid(const Box& box, double cell_m);

/// Cells whose centre lies in the feature, ascending; only those in the window, if one is given.
std::vector<std::size_t> cells_inside(const RasterGrid& grid, MultiPolygonView feature);
std::vector<CellRun> runs_inside(const RasterGrid& grid, MultiPolygonView feature, const GridWindow& window);
/// The same, plus every cell that the boundary passes through, ascending.
std::vector<CellRun> runs_touched(const RasterGrid& grid, MultiPolygonView feature, const GridWindow& window);
/// As runs_inside. If the feature covers no cell centre, the one cell at its centroid or else at its first corner, and
/// `snapped` is set. Empty only for features outside the grid.
std::vector<CellRun> runs_or_nearest(const RasterGrid& grid, MultiPolygonView feature, bool& snapped);
/// The cells of runs, those in the window.
std::vector<std::size_t> cells_of(std::span<const CellRun> runs, const RasterGrid& grid, const GridWindow& window);

}  // namespace spatial
