// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/score.hpp"

#include <algorithm>
#include <boost/sort/pdqsort/pdqsort.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "libspatial/core/error.hpp"
#include "libspatial/core/numbers.hpp"

namespace spatial {
namespace {

std::size_t at(Indicator indicator) { return static_cast<std::size_t>(indicator); }

/// The 95th percentile by linear interpolation between order statistics (type 7 of Hyndman & Fan 1996). If so few
/// candidates gain anything that it is 0, the largest gain is used.
double ninety_fifth(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const double position = 0.95 * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::size_t>(position);
  const std::size_t high = std::min(low + 1, values.size() - 1);
  const double percentile = values[low] + (position - static_cast<double>(low)) * (values[high] - values[low]);
  return percentile > 0 ? percentile : values.back();
}

double share(double part, double whole) { return whole > 0 ? std::clamp(part / whole, 0.0, 1.0) : 0; }

double gain_per_ha(const CandidateSet& candidates, const Facts& facts, std::size_t candidate, std::size_t network) {
  return facts.networks[network][candidate].gain.eca_gain_m2 / candidates.areas_m2[candidate];
}

}  // namespace

IndicatorTable::Row raw_indicators(const CandidateSet& candidates, const Facts& facts, std::size_t c, std::size_t n) {
  const std::size_t place = c * candidates.networks + n;
  IndicatorTable::Row raw{};
  if (candidates.restored(c, n) <= 0) return raw;
  raw[at(Indicator::better)] = facts.places.near_sites_m2[c] / hectare;
  raw[at(Indicator::bigger)] = facts.networks[n][c].progress;
  raw[at(Indicator::more)] = facts.cover[place];
  raw[at(Indicator::joined)] = gain_per_ha(candidates, facts, c, n);
  raw[at(Indicator::boa)] = facts.places.in_boa_m2[c] / hectare;
  raw[at(Indicator::boa_target)] = facts.places.boa_target_m2[place] / hectare;
  raw[at(Indicator::potential)] = candidates.restored(c, n) / candidates.areas_m2[c];
  raw[at(Indicator::constraint)] = facts.places.constraint_m2[c] / hectare;
  return raw;
}

IndicatorTable indicators_of(const CandidateSet& candidates, const Facts& facts, const ScoringOptions& options) {
  const std::size_t networks = candidates.networks;
  IndicatorTable table;
  table.networks = networks;
  table.scaled.resize(candidates.size() * networks);
  table.available.fill(true);
  table.available[at(Indicator::better)] = facts.places.has_sites;
  table.available[at(Indicator::boa)] = facts.places.has_boas;
  table.available[at(Indicator::boa_target)] = facts.places.has_targets;
  table.available[at(Indicator::constraint)] = facts.places.has_constraints;

  for (std::size_t n = 0; n < networks; ++n) {
    std::vector<double> gains;
    for (std::size_t c = 0; c < candidates.size(); ++c)
      if (candidates.restored(c, n) > 0) gains.push_back(gain_per_ha(candidates, facts, c, n));
    // Without patches, every candidate gains only its own area; the scale 0 prevents full marks for all.
    table.gain_scale.push_back(facts.patches[n] > 0 ? ninety_fifth(std::move(gains)) : 0);
  }
  for (std::size_t c = 0; c < candidates.size(); ++c) {
    const double area = candidates.areas_m2[c];
    for (std::size_t n = 0; n < networks; ++n) {
      if (candidates.restored(c, n) <= 0) continue;
      IndicatorTable::Row& scaled = table.scaled[c * networks + n];
      const auto set = [&](Indicator indicator, double value) { scaled[at(indicator)] = std::clamp(value, 0.0, 1.0); };
      set(Indicator::better, share(facts.places.near_sites_m2[c], area));
      set(Indicator::bigger, facts.networks[n][c].progress);
      set(Indicator::more, 1 - facts.cover[c * networks + n] / options.target_cover);
      set(Indicator::joined, table.gain_scale[n] > 0 ? gain_per_ha(candidates, facts, c, n) / table.gain_scale[n] : 0);
      set(Indicator::boa, share(facts.places.in_boa_m2[c], area));
      set(Indicator::boa_target, share(facts.places.boa_target_m2[c * networks + n], area));
      set(Indicator::potential, candidates.restored(c, n) / area);
      set(Indicator::constraint, share(facts.places.constraint_m2[c], area));
    }
  }
  return table;
}

OpportunityClass class_of(std::size_t rank, std::size_t count) noexcept {
  const auto within = [&](double share) {
    return rank <= static_cast<std::size_t>(std::ceil(share * static_cast<double>(count) - 1e-9));
  };
  if (within(0.05)) return OpportunityClass::top_5;
  if (within(0.10)) return OpportunityClass::top_10;
  if (within(0.25)) return OpportunityClass::top_25;
  return OpportunityClass::other;
}

ScoreFactors factors_of(const IndicatorTable::Row& scaled, const std::array<double, indicator_count>& weights,
                        SuitabilityRule rule) noexcept {
  const bool multiplies = rule == SuitabilityRule::multiply;
  double sum = 0, total = 0;
  for (std::size_t k = 0; k < indicator_count; ++k) {
    if (k == at(Indicator::constraint) || (multiplies && k == at(Indicator::potential))) continue;
    sum += weights[k] * scaled[k];
    total += weights[k];
  }
  ScoreFactors factors;
  if (multiplies) factors.suitability = scaled[at(Indicator::potential)];
  factors.merit = total > 0 ? sum / total : multiplies ? 1 : 0;
  factors.constraint = 1 - weights[at(Indicator::constraint)] * scaled[at(Indicator::constraint)];
  return factors;
}

double score_of(const IndicatorTable::Row& scaled, const std::array<double, indicator_count>& weights,
                SuitabilityRule rule) noexcept {
  return factors_of(scaled, weights, rule).score();
}

std::array<double, indicator_count> effective_weights(const ScoringOptions& options, const IndicatorTable& table) {
  std::array<double, indicator_count> weights = options.weights;
  double total = 0;
  for (std::size_t k = 0; k < indicator_count; ++k) {
    if (!table.available[k]) weights[k] = 0;
    if (k != at(Indicator::constraint)) total += weights[k];
  }
  if (options.suitability == SuitabilityRule::multiply) weights[at(Indicator::potential)] = 0;
  if (total <= 0)
    throw Error(ErrorKind::config,
                "every indicator with a weight needs a layer that is not configured, so there is nothing to score by",
                "Give a weight to bigger, more, joined or potential, or configure the missing layers.");
  return weights;
}

namespace {

using Scratch = Rankings::Scratch;

/// Some candidates, each a word whose lower half is its number, with the highest scores first.
class ByScore {
 public:
  ByScore(std::span<const std::uint32_t> some, std::span<const double> score, Scratch& scratch)
      : score_(score), sorted_(scratch.sorted), other_(scratch.other) {
    sorted_.assign(some.begin(), some.end());
    if (some.empty()) return;
    const auto [least, most] = std::minmax_element(
        some.begin(), some.end(), [&](std::uint32_t a, std::uint32_t b) { return score[a] < score[b]; });
    if (some.size() < few || !(score[*most] > score[*least]))
      compare(0, sorted_.size());
    else
      distribute(score[*most], score[*least]);
  }
  std::size_t size() const { return sorted_.size(); }
  std::uint32_t operator[](std::size_t k) const { return static_cast<std::uint32_t>(sorted_[k]); }

