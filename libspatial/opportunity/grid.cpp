// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/grid.hpp"

#include <fmt/format.h>

#include <cmath>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

constexpr double most_cells = 5e6;

void check(const Box& extent, double side_m) {
  if (!(side_m > 0))
    throw Error(ErrorKind::config, fmt::format("candidates.grid_m is {}", side_m),
                "Give the side of a cell in metres, e.g. 250.");
  if (extent.width() / side_m * (extent.height() / side_m) > most_cells)
    throw Error(ErrorKind::config,
                fmt::format("a grid of {} m over {:.0f} × {:.0f} km has more than {:.0f} cells", side_m,
                            extent.width() / 1000, extent.height() / 1000, most_cells),
                "Choose a larger candidates.grid_m.");
}

std::int64_t floored(double v) { return static_cast<std::int64_t>(std::floor(v)); }
double on_grid(double v) { return std::round(v * 1000) / 1000; }  // the 1 mm grid all layers are on
std::string id_at(double x, double y) { return fmt::format("E{}N{}", shortest(on_grid(x)), shortest(on_grid(y))); }

}  // namespace

std::vector<CellShape> square_cells(const Box& extent, double side_m) {
  check(extent, side_m);
  std::vector<CellShape> cells;
  for (std::int64_t row = floored(extent.min_y / side_m); static_cast<double>(row) * side_m < extent.max_y; ++row)
    for (std::int64_t column = floored(extent.min_x / side_m); static_cast<double>(column) * side_m < extent.max_x;
         ++column) {
      const double x = static_cast<double>(column) * side_m, y = static_cast<double>(row) * side_m;
      cells.push_back({id_at(x, y), polygon_of(Box{x, y, x + side_m, y + side_m})});
    }
  return cells;
}

std::vector<CellShape> hexagon_cells(const Box& extent, double side_m) {
  check(extent, side_m);
  // Area of a hexagon of edge a: 3√3/2 a².
  const double edge = side_m * std::sqrt(2 / (3 * std::sqrt(3.0)));
  const double width = std::sqrt(3.0) * edge, step = 1.5 * edge;
  std::vector<CellShape> cells;
  for (std::int64_t row = floored(extent.min_y / step) - 1; (static_cast<double>(row) - 1) * step < extent.max_y; ++row)
    for (std::int64_t column = floored(extent.min_x / width) - 1;
         (static_cast<double>(column) - 1) * width < extent.max_x; ++column) {
      // Corners are multiples of half a width and half an edge, so neighbours round them alike.
      const std::int64_t half_column = 2 * column + (row % 2 != 0 ? 1 : 0);
      const auto corner = [&](int dx, int dy) {
        return Point{on_grid(0.5 * width * static_cast<double>(half_column + dx)),
                     on_grid(0.5 * edge * static_cast<double>(3 * row + dy))};
      };
      const Point ring[] = {corner(0, -2), corner(1, -1),  corner(1, 1), corner(0, 2),
                            corner(-1, 1), corner(-1, -1), corner(0, -2)};
      Box box;
      for (const Point p : ring) box.add(p);
      if (box.intersects(extent)) cells.push_back({id_at(box.min_x, box.min_y), polygon_of(RingView(ring))});
    }
  return cells;
}

}  // namespace spatial
