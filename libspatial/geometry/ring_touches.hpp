// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Rings that meet in corners, as the OGC rules allow at single points. Side tests are exact on the
/// lattice of EdgeTree. Pure.

/// One end of a ring's way through a corner: where it comes from or where it goes.
struct Spoke {
  Point end;
  bool leaves = false;
  std::uint32_t passage = 0;  ///< the same for the two ends of one way
};
/// Sorts spokes about a corner counter-clockwise from the east. False if two of them lie on each other.
bool sort_spokes(Point corner, std::span<Spoke> spokes);

/// Rings with the area on their left, closed, as the same boundary by the OGC rules: parts of the area that hang
/// together in a corner only get shells of their own, holes that touch a shell or each other in a corner become rings
/// of their own, and edges that are gone both ways are left out. nullopt if rings cross in a corner or lie on each
/// other there. O(n log n).
std::optional<std::vector<std::vector<Point>>> parted_at_corners(std::vector<std::vector<Point>> rings);

/// The area that rings bound, with the area on their left, in normal form; rings may meet in corners. nullopt if there
/// is none or it is not certainly_valid.
std::optional<MultiPolygon> area_within(std::vector<std::vector<Point>> rings);

/// The land of areas that share borders but no land, each valid: common edges cancel. nullopt if they overlap, if a
/// corner of one stands on an edge of another, or if the result is not certainly_valid. O(n log n).
std::optional<MultiPolygon> land_of_neighbours(std::span<const MultiPolygonView> areas);

}  // namespace spatial
