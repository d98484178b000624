// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "libspatial/overlay/disjoint.hpp"
#include "libspatial/overlay/knife.hpp"

namespace spatial {

/// A mask: land to erase from features, to clip them to, or to measure them by. Overlapping areas count once.
/// Const use from any number of threads, each with its own KnifeWorker. Features must be in normal form.
///
///     const Mask mask(exclusions, executor);
///     const double covered_m2 = mask.covered_m2(worker, site, box_of(site), area_m2(site));
class Mask {
 public:
  Mask(const MultiPolygonColumn& areas, const Executor& executor);
  explicit Mask(DisjointAreas areas, const Executor& executor);
  /// The same mask without uniting overlapping areas. Faster where many areas are connected, such as roads: their union
  /// would be one area with thousands of holes, slow to make and slow to query.
  static Mask of_overlapping(const MultiPolygonColumn& areas, const Executor& executor);

  /// Area of the feature inside the mask in m², overlaps counted once.
  double covered_m2(KnifeWorker& worker, MultiPolygonView feature, const Box& box, double area_m2) const;
  /// The part of the feature outside the mask; the whole feature if they share at most `tolerance_m2`.
  MultiPolygon outside(KnifeWorker& worker, MultiPolygonView feature, const Box& box, double area_m2,
                       double tolerance_m2) const;
  /// The part of the feature inside the mask; the whole feature if at most `tolerance_m2` lies outside.
  MultiPolygon inside(KnifeWorker& worker, MultiPolygonView feature, const Box& box, double area_m2,
                      double tolerance_m2) const;

 private:
  Mask(MultiPolygonColumn areas, std::vector<OverlapPair> overlaps, const Executor& executor);
  double once_m2(KnifeWorker& worker, Blank& blank, std::span<const ZoneShare> shares, std::optional<Cut>& rest) const;

  std::vector<OverlapPair> overlaps_;                // sorted; only if areas are not united
  std::unique_ptr<const MultiPolygonColumn> areas_;  // its address stays the same when the mask is moved
  std::unique_ptr<const Knife> knife_;
};

}  // namespace spatial
