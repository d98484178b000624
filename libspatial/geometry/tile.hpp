// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Rectangles (m) that share work on a map among parts of a plan (run/part_tiles.hpp). A tile has its lower and left
/// edges but not its upper and right ones, so tiles side by side hold every point exactly once. Pure; O(1).
///
///     if (holds(tile, place_of_pair(a, b))) …      // of all tiles, exactly one looks at this pair
///     if (surrounds(tile, a)) …                    // and this tile looks at every pair that `a` is in

inline bool holds(const Box& tile, Point p) noexcept {
  return p.x >= tile.min_x && p.x < tile.max_x && p.y >= tile.min_y && p.y < tile.max_y;
}

/// Whether the tile holds every point of the box.
inline bool surrounds(const Box& tile, const Box& box) noexcept {
  return box.min_x >= tile.min_x && box.max_x < tile.max_x && box.min_y >= tile.min_y && box.max_y < tile.max_y;
}

/// The lower left corner of what two boxes have in common; they must meet. A tile that holds it meets both boxes.
/// (Reference points: J.-P. Dittrich and B. Seeger, ICDE 2000.)
inline Point place_of_pair(const Box& a, const Box& b) noexcept {
  return {std::max(a.min_x, b.min_x), std::max(a.min_y, b.min_y)};
}

/// The place of one box. The tile that holds it owns what is in the box.
inline Point place_of(const Box& box) noexcept { return {box.min_x, box.min_y}; }

}  // namespace spatial
