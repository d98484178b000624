// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "libspatial/geometry/edge_tree.hpp"

namespace spatial {

/// A straight piece of a line.
using Segment = std::pair<Point, Point>;

/// The straight pieces of a line given by its points.
std::vector<Segment> segments_of(std::span<const Point> line);
/// The parts of the segments that lie inside an area (or outside it, if `inside` is false). Each segment is cut where
/// it crosses an edge, and each piece is tested at its midpoint. Pieces along the boundary are inside
/// (geometry/on_edge.hpp). Pure; O(segments × edges near them).
///
///     const double inside_m = length_m(parts_of(segments_of(hedge), EdgeTree(site)));
std::vector<Segment> parts_of(std::span<const Segment> segments, const EdgeTree& area, bool inside = true);
double length_m(std::span<const Segment> segments) noexcept;

}  // namespace spatial
