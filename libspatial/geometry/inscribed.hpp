// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/geometry/operations.hpp"

namespace spatial {

struct InscribedCircle {
  Point centre;
  double radius_m = 0;
};

/// The largest circle inside an area, to `tolerance_m` (GEOS' maximum inscribed circle): twice its radius is how wide the area
/// is at its widest. Throws Error(geometry).
InscribedCircle inscribed_circle(GeosContext& geos, MultiPolygonView area, double tolerance_m);

}  // namespace spatial
