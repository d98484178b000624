// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Square tiles. Their borders are offset from whole coordinates by this distance, which is not a multiple of any
/// decimal grid down to 0.1 µm, so no input vertex lies on a border.
class TileGrid {
 public:
  static constexpr double offset_m = 0.3713734731;

  /// One tile over everything.
  TileGrid() = default;
  /// Tiles over an extent, the first with its lower left corner at `corner` less the offset.
  TileGrid(Point corner, const Box& extent, double side_m);

  bool tiled() const noexcept { return columns_ * rows_ > 1; }
  std::uint32_t columns() const noexcept { return columns_; }
  std::uint32_t rows() const noexcept { return rows_; }
  double side_m() const noexcept { return side_; }
  double x(std::uint32_t k) const noexcept { return x0_ + k * side_; }
  double y(std::uint32_t k) const noexcept { return y0_ + k * side_; }
  Box tile(std::uint32_t column, std::uint32_t row) const noexcept {
    return {x(column), y(row), x(column + 1), y(row + 1)};
  }
  std::uint32_t column_of(double x) const noexcept { return index(x - x0_, columns_); }
  std::uint32_t row_of(double y) const noexcept { return index(y - y0_, rows_); }
  /// Whether the point lies exactly on the border of a tile.
  bool on_line(Point p) const noexcept { return tiled() && (p.x == x(line(p.x - x0_)) || p.y == y(line(p.y - y0_))); }

 private:
  std::uint32_t index(double v, std::uint32_t count) const noexcept {
    return !tiled() || v < 0 ? 0 : std::min(count - 1, static_cast<std::uint32_t>(v / side_));
  }
  std::uint32_t line(double v) const noexcept { return static_cast<std::uint32_t>(std::max(0.0, v / side_ + 0.5)); }

  double x0_ = 0, y0_ = 0, side_ = 0;
  std::uint32_t columns_ = 1, rows_ = 1;
};

/// The land of a group in one tile.
struct TilePiece {
  std::uint32_t group = 0, column = 0, row = 0;
  MultiPolygon geometry;
};

/// Joins the areas of groups that were computed tile by tile, and removes all traces of the tile borders.
///
/// How: points within 1 µm of a border are moved onto it. Where a boundary crosses a border, the crossing point of the
/// left or lower tile is used, and points missing on one side are added. The pieces are then a coverage: the seams
/// cancel (overlay/dissolve.hpp), and points that exist only because of the seams are removed. `grids` has one grid for
/// each group. Pieces must be valid and lie in their tiles; at most one for a group and tile. Guarantees: one area per
/// group, valid, in normal form; vertices move by less than 1 µm; same with any number of threads. Errors:
/// Error(geometry).
///
///     const MultiPolygonColumn areas = joined_across_seams(std::move(pieces), grids, groups, executor);
MultiPolygonColumn joined_across_seams(std::vector<TilePiece> pieces, std::span<const TileGrid> grids,
                                       std::uint32_t groups, const Executor& executor);

}  // namespace spatial
