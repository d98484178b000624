// SPDX-License-Identifier: MIT
#include "libspatial/geometry/inscribed.hpp"

#include <cmath>

#include "libspatial/geometry/geos_bridge.hpp"

namespace spatial {

InscribedCircle inscribed_circle(GeosContext& context, MultiPolygonView area, double tolerance_m) {
  if (area.empty()) return {};
  geos::Context& geos = context.impl();
  const geos::Geometry g = geos::geometry_of(geos, area);
  const geos::Geometry radius = geos::own(geos, GEOSMaximumInscribedCircle_r(geos.handle, g.get(), tolerance_m), "inscribed circle");
  const GEOSCoordSequence* ends = GEOSGeom_getCoordSeq_r(geos.handle, radius.get());
  Point centre, edge;
  if (ends == nullptr || GEOSCoordSeq_getXY_r(geos.handle, ends, 0, &centre.x, &centre.y) == 0 || GEOSCoordSeq_getXY_r(geos.handle, ends, 1, &edge.x, &edge.y) == 0) geos::fail(geos, "inscribed circle");
  return {centre, std::hypot(edge.x - centre.x, edge.y - centre.y)};
}

}  // namespace spatial
