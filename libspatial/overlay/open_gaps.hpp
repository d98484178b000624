// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Narrow land between two features that is open at an end, as digitising leaves it at the edge of a survey.
///
/// Edges of two features face each other where they run in opposite directions (within 25°), lie on each other's outer
/// side, and the land between them, measured at right angles, is no wider than `width_m` and belongs to no feature. The
/// strips between such edges are united; what other features cover is taken out. Corners in which two outlines meet at
/// a wider angle are none, nor are inlets of one feature. The idea is that of the gap width of GEOS' and JTS' coverage
/// validators, which mark the edges; here the land itself is found.
///
///     for (const OpenGap& gap : open_gaps(features, boxes, land, 0.5, executor)) …
struct OpenGap {
  std::uint32_t a = 0,
                b = 0;    ///< the features it lies between; those with the longest common stretch where there are more
  MultiPolygon geometry;  ///< one part
};

/// `land` is the union of the features (overlay/dissolve.hpp), one area; `boxes` those of the features. Sorted by
/// place. The same with any number of threads. Errors: Error(geometry). O(n log n + edges within the width of an edge).
std::vector<OpenGap> open_gaps(const MultiPolygonColumn& features, const std::vector<Box>& boxes,
                               const MultiPolygonColumn& land, double width_m, const Executor& executor);

}  // namespace spatial
