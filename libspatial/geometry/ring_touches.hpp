// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Rings that touch at corners, as the OGC rules allow at single points. Side tests are exact on the lattice of
/// EdgeTree. Pure.
///
///     if (auto area = area_within(std::move(rings))) return *area;

/// One end of a ring's passage through a corner: where it comes from or where it goes to.
struct Spoke {
  Point end;
  bool leaves = false;
  std::uint32_t passage = 0;  ///< the same for the two ends of one passage
};
/// Sorts spokes about a corner counter-clockwise from the east. False if two of them lie on each other.
bool sort_spokes(Point corner, std::span<Spoke> spokes);

/// Rewrites closed rings, with the area on their left, as the same boundary by the OGC rules: parts of the area joined
/// only at a corner get separate shells, holes that touch a shell or each other at a corner become separate rings, and
/// edges that run in both directions are removed. nullopt if rings cross or coincide at a corner. O(n log n).
std::optional<std::vector<std::vector<Point>>> parted_at_corners(std::vector<std::vector<Point>> rings);

/// The area bounded by rings (with the area on their left), in normal form; rings may touch at corners. nullopt if
/// there is no such area or it is not certainly_valid.
std::optional<MultiPolygon> area_within(std::vector<std::vector<Point>> rings);

/// Dissolves valid areas that share borders but do not overlap: common edges cancel. nullopt if they overlap, if a
/// corner of one lies in the middle of an edge of another, or if the result is not certainly_valid. O(n log n).
std::optional<MultiPolygon> land_of_neighbours(std::span<const MultiPolygonView> areas);

}  // namespace spatial
