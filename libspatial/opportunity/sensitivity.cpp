// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/sensitivity.hpp"

#include <algorithm>
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

bool is_positive_indicator(std::size_t k) { return k != static_cast<std::size_t>(Indicator::constraint); }

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
  const std::size_t count = candidates.size(), networks = candidates.networks;
  Sensitivity result;
  if (options.runs <= 0) return result;
  const auto runs = static_cast<std::size_t>(options.runs);
  std::vector<std::uint32_t> rows, first_row{0};  // of the table, of the networks that a candidate has potential for
  for (std::size_t c = 0; c < count; ++c) {
    for (std::size_t n = 0; n < networks; ++n)
      if (candidates.restored(c, n) > 0) rows.push_back(static_cast<std::uint32_t>(c * networks + n));
    first_row.push_back(static_cast<std::uint32_t>(rows.size()));
  }
  const auto ranks = parallel_map<std::vector<std::uint32_t>, NoState>(executor, runs, [&](NoState&, std::size_t run) {
    const auto weights = drawn_weights(scores.weights, options.spread, options.seed, run);
    std::vector<double> score(count, 0);
    for (std::size_t c = 0; c < count; ++c)
      for (std::uint32_t r = first_row[c]; r < first_row[c + 1]; ++r)
        score[c] = std::max(score[c], score_of(table.scaled[rows[r]], weights, scores.suitability));
    return ranks_of(candidates, score);
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
    const auto percentile = [&](double p) {
      const auto at =
          std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(p * static_cast<double>(runs) - 1e-9)));
      const auto found = own.begin() + static_cast<std::ptrdiff_t>(at - 1);
      std::nth_element(own.begin(), found, own.end());
      return *found;
    };
    result.rank_p05[c] = percentile(0.05);
    result.rank_p50[c] = percentile(0.50);
    result.rank_p95[c] = percentile(0.95);
  });
  return result;
}

}  // namespace spatial
