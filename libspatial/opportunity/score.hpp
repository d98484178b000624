// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "libspatial/opportunity/candidates.hpp"
#include "libspatial/opportunity/network_facts.hpp"
#include "libspatial/opportunity/options.hpp"
#include "libspatial/opportunity/place_facts.hpp"

namespace spatial {

/// Everything known about the candidates, from which the indicators are read.
struct Facts {
  PlaceFacts places;
  std::vector<double> cover;                       ///< core_cover
  std::vector<std::vector<NetworkFact>> networks;  ///< by network, then candidate
};

/// Indicators of all candidates for all networks: [(candidate × networks + network)][indicator].
struct IndicatorTable {
  using Row = std::array<double, indicator_count>;
  std::size_t networks = 0;
  std::vector<Row> raw;                           ///< in each indicator's raw unit
  std::vector<Row> scaled;                        ///< 0–1
  std::array<bool, indicator_count> available{};  ///< false where the layers it needs are not configured
  std::vector<double> gain_scale;                 ///< per network, the 95th percentile of gain per ha that means 1
};

IndicatorTable indicators_of(const CandidateSet& candidates, const Facts& facts, const ScoringOptions& options);

/// Quantile classes of the overall rank.
enum class OpportunityClass { top_5, top_10, top_25, other };
OpportunityClass class_of(std::size_t rank, std::size_t count) noexcept;

/// 100 Σ w x / Σ w over the positive indicators that are available, × (1 − w_c × constraint); 0 if no weight is
/// positive.
double score_of(const IndicatorTable::Row& scaled, const std::array<double, indicator_count>& weights) noexcept;
/// Configured weights with those of unavailable indicators set to 0. Throws Error(config) if nothing is left to score
/// by.
std::array<double, indicator_count> effective_weights(const ScoringOptions& options, const IndicatorTable& table);

struct Scores {
  std::array<double, indicator_count> weights{};  ///< as used
  std::vector<std::uint32_t> best_network;        ///< per candidate: highest score, ties by order of networks
  std::vector<double> score;                      ///< of the best network, 0–100
  std::vector<std::uint32_t> rank;                ///< 1 = best; ties by candidate
  std::vector<OpportunityClass> classes;
  std::vector<double> network_score;        ///< [candidate × networks + network]; NaN without potential
  std::vector<std::uint32_t> network_rank;  ///< … 0 without potential
};

Scores scores_of(const CandidateSet& candidates, const IndicatorTable& table, const ScoringOptions& options);

/// Candidate indices from best to worst.
std::vector<std::uint32_t> ranking(const std::vector<double>& score);

}  // namespace spatial
