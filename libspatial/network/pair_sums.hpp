// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/network/best_links.hpp"
#include "libspatial/network/graph.hpp"

namespace spatial {

/// What a path of length d is worth: exp(−rate · d) for PC, 1 / (1 + d) for IIC (d = number of links).
struct PathValue {
  double rate = 0;  ///< 0: IIC
  double operator()(double d) const noexcept { return rate > 0 ? std::exp(-rate * d) : 1 / (1 + d); }
  /// d in the unit in which two paths count as equal to 1e-9.
  double scaled(double d) const noexcept { return rate > 0 ? rate * d : d; }
};

/// Sums over all pairs of patches, from which PC, IIC and the importance of patches follow. The rows of patches without
/// area are not computed: whatever is made of them is multiplied by their area. Private to the module.
struct PairSums {
  std::vector<double> row;           ///< Σ_j a_j v_ij per patch i, j = i included
  std::vector<double> reached_area;  ///< Σ of the areas within reach of i, its own included
  std::vector<double> connector;  ///< Σ Σ a_i a_j (v_ij − v_ij without k), per patch k ≠ i, j; empty if not asked for
  std::vector<double> betweenness;  ///< Σ Σ a_i a_j v_ij σ_ij(k)/σ_ij, per patch k ≠ i, j; empty if not asked for
};

/// One bounded search per patch, in parallel over a fixed number of blocks of sources that are added in order: the same
/// bits for any number of threads.
PairSums pair_sums(const PatchGraph& graph, const PathValue& value, double limit_m, bool per_patch,
                   const Executor& executor);
/// The same for PC from links that were split (best_links.hpp): where patches are wide, several times faster.
PairSums pair_sums(const SplitLinks& links, const PathValue& value, double limit_m, const Executor& executor);

/// Σ_i Σ_j a_i a_j v_ij: the numerator of PC or IIC.
double numerator_of(const PatchGraph& graph, const PairSums& sums);

}  // namespace spatial
