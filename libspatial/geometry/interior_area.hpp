// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "libspatial/geometry/offset_pieces.hpp"
#include "libspatial/geometry/operations.hpp"

namespace spatial {

/// Working memory of one thread.
struct InteriorScratch {
  OffsetScratch offset;
  GeosContext geos;
  std::size_t repeated = 0;  ///< features whose sum did not close at once
  std::size_t buffered = 0;  ///< of these, features left to `buffer`
};

/// Area of a feature's interior: all its points further than `depth_m` from its edge ("core area" in FRAGSTATS;
/// docs/methods.md section 3). Exact for the feature as given: corners are true arcs and nothing is simplified. A GEOS
/// buffer of −depth differs, because it simplifies (1 % of the depth) and uses chords for arcs.
///
/// How: Green's theorem over the pieces of the interior's edge (geometry/offset_pieces.hpp). If the sum does not close
/// (for example for a strip exactly two depths wide), it is repeated with the depth increased by 10⁻¹⁰, then
/// 10⁻⁹, then 10⁻⁸ of its value. If all fail, the area of the result of `buffer` is used.
///
/// 0 for an empty feature; the whole area for depth 0. Errors: Error(usage) for a negative or infinite depth.
/// Thread-safety: one InteriorScratch per thread. Complexity O(n (log n + k)), k edges within two depths of an edge.
///
///     InteriorScratch scratch;
///     const double core_m2 = interior_area_m2(wood, 50, scratch);   // more than 50 m from the edge
double interior_area_m2(MultiPolygonView feature, double depth_m, InteriorScratch& scratch);

}  // namespace spatial
