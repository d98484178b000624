// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Tiles of the plane in which certainly no two areas of a column share land, found without comparing any two areas.
///
/// How many areas cover a point is the sum of their winding numbers around it. An edge that runs both ways, as edges
/// of neighbours in a coverage do, adds nothing to that sum, so such pairs of edges cancel. In a tile that none of the
/// remaining edges meets the number is the same everywhere; it is counted along the row of tiles. If it is 0 or 1, no
/// two areas share land there. Areas that overlap (nested, equal or crossing ones included) are never missed, because
/// where they overlap the number is 2 or more, and so it is on one side of some remaining edge or in a whole tile.
///
/// Guarantees: `apart` is true only if no point inside the box is inside two areas. The areas must be valid; any order
/// of rings will do. Coordinates are compared as they are, to the last bit. Most of a coverage is in such tiles; of
/// areas that do not share whole edges, nothing is.
/// Complexity: O(n) for n edges, of which each is looked up once or twice in a table that fits the cache. Memory: 8
/// bytes for each edge that is not shared with one of some 60 neighbours, 8 bytes for each tile; at most 16 tiles an
/// area. Immutable; const use from any number of threads. The result does not depend on threads.
///
///     const SingleCover cover(habitats, boxes, hilbert_order(boxes), executor);
///     if (cover.apart(common_box_of_two_habitats)) return;   // they share no land
class SingleCover {
 public:
  /// `order` lists the areas so that neighbours are near each other; it decides the time only.
  SingleCover(const MultiPolygonColumn& areas, std::span<const Box> boxes, std::span<const std::uint32_t> order,
              const Executor& executor);
  bool apart(const Box& box) const noexcept;

 private:
  struct Cells {
    std::int64_t first_column, last_column, first_row, last_row;
  };
  double column_of(double x) const noexcept { return (x - corner_.x) / side_m_; }
  double row_of(double y) const noexcept { return (y - corner_.y) / side_m_; }
  Cells cells_of(double low_column, double high_column, double low_row, double high_row) const noexcept;
  void add(Point from, Point to, std::vector<std::int32_t>& turns, std::vector<char>& shared) const;

  Point corner_;
  double side_m_ = 0;
  std::int64_t columns_ = 0, rows_ = 0;
  /// Number of tiles to the lower left of a corner of tiles in which areas may share land; empty: they may everywhere.
  std::vector<std::uint32_t> shared_before_;
};

}  // namespace spatial
