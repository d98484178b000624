// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Two areas of one column that share an area; a < b.
struct OverlapPair {
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  double area_m2 = 0;
};

/// All pairs that share more than `tolerance_m2`, sorted by (a, b). No overlay is made: the shared area is summed from
/// edges (geometry/shared_area.hpp). `boxes` and `areas_m2` are those of the features. Complexity O(n log n + Σ over
/// neighbouring pairs of the smaller one's vertices). The result does not depend on threads.
///
///     const auto pairs = overlapping_pairs(habitats, boxes_of(habitats), areas_m2_of(habitats), 0.5, executor);
std::vector<OverlapPair> overlapping_pairs(const MultiPolygonColumn& features, const std::vector<Box>& boxes,
                                           const std::vector<double>& areas_m2, double tolerance_m2,
                                           const Executor& executor);

/// The order in which parallel_map should start features: by number of vertices, which stands for their cost, largest
/// first.
std::vector<std::uint32_t> by_falling_size(const MultiPolygonColumn& features);

}  // namespace spatial
