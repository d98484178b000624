// SPDX-License-Identifier: MIT
#include "libspatial/geometry/cell_areas.hpp"

#include <algorithm>
#include <cmath>

#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

/// Collects the share of each cell that a feature covers. Coordinates are in cells of its window: x to the right from 0
/// to columns, y down from 0 to rows.
class Strips {
 public:
  Strips(const RasterGrid& grid, const GridWindow& window)
      : columns_(window.columns()),
        rows_(window.rows()),
        left_(grid.left + window.first_column * grid.cell_x),
        top_(grid.top - window.first_row * grid.cell_y),
        cell_x_(grid.cell_x),
        cell_y_(grid.cell_y),
        sums_(std::size_t{rows_} * (columns_ + 1), 0) {}

  void add_ring(RingView ring, double sign) {
    for (std::size_t k = 0; k + 1 < ring.size(); ++k) add_edge(local(ring[k]), local(ring[k + 1]), sign);
  }

  /// Passes the covered share of each cell of a row to `take`, from left to right.
  template <class Take>
  void for_each_share(std::uint32_t row, Take&& take) const {
    double share = 0;
    for (std::uint32_t column = 0; column < columns_; ++column) {
      share += sums_[std::size_t{row} * (columns_ + 1) + column];
      take(column, share);
    }
  }

 private:
  Point local(Point p) const { return {(p.x - left_) / cell_x_, (top_ - p.y) / cell_y_}; }

  /// Adds an edge, cut at row borders.
  void add_edge(Point a, Point b, double sign) {
    if (a.y == b.y) return;
    if (a.y > b.y) {
      std::swap(a, b);
      sign = -sign;
    }
    const double end = std::min(b.y, static_cast<double>(rows_));
    const double slope = (b.x - a.x) / (b.y - a.y);
    const auto x_at = [&](double y) { return y == a.y ? a.x : y == b.y ? b.x : a.x + (y - a.y) * slope; };
    double y = std::max(a.y, 0.0);
    while (y < end) {
      const double row = std::floor(y), next = std::min(row + 1, end);
      add_piece(static_cast<std::uint32_t>(row), x_at(y), x_at(next), sign * (next - y));
      y = next;
    }
  }

  /// Adds a piece of an edge inside one row, cut at column borders; `dy` is its signed height.
  void add_piece(std::uint32_t row, double x0, double x1, double dy) {
    if (x0 > x1) std::swap(x0, x1);
    const double width = columns_;
    if (x0 >= width) return;
    if (x1 <= 0 || x0 == x1) return add_within(row, std::clamp(x0, 0.0, width), std::clamp(x1, 0.0, width), dy);
    const double per_x = dy / (x1 - x0);
    if (x0 < 0) {
      add_within(row, 0, 0, per_x * -x0);
      x0 = 0;
    }
    const double end = std::min(x1, width);
    while (x0 < end) {
      const double next = std::min(std::floor(x0) + 1, end);
      add_within(row, x0, next, per_x * (next - x0));
      x0 = next;
    }
  }

  /// Adds a piece inside one cell: its trapezium in this cell, and a full strip in all cells further right.
  void add_within(std::uint32_t row, double x0, double x1, double dy) {
    const double middle = 0.5 * (x0 + x1);
    const auto column =
        static_cast<std::uint32_t>(std::min(std::floor(std::min(x0, x1)), static_cast<double>(columns_)));
    double* sums = sums_.data() + std::size_t{row} * (columns_ + 1);
    const double inside = middle - column;  // share of the cell left of the piece
    sums[column] += dy * (1 - inside);
    if (column < columns_) sums[column + 1] += dy * inside;
  }

  std::uint32_t columns_, rows_;
  double left_, top_, cell_x_, cell_y_;
  /// [row × (columns + 1) + column]: difference between the share of this cell and of the one before.
  std::vector<double> sums_;
};

}  // namespace

std::vector<CellArea> cell_areas(const RasterGrid& grid, MultiPolygonView feature) {
  std::vector<CellArea> result;
  if (feature.empty()) return result;
  const GridWindow window = window_of(grid, box_of(feature));
  if (window.empty()) return result;
  Strips strips(grid, window);
  for (std::size_t p = 0; p < feature.part_count(); ++p)
    for (std::size_t r = 0; r < feature.part(p).ring_count(); ++r) {
      const RingView ring = feature.part(p).ring(r);
      // y points down here, so a ring that is anticlockwise on the map has its land to the right of edges that run
      // down.
      const double sign = signed_area_m2(ring) > 0 ? 1 : -1;
      strips.add_ring(ring, r == 0 ? sign : -sign);
    }
  constexpr double nothing = 1e-9;  // as a share of a cell: below it, a share is rounding error
  for (std::uint32_t row = 0; row < window.rows(); ++row)
    strips.for_each_share(row, [&](std::uint32_t column, double share) {
      if (share > nothing)
        result.push_back({grid.index(window.first_row + row, window.first_column + column),
                          std::min(share, 1.0) * grid.cell_x * grid.cell_y});
    });
  return result;
}

}  // namespace spatial
