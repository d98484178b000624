// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "libspatial/monitoring/change.hpp"

namespace spatial {

/// A map of classes with each place once: overlapping features of one class are united, land where features of
/// different classes overlap becomes areas of `double_class`. Features that overlap nothing keep their outline vertex
/// for vertex. The land is that of the map, to rounding. Coordinates go where those of the features are (their pool).
/// Units: m². Errors: Error(geometry). Complexity O(n + overlaps).
///   const FlatMap flat = flat_map({&features, class_of, overlaps}, classes, executor);
struct FlatMap {
  MultiPolygonColumn geometry;
  std::vector<std::uint32_t> class_of;
  std::vector<char> reappraised;  ///< a united area is if one of its features is
};
FlatMap flat_map(const ClassMap& map, std::uint32_t double_class, const Executor& executor);

}  // namespace spatial
