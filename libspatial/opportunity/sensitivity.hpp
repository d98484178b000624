// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/opportunity/score.hpp"

namespace spatial {

/// How robust the ranking is (docs/methods.md section 10): the ranks of all candidates under random weights around the
/// configured ones, within each ranking. One entry per candidate; percentiles are order statistics (nearest rank).
///
///     sensitivity.share_top10[i];   // 0.92: in the top tenth in 92 % of the runs
struct Sensitivity {
  std::vector<std::uint32_t> rank_p05, rank_p50, rank_p95;
  std::vector<double> share_top10;  ///< share of runs in which the candidate is among the top tenth
};

/// Weights of the positive indicators are drawn from a Dirichlet distribution whose mean is the configured weights; the
/// concentration makes `spread` the relative standard deviation of an average weight. The constraint's weight is not
/// varied. Run r uses random numbers keyed by (seed, r), so the result does not depend on threads. Empty for runs = 0.
/// Complexity O(runs × (candidates × networks + n log n)); memory 4 bytes × runs × candidates.
Sensitivity sensitivity_of(const CandidateSet& candidates, const IndicatorTable& table, const Scores& scores,
                           const SensitivityOptions& options, const Executor& executor);

/// One draw of weights with the same sum as the configured ones; for tests.
std::array<double, indicator_count> drawn_weights(const std::array<double, indicator_count>& weights, double spread,
                                                  std::uint64_t seed, std::uint64_t run);

}  // namespace spatial
