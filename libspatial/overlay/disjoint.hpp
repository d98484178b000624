// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/overlap_pairs.hpp"

namespace spatial {

/// Features with their overlaps removed: overlapping features are united and all others stay unchanged (touching is not
/// overlapping). Sums of areas over the result count nothing twice.
///
///     const DisjointAreas once = disjoint_areas(sites, executor);   // once.members[k]: the sites in area k
struct DisjointAreas {
  MultiPolygonColumn geometry;                      ///< ordered by lowest member
  std::vector<std::vector<std::uint32_t>> members;  ///< per area, the features it was made of, ascending
};

/// For the features `chosen` (ascending). Finds overlapping pairs with tolerance 0.
DisjointAreas disjoint_areas(const MultiPolygonColumn& features, std::span<const std::uint32_t> chosen,
                             const Executor& executor);
/// All features.
DisjointAreas disjoint_areas(const MultiPolygonColumn& features, const Executor& executor);
/// The same with pairs that are known already; other pairs are assumed not to overlap. Complexity O(n + unions).
DisjointAreas disjoint_areas(const MultiPolygonColumn& features, std::span<const std::uint32_t> chosen,
                             std::span<const OverlapPair> overlaps, const Executor& executor);

}  // namespace spatial
