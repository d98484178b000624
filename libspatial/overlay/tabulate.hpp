// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/overlap_pairs.hpp"

namespace spatial {

/// Area of each class in each zone; no geometry is built.
///
///     const auto rows = areas_by_zone_and_class(habitats, class_of, overlaps, parishes, executor);
struct ZoneClassArea {
  std::uint32_t zone = 0;
  std::uint32_t feature_class = 0;
  std::size_t features = 0;  ///< features of the class that share an area with the zone
  double area_m2 = 0;        ///< sum over features; overlaps within the layer count several times
  double dissolved_m2 = 0;   ///< overlaps counted once
};

/// Rows for all pairs of zone and class that share an area, by (zone, class). `class_of` gives each feature's class.
/// `overlaps` are the overlapping pairs of features (overlapping_pairs); only these are united for the dissolved areas.
/// Complexity O(n log n) + edges near zone boundaries. Sums run in feature order, compensated.
std::vector<ZoneClassArea> areas_by_zone_and_class(const MultiPolygonColumn& features,
                                                   const std::vector<std::uint32_t>& class_of,
                                                   const std::vector<OverlapPair>& overlaps,
                                                   const MultiPolygonColumn& zones, const Executor& executor);

/// One term of these sums: the area that a feature, or several united features, share with a zone.
struct FeatureShare {
  std::uint32_t zone = 0;
  std::uint32_t feature = 0;  ///< the lowest, if several are united
  bool united = false;        ///< a union of overlapping features of one class
  bool tangled = false;       ///< a single feature that also belongs to a union
  double area_m2 = 0;
};

/// All shares, in the order in which areas_by_zone_and_class adds them up: single features, then unions, each by
/// number. Shares computed in parts and put in this order therefore give the same sums to the last bit.
std::vector<FeatureShare> shares_in_zones(const MultiPolygonColumn& features,
                                          const std::vector<std::uint32_t>& class_of,
                                          const std::vector<OverlapPair>& overlaps, const MultiPolygonColumn& zones,
                                          const Executor& executor);
/// `class_of` gives the class of FeatureShare::feature.
std::vector<ZoneClassArea> sums_of(const std::vector<FeatureShare>& shares, const std::vector<std::uint32_t>& class_of);

}  // namespace spatial
