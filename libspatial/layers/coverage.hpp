// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/layers/attributed_layer.hpp"
#include "libspatial/overlay/coverage_check.hpp"

namespace spatial {

struct CoverageSummary {
  OverlaySummary run;
  std::size_t problems = 0;
};

/// `lnrs check-coverage`: finds faults in a layer of areas, from file to file. Outlines are checked as they are in the
/// file; gaps, overlaps, duplicates and unmatched vertices are checked after cleaning, whose repairs are not saved.
/// Output: layers `problems` (points), `problem_areas` (land) and `issues` (findings of cleaning). `id_field` is the
/// field that identifies features; if empty, their number. Errors as for run_overlay.
///
///     const CoverageSummary found =
///         run_check_coverage({.layer = "habitats.gpkg"}, "", {}, "problems.gpkg", settings, executor);
CoverageSummary run_check_coverage(const OverlayInput& input, const std::string& id_field,
                                   const CoverageOptions& options, const std::filesystem::path& output,
                                   const OverlaySettings& settings, const Executor& executor);

}  // namespace spatial
