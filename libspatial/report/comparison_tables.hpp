// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/opportunity/score_change.hpp"

namespace spatial {

/// What happened to a candidate between two opportunity maps.
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

/// A setting or input in which the two runs differ.
struct RunDifference {
  std::string what, before, after;  ///< empty if the run did not have it
};

/// Two opportunity maps side by side, by candidate id.
///
///     tables.push_back(candidate_changes_table(comparison));
///     const std::string text = comparison_summary(comparison);
struct MapComparison {
  std::string old_file, new_file, old_name, new_name, old_date, new_date;
  std::map<std::string, std::string> networks;  ///< titles by id, of both maps
  std::vector<RunDifference> differences;       ///< settings, layers and input files
  std::vector<ComparedCandidate> candidates;    ///< by id
  MultiPolygonColumn geometry;                  ///< of the new map; of the old one for candidates that went
  std::size_t renamed = 0;                      ///< new candidates on exactly the land of a deleted one
  std::size_t elsewhere = 0;                    ///< ids that refer to land elsewhere in the new map
};

/// How the rank of a candidate moved: each candidate of either map belongs to exactly one of these.
enum class RankMove {
  up_far,     ///< by more than 100 ranks
  up,         ///< by 11 to 100
  up_little,  ///< by 1 to 10
  same,
  down_little,
  down,
  down_far,
  other_list,  ///< from create to restore, or back
  came,
  went,
};
inline constexpr std::size_t rank_moves = 10;
RankMove rank_move_of(const ComparedCandidate& candidate) noexcept;
/// Old rank minus new rank, so positive is better; 0 unless the candidate is in the same list of both maps.
long long ranks_gained(const ComparedCandidate& candidate) noexcept;
/// "Up by 11 to 100 ranks".
std::string_view words_of(RankMove move) noexcept;
/// Number of candidates by action and move. The action is that of the new map, or of the old one for those that went.
struct RankMoveCount {
  std::string action;
  std::array<std::size_t, rank_moves> candidates{};
  std::array<double, rank_moves> area_m2{};
  std::size_t total() const noexcept;
};
std::vector<RankMoveCount> rank_move_counts(const MapComparison& comparison);

/// What changed a score, in words, largest part first: "joined +3.2, suitability -0.8". Parts under 0.05 points are
/// left out.
std::string parts_in_words(const ScoreChange& change);
/// One factor or indicator, summed over the candidates of both maps.
struct ChangeCause {
  std::string name, title;
  double sum = 0, size = 0;  ///< with and without signs
};
std::vector<ChangeCause> change_causes(const MapComparison& comparison);
/// The largest difference between a change and the sum of its parts, which comes from rounding.
double largest_remainder(const MapComparison& comparison) noexcept;

/// Layer: one row per candidate of either map, with the parts of its change of score.
FeatureTable candidate_changes_table(const MapComparison& comparison);
/// One row per action, old class and new class: how many candidates, and their hectares.
FeatureTable class_changes_table(const MapComparison& comparison);
/// One row per action and move of rank; candidates add up to those of candidate_changes.
FeatureTable rank_changes_table(const MapComparison& comparison);
/// One row per indicator and factor: its share of all changes of score.
FeatureTable change_causes_table(const MapComparison& comparison);
std::vector<Domain> comparison_domains();

/// What the comparison found, for a terminal.
std::string comparison_summary(const MapComparison& comparison);

}  // namespace spatial
