// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "libspatial/geometry/edge_tree.hpp"

namespace spatial {

/// Area of the intersection of two areas without building it.
///
/// By Green's theorem the shared area is half the sum of cross products along the parts of each boundary that lie
/// inside the other area. Each edge contributes at its end (if that is inside) and at its crossings, so nothing is
/// sorted or stitched. Which crossings exist and which ends are inside is decided exactly: side tests are exact, and
/// ties (shared edges and corners, the rule in coverages) are broken by thinking the second area moved by an
/// infinitesimal (ε, ε²) (simulation of simplicity, Edelsbrunner & Mücke 1990). The moved configuration has no
/// degenerate case, and an area changes continuously, so the answer is that of the areas as given. No case needs a
/// fallback. Insides are winding numbers, so the result is the integral of the product of both winding numbers even
/// where an input is not quite valid.
///
/// Guarantees: agrees with exact arithmetic to about 1e-12 relative to the boxes' common area; never negative; 0 for
/// areas that only touch. Inputs must be valid areas (any ring order).
/// Thread-safety: pure, with one SharedAreaScratch per thread. Complexity: O(log n + edges near the other's boundary).

/// Memory used again between calls; one per worker.
struct SharedAreaScratch {
  std::vector<std::uint32_t> near_a, near_b;
  std::vector<std::int32_t> turn_a, turn_b;
};

double shared_area_m2(const EdgeTree& a, const EdgeTree& b, SharedAreaScratch& scratch);

/// With the contains-fast-path: a feature that meets no edge of the zone counts with its whole area or not at all, and
/// no tree is built for it. `area` and `box` are those of the feature.
double shared_area_m2(MultiPolygonView feature, const Box& box, double area, const EdgeTree& zone,
                      SharedAreaScratch& scratch);

/// Convenience for single questions.
double shared_area_m2(MultiPolygonView a, MultiPolygonView b);

}  // namespace spatial
