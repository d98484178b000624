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
/// Buffer with round joins; `quadrant_segments` straight segments stand for a quarter circle.
MultiPolygon buffer(GeosContext& geos, MultiPolygonView feature, double distance_m, int quadrant_segments = 8);
/// Buffer around lines, each given by its points; a line of one point is a point. Empty for no lines.
MultiPolygon buffer_of_lines(GeosContext& geos, std::span<const std::span<const Point>> lines, double distance_m, int quadrant_segments = 8);
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
