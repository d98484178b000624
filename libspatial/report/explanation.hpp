// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "libspatial/opportunity/score.hpp"

namespace spatial {

/// One row of a table read from a file, by column name; "" for NULL.
using RowText = std::map<std::string, std::string>;

/// How a map was scored, from its table `run`.
struct ScoringRecord {
  std::array<double, indicator_count> weights{};  ///< as used; 0 for the potential if it multiplies
  SuitabilityRule suitability = SuitabilityRule::weigh;
  std::map<std::string, std::size_t> ranked;    ///< candidates by action; empty for maps that did not record them
  std::map<std::string, std::string> networks;  ///< titles by id; without a title, the id is shown
};

/// What one indicator contributes to a candidate's score.
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
  std::size_t ranked = 0;              ///< candidates in its ranking; 0 if the map does not say
  std::string network;                 ///< title of the best network, for use within a sentence
};

/// Computes the three factors again from the values in a map. Pure.
///
///     const Explanation one = explained(row, evidence, record);
///     print(explanation_text(one));
Explanation explained(RowText candidate, std::vector<RowText> evidence, const ScoringRecord& record);

/// The factors and points of one row of opportunity_areas.
ScoreFactors factors_of_row(const RowText& candidate, const ScoringRecord& record);

/// Text for a terminal: the location, the three factors, points by indicator, and the reasons.
std::string explanation_text(const Explanation& explanation);
/// The same as a list of JSON objects, UTF-8, numbers with all their digits.
std::string explanation_json(std::span<const Explanation> explanations);

}  // namespace spatial
