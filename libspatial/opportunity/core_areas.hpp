// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/landscape/habitat_map.hpp"

namespace spatial {

/// Core habitat of all networks. Each area has the indices of the networks that it belongs to. Within a network no two
/// areas overlap, so sums count overlapping habitat once.
///
///     const CoreAreas core = core_areas(habitat, executor);
struct CoreAreas {
  MultiPolygonColumn geometry;
  std::vector<Box> boxes;
  std::vector<double> areas_m2;
  std::vector<std::vector<std::uint32_t>> networks;
};

/// Pure; throws Error(geometry) if GEOS fails. O(n) plus the unions of overlapping features; the result does not depend
/// on the number of threads.
CoreAreas core_areas(const HabitatMap& habitat, const Executor& executor);

}  // namespace spatial
