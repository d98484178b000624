// SPDX-License-Identifier: MIT
#include "libspatial/io/layer_kind.hpp"

#include <fmt/format.h>

#include "libspatial/core/cancel.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/io/csv_geometry_bridge.hpp"
#include "libspatial/io/gdal_bridge.hpp"

namespace spatial {
namespace {

enum class Kind { none, lines_or_points, areas, any };

Kind kind_of(OGRwkbGeometryType type) {
  switch (wkbFlatten(type)) {
    case wkbPoint:
    case wkbMultiPoint:
    case wkbLineString:
    case wkbMultiLineString:
    case wkbCircularString:
    case wkbCompoundCurve:
    case wkbCurve:
    case wkbMultiCurve:
      return Kind::lines_or_points;
    case wkbUnknown:
    case wkbGeometryCollection:
      return Kind::any;
    case wkbNone:
      return Kind::none;
    default:
      return Kind::areas;
  }
}

/// Kind of a geometry; for a collection, the kind of its members.
Kind kind_of(OGRGeometryH geometry) {
  if (geometry == nullptr || OGR_G_IsEmpty(geometry) != 0) return Kind::none;
  const Kind own = kind_of(OGR_G_GetGeometryType(geometry));
  if (own != Kind::any) return own;
  Kind all = Kind::none;
  for (int i = 0; i < OGR_G_GetGeometryCount(geometry) && all != Kind::areas; ++i)
    if (const Kind part = kind_of(OGR_G_GetGeometryRef(geometry, i)); part != Kind::none) all = part;
  return all;
}

Kind kind_in(const gdal::CsvGeometry& csv, OGRFeatureH row) {
  MultiPolygonColumn areas;
  MultiLineColumn lines;
  MultiPointColumn points;
  using enum GeometryFinding::Kind;
  const GeometryFinding finding = csv.append(row, {areas, &lines, &points});
  return finding.kind == polygonal ? Kind::areas : finding.kind == line_or_point ? Kind::lines_or_points : Kind::none;
}

}  // namespace

bool holds_lines_or_points(const LayerName& name, const std::string& where, bool allow_network) {
  const gdal::ErrorScope errors;
  const gdal::OpenedSource opened = gdal::open_source(name, allow_network);
  const gdal::Source& source = *opened;
  OGRLayerH layer = gdal::layer_of(source, name, gdal::Wish::polygons);
  const auto csv = gdal::places_in_columns(source) ? gdal::CsvGeometry::of(source, layer, name, {}) : std::nullopt;
  const Kind declared = csv ? Kind::any : kind_of(OGR_L_GetGeomType(layer));
  if (declared != Kind::any) return declared == Kind::lines_or_points;
  // An invalid filter is reported when the layer is read.
  if (!where.empty() && OGR_L_SetAttributeFilter(layer, where.c_str()) != OGRERR_NONE) return false;
  bool found = false;
  std::size_t rows = 0;
  OGR_L_ResetReading(layer);
  for (gdal::Feature feature(OGR_L_GetNextFeature(layer)); feature; feature.reset(OGR_L_GetNextFeature(layer))) {
    if (++rows % rows_between_checks == 0) throw_if_cancelled();
    const Kind kind = csv ? kind_in(*csv, feature.get()) : kind_of(OGR_F_GetGeometryRef(feature.get()));
    if (kind == Kind::areas) return false;
    found = found || kind == Kind::lines_or_points;
  }
  if (where.empty()) errors.check(fmt::format("reading {} failed", name.text()));
  return found;
}

}  // namespace spatial
