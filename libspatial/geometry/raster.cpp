// SPDX-License-Identifier: MIT
#include "libspatial/geometry/raster.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

/// A point in units of cells: x to the east from the left edge, y to the south from the top edge.
struct GridPoint {
  double x, y;
};
GridPoint on_grid(const RasterGrid& grid, Point p) { return {(p.x - grid.left) / grid.cell_x, (grid.top - p.y) / grid.cell_y}; }

/// The first whole number whose middle (n + 0.5) is at or beyond v, within [0, count].
std::uint32_t first_middle(double v, std::uint32_t count) {
  const double n = std::ceil(v - 0.5);
  return n <= 0 ? 0 : n >= count ? count : static_cast<std::uint32_t>(n);
}

std::uint32_t clamped(double v, std::uint32_t count) { return v <= 0 ? 0 : v >= count ? count - 1 : static_cast<std::uint32_t>(v); }

void sort_unique(std::vector<std::size_t>& cells) {
  std::sort(cells.begin(), cells.end());
  cells.erase(std::unique(cells.begin(), cells.end()), cells.end());
}

void add_edge_cells(const RasterGrid& grid, GridPoint a, GridPoint b, std::vector<std::size_t>& cells) {
  // Row by row: the cells between the places where the edge enters and leaves the row.
  if (a.y > b.y) std::swap(a, b);
  if (b.y < 0 || a.y > grid.rows || std::max(a.x, b.x) < 0 || std::min(a.x, b.x) > grid.columns) return;
  const std::uint32_t first = clamped(std::floor(a.y), grid.rows), last = clamped(std::floor(b.y), grid.rows);
  for (std::uint32_t row = first; row <= last; ++row) {
    double from = a.x, to = b.x;
    if (b.y > a.y) {
      const double slope = (b.x - a.x) / (b.y - a.y);
      if (row > a.y) from = a.x + slope * (row - a.y);
      if (row + 1.0 < b.y) to = a.x + slope * (row + 1.0 - a.y);
    }
    if (from > to) std::swap(from, to);
    if (to < 0 || from > grid.columns) continue;
    for (std::uint32_t column = clamped(std::floor(from), grid.columns), end = clamped(std::floor(to), grid.columns); column <= end; ++column) cells.push_back(grid.index(row, column));
  }
}

}  // namespace

RasterGrid aligned_grid(const Box& box, double cell_m) {
  if (!(cell_m > 0) || !std::isfinite(cell_m)) throw Error(ErrorKind::config, "the cell size must be a positive number of metres, not " + shortest(cell_m));
  RasterGrid grid;
  grid.cell_x = grid.cell_y = cell_m;
  if (box.empty()) return grid;
  const double west = std::floor(box.min_x / cell_m), east = std::ceil(box.max_x / cell_m), south = std::floor(box.min_y / cell_m), north = std::ceil(box.max_y / cell_m);
  const double columns = std::max(1.0, east - west), rows = std::max(1.0, north - south);
  if (!(columns * rows < static_cast<double>(std::numeric_limits<std::uint32_t>::max())))
    throw Error(ErrorKind::input, "a grid of " + shortest(columns) + " × " + shortest(rows) + " cells is too large", "use larger cells");
  grid.left = west * cell_m;
  grid.top = north * cell_m;
  grid.columns = static_cast<std::uint32_t>(columns);
  grid.rows = static_cast<std::uint32_t>(rows);
  return grid;
}

std::vector<std::size_t> cells_inside(const RasterGrid& grid, MultiPolygonView feature) {
  std::vector<std::size_t> cells;
  if (feature.empty() || grid.size() == 0) return cells;
  const Box box = box_of(feature);
  const GridPoint north_west = on_grid(grid, {box.min_x, box.max_y}), south_east = on_grid(grid, {box.max_x, box.min_y});
  const std::uint32_t first = first_middle(north_west.y, grid.rows), last = first_middle(south_east.y, grid.rows);
  std::vector<std::vector<double>> crossings(std::min(last + 1, grid.rows) - first);
  for (std::size_t r = 0; r < feature.ring_count(); ++r) {
    const RingView ring = feature.ring(r);
    for (std::size_t k = 1; k < ring.size(); ++k) {
      GridPoint a = on_grid(grid, ring[k - 1]), b = on_grid(grid, ring[k]);
      if (a.y > b.y) std::swap(a, b);
      // Half-open in y, so that a vertex on a row of centres counts for one of its edges.
      const std::uint32_t from = first_middle(a.y, grid.rows), to = first_middle(b.y, grid.rows);
      for (std::uint32_t row = from; row < to; ++row) crossings[row - first].push_back(a.x + (b.x - a.x) * ((row + 0.5 - a.y) / (b.y - a.y)));
    }
  }
  for (std::uint32_t row = 0; row < crossings.size(); ++row) {
    std::vector<double>& at = crossings[row];
    std::sort(at.begin(), at.end());
    for (std::size_t k = 0; k + 1 < at.size(); k += 2)
      for (std::uint32_t column = first_middle(at[k], grid.columns), end = first_middle(at[k + 1], grid.columns); column < end; ++column) cells.push_back(grid.index(first + row, column));
  }
  sort_unique(cells);
  return cells;
}

std::vector<std::size_t> cells_touched(const RasterGrid& grid, MultiPolygonView feature) {
  std::vector<std::size_t> cells = cells_inside(grid, feature);
  if (grid.size() == 0) return cells;
  for (std::size_t r = 0; r < feature.ring_count(); ++r) {
    const RingView ring = feature.ring(r);
    for (std::size_t k = 1; k < ring.size(); ++k) add_edge_cells(grid, on_grid(grid, ring[k - 1]), on_grid(grid, ring[k]), cells);
  }
  sort_unique(cells);
  return cells;
}

std::vector<std::size_t> cells_or_nearest(const RasterGrid& grid, MultiPolygonView feature, bool& snapped) {
  std::vector<std::size_t> cells = cells_inside(grid, feature);
  snapped = false;
  if (!cells.empty() || feature.empty()) return cells;
  for (const Point p : {centroid(feature), feature.points().front()}) {
    const GridPoint at = on_grid(grid, p);
    if (!(at.x >= 0 && at.y >= 0 && at.x < grid.columns && at.y < grid.rows)) continue;
    snapped = true;
    return {grid.index(static_cast<std::uint32_t>(at.y), static_cast<std::uint32_t>(at.x))};
  }
  return cells;
}

}  // namespace spatial
