// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/overlay/coverage_check.hpp"

namespace spatial {

/// A finding of a coverage check, with the ids of its features.
struct CoverageProblem {
  CoverageFinding finding;
  std::string feature, other;  ///< ids; empty for none
};

/// Layers that `lnrs check-coverage` writes: a point for each problem, and the affected land if there is any.
///
///     FeatureTable points = problems_table(problems);
///     const std::string text = problem_counts(problems);   // "overlap 12, gap 3"
FeatureTable problems_table(const std::vector<CoverageProblem>& problems);
FeatureTable problem_areas_table(const std::vector<CoverageProblem>& problems);

/// "overlap 12, gap 3": how many of each kind, in the order of coverage_faults(); "none" if there are none.
std::string problem_counts(const std::vector<CoverageProblem>& problems);

}  // namespace spatial
