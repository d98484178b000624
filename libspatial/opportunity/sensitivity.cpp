// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/sensitivity.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace spatial {
namespace {

/// Counter-based random numbers (SplitMix64, Steele et al. 2014): the sequence depends only on the key.
class Random {
 public:
  Random(std::uint64_t seed, std::uint64_t run) : state_(mixed(mixed(seed) + run)) {}
  /// Uniformly distributed in (0, 1).
  double uniform() { return (static_cast<double>(next() >> 11) + 0.5) * 0x1.0p-53; }
  double normal() {  // Box & Muller 1958
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }
  double gamma(double shape) {  // Marsaglia & Tsang 2000
    if (shape < 1) return gamma(shape + 1) * std::pow(uniform(), 1 / shape);
    const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
    while (true) {
      const double x = normal(), v = std::pow(1 + c * x, 3);
      if (v <= 0) continue;
      if (std::log(uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
    }
  }

 private:
  static std::uint64_t mixed(std::uint64_t z) {
    z += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  std::uint64_t next() { return mixed(state_++); }
  std::uint64_t state_;
};

constexpr auto constraint = static_cast<std::size_t>(Indicator::constraint),
               potential = static_cast<std::size_t>(Indicator::potential);

bool is_positive_indicator(std::size_t k) { return k != constraint; }

/// Runs whose scores are computed in one pass over the table of indicators, which is much larger than any cache.
constexpr std::size_t runs_together = 8;

/// The same as score_of, step by step, for the weights of several runs at once.
class RunScores {
 public:
  using Values = std::array<double, runs_together>;
  RunScores(const std::array<std::array<double, indicator_count>, runs_together>& weights, SuitabilityRule rule)
      : multiplies_(rule == SuitabilityRule::multiply) {
    for (std::size_t k = 0; k < indicator_count; ++k)
      for (std::size_t run = 0; run < runs_together; ++run) weights_[k][run] = weights[run][k];
    for (std::size_t k = 0; k < indicator_count; ++k)
      if (adds(k))
        for (std::size_t run = 0; run < runs_together; ++run) total_[run] += weights_[k][run];
  }
  void of(const IndicatorTable::Row& scaled, Values& score) const {
    Values sum{};
    for (std::size_t k = 0; k < indicator_count; ++k)
      if (adds(k))
        for (std::size_t run = 0; run < runs_together; ++run) sum[run] += weights_[k][run] * scaled[k];
    if (total_[0] > 0) {  // so they all are: a draw changes no sum
      for (std::size_t run = 0; run < runs_together; ++run) sum[run] /= total_[run];
    } else {
      sum.fill(multiplies_ ? 1 : 0);
    }
    const double suitability = multiplies_ ? scaled[potential] : 1;
    for (std::size_t run = 0; run < runs_together; ++run)
      score[run] = ScoreFactors{suitability, sum[run], 1 - weights_[constraint][run] * scaled[constraint]}.score();
  }

 private:
  bool adds(std::size_t k) const { return k != constraint && !(multiplies_ && k == potential); }
  bool multiplies_;
  std::array<Values, indicator_count> weights_{};
  Values total_{};
};

struct RunsWorker {
  std::array<std::vector<double>, runs_together> scores;
  Rankings::Scratch scratch;
};

/// By run and candidate: the score for the network for which it scores highest.
void best_scores(const CandidateSet& candidates, const IndicatorTable& table, const RunScores& runs,
                 std::array<std::vector<double>, runs_together>& scores) {
  for (std::vector<double>& one : scores) one.resize(candidates.size());
  RunScores::Values best, own;
  for (std::size_t c = 0; c < candidates.size(); ++c) {
    best.fill(0);
    for (std::size_t n = 0; n < candidates.networks; ++n) {
      if (candidates.restored(c, n) <= 0) continue;
      runs.of(table.scaled[c * candidates.networks + n], own);
      for (std::size_t run = 0; run < runs_together; ++run) best[run] = std::max(best[run], own[run]);
    }
    for (std::size_t run = 0; run < runs_together; ++run) scores[run][c] = best[run];
  }
}

}  // namespace

std::array<double, indicator_count> drawn_weights(const std::array<double, indicator_count>& weights, double spread,
                                                  std::uint64_t seed, std::uint64_t run) {
  double total = 0;
  int number = 0;
  for (std::size_t k = 0; k < indicator_count; ++k)
    if (is_positive_indicator(k) && weights[k] > 0) {
      total += weights[k];
      ++number;
    }
  std::array<double, indicator_count> drawn = weights;
  if (number < 2 || !(spread > 0)) return drawn;
  // A weight with mean share m has variance m (1 − m) / (concentration + 1). This is solved for the average share, 1 /
  // number.
  const double concentration = std::max(1e-3, (number - 1) / (spread * spread) - 1);
  Random random(seed, run);
  double sum = 0;
  for (std::size_t k = 0; k < indicator_count; ++k)
    if (is_positive_indicator(k) && weights[k] > 0) sum += drawn[k] = random.gamma(concentration * weights[k] / total);
  for (std::size_t k = 0; k < indicator_count; ++k)
    if (is_positive_indicator(k) && weights[k] > 0) drawn[k] *= total / sum;
  return drawn;
}

Sensitivity sensitivity_of(const CandidateSet& candidates, const IndicatorTable& table, const Scores& scores,
                           const SensitivityOptions& options, const Executor& executor) {
  const std::size_t count = candidates.size();
  Sensitivity result;
  if (options.runs <= 0) return result;
  const auto runs = static_cast<std::size_t>(options.runs);
  const Rankings rankings(candidates);
  std::vector<std::vector<std::uint32_t>> ranks(runs);
  parallel_for<RunsWorker>(
      executor, (runs + runs_together - 1) / runs_together, [&](RunsWorker& worker, std::size_t b) {
        const std::size_t first = b * runs_together;
        std::array<std::array<double, indicator_count>, runs_together> weights;
        for (std::size_t k = 0; k < runs_together; ++k)
          weights[k] = drawn_weights(scores.weights, options.spread, options.seed, std::min(first + k, runs - 1));
        best_scores(candidates, table, RunScores(weights, scores.suitability), worker.scores);
        for (std::size_t k = 0; k < std::min(runs_together, runs - first); ++k) {
          ranks[first + k].resize(count);
          rankings.rank(worker.scores[k], worker.scratch, ranks[first + k]);
        }
      });
  result.rank_p05.resize(count);
  result.rank_p50.resize(count);
  result.rank_p95.resize(count);
  result.share_top10.resize(count);
  parallel_for<std::vector<std::uint32_t>>(executor, count, [&](std::vector<std::uint32_t>& own, std::size_t c) {
    const auto ranked = static_cast<double>(scores.ranked[candidates.ranking_of(c)]);
    const auto top = static_cast<std::uint32_t>(std::ceil(0.10 * ranked - 1e-9));
    own.clear();
    for (std::size_t run = 0; run < runs; ++run) own.push_back(ranks[run][c]);
    result.share_top10[c] =
        static_cast<double>(std::count_if(own.begin(), own.end(), [&](std::uint32_t rank) { return rank <= top; })) /
        static_cast<double>(runs);
    const auto place = [&](double p) {
      const auto at =
          std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(p * static_cast<double>(runs) - 1e-9)));
      return own.begin() + static_cast<std::ptrdiff_t>(at - 1);
    };
    const auto low = place(0.05), middle = place(0.50), high = place(0.95);
    std::nth_element(own.begin(), middle, own.end());
    if (low < middle) std::nth_element(own.begin(), low, middle);
    if (high > middle) std::nth_element(middle + 1, high, own.end());
    result.rank_p05[c] = *low;
    result.rank_p50[c] = *middle;
    result.rank_p95[c] = *high;
  });
  return result;
}

}  // namespace spatial
