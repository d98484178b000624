// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/landscape/habitat_map.hpp"

namespace spatial {

/// Core habitat of all networks, each area with the networks it counts for (as indices). Within a network no two areas
/// overlap, so sums count overlapping areas once.
struct CoreAreas {
  MultiPolygonColumn geometry;
  std::vector<Box> boxes;
  std::vector<double> areas_m2;
  std::vector<std::vector<std::uint32_t>> networks;
};

/// Complexity O(n) + unions of the features that overlap.
CoreAreas core_areas(const HabitatMap& habitat, const Executor& executor);

}  // namespace spatial