 private:
  static constexpr std::size_t few = 4096, bits = 9, rounds = 3, most_inserted = 16;
  struct Scored {
    double score = 0;
    std::uint64_t word = 0;
  };

  /// Many are distributed over narrow steps of equal height, and only those of one step are compared with each other.
  /// The upper half of a word is the step, which falls with the score.
  void distribute(double highest, double least) {
    constexpr double steps = (1U << (bits * rounds)) - 1;
    const double steps_a_unit = steps / (highest - least);
    constexpr std::uint32_t digits = 1U << bits;
    std::array<std::array<std::uint32_t, digits + 1>, rounds> place{};
    for (std::uint64_t& word : sorted_) {
      const auto step = static_cast<std::uint32_t>(std::min(steps, (highest - score_[word]) * steps_a_unit));
      for (std::size_t round = 0; round < rounds; ++round) ++place[round][((step >> (bits * round)) % digits) + 1];
      word |= std::uint64_t{step} << 32;
    }
    other_.resize(sorted_.size());
    for (std::size_t round = 0; round < rounds; ++round) {
      std::partial_sum(place[round].begin(), place[round].end(), place[round].begin());
      for (const std::uint64_t word : sorted_) other_[place[round][(word >> (32 + bits * round)) % digits]++] = word;
      sorted_.swap(other_);
    }
    for (std::size_t begin = 0, end = 0; begin < sorted_.size(); begin = end) {
      for (end = begin + 1; end < sorted_.size() && sorted_[end] >> 32 == sorted_[begin] >> 32;) ++end;
      if (end - begin > most_inserted)
        compare(begin, end);
      else if (end - begin > 1)
        insert(begin, end);
    }
  }

  /// Puts each of a few after those before it that have a higher score.
  void insert(std::size_t begin, std::size_t end) {
    for (std::size_t k = begin + 1; k < end; ++k) {
      const std::uint64_t word = sorted_[k];
      const double own = score_[static_cast<std::uint32_t>(word)];
      std::size_t to = k;
      for (; to > begin && score_[(*this)[to - 1]] < own; --to) sorted_[to] = sorted_[to - 1];
      sorted_[to] = word;
    }
  }

