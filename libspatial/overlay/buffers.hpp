// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multiline.hpp"

namespace spatial {

struct BufferOptions {
  int quadrant_segments = 16;  ///< straight segments a quarter circle; the area of a disc is 0.16 % short with 16
  double tolerance =
      0.001;  ///< narrow bays may be filled if that moves the boundary by no more than this share of the distance
};

/// What is buffered: areas, and lines and points of the same features (nullptr: none).
struct BufferInput {
  const MultiPolygonColumn& areas;
  const MultiLineColumn* lines = nullptr;
  const MultiPointColumn* points = nullptr;
};

/// Buffers with round joins and ends, dissolved by group (if each feature is its own group: one buffer per feature).
///
/// Each part is buffered from its exact outline (`buffer`, geometry/operations.hpp). Narrow bays that no disc of the
/// distance can enter are filled first (geometry/bays.hpp); this is several times faster and moves the boundary
/// outwards by at most `tolerance` × distance. Chords in place of arcs move it inwards by at most 0.12 % of the
/// distance (16 segments per quarter circle). The parts are then united (overlay/union_tiles.hpp). Long lines are
/// buffered in pieces of 64 points, which gives the same area. Negative distances shrink: features that vanish, and
/// lines and points, give an empty result. Distance 0 returns areas unchanged. If the areas are in a file (their pool),
/// so are their buffers until they are united. `distance_m` has one finite value per feature. Features must be valid
/// and in normal form. Same result with any number of threads.
///
///     const MultiPolygonColumn grown = buffers({sites}, distances_m, group_of, groups, {}, executor);
MultiPolygonColumn buffers(const BufferInput& features, std::span<const double> distance_m,
                           std::span<const std::uint32_t> group_of, std::uint32_t groups, const BufferOptions& options,
                           const Executor& executor);

}  // namespace spatial
