// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Square tiles. Their borders lie beside whole coordinates, so that input has no vertices on them: this far before
/// them, which is no multiple of a decimal grid down to 0.1 µm.
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
  /// Exactly on the border of a tile?
  bool on_line(Point p) const noexcept { return tiled() && (p.x == x(line(p.x - x0_)) || p.y == y(line(p.y - y0_))); }

 private:
  std::uint32_t index(double v, std::uint32_t count) const noexcept {
    return !tiled() || v < 0 ? 0 : std::min(count - 1, static_cast<std::uint32_t>(v / side_));
  }
  std::uint32_t line(double v) const noexcept { return static_cast<std::uint32_t>(std::max(0.0, v / side_ + 0.5)); }

  double x0_ = 0, y0_ = 0, side_ = 0;
  std::uint32_t columns_ = 1, rows_ = 1;
};

/// What a group has in one tile.
struct TilePiece {
  std::uint32_t group = 0, column = 0, row = 0;
  MultiPolygon geometry;
};

/// The areas of groups whose land was worked out tile by tile: pieces are joined across the borders of tiles, and no
/// trace of these is left.
///
/// How: points beside a border (1 µm) are put onto it; where a boundary crosses it, the tile to the left or below says
/// where, and points that one side lacks are added there. Then the pieces are a coverage, whose seams cancel
/// (overlay/dissolve.hpp), and points that only the seams made are taken out.
/// `grids` has one grid for each group. Pieces must be valid and lie in their tiles; at most one for a group and tile.
/// Guarantees: one area per group, valid, in normal form; vertices move by less than 1 µm; same with any number of
/// threads. Errors: Error(geometry).
MultiPolygonColumn joined_across_seams(std::vector<TilePiece> pieces, std::span<const TileGrid> grids,
                                       std::uint32_t groups, const Executor& executor);

}  // namespace spatial
