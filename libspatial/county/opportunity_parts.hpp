// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "libspatial/county/map_window.hpp"
#include "libspatial/county/part_items.hpp"
#include "libspatial/county/project.hpp"
#include "libspatial/opportunity/result.hpp"
#include "libspatial/run/run_step.hpp"

namespace spatial {

/// The opportunity map in parts (docs/scale.md).
///   First rounds: networks, with their metrics (county/network_parts.hpp).
///   Last round: each part owns the habitat features, parcels or cells in a rectangle. It makes their candidates and
///   finds out all that depends on one candidate: areas in sites and constraints, cover, nearest patches, gains. It
///   also notes which of its candidates touch, for the map (county/candidate_contacts.hpp). The merge puts the
///   candidates in the order of their sources, takes networks and facts from the files, and goes on as a run without
///   parts does: scores, ranks, sensitivity, map, summaries.
///
///     save_candidates(account, std::move(result), found);                      // a part of the last round
///     const TakenCandidates taken = take_candidates(items, result, habitat);   // the merge

/// `rehearsed`: the project without features, with the networks that may occur.
std::vector<PartSpec> parts_of_map(const Config& config, const Project& rehearsed, std::size_t wanted);

/// The project as a part needs it that finishes networks: without layers, if all of them were found in tiles.
Project project_for_networks(const Config& config, const RunStep& step, const Executor& executor, StageClock& clock);

/// What the networks' first part notes about the county as a whole (county/map_window.hpp), and how the last round
/// reads it. `networks`: the files of the parts that finished the networks.
void save_land(PartAccount& account, const Project& project, const RunStep& step);
LandNotes land_of_parts(const std::vector<std::filesystem::path>& networks);

/// Where candidates come from, and what is known of them beside a result.
struct CandidateOrigins {
  std::vector<std::uint32_t> source{};  ///< CandidateResult::source
  std::size_t looked_at = 0;            ///< CandidateResult::looked_at
  std::size_t outside = 0;              ///< CandidateResult::outside
  Issues issues{};
  std::vector<char> whole{};  ///< of a part: the candidate is all of its habitat feature, which the merge has read, too
};
/// Sets `whole`. `habitat`: from whose features the candidates were cut.
void note_whole_features(CandidateOrigins& origins, const CandidateSet& candidates, const MultiPolygonColumn& habitat);
/// Throws Error(input) unless the parts have looked at every feature of the habitat map once, and Error(config) as
/// check_units.
void check_origins(const CandidateOrigins& origins, const HabitatMap& habitat, const CandidateOptions& options);

/// Writes candidates, facts, authorities and places of `result`, and the names of its sites, BOAs and constraints.
void save_candidates(PartAccount& account, OpportunityResult result, const CandidateOrigins& origins);

struct TakenCandidates {
  CandidateOrigins origins;
  std::vector<std::uint32_t> part;                  ///< of each candidate: its part, counted from 0
  std::vector<std::vector<std::uint32_t>> numbers;  ///< of each part: the numbers of its candidates, in its order
};
/// Fills candidates, facts, authorities and places of `result`, which has the county's sites, BOAs, their targets and
/// constraints, with those of all parts. `habitat` tells the order of features. Throws Error(input).
TakenCandidates take_candidates(const PartItems& items, OpportunityResult& result, const HabitatMap& habitat);

}  // namespace spatial
