// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libspatial/geometry/edge_tree.hpp"

namespace spatial {

/// Area of the intersection of two areas without building it.
///
/// By Green's theorem the shared area is half the sum of cross products along the parts of each boundary that lie
/// inside the other area. Each edge contributes at its end (if that is inside) and at its crossings, so nothing has to
/// be sorted or linked. Which crossings exist and which ends are inside is decided exactly: side tests are exact, and
/// ties (shared edges and corners, the normal case in coverages) are broken as if the second area were shifted by an
/// infinitesimal (ε, ε²) (simulation of simplicity, Edelsbrunner & Mücke 1990). The shifted areas have no degenerate
/// case, and area changes continuously, so the result is that of the areas as given. No fallback is needed. "Inside"
/// means the winding number, so for inputs that are not quite valid the result is the integral of the product of both
/// winding numbers.
///
/// Guarantees: agrees with exact arithmetic to about 1e-12 relative to the boxes' common area; never negative; 0 for
/// areas that only touch. Inputs must be valid areas (any ring order).
/// Thread-safety: pure, with one SharedAreaScratch per thread. Complexity: O(log n + edges near the other's boundary).

/// Memory reused between calls; one per worker.
struct SharedAreaScratch {
  std::vector<std::uint32_t> near_a, near_b;
  std::vector<std::int32_t> turn_a, turn_b;
  std::vector<std::uint32_t> crossed_b;
};

double shared_area_m2(const EdgeTree& a, const EdgeTree& b, SharedAreaScratch& scratch);

/// Running sums of cross products along the outline of an area. With them, a whole stretch of the outline is added in
/// one step. Worthwhile for an area that is compared with many others. The area must outlive it. Build O(n), 8 bytes an
/// edge. Immutable.
///
///     const EdgeTree wood(feature);
///     const OutlineSums sums(wood);
///     shared_area_m2(around, wood, sums, scratch);
class OutlineSums {
 public:
  explicit OutlineSums(const EdgeTree& area);
  struct Ring {
    std::uint32_t begin, end;  ///< edges
    Box box;
  };
  std::span<const Ring> rings() const noexcept { return rings_; }
  /// Twice the area under the edges from `begin` to `end` of one ring, as seen from `origin`.
  double twice_m2(std::uint32_t begin, std::uint32_t end, Point origin) const noexcept;

 private:
  std::span<const EdgeTree::Edge> edges_;
  Point corner_;  // what the sums are relative to
  std::vector<double> before_;
  std::vector<Ring> rings_;
};

/// The same area to about 1e-15 of that of `b`, in O(log n + edges of `a` near b + crossings): the outline of `b` is
/// not gone through edge by edge.
double shared_area_m2(const EdgeTree& a, const EdgeTree& b, const OutlineSums& outline_of_b,
                      SharedAreaScratch& scratch);

/// Faster for features inside or outside the zone: a feature that meets no edge of the zone counts with its whole area
/// or not at all, and no tree is built for it. `area` and `box` are those of the feature.
double shared_area_m2(MultiPolygonView feature, const Box& box, double area, const EdgeTree& zone,
                      SharedAreaScratch& scratch);

/// For a single pair; builds both trees.
double shared_area_m2(MultiPolygonView a, MultiPolygonView b);

}  // namespace spatial
