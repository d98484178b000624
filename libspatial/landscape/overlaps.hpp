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

/// Those of the pairs (geometry/overlap_pairs.hpp) that share more than `tolerance_m2`, each with a place, in their
/// order.
std::vector<SelfOverlap> self_overlaps(const Layer& layer, std::span<const OverlapPair> pairs, double tolerance_m2,
                                       const Executor& executor);

/// Which of a pair keeps the shared area, by index. For `first` and `largest` only.
std::uint32_t keeper(const Layer& layer, const SelfOverlap& overlap, OverlapRule rule);

/// Gives every shared area to its keeper, in place; `repaired` has one flag a feature and is kept up to date, features
/// of which nothing is left become empty. Winners are taken as they were, so the result does not depend on the order in
/// which pairs are worked off. Issues are appended in the order of the losers.
void resolve(Layer& layer, const std::vector<SelfOverlap>& overlaps, const CleanOptions& options,
             const Executor& executor, std::vector<char>& repaired, Issues& issues);

}  // namespace spatial
