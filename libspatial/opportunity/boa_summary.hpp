// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <vector>

#include "libspatial/opportunity/core_areas.hpp"
#include "libspatial/opportunity/place_facts.hpp"
#include "libspatial/opportunity/score.hpp"

namespace spatial {

inline constexpr std::size_t class_count = 4;

/// The contents of one Biodiversity Opportunity Area (BOA). Areas in m², clipped to the BOA; overlapping areas count
/// once.
struct BoaRow {
  double area_m2 = 0;
  std::vector<double> core_m2;  ///< by network
  double designated_m2 = 0;
  double lws_m2 = 0;
  double designated_or_lws_m2 = 0;                   ///< their union
  std::array<double, class_count> opportunity_m2{};  ///< of the main ranking, by OpportunityClass
  double restore_m2 = 0;                             ///< candidates inside areas of particular importance
  std::size_t candidates = 0;                        ///< of the main ranking that share an area with the BOA
  double mean_score = 0;                             ///< of these, weighted by area inside; NaN without candidates
};

/// Returns one row per BOA, in order. Pure; O(n log n), in parallel; the result does not depend on the number of
/// threads.
std::vector<BoaRow> boa_summary(const Layer& boas, const CoreAreas& core, std::size_t networks,
                                const std::vector<const Layer*>& designated, const std::vector<const Layer*>& lws,
                                const PlaceFacts& places, const CandidateSet& candidates, const Scores& scores,
                                const Executor& executor);

}  // namespace spatial
