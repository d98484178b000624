// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Operations that build geometry, done by GEOS (OverlayNG) behind this bridge. GEOS objects live inside one call and
/// never leave it; results are normalised values (shells counter-clockwise, lowest-left point first, parts sorted) that
/// hold polygonal parts only: a shared edge or point gives an empty result.
///
/// Inputs must be valid (see `validity`); on GEOS' failure every function throws Error(geometry).
/// Thread-safety: one GeosContext per thread (use it as the worker state of parallel_map); views may be shared.
class GeosContext {
 public:
  GeosContext();
  ~GeosContext();
  GeosContext(const GeosContext&) = delete;
  GeosContext& operator=(const GeosContext&) = delete;
  struct Impl;
  Impl& impl() noexcept { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

MultiPolygon intersection(GeosContext& geos, MultiPolygonView a, MultiPolygonView b);
MultiPolygon difference(GeosContext& geos, MultiPolygonView a, MultiPolygonView b);
MultiPolygon union_of(GeosContext& geos, MultiPolygonView a, MultiPolygonView b);
/// Union of many, O(n log n) cascaded; empty for none.
MultiPolygon union_of(GeosContext& geos, std::span<const MultiPolygonView> features);
/// Buffer with round joins and ends; `quadrant_segments` chords stand for a quarter circle, with their corners on it.
///
/// Made from its exact outline (geometry/offset_pieces.hpp), not by GEOS, whose buffers drop or keep rings wrongly
/// where a shape is grown or shrunk by more than its own size (GEOS 3.11; locationtech/jts#876, libgeos/geos#984,
/// #1208). The boundary is at the distance but for the chords: up to |distance| × (1 − cos(π / 4 / quadrant_segments))
/// nearer to the edge. Each result is checked (see buffer.cpp); where pieces of the outline coincide, the buffer is the
/// union of what lies around each edge, by OverlayNG. `bays_m` (growing only): narrow bays may be filled where that
/// moves the boundary outwards by no more (geometry/bays.hpp). Negative distances shrink; distance 0 gives the feature.
/// Errors: Error(usage) for a distance that is not finite. Complexity O(n (log n + k)), k edges within two distances of
/// an edge.
MultiPolygon buffer(GeosContext& geos, MultiPolygonView feature, double distance_m, int quadrant_segments = 8,
                    double bays_m = 0);
/// Buffer around lines, each given by its points; a line of one point is a point. They may cross, and themselves. Empty
/// for no lines and for distances that are not positive.
MultiPolygon buffer_of_lines(GeosContext& geos, std::span<const std::span<const Point>> lines, double distance_m,
                             int quadrant_segments = 8);
/// The part inside a rectangle, traced where that is sure (geometry/traced_cut.hpp), else by OverlayNG. O(n log n).
MultiPolygon clip(GeosContext& geos, MultiPolygonView feature, const Box& box);

struct Invalidity {
  std::string reason;  ///< as GEOS words it, e.g. "Self-intersection"
  Point place;
};
/// nullopt if the feature is valid by the OGC rules. Never throws for finite coordinates.
std::optional<Invalidity> validity(GeosContext& geos, MultiPolygonView feature);
/// Structure-preserving repair; keeps polygonal parts only.
MultiPolygon make_valid(GeosContext& geos, MultiPolygonView feature);
/// A point that is certainly inside.
Point point_on_surface(GeosContext& geos, MultiPolygonView feature);

/// The same area in normal form (see above); a pure function that needs no engine.
MultiPolygon normalised(MultiPolygonView feature);

std::string geos_version();

}  // namespace spatial
