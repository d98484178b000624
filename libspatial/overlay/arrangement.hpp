// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Overlapping features taken apart: a piece for every set of features that share a place. Pieces do not overlap; those
/// of a feature add up to it, to about 1e-9 relative. A feature that overlaps nothing comes through vertex for vertex.
///
///   const Arrangement parts = arrangement(features, executor);
///   for (std::size_t p = 0; p < parts.size(); ++p) use(parts.members[p], parts.areas_m2[p]);
///
/// How: features that share land get different colours (greedy, in index order), each colour is a layer that does not
/// overlap itself, and combine() makes the union of these layers. Features must be valid and in normal form. Units: m².
/// Errors: Error(geometry). Threads: the same with any number. Complexity: that of combine() with as many layers as the
/// deepest heap of features needs colours.
struct Arrangement {
  MultiPolygonColumn geometry;
  std::vector<double> areas_m2;
  std::vector<std::vector<std::uint32_t>> members;  ///< by piece: the features that lie there, ascending, never none
  std::size_t size() const noexcept { return areas_m2.size(); }
};

Arrangement arrangement(const MultiPolygonColumn& features, const Executor& executor);

/// Area of the land of the features, each place once; m². O(n log n + overlaps).
double united_m2(const MultiPolygonColumn& features, const Executor& executor);
/// The same land as one area; overlapping features are united, neighbours stay parts of their own.
MultiPolygonColumn as_one(const MultiPolygonColumn& features, const Executor& executor);

}  // namespace spatial
