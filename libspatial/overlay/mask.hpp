// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "libspatial/overlay/disjoint.hpp"
#include "libspatial/overlay/knife.hpp"

namespace spatial {

/// Land to be cut out of features, or to cut them to, or to be measured as one: overlapping areas count once.
/// Const use from any number of threads, each with its own KnifeWorker. Features must be in normal form.
class Mask {
 public:
  Mask(const MultiPolygonColumn& areas, const Executor& executor);
  explicit Mask(DisjointAreas areas, const Executor& executor);
  /// The same land from areas that stay as they are where they overlap. Quicker where many hang together, as roads do:
  /// their union would be one area with thousands of holes, slow to make and slow to ask.
  static Mask of_overlapping(const MultiPolygonColumn& areas, const Executor& executor);

  /// Area of the feature that lies in the mask, each place once; m².
  double covered_m2(KnifeWorker& worker, MultiPolygonView feature, const Box& box, double area_m2) const;
  /// The feature without what lies in the mask; the feature as it is if they share no more than `tolerance_m2`.
  MultiPolygon outside(KnifeWorker& worker, MultiPolygonView feature, const Box& box, double area_m2,
                       double tolerance_m2) const;
  /// What of the feature lies in the mask; the feature as it is if no more than `tolerance_m2` is missing.
  MultiPolygon inside(KnifeWorker& worker, MultiPolygonView feature, const Box& box, double area_m2,
                      double tolerance_m2) const;

 private:
  Mask(MultiPolygonColumn areas, std::vector<OverlapPair> overlaps, const Executor& executor);
  double once_m2(KnifeWorker& worker, Blank& blank, std::span<const ZoneShare> shares, std::optional<Cut>& rest) const;

  std::vector<OverlapPair> overlaps_;                // sorted; none unless areas stay as they are
  std::unique_ptr<const MultiPolygonColumn> areas_;  // stays where it is when the mask moves
  std::unique_ptr<const Knife> knife_;
};

}  // namespace spatial
