// SPDX-License-Identifier: MIT
#include "libspatial/io/typed_site.hpp"

#include <fmt/format.h>

#include <cmath>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/grid_reference.hpp"
#include "libspatial/io/crs.hpp"
#include "libspatial/io/gdal_bridge.hpp"

namespace spatial {

namespace {

constexpr double widest_place_m = 100;

gdal::Geometry geometry_typed(std::string text, std::string& crs) {
  const gdal::ErrorScope errors;
  if (const std::optional<Box> square = grid_square(text)) {
    if (square->width() > widest_place_m)
      throw Error(ErrorKind::input,
                  fmt::format("the grid reference {} names a square of {:.0f} km", text, square->width() / 1000),
                  "Give at least six figures, e.g. ST 774 645.");
    crs = "EPSG:27700";
    gdal::Geometry point(OGR_G_CreateGeometry(wkbPoint));
    OGR_G_SetPoint_2D(point.get(), 0, square->centre().x, square->centre().y);
    return point;
  }
  char* cursor = text.data();
  OGRGeometryH raw = nullptr;
  const OGRErr result = OGR_G_CreateFromWkt(&cursor, nullptr, &raw);
  gdal::Geometry geometry(raw);
  if (result != OGRERR_NONE || geometry == nullptr || !trimmed(cursor).empty())
    throw Error(
        ErrorKind::input,
        fmt::format("--wkt is neither well-known text nor a grid reference: {}",
                    text.size() > 60 ? text.substr(0, 60) + "…" : text),
        "Write e.g. POLYGON((375000 165000,375100 165000,375100 165100,375000 165000)) in metres, or ST 774 645.");
  return geometry;
}

}  // namespace

TypedSite site_typed_in(const std::string& text, const std::string& reference) {
  TypedSite typed;
  const gdal::Geometry geometry = geometry_typed(trimmed(text), typed.crs);
  RawSites& sites = typed.sites;
  MultiLineColumn lines;
  MultiPointColumn points;
  gdal::append_parts(geometry.get(), PartsSink{sites.layer.geometry, &lines, &points});
  sites.layer.geometry.end_feature();
  lines.end_feature();
  points.end_feature();
  sites.layer.role = Role::candidate;
  sites.layer.source = "typed in";
  sites.layer.fid = {1};
  sites.layer.id = {reference};
  sites.layer.name = {""};
  sites.layer.code = {""};
  sites.layer.features_in_file = 1;
  LineColumn row;
  for (std::size_t l = 0; l < lines[0].line_count(); ++l) row.append(lines[0].line(l));
  for (const Point& point : points[0]) row.append({&point, 1});
  sites.lines.push_back(std::move(row));
  sites.stated_m2 = {std::nan("")};
  return typed;
}

CrsOperation transform_site(RawSites& site, const std::string& from, const std::string& to) {
  const CrsPlan plan = crs_plan(describe_crs(from).wkt, "", to, "the site typed in");
  if (plan.pipeline.empty()) return plan.operation;
  const Transformer transformer(plan.pipeline);
  site.layer.geometry = transformer.transformed(site.layer.geometry);
  transformer.transform(site.lines[0].points);
  report_transformation(site.layer.issues, site.layer, plan.operation);
  return plan.operation;
}

}  // namespace spatial
