// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Dissolves the areas of a clean coverage without an overlay: edges that two areas share cancel, and the remaining
/// edges are linked into rings. Exact: every vertex of the result is one of the input, and its area is the sum of the
/// inputs' areas.
///
/// Why it is correct: the number of areas that cover a point is the sum of their winding numbers, and an edge that runs
/// both ways adds nothing to it. Suppose that (1) the remaining edges meet only at common vertices, (2) their
/// directions alternate around each vertex, and (3) each connected set of them lies in land covered once or not at all.
/// Then that number is 0 or 1 everywhere, so the remaining edges are the boundary of the union. All three are checked
/// (the first by edge_contacts). nullopt means that they do not hold and that the areas need an overlay.
///
///     if (auto land = coverage_union(members)) return *land;   // otherwise make an overlay
struct CoverageMember {
  /// Edges one after the other, numbered as by edge_contacts.
  struct Edges {
    std::uint32_t first = 0, count = 0;
  };
  MultiPolygonView geometry;     ///< valid, in normal form
  std::vector<Edges> cancelled;  ///< shared with other members
  std::vector<Edges> nodes;      ///< that start at a vertex of another member
};

/// Members touch but are not tangled (edge_contacts). The result is in normal form: rings that touch themselves at a
/// point are split there, so it is valid by the OGC rules. Pure. Complexity O(n + k log k) for n points and k common
/// vertices.
std::optional<MultiPolygon> coverage_union(std::span<const CoverageMember> members);

/// Land that an area encloses but does not cover, each piece as an area: its holes, and gaps between parts that touch
/// at several points. Other parts of the area may lie inside such a piece. Ordered by first vertex. `area` must be
/// valid and in normal form.
MultiPolygonColumn enclosed_outlines(MultiPolygonView area);

/// The parts of areas in the order of the normal form of one area that has them all. The areas must be in normal form
/// and must not overlap. Copies no points.
std::vector<PolygonView> parts_in_order(std::span<const MultiPolygonView> areas);

}  // namespace spatial
