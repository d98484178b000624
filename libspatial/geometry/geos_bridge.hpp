// SPDX-License-Identifier: MIT
#pragma once

#include <geos_c.h>

#include <memory>
#include <string>

#include "libspatial/geometry/operations.hpp"

namespace spatial {

/// Private to geometry/: the GEOS side of the bridge. Objects never leave the function that made them.
struct GeosContext::Impl {
  GEOSContextHandle_t handle;
  std::string last_error;
};

namespace geos {

using Context = GeosContext::Impl;

struct Destroy {
  GEOSContextHandle_t handle;
  void operator()(GEOSGeometry* g) const noexcept { GEOSGeom_destroy_r(handle, g); }
};
using Geometry = std::unique_ptr<GEOSGeometry, Destroy>;

[[noreturn]] void fail(Context& context, const char* operation);

/// Takes ownership of what GEOS returned; throws Error(geometry) with GEOS' own words when it is null.
Geometry own(Context& context, GEOSGeometry* geometry, const char* operation);

/// A GEOS polygon or multipolygon with the coordinates of the view.
Geometry geometry_of(Context& context, MultiPolygonView view);

/// The polygonal parts of any GEOS geometry in normal form; lines and points are left out.
MultiPolygon value_of(Context& context, const GEOSGeometry* geometry);

}  // namespace geos
}  // namespace spatial
