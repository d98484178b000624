// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "libspatial/opportunity/candidates.hpp"
#include "libspatial/opportunity/core_areas.hpp"

namespace spatial {

/// Core-habitat cover of the land around each candidate, for the indicator `more` (docs/methods.md section 9):
/// [candidate × networks + network], 0–1. The neighbourhood is all land within `neighbourhood_m` of the candidate's
/// edge and the candidate itself (geometry/neighbourhood.hpp, 16 segments a quarter circle), cut to the study area if
/// there is one. Areas are exact and clipped, each place once. Networks for which a candidate has no potential are left
/// at 0. Complexity: per candidate, the core features in its neighbourhood; those off its rim cost a look-up each.
std::vector<double> core_cover(const CandidateSet& candidates, const CoreAreas& core, const Mask* study_area,
                               double neighbourhood_m, const Executor& executor);

}  // namespace spatial
