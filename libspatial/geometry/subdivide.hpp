// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Features cut into small pieces, so that work on a large one is local.
struct Pieces {
  MultiPolygonColumn geometry;
  std::vector<std::uint32_t> owner;  ///< per piece, the feature it is part of; ascending
};

/// Halves every feature across the longer side of its box until each piece has at most `max_points` vertices. The pieces
/// of a feature cover it exactly once. A feature that is small already comes through unchanged.
/// Complexity O(n log n) for n vertices; pieces of one round are worked on in parallel.
Pieces subdivided(const MultiPolygonColumn& features, std::size_t max_points, const Executor& executor);

}  // namespace spatial
