// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "libspatial/geometry/operations.hpp"

namespace spatial {

/// Scratch of one thread.
struct InteriorScratch {
  struct Hidden {
    double from, to;             ///< along the line in m, or clockwise along the arc in radians
    Point from_point, to_point;
  };
  std::vector<std::uint32_t> near;
  std::vector<Hidden> hidden;
  GeosContext geos;
  std::size_t repeated = 0;   ///< features whose sum did not close at once
  std::size_t buffered = 0;   ///< of these, features left to GEOS
};

/// Area of a feature's interior: all its points further than `depth_m` from its edge (core area in FRAGSTATS' terms; docs/methods.md
/// section 3). Exact for the feature as given: corners are true arcs, nothing is simplified. A buffer of −depth by GEOS differs by
/// its simplification (1 % of the depth) and by the chords it takes for arcs.
///
/// How: the edge of the interior consists of pieces of lines parallel to the feature's edges at that depth and of arcs around
/// its re-entrant corners, where no other edge is nearer. Each such line and arc is cleared of what other edges hide, and
/// Green's theorem sums the rest. No topology is built: crossings are computed once for both that meet there, so the
/// pieces close, and a sum that does not close (a strip exactly two depths wide) is taken again at a depth larger by 10⁻¹⁰,
/// 10⁻⁹, 10⁻⁸ of itself, then by GEOS' buffer.
///
/// 0 for an empty feature; the whole area for depth 0. Errors: Error(usage) for a negative or infinite depth.
/// Thread-safety: one InteriorScratch per thread. Complexity O(n (log n + k)), k edges within two depths of an edge.
double interior_area_m2(MultiPolygonView feature, double depth_m, InteriorScratch& scratch);

}  // namespace spatial
