// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "libspatial/geometry/edge_tree.hpp"

namespace spatial {

/// How the boundaries of two areas meet.
///
/// In a clean coverage two areas meet only in whole edges, which run in opposite directions, and in common vertices.
/// Their union then needs no overlay, because common edges cancel (geometry/coverage_union.hpp). Every other contact is
/// `tangled`: edges that cross, a vertex in the middle of an edge or within 0.1 µm of it, edges that run in the same
/// direction, one area inside the other. Anything nearer than 0.1 µm is tangled; all other cases are decided exactly on
/// the lattice of EdgeTree.
///
///     const EdgeContacts contacts = edge_contacts(a, EdgeTree(a), b);
///     if (contacts.tangled) return union_of(geos, a, b);   // an overlay is needed
struct EdgeContacts {
  /// A run of edge pairs (a, b), (a - 1, b + 1), …: neighbours follow a common border in opposite directions.
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
/// Stops at the first contact that makes the pair tangled. Repeated points (equal on the lattice) make it tangled.
/// Pure. Complexity O(|b| + edges of b near a × log |a|).
EdgeContacts edge_contacts(MultiPolygonView a, const EdgeTree& tree, MultiPolygonView b);

}  // namespace spatial
