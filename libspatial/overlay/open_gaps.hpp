// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Finds narrow gaps between two features that are open at an end, as digitising leaves them at the edge of a survey.
///
/// Edges of two features face each other if they run in opposite directions (within 25°), lie on each other's outer
/// side, and the land between them, measured at right angles, is at most `width_m` wide and belongs to no feature. The
/// strips between such edges are united, and land covered by other features is removed. Corners where two outlines meet
/// at a wider angle are not gaps, nor are inlets of a single feature. The coverage validators of GEOS and JTS use the
/// same idea (gap width) but mark only the edges; this function returns the land.
///
///     for (const OpenGap& gap : open_gaps(features, boxes, land, 0.5, executor)) …
struct OpenGap {
  std::uint32_t a = 0,
                b = 0;    ///< the features on its two sides; if there are more, those with the longest common stretch
  MultiPolygon geometry;  ///< one part
};

/// `land` is the union of the features (overlay/dissolve.hpp), one area; `boxes` those of the features. Sorted by
/// place. The same with any number of threads. Errors: Error(geometry). O(n log n + edges within the width of an edge).
std::vector<OpenGap> open_gaps(const MultiPolygonColumn& features, const std::vector<Box>& boxes,
                               const MultiPolygonColumn& land, double width_m, const Executor& executor);

}  // namespace spatial
