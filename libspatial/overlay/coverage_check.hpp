// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// What is wrong with a layer that should cover its land once and without gaps.
enum class CoverageFault { invalid, spike, sliver, duplicate, overlap, gap, open_gap, unmatched_vertex };

struct CoverageFaultInfo {
  CoverageFault fault;
  std::string_view code;  ///< as written to the file
  std::string_view title;
  std::string_view meaning;  ///< one sentence
};
std::span<const CoverageFaultInfo> coverage_faults() noexcept;

struct CoverageOptions {
  double max_gap_width_m =
      10;  ///< gaps that hold a circle wider than this are taken for land that nobody mapped on purpose
  double min_overlap_m2 = 0.01;  ///< overlaps up to this are not reported
  double sliver_width_m = 1;     ///< parts of a smaller mean width, 2 area / perimeter, or under smallest_part_m2
  double smallest_part_m2 = 1;
  double spike_degrees = 3;  ///< corners of at most this angle, outward or inward
  double open_gap_width_m =
      0;  ///< land between two features up to this wide that is open at an end (open_gaps.hpp); 0: not looked for
  double grid_m =
      0;  ///< what the coordinates were rounded to: gaps and overlaps that rounding can make are not reported
  double tolerance_m = 0.01;  ///< a vertex this near to a neighbour's edge, without a vertex there
};

/// One finding with its place.
struct CoverageFinding {
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  CoverageFault fault{};
  std::uint32_t feature = none;  ///< index; none for gaps
  std::uint32_t other = none;    ///< the second feature of a pair
  Point place;
  double measure = 0;     ///< area m² (duplicate, overlap), width m (gap, open gap, sliver), angle in degrees (spike),
                          ///< distance m (vertex)
  double area_m2 = 0;     ///< of `geometry`
  MultiPolygon geometry;  ///< the offending land; empty where there is none
  std::string_view reason;  ///< invalid only: what breaks the rules; static text
};

struct CoverageReport {
  std::vector<CoverageFinding> findings;  ///< by fault, then feature, other, place
  std::size_t wide_gaps = 0;              ///< enclosed gaps that are too wide to be reported
};

/// Faults of single outlines: `raw` as in the file (nothing repaired), with finite coordinates; features without
/// geometry are passed over. Invalid outlines, spikes and slivers.
std::vector<CoverageFinding> outline_faults(const MultiPolygonColumn& raw, const CoverageOptions& options,
                                            const Executor& executor);

/// Faults between features of a clean layer: duplicates (the same outline), overlaps (duplicates left out), gaps (holes
/// of the union that features enclose), open gaps (if asked for), unmatched vertices (of overlapping pairs left out).
/// Gaps are as wide as the largest circle in them. Overlaps up to 1e-6 m2 are rounding, and so are gaps and overlaps up
/// to 0.1 µm wide, or to one and a half steps of the grid: that is how far rounding can part a vertex from the
/// neighbour's edge on which it stood. `boxes` and `areas_m2` are those of the features. Complexity as
/// overlapping_pairs and dissolve.
CoverageReport coverage_faults_of(const MultiPolygonColumn& features, const std::vector<Box>& boxes,
                                  const std::vector<double>& areas_m2, const CoverageOptions& options,
                                  const Executor& executor);

}  // namespace spatial
