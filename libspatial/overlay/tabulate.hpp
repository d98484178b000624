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

/// One step of the same sums: the area that a feature, or land of several united features, shares with a zone.
struct FeatureShare {
  std::uint32_t zone = 0;
  std::uint32_t feature = 0;  ///< of united ones the lowest
  bool united = false;        ///< land of features of one class that overlap
  bool tangled = false;       ///< of a single feature: united land has its place, too
  double area_m2 = 0;
};

/// All shares, in the order in which areas_by_zone_and_class adds them up: single features, then united ones, each by
/// number. So shares of parts of a layer, put in this order, give the same sums to the last bit.
std::vector<FeatureShare> shares_in_zones(const MultiPolygonColumn& features,
                                          const std::vector<std::uint32_t>& class_of,
                                          const std::vector<OverlapPair>& overlaps, const MultiPolygonColumn& zones,
                                          const Executor& executor);
/// `class_of` gives the class of FeatureShare::feature.
std::vector<ZoneClassArea> sums_of(const std::vector<FeatureShare>& shares, const std::vector<std::uint32_t>& class_of);

}  // namespace spatial
