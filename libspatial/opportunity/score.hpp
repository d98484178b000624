// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "libspatial/opportunity/candidates.hpp"
#include "libspatial/opportunity/network_facts.hpp"
#include "libspatial/opportunity/options.hpp"
#include "libspatial/opportunity/place_facts.hpp"

namespace spatial {

/// The facts about the candidates from which the indicators are computed.
///
///     const IndicatorTable table = indicators_of(candidates, facts, options);
///     const Scores scores = scores_of(candidates, table, options);   // scores.rank[c]: 1 is the best
struct Facts {
  PlaceFacts places;
  std::vector<double> cover;                       ///< core_cover
  std::vector<std::vector<NetworkFact>> networks;  ///< by network, then candidate
  std::vector<std::size_t> patches;                ///< of each network
};

/// Indicators of all candidates for all networks: [(candidate × networks + network)][indicator].
struct IndicatorTable {
  using Row = std::array<double, indicator_count>;
  std::size_t networks = 0;
  std::vector<Row> scaled;                        ///< 0–1
  std::array<bool, indicator_count> available{};  ///< false where the layers it needs are not configured
  std::vector<double> gain_scale;  ///< per network, the 95th percentile of gain per ha that means 1; 0 without patches
};

/// In a network without patches nothing can be joined or made bigger, so both indicators are 0. Pure; O(candidates ×
/// networks).
IndicatorTable indicators_of(const CandidateSet& candidates, const Facts& facts, const ScoringOptions& options);
/// Of one candidate for one network, in each indicator's raw unit; all 0 without potential for it.
IndicatorTable::Row raw_indicators(const CandidateSet& candidates, const Facts& facts, std::size_t candidate,
                                   std::size_t network);

/// The three factors of a score (docs/methods.md section 9); their product times 100 is the score.
struct ScoreFactors {
  double suitability = 1;  ///< of the land; 1 where it is weighed like an indicator
  double merit = 0;        ///< weighted mean of the positive indicators
  double constraint = 1;   ///< 1 − weight × share of the land under constraints
  double score() const noexcept { return 100 * suitability * merit * constraint; }
};

/// Quantile classes of the rank among the candidates of one ranking.
enum class OpportunityClass { top_5, top_10, top_25, other };
OpportunityClass class_of(std::size_t rank, std::size_t count) noexcept;

/// 100 × s × Σ w x / Σ w over the positive indicators that are available × (1 − w_c × constraint), s the suitability.
/// With `weigh`, s is 1 and the potential is one of the indicators. With `multiply` it is not, and if no other
/// indicator has a weight, the mean is 1.
ScoreFactors factors_of(const IndicatorTable::Row& scaled, const std::array<double, indicator_count>& weights,
                        SuitabilityRule rule) noexcept;
double score_of(const IndicatorTable::Row& scaled, const std::array<double, indicator_count>& weights,
                SuitabilityRule rule) noexcept;
/// The configured weights, with 0 for unavailable indicators, and for the potential if it multiplies. Throws
/// Error(config) if no indicator is left to score by.
std::array<double, indicator_count> effective_weights(const ScoringOptions& options, const IndicatorTable& table);

struct Scores {
  std::array<double, indicator_count> weights{};  ///< as used
  std::vector<std::uint32_t> best_network;        ///< per candidate: highest score, ties by order of networks
  std::vector<double> score;                      ///< of the best network, 0–100
  std::vector<std::uint32_t> rank;  ///< 1 = best in its ranking (CandidateSet::ranking_of); equal scores share one
  std::vector<OpportunityClass> classes;
  std::vector<double> network_score;        ///< [candidate × networks + network]; NaN without potential
  std::vector<std::uint32_t> network_rank;  ///< … 0 without potential; within the ranking
  SuitabilityRule suitability = SuitabilityRule::multiply;
  std::array<std::size_t, 2> ranked{};  ///< candidates in each ranking
};

Scores scores_of(const CandidateSet& candidates, const IndicatorTable& table, const ScoringOptions& options);

/// Scores this close count as equal, because rounding can change the sum of the same numbers by as much.
inline constexpr double equal_scores = 1e-9;

/// Ranks of some scores, 1 = best: 1, 2, 2, 4. Complexity O(n log n).
std::vector<std::uint32_t> ranks_of(const std::vector<double>& score);
/// Ranks within each ranking of the candidates.
std::vector<std::uint32_t> ranks_of(const CandidateSet& candidates, const std::vector<double>& score);

/// The same for many scores of the same candidates.
///
///     const Rankings rankings(candidates);
///     rankings.rank(score, scratch, rank);   // rank[c]; the scratch, one per thread, keeps its memory
class Rankings {
 public:
  struct Scratch {
    std::vector<std::uint64_t> sorted, other;
  };
  explicit Rankings(const CandidateSet& candidates);
  void rank(std::span<const double> score, Scratch& scratch, std::span<std::uint32_t> rank) const;

 private:
  std::array<std::vector<std::uint32_t>, 2> members_;
};
/// Candidates in table order: the main ranking first, from best to worst, ties by candidate.
std::vector<std::uint32_t> in_order_of_rank(const CandidateSet& candidates, const Scores& scores);

}  // namespace spatial
