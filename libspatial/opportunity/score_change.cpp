// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/score_change.hpp"

namespace spatial {
namespace {

/// Shapley value of one factor in a product of three, divided by the factor's own change: the mean, over the six orders
/// in which the factors can change, of the product of the other two.
double multiplier(double old_a, double new_a, double old_b, double new_b) {
  return (old_a * old_b + new_a * new_b) / 3 + (old_a * new_b + new_a * old_b) / 6;
}

}  // namespace

double ScoreChange::total() const noexcept {
  double sum = suitability + constraint;
  for (const double part : indicators) sum += part;
  return sum;
}

ScoreTerms terms_of(const IndicatorTable::Row& scaled, const std::array<double, indicator_count>& weights,
                    SuitabilityRule rule) noexcept {
  ScoreTerms terms;
  terms.factors = factors_of(scaled, weights, rule);
  terms.scaled = scaled;
  double total = 0;
  for (std::size_t k = 0; k < indicator_count; ++k) {
    if (indicators()[k].indicator == Indicator::constraint) continue;
    if (rule == SuitabilityRule::multiply && indicators()[k].indicator == Indicator::potential) continue;
    terms.weight_share[k] = weights[k];
    total += weights[k];
  }
  for (double& share : terms.weight_share) share = total > 0 ? share / total : 0;
  return terms;
}

ScoreChange change_between(const ScoreTerms& a, const ScoreTerms& b) noexcept {
  const ScoreFactors &before = a.factors, &after = b.factors;
  ScoreChange change;
  change.suitability = 100 * (after.suitability - before.suitability) *
                       multiplier(before.merit, after.merit, before.constraint, after.constraint);
  change.constraint = 100 * (after.constraint - before.constraint) *
                      multiplier(before.merit, after.merit, before.suitability, after.suitability);
  const double each = 100 * multiplier(before.suitability, after.suitability, before.constraint, after.constraint);
  for (std::size_t k = 0; k < indicator_count; ++k) {
    change.indicators[k] = each * (b.weight_share[k] * b.scaled[k] - a.weight_share[k] * a.scaled[k]);
    change.weights += each * (b.weight_share[k] - a.weight_share[k]) * (a.scaled[k] + b.scaled[k]) / 2;
  }
  return change;
}

}  // namespace spatial
