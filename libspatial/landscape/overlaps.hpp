// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/landscape/clean.hpp"

namespace spatial {

/// Two features of one layer that share an area.
struct SelfOverlap {
  std::uint32_t a = 0;  ///< index in the layer, a < b
  std::uint32_t b = 0;
  double area_m2 = 0;
  Place place;  ///< inside the shared area
};

/// The pairs (geometry/overlap_pairs.hpp) that share more than `tolerance_m2`, each with a point inside the overlap, in
/// the order given.
std::vector<SelfOverlap> self_overlaps(const Layer& layer, std::span<const OverlapPair> pairs, double tolerance_m2,
                                       const Executor& executor);

/// Index of the feature of the pair that keeps the shared area. For `first` and `largest` only.
std::uint32_t keeper(const Layer& layer, const SelfOverlap& overlap, OverlapRule rule);

/// Gives every shared area to its keeper, in place. `repaired` has one flag per feature and is updated; features with
/// no land left become empty. The keeper's original outline is used for every cut, so the result does not depend on the
/// order of the pairs. Issues are appended in the order of the features that lose land.
void resolve(Layer& layer, const std::vector<SelfOverlap>& overlaps, const CleanOptions& options,
             const Executor& executor, std::vector<char>& repaired, Issues& issues);

}  // namespace spatial
