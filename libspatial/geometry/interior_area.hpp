// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "libspatial/geometry/offset_pieces.hpp"
#include "libspatial/geometry/operations.hpp"

namespace spatial {

/// Scratch of one thread.
struct InteriorScratch {
  OffsetScratch offset;
  GeosContext geos;
  std::size_t repeated = 0;  ///< features whose sum did not close at once
  std::size_t buffered = 0;  ///< of these, features left to `buffer`
};

/// Area of a feature's interior: all its points further than `depth_m` from its edge (core area in FRAGSTATS' terms;
/// docs/methods.md section 3). Exact for the feature as given: corners are true arcs, nothing is simplified. A buffer
/// of −depth by GEOS differs by its simplification (1 % of the depth) and by the chords it takes for arcs.
///
/// How: Green's theorem over the pieces of the interior's edge (geometry/offset_pieces.hpp). A sum that does not close
/// (a strip exactly two depths wide) is taken again at a depth larger by 10⁻¹⁰, 10⁻⁹, 10⁻⁸ of itself, then from the
/// area that `buffer` makes.
///
/// 0 for an empty feature; the whole area for depth 0. Errors: Error(usage) for a negative or infinite depth.
/// Thread-safety: one InteriorScratch per thread. Complexity O(n (log n + k)), k edges within two depths of an edge.
double interior_area_m2(MultiPolygonView feature, double depth_m, InteriorScratch& scratch);

}  // namespace spatial
