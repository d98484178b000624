// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "libspatial/opportunity/score.hpp"
#include "libspatial/overlay/dissolve.hpp"

namespace spatial {

/// Opportunity areas for display: candidates are dissolved by action, best network and class, so that the lines of the
/// grid that split them disappear.
///
///     const MapAreas areas = map_areas(candidates, scores, executor);
struct MapArea {
  LandAction action{};
  std::uint32_t network = 0;
  OpportunityClass opportunity_class{};
  std::size_t candidates = 0;
  double area_m2 = 0;     ///< of the united area
  double mean_score = 0;  ///< weighted by area
};

struct MapAreas {
  std::vector<MapArea> rows;    ///< by (action, network, class); none without candidates
  MultiPolygonColumn geometry;  ///< as rows
};

/// Pure; the result does not depend on the number of threads. Complexity and errors as dissolve (overlay/dissolve.hpp):
/// linear if candidates share edges. `known`: contacts that map_contacts has found for sets of candidates.
MapAreas map_areas(const CandidateSet& candidates, const Scores& scores, const Executor& executor,
                   const KnownContacts& known = {});

/// Contacts of candidates that may be dissolved into one area, before scores are known: of the same action, and with
/// potential for a common network. In any order.
std::vector<FeatureContact> map_contacts(const CandidateSet& candidates, const Executor& executor);

}  // namespace spatial
