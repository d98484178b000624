// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "libspatial/layers/attributed_layer.hpp"
#include "libspatial/overlay/coverage_check.hpp"
#include "libspatial/report/coverage_tables.hpp"
#include "libspatial/run/part_file.hpp"

namespace spatial {

/// A coverage check in parts (docs/scale.md). A part reads the features that meet its rectangle, judges the outlines
/// and pairs that the rectangle owns, and unites the land of its cells (overlay/coverage_check.hpp). The merge unites
/// the land of all cells as a run without parts does, and finds the gaps in it.
///
///     const CoverageFindings all = coverage_of_parts(settings.step.files);   // in the merge

/// Findings of one part.
struct CoverageFindings {
  std::vector<CoverageProblem> problems;
  std::vector<std::int64_t> first, second;  ///< of each problem: numbers of its features in the file; -1: none
  std::vector<CoverageCell> cells;
  std::size_t features = 0;  ///< that the part owns
  std::size_t wide_gaps = 0;
  bool all = false;  ///< this part covers the whole layer and includes the gaps
};

void save(PartAccount& account, const CoverageFindings& found);
/// Joins the findings of all parts; problems are sorted by kind, features and place.
CoverageFindings coverage_of_parts(const std::vector<std::filesystem::path>& files);

/// Rectangles with about as many features each, whose sides are multiples of the cell size; fewer than `wanted` in a
/// small area. A single part if parts_by_tile gives one, for formats other than GeoPackage, and for open gaps.
std::vector<PartSpec> coverage_parts(const OverlayInput& input, const CoverageOptions& options,
                                     const OverlaySettings& settings, std::size_t wanted);

}  // namespace spatial
