// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "libspatial/core/closing.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/strategy/baseline_options.hpp"

namespace spatial {

/// Combines several habitat maps into one (docs/methods.md section 23).
///
/// Every place in the study area that a source maps gets one code and one source; the codes of other sources are
/// recorded. Features are ordered by source, then by id in natural order. In the modes `precedence` and `base`, land
/// that features of one source share goes to the first of them.
///
///   const BaselineMap map = baseline_map(features, std::move(land), rules, base_source, study_area, options,
///                                        executor);
///
/// Units: m². Errors: Error(geometry); Error(internal) if a sum does not close. The result does not depend on the
/// number of threads. Complexity: O(n log n) plus the crossings of outlines.

/// What is known of each feature; its land is a column beside it.
struct BaselineFeatures {
  std::vector<std::uint32_t> source;
  std::vector<std::string> id, code;
  std::vector<std::string> date;  ///< ISO date, or ""
  std::vector<double> confidence;
};

/// Limits where a source counts, by the codes of the base map.
struct BaselineRule {
  std::set<std::string> only_over, never_over;  ///< empty: everywhere
};

/// A feature of the baseline.
struct BaselinePiece {
  std::uint32_t feature = 0;  ///< the feature that got the land
  std::string code;           ///< its code; in the mode base also that of a polygon it took as a whole
  double area_m2 = 0;
  double disagreement = 0;  ///< the largest share of the piece to which one other source gives another code
};

/// The overlap of a source with a polygon of the base map, on land that no earlier source has taken.
struct BaselineEvidence {
  enum class Verdict { kept, split, whole };
  std::uint32_t base = 0;  ///< feature
  std::uint32_t source = 0;
  std::string code;
  double base_m2 = 0, overlap_m2 = 0;
  Verdict verdict = Verdict::kept;
  double share() const noexcept { return base_m2 > 0 ? overlap_m2 / base_m2 : 0; }
};
std::string_view word(BaselineEvidence::Verdict verdict) noexcept;
/// The verdict on an overlap of `overlap_m2` with a polygon of `base_m2`.
BaselineEvidence::Verdict verdict_of(double overlap_m2, double base_m2, const BaselineOptions& options) noexcept;

/// A part that was given to a neighbour.
struct GivenSliver {
  std::uint32_t from = 0, to = 0;  ///< features
  double area_m2 = 0;
  Point at;
};

/// The code that another source gives to a piece.
struct BaselineAlternative {
  std::uint32_t piece = 0, source = 0;
  std::string code;
  double area_m2 = 0;
};

struct BaselineMap {
  std::vector<BaselinePiece> pieces;  ///< by source, then feature
  MultiPolygonColumn geometry;
  std::vector<BaselineAlternative> others;  ///< by piece, source, code; only shares above half a square metre
  std::vector<BaselineEvidence> evidence;   ///< mode base, by base feature, source, code
  std::vector<GivenSliver> slivers;
  MultiPolygonColumn unmapped;               ///< parts of the study area that no source maps
  std::vector<double> offered_m2;            ///< by source: its land in the study area, each place once
  std::vector<std::vector<double>> held_m2;  ///< by source that maps the land, then by source that got it; last: none
  double study_m2 = 0;
  ClosingSums sums;  ///< all are checked
};

/// `land`: of the features, worked on in place. `base_source`: number of the base map. `study_area`: areas that do not
/// overlap.
BaselineMap baseline_map(const BaselineFeatures& features, MultiPolygonColumn land,
                         const std::vector<BaselineRule>& rules, std::uint32_t base_source,
                         const MultiPolygonColumn& study_area, const BaselineOptions& options,
                         const Executor& executor);

}  // namespace spatial
