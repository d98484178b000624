// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Union of the areas of a clean coverage without an overlay: edges that two areas share cancel, what is left is linked
/// to rings again. Exact: every vertex of the result is one of the input, and its area is the sum of the inputs' areas.
///
/// Why it is right: the number of areas that cover a place is the sum of their winding numbers, and edges that run both
/// ways add nothing to it. If the edges left meet only at common vertices, their directions alternate around each
/// vertex, and each connected set of them lies in land covered once or not at all, that number is 0 or 1 everywhere, so
/// the edges left are the boundary of the union. All three are checked here (the first by edge_contacts); nullopt says
/// that they do not hold, and that the areas need an overlay.
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

/// Outlines of the land that an area encloses without covering it, each as an area: its holes, and what lies between
/// parts that touch in several points. Other parts may stand in them. In order of first vertices. `area` valid, in
/// normal form.
MultiPolygonColumn enclosed_outlines(MultiPolygonView area);

/// The parts of areas that are in normal form and share no land, as one area in normal form; cheaper than normalised().
MultiPolygon collected(std::span<const MultiPolygonView> areas);

}  // namespace spatial