  /// Each carries its score, and no branch depends on the comparison: a third of the time of sorting numbers of scores.
  void compare(std::size_t begin, std::size_t end) {
    scored_.clear();
    for (std::size_t k = begin; k < end; ++k) scored_.push_back({score_[(*this)[k]], sorted_[k]});
    boost::sort::pdqsort_branchless(scored_.begin(), scored_.end(),
                                    [](const Scored& a, const Scored& b) { return a.score > b.score; });
    for (std::size_t k = begin; k < end; ++k) sorted_[k] = scored_[k - begin].word;
  }

  std::span<const double> score_;
  std::vector<std::uint64_t>&sorted_, &other_;
  std::vector<Scored> scored_;
};

void rank_some(std::span<const std::uint32_t> some, std::span<const double> score, Scratch& scratch,
               std::span<std::uint32_t> rank) {
  const ByScore sorted(some, score, scratch);
  std::size_t first = 0;  // first of those with the same score
  double first_score = some.empty() ? 0 : score[sorted[0]];
  for (std::size_t k = 0; k < sorted.size(); ++k) {
    const double own = score[sorted[k]];
    if (first_score - own > equal_scores) first = k, first_score = own;
    rank[sorted[k]] = static_cast<std::uint32_t>(first + 1);
  }
}

}  // namespace

std::vector<std::uint32_t> ranks_of(const std::vector<double>& score) {
  std::vector<std::uint32_t> all(score.size()), rank(score.size());
  std::iota(all.begin(), all.end(), 0U);
  Scratch scratch;
  rank_some(all, score, scratch, rank);
  return rank;
}

std::vector<std::uint32_t> ranks_of(const CandidateSet& candidates, const std::vector<double>& score) {
  std::vector<std::uint32_t> rank(score.size());
  Scratch scratch;
  Rankings(candidates).rank(score, scratch, rank);
  return rank;
}

Rankings::Rankings(const CandidateSet& candidates) {
  for (std::uint32_t c = 0; c < candidates.size(); ++c) members_[candidates.ranking_of(c)].push_back(c);
}

void Rankings::rank(std::span<const double> score, Scratch& scratch, std::span<std::uint32_t> rank) const {
  for (const std::vector<std::uint32_t>& some : members_) rank_some(some, score, scratch, rank);
}

std::vector<std::uint32_t> in_order_of_rank(const CandidateSet& candidates, const Scores& scores) {
  std::vector<std::uint32_t> order(candidates.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const std::size_t of_a = candidates.ranking_of(a), of_b = candidates.ranking_of(b);
    return of_a != of_b ? of_a < of_b : scores.rank[a] < scores.rank[b];
  });
  return order;
}

Scores scores_of(const CandidateSet& candidates, const IndicatorTable& table, const ScoringOptions& options) {
  const std::size_t count = candidates.size(), networks = candidates.networks;
  Scores scores;
  scores.weights = effective_weights(options, table);
  scores.suitability = options.suitability;
  scores.best_network.assign(count, 0);
  scores.score.assign(count, 0);
  scores.rank.assign(count, 0);
  scores.classes.assign(count, OpportunityClass::other);
  scores.network_score.assign(count * networks, std::numeric_limits<double>::quiet_NaN());
  scores.network_rank.assign(count * networks, 0);
  for (std::size_t c = 0; c < count; ++c) {
    double best = -1;
    for (std::size_t n = 0; n < networks; ++n) {
      if (candidates.restored(c, n) <= 0) continue;
      const double score = score_of(table.scaled[c * networks + n], scores.weights, options.suitability);
      scores.network_score[c * networks + n] = score;
      if (score > best) {
        best = score;
        scores.best_network[c] = static_cast<std::uint32_t>(n);
      }
    }
    scores.score[c] = std::max(0.0, best);
  }
  for (std::size_t c = 0; c < count; ++c) ++scores.ranked[candidates.ranking_of(c)];
  scores.rank = ranks_of(candidates, scores.score);
  for (std::size_t c = 0; c < count; ++c)
    scores.classes[c] = class_of(scores.rank[c], scores.ranked[candidates.ranking_of(c)]);
  for (std::size_t n = 0; n < networks; ++n) {
    // Candidates without potential rank below all others.
    std::vector<double> score;
    for (std::size_t c = 0; c < count; ++c)
      score.push_back(candidates.restored(c, n) > 0 ? scores.network_score[c * networks + n] : -1);
    const std::vector<std::uint32_t> ranks = ranks_of(candidates, score);
    for (std::size_t c = 0; c < count; ++c)
      if (candidates.restored(c, n) > 0) scores.network_rank[c * networks + n] = ranks[c];
  }
  return scores;
}

}  // namespace spatial
