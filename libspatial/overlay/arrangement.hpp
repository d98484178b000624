// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Splits overlapping features into pieces, one for every set of features that overlap somewhere. Pieces do not
/// overlap; the pieces of a feature add up to it, to about 1e-9 relative. A feature without overlaps keeps all its
/// vertices.
///
///   const Arrangement parts = arrangement(features, executor);
///   for (std::size_t p = 0; p < parts.size(); ++p) use(parts.members[p], parts.areas_m2[p]);
///
/// How: overlapping features get different colours (greedy, in index order). Each colour is a layer without overlaps,
/// and combine() makes the union of these layers. Features must be valid and in normal form. Units: m². Errors:
/// Error(geometry). Threads: the same result with any number. Complexity: that of combine() with one layer per colour.
struct Arrangement {
  MultiPolygonColumn geometry;
  std::vector<double> areas_m2;
  std::vector<std::vector<std::uint32_t>> members;  ///< by piece: the features that lie there, ascending, never none
  std::size_t size() const noexcept { return areas_m2.size(); }
};

Arrangement arrangement(const MultiPolygonColumn& features, const Executor& executor);

/// Total area of the features in m², with overlaps counted once. O(n log n + overlaps).
double united_m2(const MultiPolygonColumn& features, const Executor& executor);
/// The same land as one area. Overlapping features are united; neighbours stay separate parts.
MultiPolygonColumn as_one(const MultiPolygonColumn& features, const Executor& executor);

}  // namespace spatial
