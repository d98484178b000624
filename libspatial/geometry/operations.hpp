// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Operations that build geometry with GEOS (OverlayNG). GEOS objects exist only inside one call. Results are
/// normalised (shells counter-clockwise, lowest-left point first, parts sorted) and contain polygonal parts only: areas
/// that share only an edge or a point give an empty result.
///
/// Inputs must be valid (see `validity`). If GEOS fails, the function throws Error(geometry).
/// Thread-safety: one GeosContext per thread (use it as the worker state of parallel_map); views may be shared.
///
///     GeosContext geos;
///     const MultiPolygon shared = intersection(geos, site, parcel);
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
/// Union of many areas, O(n log n) (cascaded); empty if there are none.
MultiPolygon union_of(GeosContext& geos, std::span<const MultiPolygonView> features);
/// The same for areas in normal form that are valid. A few are traced (geometry/traced_cut.hpp), in a fraction of the
/// time; OverlayNG is the fallback.
MultiPolygon union_of_valid(GeosContext& geos, std::span<const MultiPolygonView> features);
/// Buffer with round joins and ends; `quadrant_segments` chords stand for a quarter circle, with their corners on it.
///
/// Built from its exact outline (geometry/offset_pieces.hpp), not by GEOS. GEOS 3.11 wrongly drops or keeps rings if
/// the distance is larger than the shape (locationtech/jts#876, libgeos/geos#984, #1208). The boundary is at the
/// distance except along chords, where it is up to |distance| × (1 − cos(π / 4 / quadrant_segments)) nearer. Each
/// result is checked (see buffer.cpp). If pieces of the outline coincide, OverlayNG unites the buffers of the single
/// edges instead. `bays_m` (growing only): narrow bays may be filled if this moves the boundary outwards by at most
/// this much (geometry/bays.hpp). Negative distances shrink; distance 0 returns the feature. Errors: Error(usage) for a
/// distance that is not finite. Complexity O(n (log n + k)), k edges within two distances of an edge.
MultiPolygon buffer(GeosContext& geos, MultiPolygonView feature, double distance_m, int quadrant_segments = 8,
                    double bays_m = 0);
/// Buffer around lines, each given by its points; a line of one point is a point. Lines may cross each other and
/// themselves. Empty if there are no lines or the distance is not positive.
MultiPolygon buffer_of_lines(GeosContext& geos, std::span<const std::span<const Point>> lines, double distance_m,
                             int quadrant_segments = 8);
/// Clips a feature to a rectangle, by traced_cut (geometry/traced_cut.hpp) with OverlayNG as the fallback. O(n log n).
MultiPolygon clip(GeosContext& geos, MultiPolygonView feature, const Box& box);

struct Invalidity {
  std::string reason;  ///< in GEOS' words, e.g. "Self-intersection"
  Point place;
};
/// nullopt if the feature is valid by the OGC rules. Never throws for finite coordinates.
std::optional<Invalidity> validity(GeosContext& geos, MultiPolygonView feature);
/// Structure-preserving repair; keeps polygonal parts only.
MultiPolygon make_valid(GeosContext& geos, MultiPolygonView feature);
/// A point inside the feature.
Point point_on_surface(GeosContext& geos, MultiPolygonView feature);

/// The same area in normal form (see above); a pure function that does not use GEOS.
MultiPolygon normalised(MultiPolygonView feature);
/// The rings of a part, closed, the shell first. The second form takes the parts of an area.
using LooseRings = std::vector<std::vector<Point>>;
MultiPolygon normalised(std::vector<LooseRings> parts);

std::string geos_version();

}  // namespace spatial
