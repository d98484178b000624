// SPDX-License-Identifier: MIT
#include "libspatial/geometry/raster.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

/// A point in cells: x east from the left edge, y south from the top edge.
struct GridPoint {
  double x, y;
};
GridPoint on_grid(const RasterGrid& grid, Point p) {
  return {(p.x - grid.left) / grid.cell_x, (grid.top - p.y) / grid.cell_y};
}

/// The first whole number n in [0, count] whose cell centre (n + 0.5) is at or beyond v.
std::uint32_t first_middle(double v, std::uint32_t count) {
  const double n = std::ceil(v - 0.5);
  return n <= 0 ? 0 : n >= count ? count : static_cast<std::uint32_t>(n);
}

std::uint32_t clamped(double v, std::uint32_t count) {
  return v <= 0 ? 0 : v >= count ? count - 1 : static_cast<std::uint32_t>(v);
}

void add_edge_cells(const RasterGrid& grid, const GridWindow& window, GridPoint a, GridPoint b,
                    std::vector<std::size_t>& cells) {
  // For each row: the cells between the points where the edge enters and leaves the row.
  if (a.y > b.y) std::swap(a, b);
  if (b.y < window.first_row || a.y > window.end_row || std::max(a.x, b.x) < window.first_column ||
      std::min(a.x, b.x) > window.end_column)
    return;
  const std::uint32_t first = std::max(clamped(std::floor(a.y), grid.rows), window.first_row),
                      last = std::min(clamped(std::floor(b.y), grid.rows), window.end_row - 1);
  for (std::uint32_t row = first; row <= last; ++row) {
    double from = a.x, to = b.x;
    if (b.y > a.y) {
      const double slope = (b.x - a.x) / (b.y - a.y);
      if (row > a.y) from = a.x + slope * (row - a.y);
      if (row + 1.0 < b.y) to = a.x + slope * (row + 1.0 - a.y);
    }
    if (from > to) std::swap(from, to);
    if (to < 0 || from > grid.columns) continue;
    const std::uint32_t west = std::max(clamped(std::floor(from), grid.columns), window.first_column),
                        east = std::min(clamped(std::floor(to), grid.columns), window.end_column - 1);
    for (std::uint32_t column = west; column <= east; ++column) cells.push_back(grid.index(row, column));
  }
}

/// Joins ascending cell numbers to runs; a run never crosses rows.
std::vector<CellRun> as_runs(const RasterGrid& grid, std::span<const std::size_t> cells) {
  std::vector<CellRun> runs;
  for (const std::size_t cell : cells) {
    if (!runs.empty() && runs.back().first + runs.back().length == cell && cell % grid.columns != 0)
      ++runs.back().length;
    else
      runs.push_back({cell, 1});
  }
  return runs;
}

}  // namespace

std::string cell_text(const RasterGrid& grid, std::size_t cell) {
  const Point at = grid.centre(cell);
  return fmt::format("row {}, column {} ({} {})", cell / grid.columns + 1, cell % grid.columns + 1, shortest(at.x),
                     shortest(at.y));
}

GridWindow whole_window(const RasterGrid& grid) noexcept { return {0, 0, grid.rows, grid.columns}; }

GridWindow grown(const GridWindow& window, std::uint32_t rows, std::uint32_t columns, const RasterGrid& grid) noexcept {
  const auto low = [](std::uint32_t at, std::uint32_t by) { return at > by ? at - by : 0; };
  const auto high = [](std::uint32_t at, std::uint32_t by, std::uint32_t most) {
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(most, std::uint64_t{at} + by));
  };
  return {low(window.first_row, rows), low(window.first_column, columns), high(window.end_row, rows, grid.rows),
          high(window.end_column, columns, grid.columns)};
}

GridWindow window_of(const RasterGrid& grid, const Box& box) noexcept {
  if (box.empty() || grid.size() == 0) return {};
  const GridPoint north_west = on_grid(grid, {box.min_x, box.max_y}),
                  south_east = on_grid(grid, {box.max_x, box.min_y});
  if (!(south_east.x >= -1 && south_east.y >= -1 && north_west.x <= grid.columns + 1.0 &&
        north_west.y <= grid.rows + 1.0))
    return {};
  return grown({clamped(north_west.y, grid.rows), clamped(north_west.x, grid.columns),
                clamped(south_east.y, grid.rows) + 1, clamped(south_east.x, grid.columns) + 1},
               1, 1, grid);
}

RasterSource source_of(const Raster& raster) {
  return {raster.grid, [&raster](const GridWindow& window, const Executor&) {
            RasterPart part{raster.grid, window, {}};
            part.values.reserve(window.size());
            for (std::uint32_t row = window.first_row; row < window.end_row; ++row) {
              const auto from =
                  raster.values.begin() + static_cast<std::ptrdiff_t>(raster.grid.index(row, window.first_column));
              part.values.insert(part.values.end(), from, from + window.columns());
            }
            return part;
          }};
}

