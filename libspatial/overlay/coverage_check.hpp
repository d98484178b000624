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

/// Faults of a layer that should cover its land exactly once, without gaps or overlaps.
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
      10;  ///< gaps with room for a wider circle are taken as deliberately unmapped and not reported
  double min_overlap_m2 = 0.01;  ///< overlaps up to this are not reported
  double sliver_width_m = 1;  ///< a sliver has a smaller mean width (2 area / perimeter) or is below smallest_part_m2
  double smallest_part_m2 = 1;
  double spike_degrees = 3;  ///< corners of at most this angle, outward or inward
  double open_gap_width_m =
      0;  ///< greatest width of gaps between two features that are open at an end (open_gaps.hpp); 0: not looked for
  double grid_m =
      0;  ///< spacing to which coordinates were rounded; gaps and overlaps that rounding can cause are not reported
  double tolerance_m = 0.01;  ///< a vertex this near to a neighbour's edge needs a matching vertex there
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
  MultiPolygon geometry;  ///< the land affected; may be empty
  std::string_view reason;  ///< for invalid outlines: the rule that is broken; static text
};

struct CoverageReport {
  std::vector<CoverageFinding> findings;  ///< by fault, then feature, other, place
  std::size_t wide_gaps = 0;              ///< enclosed gaps that are too wide to be reported
};

/// Faults of single outlines: invalid outlines, spikes and slivers. `raw` is the layer as in the file, without repairs
/// and with finite coordinates. Features without geometry are skipped, and so are those that have a flag other than 0
/// in `left_out`, if that is not empty.
std::vector<CoverageFinding> outline_faults(const MultiPolygonColumn& raw, const CoverageOptions& options,
                                            const Executor& executor, std::span<const char> left_out = {});

/// Faults between features of a clean layer: duplicates (the same outline), overlaps (except duplicates), gaps (holes
/// in the union), open gaps (if requested), unmatched vertices (except of overlapping pairs). The width of a gap is the
/// diameter of its largest inscribed circle. Ignored as rounding: overlaps up to 1e-6 m², and gaps and overlaps up to
/// 0.1 µm wide or up to one and a half grid steps, because rounding can move a vertex that far from the neighbour's
/// edge on which it lay. `boxes` and `areas_m2` are those of the features. Complexity as overlapping_pairs and
/// dissolve.
///
///     const CoverageReport report = coverage_faults_of(habitats, boxes, areas_m2, {}, executor);
CoverageReport coverage_faults_of(const MultiPolygonColumn& features, const std::vector<Box>& boxes,
                                  const std::vector<double>& areas_m2, const CoverageOptions& options,
                                  const Executor& executor);

/// The same in steps, so that it can be split into the parts of a plan. `faults_between` finds faults of two features:
/// duplicates, overlaps, unmatched vertices. `land_by_cell` unites the features of each cell of a fixed grid, which
/// does not depend on the layer or the tile; a feature belongs to the cell that contains the lower left corner of its
/// box. `add_gaps` unites the land of all cells and adds the gaps in it.
///
/// If `tile` is given, `features` must hold, uncut, all features that meet the tile and all that meet features of its
/// cells; only the faults and cells of the tile are returned. If the tiles cover all land and their sides are multiples
/// of `coverage_cell_m`, each fault and each cell belongs to exactly one tile and is the same as without tiles.
inline constexpr double coverage_cell_m = 2048;
struct CoverageCell {
  std::int64_t column = 0, row = 0;
  MultiPolygonColumn land;  ///< parts of united land, then features that are loose (overlay/dissolve.hpp)
};
std::vector<CoverageFinding> faults_between(const MultiPolygonColumn& features, const std::vector<Box>& boxes,
                                            const std::vector<double>& areas_m2, const CoverageOptions& options,
                                            const Box* tile, const Executor& executor);
std::vector<CoverageCell> land_by_cell(const MultiPolygonColumn& features, const std::vector<Box>& boxes,
                                       const Box* tile, const Executor& executor);
/// Sorts `cells`. `report.wide_gaps` grows, findings are added.
MultiPolygonColumn add_gaps(std::vector<CoverageCell> cells, const CoverageOptions& options, const Executor& executor,
                            CoverageReport& report);

/// Sorts by fault, feature, other, place.
void sort_findings(std::vector<CoverageFinding>& findings);

/// Whether the tile contains the point. The tile's lower and left edges belong to it, the others do not. nullptr
/// contains all points.
bool in_tile(const Box* tile, Point point) noexcept;
/// The static text of a finding's reason; "Invalid" for any other.
std::string_view coverage_reason(std::string_view text) noexcept;

}  // namespace spatial
