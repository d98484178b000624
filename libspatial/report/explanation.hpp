// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "libspatial/opportunity/score.hpp"

namespace spatial {

/// One row of a written table, by column name; "" where it is NULL.
using RowText = std::map<std::string, std::string>;

/// How a map was scored, as its table `run` says.
struct ScoringRecord {
  std::array<double, indicator_count> weights{};  ///< as used; that of the potential is 0 where it multiplies
  SuitabilityRule suitability = SuitabilityRule::weigh;
  std::map<std::string, std::size_t> ranked;    ///< candidates by action; empty in maps that did not count them
  std::map<std::string, std::string> networks;  ///< titles by id; an id without one is said as it is
};

/// What one indicator gives to a candidate.
struct IndicatorPoints {
  const IndicatorInfo* indicator = nullptr;
  bool counts = false;                                 ///< its layers are configured
  double raw = 0, scaled = 0, weight = 0, points = 0;  ///< points: 100 w x / Σ w, before the other two factors
};

/// How one candidate got its score. 100 × suitability × merit × constraint is the score, and the points add up to
/// 100 × merit.
struct Explanation {
  RowText candidate;              ///< its row of opportunity_areas
  std::vector<RowText> evidence;  ///< its rows of `evidence`
  ScoreFactors factors;
  std::vector<IndicatorPoints> indicators;
  std::vector<std::string> sentences;  ///< why here: the features behind the indicators, for people
  std::size_t ranked = 0;              ///< candidates in its ranking; 0 where the map does not say
  std::string network;                 ///< title of the best network, as it stands within a sentence
};

/// Works the three factors out again from what a map says. Pure.
///
///     const Explanation one = explained(row, evidence, record);
///     print(explanation_text(one));
Explanation explained(RowText candidate, std::vector<RowText> evidence, const ScoringRecord& record);

/// The factors and points of one row of opportunity_areas.
ScoreFactors factors_of_row(const RowText& candidate, const ScoringRecord& record);

/// For a terminal: where it is, the three factors, points by indicator, why here.
std::string explanation_text(const Explanation& explanation);
/// The same as a list of JSON objects, UTF-8, numbers with all their digits.
std::string explanation_json(std::span<const Explanation> explanations);

}  // namespace spatial
