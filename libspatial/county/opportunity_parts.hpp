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
///   Round 1: each part builds some networks, with their metrics (county/network_parts.hpp).
///   Round 2: each part owns the habitat features, parcels or cells in a rectangle. It makes their candidates and finds
///   out all that depends on one candidate: areas in sites and constraints, cover, nearest patches, gains.
///   The merge puts the candidates in the order of their sources, takes networks and facts from the files, and goes on
///   as a run without parts does: scores, ranks, sensitivity, map, summaries.
///
///     save_candidates(account, result, found);                                  // a part of round 2
///     const CandidateOrigins found = take_candidates(items, result, habitat);   // the merge

/// `land`: what is expected of the county (land_of), with the networks that may occur.
std::vector<PartSpec> parts_of_map(const Config& config, const LandNotes& land, std::size_t wanted);

/// What round 1 notes about the county as a whole (county/map_window.hpp), and how round 2 reads it.
void save_land(PartAccount& account, const Project& project);
LandNotes land_of_parts(const std::vector<std::filesystem::path>& round_1);

/// Where candidates come from, and what is known of them beside a result.
struct CandidateOrigins {
  std::vector<std::uint32_t> source{};  ///< CandidateResult::source
  std::size_t looked_at = 0;            ///< CandidateResult::looked_at
  std::size_t outside = 0;              ///< CandidateResult::outside
  Issues issues{};
};
/// Throws Error(input) unless the parts have looked at every feature of the habitat map once, and Error(config) as
/// check_units.
void check_origins(const CandidateOrigins& origins, const HabitatMap& habitat, const CandidateOptions& options);

/// Writes candidates, facts, authorities and places of `result`.
void save_candidates(PartAccount& account, const OpportunityResult& result, const CandidateOrigins& origins);
/// Fills candidates, facts, authorities and places of `result` with those of all parts. `habitat` tells the order of
/// features. Throws Error(input).
CandidateOrigins take_candidates(PartItems& items, OpportunityResult& result, const HabitatMap& habitat);

}  // namespace spatial
