// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "libspatial/geometry/edge_tree.hpp"

namespace spatial {

/// Cuts one area by another, or unites both, by tracing their outlines from crossing to crossing (Weiler & Atherton
/// 1977).
///
/// Crossings are found by exact side tests without ties (geometry/perturbed.hpp). Where outlines touch or coincide, as
/// in coverages, the second area is treated as if shifted by an infinitesimal, and the zero-width needles that this
/// leaves are removed from the rings. A cut may be refused but is never wrong: if the result is not `certainly_valid`
/// (outlines nearer than 0.1 µm without being the same, rings that touch themselves), the function returns nullopt and
/// the caller uses OverlayNG (geometry/operations.hpp). As a check, the caller compares areas with shared_area_m2,
/// which computes them independently.
///
/// Guarantees: vertices of the inputs are kept bit for bit. A crossing is computed in extended precision from the two
/// edges alone, independent of which area is cut and of the edges' direction, so neighbours that share an edge get the
/// same vertex on it. Results are valid and in normal form. Thread-safety: const use of CutArea
/// from any number of threads, one CutScratch each. Complexity: O(log n + edges of `a` + edges of `b` in the box of
/// `a`).
///
///     CutScratch scratch;
///     const auto cut = traced_cut(CutArea(site), CutArea(parcel), true, false, scratch);
///     const MultiPolygon shared = cut ? cut->inside : intersection(geos, site, parcel);

/// Needles narrower than this, in metres, are artefacts of outlines that follow each other and do not count as land.
inline constexpr double needle_m = 1e-7;

/// An area prepared for cutting or being cut. The view must outlive it and be in normal form. If neighbouring vertices
/// are equal on the lattice of side tests (2^-32 m), as overlays leave them, the object holds its own copy without the
/// repeated vertices.
class CutArea {
 public:
  explicit CutArea(MultiPolygonView feature);
  CutArea(const CutArea&) = delete;
  CutArea& operator=(const CutArea&) = delete;
  MultiPolygonView view() const noexcept { return view_; }
  const EdgeTree& tree() const noexcept { return tree_; }
  /// Whether the edges of the tree correspond one to one to those of the view; otherwise the area cannot be traced.
  bool plain() const noexcept { return plain_; }
  std::uint32_t ring_of(std::uint32_t edge) const noexcept;
  std::uint32_t ring_begin(std::uint32_t ring) const noexcept { return ring_begin_[ring]; }
  std::uint32_t ring_count() const noexcept { return static_cast<std::uint32_t>(ring_begin_.size() - 1); }
  /// Where an edge of the ring starts, as in the view.
  Point vertex(std::uint32_t edge, std::uint32_t ring) const noexcept { return view_.points()[edge + ring]; }
  /// Where an edge of the ring ends, as in the view.
  Point vertex_after(std::uint32_t edge, std::uint32_t ring) const noexcept { return view_.points()[edge + ring + 1]; }

 private:
  MultiPolygonView view_;
  MultiPolygon own_;  // copy without repeated vertices, if there were any
  EdgeTree tree_;
  std::vector<std::uint32_t> ring_begin_;  // first edge of each ring, one more than rings
  bool plain_ = false;
};

/// One crossing of the outlines.
struct Crossing {
  std::uint32_t i = 0, j = 0;  ///< edges of a and b
  std::uint32_t ring_a = 0, ring_b = 0;
  double s = 0, t = 0;              ///< places along them, 0 to 1
  double s_error = 0, t_error = 0;  ///< error bounds of s and t
  Point where;
  bool enters = false;  ///< a goes into b here
  bool used = false;
  std::uint32_t next_on_a = 0, next_on_b = 0, before_on_b = 0;
  std::uint32_t place_a = 0, place_b = 0;  ///< rank among the crossings of its ring
};

/// Memory reused between calls; one per worker.
struct CutScratch {
  std::vector<Crossing> crossings;
  std::vector<std::uint32_t> order, near;
  std::vector<char> crossed_a, crossed_b;
};

struct TracedCut {
  MultiPolygon inside;   ///< a ∩ b, if wanted
  MultiPolygon outside;  ///< a − b, if wanted
};

/// Rings up to this area (m²) are dropped as artefacts, unless the caller asks for smaller ones.
inline constexpr double nothing_m2 = 1e-7;

/// nullopt: use OverlayNG instead. Rings of at most `least_ring_m2` are dropped.
std::optional<TracedCut> traced_cut(const CutArea& a, const CutArea& b, bool want_inside, bool want_outside,
                                    CutScratch& scratch, double least_ring_m2 = nothing_m2);

/// a ∪ b, traced in the same way. Vertices of one outline on an edge of the other do not become vertices of that edge.
/// nullopt: use OverlayNG instead. Gaps between a and b of at most `least_ring_m2` are closed.
std::optional<MultiPolygon> traced_union(const CutArea& a, const CutArea& b, CutScratch& scratch,
                                         double least_ring_m2 = nothing_m2);

/// The crossing point of two edges that cross properly; the same for any order and direction of them.
Point crossing_point(const EdgeTree::Edge& e, const EdgeTree::Edge& f) noexcept;

}  // namespace spatial
