// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "libspatial/opportunity/candidates.hpp"
#include "libspatial/opportunity/core_areas.hpp"

namespace spatial {

/// Core-habitat cover of the land around each candidate, for the indicator `more` (docs/methods.md section 9):
/// [candidate × networks + network], 0–1. The neighbourhood is all land within `neighbourhood_m` of the candidate's
/// edge and the candidate itself (geometry/neighbourhood.hpp, 16 segments a quarter circle), cut to the study area if
/// there is one. Areas are exact and clipped; each place counts once. The value is 0 for networks for which a candidate
/// has no potential. Pure. Complexity: for each candidate the core features in its neighbourhood; those that do not
/// cross its edge cost one look-up each.
///
///     const std::vector<double> cover = core_cover(candidates, core, nullptr, 2000, executor);
std::vector<double> core_cover(const CandidateSet& candidates, const CoreAreas& core, const Mask* study_area,
                               double neighbourhood_m, const Executor& executor);

}  // namespace spatial
