// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/opportunity/score.hpp"

namespace spatial {

/// Why the score of one candidate differs between two maps (docs/methods.md section 9b).
///
/// A score is 100 × suitability × merit × constraint, and merit is the sum over indicators of w x / Σ w. Each factor
/// gets its Shapley value: its contribution, averaged over all orders in which the three factors could have changed.
/// For merit, this is its change times a number that depends only on the other two factors, so it can be divided among
/// the indicators. Suitability + constraint + the indicators' parts therefore add up to the change of the score, apart
/// from rounding. Source: Shapley (1953), "A value for n-person games".
///
///     const ScoreChange why = change_between(terms_of(old_row, ...), terms_of(new_row, ...));
///     why.suitability + why.constraint + sum(why.indicators) == new_score - old_score;   // within 1e-9
struct ScoreTerms {
  ScoreFactors factors;
  IndicatorTable::Row scaled{};                        ///< x
  std::array<double, indicator_count> weight_share{};  ///< w / Σ w of the indicators that are weighed, others 0
};

struct ScoreChange {
  double suitability = 0, constraint = 0;
  std::array<double, indicator_count> indicators{};  ///< by Indicator; 0 for the constraint
  double weights = 0;  ///< the portion of the indicators' parts that is due to changed weights
  double total() const noexcept;
};

/// The terms of the score of a row of scaled indicators. Pure.
ScoreTerms terms_of(const IndicatorTable::Row& scaled, const std::array<double, indicator_count>& weights,
                    SuitabilityRule rule) noexcept;
ScoreChange change_between(const ScoreTerms& old_terms, const ScoreTerms& new_terms) noexcept;

}  // namespace spatial
