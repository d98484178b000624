// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/geometry/operations.hpp"
#include "libspatial/overlay/disjoint.hpp"
#include "libspatial/overlay/zone_index.hpp"

namespace spatial {

/// Land to be cut out of features, or to cut them to, or to be measured as one: overlapping areas count once.
/// Large areas are cut into pieces of at most 256 vertices, so that each question is local.
/// Const use from any number of threads, each with its own GeosContext and AreaScratch.
class Mask {
 public:
  Mask() = default;
  Mask(const MultiPolygonColumn& areas, const Executor& executor);
  explicit Mask(const DisjointAreas& areas, const Executor& executor);

  bool empty() const noexcept { return index_.size() == 0; }
  /// Area of the feature that lies in the mask, each place once; m².
  double covered_m2(MultiPolygonView feature, const Box& box, double area_m2, AreaScratch& scratch) const;
  /// The feature without what lies in the mask; the feature as it is if they share no more than `tolerance_m2`.
  MultiPolygon outside(GeosContext& geos, MultiPolygonView feature, const Box& box, double area_m2, double tolerance_m2, AreaScratch& scratch) const;
  /// What of the feature lies in the mask; the feature as it is if no more than `tolerance_m2` is missing.
  MultiPolygon inside(GeosContext& geos, MultiPolygonView feature, const Box& box, double area_m2, double tolerance_m2, AreaScratch& scratch) const;

 private:
  MultiPolygon united(GeosContext& geos, const std::vector<ZoneShare>& shares) const;
  MultiPolygonColumn pieces_;
  ZoneIndex index_;
};

}  // namespace spatial
