// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/opportunity/score_change.hpp"

namespace spatial {

/// What became of one candidate between two opportunity maps.
enum class CandidateFate {
  stayed,   ///< in both, on the same land
  redrawn,  ///< in both, but its land has changed
  came,     ///< in the new map only
  went,     ///< in the old map only
};

/// A candidate as one map has it.
struct ComparedState {
  bool present = false;
  std::string action, best_network, opportunity_class;
  std::size_t rank = 0;
  double score = 0, area_m2 = 0;
};

struct ComparedCandidate {
  std::string id, place;
  CandidateFate fate{};
  ComparedState before, after;
  ScoreChange change;        ///< 0 unless it is in both
  std::string largest_part;  ///< what moved the score most: an indicator, "suitability" or "constraint"; may be empty
};

/// Two opportunity maps side by side, by candidate id.
struct MapComparison {
  std::string old_file, new_file;
  std::vector<ComparedCandidate> candidates;  ///< by id
  MultiPolygonColumn geometry;                ///< of the new map; of the old one for candidates that went
  std::size_t renamed = 0;                    ///< candidates that came on exactly the land of one that went
};

/// Layer: one row per candidate of either map, with the parts of its change of score.
FeatureTable candidate_changes_table(const MapComparison& comparison);
/// One row per action, old class and new class: how many candidates, and their hectares.
FeatureTable class_changes_table(const MapComparison& comparison);
/// One row per indicator and factor: how much of all changes of score it accounts for.
FeatureTable change_causes_table(const MapComparison& comparison);
std::vector<Domain> comparison_domains();

/// What the comparison found, for a terminal.
std::string comparison_summary(const MapComparison& comparison);

}  // namespace spatial