RasterGrid aligned_grid(const Box& box, double cell_m) {
  if (!(cell_m > 0) || !std::isfinite(cell_m))
    throw Error(ErrorKind::config, "the cell size must be a positive number of metres, not " + shortest(cell_m));
  RasterGrid grid;
  grid.cell_x = grid.cell_y = cell_m;
  if (box.empty()) return grid;
  const double west = std::floor(box.min_x / cell_m), east = std::ceil(box.max_x / cell_m),
               south = std::floor(box.min_y / cell_m), north = std::ceil(box.max_y / cell_m);
  const double columns = std::max(1.0, east - west), rows = std::max(1.0, north - south);
  if (!(columns * rows < static_cast<double>(std::numeric_limits<std::uint32_t>::max())))
    throw Error(ErrorKind::input, "a grid of " + shortest(columns) + " × " + shortest(rows) + " cells is too large",
                "Use larger cells.");
  grid.left = west * cell_m;
  grid.top = north * cell_m;
  grid.columns = static_cast<std::uint32_t>(columns);
  grid.rows = static_cast<std::uint32_t>(rows);
  return grid;
}

std::vector<CellRun> runs_inside(const RasterGrid& grid, MultiPolygonView feature, const GridWindow& window) {
  std::vector<CellRun> runs;
  if (feature.empty() || window.empty()) return runs;
  const Box box = box_of(feature);
  const GridPoint north_west = on_grid(grid, {box.min_x, box.max_y}),
                  south_east = on_grid(grid, {box.max_x, box.min_y});
  const std::uint32_t first = std::max(first_middle(north_west.y, grid.rows), window.first_row),
                      last = first_middle(south_east.y, grid.rows), end = std::min(last + 1, window.end_row);
  if (first >= end) return runs;
  std::vector<std::vector<double>> crossings(end - first);
  for (std::size_t r = 0; r < feature.ring_count(); ++r) {
    const RingView ring = feature.ring(r);
    for (std::size_t k = 1; k < ring.size(); ++k) {
      GridPoint a = on_grid(grid, ring[k - 1]), b = on_grid(grid, ring[k]);
      if (a.y > b.y) std::swap(a, b);
      // Half-open in y, so that a vertex at the height of cell centres counts for exactly one of its edges.
      const std::uint32_t from = std::max(first_middle(a.y, grid.rows), first),
                          to = std::min(first_middle(b.y, grid.rows), end);
      for (std::uint32_t row = from; row < to; ++row)
        crossings[row - first].push_back(a.x + (b.x - a.x) * ((row + 0.5 - a.y) / (b.y - a.y)));
    }
  }
  for (std::uint32_t row = 0; row < crossings.size(); ++row) {
    std::vector<double>& at = crossings[row];
    std::sort(at.begin(), at.end());
    std::uint32_t done = window.first_column;
    for (std::size_t k = 0; k + 1 < at.size(); k += 2) {
      const std::uint32_t west = std::max(first_middle(at[k], grid.columns), done),
                          east = std::min(first_middle(at[k + 1], grid.columns), window.end_column);
      if (west >= east) continue;
      const std::size_t cell = grid.index(first + row, west);
      if (west == done && west > window.first_column)
        runs.back().length += east - west;
      else
        runs.push_back({cell, east - west});
      done = east;
    }
  }
  return runs;
}

std::vector<CellRun> runs_touched(const RasterGrid& grid, MultiPolygonView feature, const GridWindow& window) {
  if (window.empty()) return {};
  std::vector<std::size_t> cells = cells_of(runs_inside(grid, feature, window), grid, window);
  for (std::size_t r = 0; r < feature.ring_count(); ++r) {
    const RingView ring = feature.ring(r);
    for (std::size_t k = 1; k < ring.size(); ++k)
      add_edge_cells(grid, window, on_grid(grid, ring[k - 1]), on_grid(grid, ring[k]), cells);
  }
  std::sort(cells.begin(), cells.end());
  cells.erase(std::unique(cells.begin(), cells.end()), cells.end());
  return as_runs(grid, cells);
}

std::vector<CellRun> runs_or_nearest(const RasterGrid& grid, MultiPolygonView feature, bool& snapped) {
  std::vector<CellRun> runs = runs_inside(grid, feature, whole_window(grid));
  snapped = false;
  if (!runs.empty() || feature.empty()) return runs;
  for (const Point p : {centroid(feature), feature.points().front()}) {
    const GridPoint at = on_grid(grid, p);
    if (!(at.x >= 0 && at.y >= 0 && at.x < grid.columns && at.y < grid.rows)) continue;
    snapped = true;
    return {{grid.index(static_cast<std::uint32_t>(at.y), static_cast<std::uint32_t>(at.x)), 1}};
  }
  return runs;
}

std::vector<std::size_t> cells_of(std::span<const CellRun> runs, const RasterGrid& grid, const GridWindow& window) {
  std::vector<std::size_t> cells;
  for (const CellRun& run : runs) {
    const auto row = static_cast<std::uint32_t>(run.first / grid.columns),
               west = static_cast<std::uint32_t>(run.first % grid.columns);
    if (row < window.first_row || row >= window.end_row) continue;
    for (std::uint32_t column = std::max(west, window.first_column),
                       end = std::min(west + run.length, window.end_column);
         column < end; ++column)
      cells.push_back(grid.index(row, column));
  }
  return cells;
}

std::vector<std::size_t> cells_inside(const RasterGrid& grid, MultiPolygonView feature) {
  const GridWindow all = whole_window(grid);
  return cells_of(runs_inside(grid, feature, all), grid, all);
}

}  // namespace spatial
