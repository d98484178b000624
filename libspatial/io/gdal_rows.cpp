// SPDX-License-Identifier: MIT
#include <cpl_conv.h>
#include <fmt/format.h>
#include <ogr_feature.h>
#include <ogr_srs_api.h>

#include <cmath>
#include <memory>

#include "libspatial/core/error.hpp"
#include "libspatial/io/field_text.hpp"
#include "libspatial/io/gdal_bridge.hpp"

namespace spatial::gdal {
namespace {

constexpr double arc_step_degrees = 1;

void append_ring(OGRGeometryH ring, MultiPolygonColumn& column) {
  std::vector<Point> points(static_cast<std::size_t>(OGR_G_GetPointCount(ring)));
  if (points.empty()) return;
  OGR_G_GetPoints(ring, &points[0].x, sizeof(Point), &points[0].y, sizeof(Point), nullptr, 0);
  column.add_ring(points);
}

struct Met {
  bool areas = false, lines_or_points = false, other = false;
  std::string type;  ///< the last geometry type that was not used
};

/// A case for each type of geometry.
void append_linear(OGRGeometryH geometry, const PartsSink& sink, Met& met) {
  const OGRwkbGeometryType type = wkbFlatten(OGR_G_GetGeometryType(geometry));
  if (OGR_G_IsEmpty(geometry)) return;
  switch (type) {
    case wkbPolygon:
    case wkbTriangle:
      for (int r = 0; r < OGR_G_GetGeometryCount(geometry); ++r)
        append_ring(OGR_G_GetGeometryRef(geometry, r), sink.areas);
      sink.areas.end_part();
      met.areas = true;
      return;
    case wkbMultiPolygon:
    case wkbMultiLineString:
    case wkbMultiPoint:
    case wkbGeometryCollection:
    case wkbPolyhedralSurface:
    case wkbTIN:
      if (sink.lines == nullptr && (type == wkbMultiLineString || type == wkbMultiPoint)) break;
      for (int g = 0; g < OGR_G_GetGeometryCount(geometry); ++g)
        append_linear(OGR_G_GetGeometryRef(geometry, g), sink, met);
      return;
    case wkbLineString:
    case wkbLinearRing:
      if (sink.lines == nullptr) break;
      for (int i = 0; i < OGR_G_GetPointCount(geometry); ++i)
        sink.lines->add_point({OGR_G_GetX(geometry, i), OGR_G_GetY(geometry, i)});
      sink.lines->end_line();
      met.lines_or_points = true;
      return;
    case wkbPoint:
      if (sink.points == nullptr) break;
      sink.points->add_point({OGR_G_GetX(geometry, 0), OGR_G_GetY(geometry, 0)});
      met.lines_or_points = true;
      return;
    default:
      break;
  }
  met.other = true;
  met.type = OGRGeometryTypeToName(type);
}

}  // namespace

GeometryFinding append_parts(OGRGeometryH geometry, const PartsSink& sink) {
  GeometryFinding finding;
  if (geometry == nullptr) return finding;
  finding.z_or_m = OGR_G_Is3D(geometry) || OGR_G_IsMeasured(geometry);
  finding.curved = OGR_G_HasCurveGeometry(geometry, TRUE);
  Geometry linear;
  if (OGR_G_HasCurveGeometry(geometry, FALSE))
    linear.reset(OGR_G_GetLinearGeometry(geometry, arc_step_degrees, nullptr));
  Met met;
  append_linear(linear ? linear.get() : geometry, sink, met);
  using enum GeometryFinding::Kind;
  finding.kind = met.areas ? polygonal : met.lines_or_points ? line_or_point : met.other ? other : absent;
  finding.other_parts = met.other && finding.kind != other;
  finding.type = met.type;
  return finding;
}

std::string text_of(OGRFeatureH feature, int field, OwnCells* own, std::string* unreadable) {
  if (field == fid_field) return std::to_string(OGR_F_GetFID(feature));
  if (own != nullptr) {
    std::string ignored;
    if (std::optional<std::string> text = own->cell(feature, field, unreadable != nullptr ? *unreadable : ignored))
      return std::move(*text);
  }
  if (!OGR_F_IsFieldSetAndNotNull(feature, field)) return {};
  switch (OGR_Fld_GetType(OGR_F_GetFieldDefnRef(feature, field))) {
    case OFTReal: {
      const double value = OGR_F_GetFieldAsDouble(feature, field);
      return std::isnan(value) ? std::string() : number_text(value);
    }
    case OFTDate:
    case OFTDateTime: {
      int year = 0, month = 0, day = 0, hour = 0, minute = 0, zone = 0;
      float second = 0;
      OGR_F_GetFieldAsDateTimeEx(feature, field, &year, &month, &day, &hour, &minute, &second, &zone);
      const std::string date = fmt::format("{:04}-{:02}-{:02}", year, month, day);
      if (OGR_Fld_GetType(OGR_F_GetFieldDefnRef(feature, field)) == OFTDate) return date;
      std::string text = fmt::format("{}T{:02}:{:02}:{:06.3f}", date, hour, minute, second);
      if (zone == 100)
        text += "Z";
      else if (zone > 1)
        text += fmt::format("{}{:02}:{:02}", zone < 100 ? '-' : '+', std::abs(zone - 100) / 4,
                            std::abs(zone - 100) % 4 * 15);
      return text;
    }
    case OFTIntegerList:
    case OFTInteger64List:
    case OFTRealList:
    case OFTStringList: {
      const std::unique_ptr<char, decltype(&CPLFree)> json(
          OGRFeature::FromHandle(feature)->GetFieldAsSerializedJSon(field), CPLFree);
      return json ? json.get() : OGR_F_GetFieldAsString(feature, field);
    }
    default:
      return OGR_F_GetFieldAsString(feature, field);
  }
}

std::string crs_wkt_of(OGRLayerH layer) {
  OGRSpatialReferenceH srs = OGR_L_GetSpatialRef(layer);
  if (srs == nullptr) return {};
  const char* name = OSRGetName(srs);
  // GeoPackages name the CRS "Undefined …" if none was given (srs_id 0 and -1); some other formats do the same, or say
  // "unknown". PROJ also calls a CRS "unknown" that was made from a PROJ string; that one has a projection or degrees.
  const std::string_view word = name != nullptr ? name : "";
  const bool placed = OSRIsProjected(srs) != 0 || OSRIsGeographic(srs) != 0;
  if (word.starts_with("Undefined") || word.starts_with("undefined") || (word == "unknown" && !placed)) return {};
  char* wkt = nullptr;
  const char* const options[] = {"FORMAT=WKT2_2019", nullptr};
  const OGRErr error = OSRExportToWktEx(srs, &wkt, options);
  const std::string text = error == OGRERR_NONE && wkt != nullptr ? wkt : "";
  CPLFree(wkt);
  return text;
}

}  // namespace spatial::gdal
