// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Features united by group.
///
/// How: areas that meet as those of a coverage do, in whole common edges, are united by cancelling these edges
/// (geometry/coverage_union.hpp): exact, linear, no overlay. Areas that are tangled (they overlap, cross, or meet in a
/// vertex that one of them lacks; see geometry/edge_contacts.hpp) are found and united by GEOS' OverlayNG first, they
/// alone, and the result takes part again. Work is split over pairs of neighbours and over connected clusters of land,
/// so that one large group does not keep a single thread busy. Guarantees: valid, in normal form; for a coverage every
/// vertex is one of the input and the area is the sum of the features' areas; the same with any number of threads.
/// Features in a file (their pool) leave the result there as well.
/// Features must be valid and in normal form. Errors: Error(geometry). Complexity O(n log n) + overlays of tangled
/// features.
struct Dissolved {
  MultiPolygonColumn geometry;  ///< one area per group; empty where a group has no land
  std::size_t tangled = 0;      ///< features that needed an overlay
};

/// `group_of` gives each feature's group, below `groups`.
Dissolved dissolve(const MultiPolygonColumn& features, std::span<const std::uint32_t> group_of, std::uint32_t groups,
                   const Executor& executor);

}  // namespace spatial
