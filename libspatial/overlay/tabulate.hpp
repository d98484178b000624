// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/overlap_pairs.hpp"

namespace spatial {

/// Area of each class in each zone; no geometry is built.
struct ZoneClassArea {
  std::uint32_t zone = 0;
  std::uint32_t feature_class = 0;
  std::size_t features = 0;  ///< features of the class that share an area with the zone
  double area_m2 = 0;        ///< sum over features: where the layer overlaps itself, land counts several times
  double dissolved_m2 = 0;   ///< each place once
};

/// Rows for all pairs that share an area, by (zone, class). `class_of` gives each feature's class; `overlaps` are the
/// pairs of features that share an area (overlapping_pairs), so that only those are united for the dissolved areas.
/// Complexity O(n log n) + edges near zone boundaries. Sums run in feature order, compensated.
std::vector<ZoneClassArea> areas_by_zone_and_class(const MultiPolygonColumn& features,
                                                   const std::vector<std::uint32_t>& class_of,
                                                   const std::vector<OverlapPair>& overlaps,
                                                   const MultiPolygonColumn& zones, const Executor& executor);

}  // namespace spatial
