// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "libspatial/geometry/edge_tree.hpp"

namespace spatial {

/// How the boundaries of two areas meet.
///
/// In a clean coverage two areas meet only in whole edges, which they run through in opposite directions, and in common
/// vertices. Then their union needs no overlay: common edges cancel (geometry/coverage_union.hpp). Everything else is
/// `tangled`: edges that cross, a vertex in the middle of an edge or within 0.1 µm of it, edges run in the same
/// direction, an area inside the other. What is nearer than 0.1 µm is tangled in any case; the rest is decided exactly
/// on the lattice of EdgeTree.
struct EdgeContacts {
  /// Pairs of edges (a, b), (a - 1, b + 1), … as neighbours have them that run along each other in opposite directions.
  struct Run {
    std::uint32_t a = 0, b = 0, count = 0;
  };
  std::vector<Run> shared;  ///< edge of a, edge of b: the same, in opposite direction
  std::vector<Run> nodes;   ///< edges of a and b that start at a common vertex
  bool tangled = false;
  bool apart() const noexcept { return shared.empty() && nodes.empty() && !tangled; }
};

/// Number of edges of an area in normal form: edge k of ring r has index (edges of the rings before) + k.
std::uint32_t edge_count(MultiPolygonView feature) noexcept;

/// `tree` is that of `a`; both are valid and in normal form (see MultiPolygonColumn). Edges are numbered as above.
/// Stops at the first finding that makes the pair tangled. Repeated points (nearer than the lattice tells apart) make
/// it tangled. Pure. Complexity O(|b| + edges of b near a × log |a|).
EdgeContacts edge_contacts(MultiPolygonView a, const EdgeTree& tree, MultiPolygonView b);

}  // namespace spatial
