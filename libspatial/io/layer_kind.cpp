// SPDX-License-Identifier: MIT
#include "libspatial/io/layer_kind.hpp"

#include "libspatial/io/gdal_bridge.hpp"

namespace spatial {

bool declares_lines_or_points(const LayerName& name, bool allow_network) {
  const gdal::ErrorScope errors;
  const gdal::Source source = gdal::open_source(name, allow_network);
  const OGRwkbGeometryType type = wkbFlatten(OGR_L_GetGeomType(gdal::layer_of(source, name, gdal::Wish::polygons)));
  return type == wkbPoint || type == wkbMultiPoint || type == wkbLineString || type == wkbMultiLineString;
}

}  // namespace spatial
