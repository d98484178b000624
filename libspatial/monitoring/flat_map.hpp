// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "libspatial/monitoring/change.hpp"

namespace spatial {

/// A map of classes without overlaps: overlapping features of one class are united, and land where features of
/// different classes overlap becomes areas of `double_class`. Features that overlap nothing keep every vertex. The
/// total land is that of the map, apart from rounding. Coordinates are stored in the pool of the features. Units: m².
/// Errors: Error(geometry). Complexity: O(n + overlaps).
///   const FlatMap flat = flat_map({&features, class_of, overlaps}, classes, executor);
struct FlatMap {
  MultiPolygonColumn geometry;
  std::vector<std::uint32_t> class_of;
  std::vector<char> reappraised;  ///< a united area is reappraised if one of its features is
};
FlatMap flat_map(const ClassMap& map, std::uint32_t double_class, const Executor& executor);

}  // namespace spatial
