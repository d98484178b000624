// SPDX-License-Identifier: MIT
#include "libspatial/io/typed_site.hpp"

#include <fmt/format.h>

#include <cmath>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/gdal_bridge.hpp"

namespace spatial {

RawSites site_from_wkt(const std::string& wkt, const std::string& reference) {
  const gdal::ErrorScope errors;
  std::string text = trimmed(wkt);
  char* cursor = text.data();
  OGRGeometryH raw = nullptr;
  const OGRErr result = OGR_G_CreateFromWkt(&cursor, nullptr, &raw);
  const gdal::Geometry geometry(raw);
  if (result != OGRERR_NONE || geometry == nullptr || !trimmed(cursor).empty())
    throw Error(ErrorKind::input,
                fmt::format("--wkt is no well-known text: {}", text.size() > 60 ? text.substr(0, 60) + "…" : text),
                "e.g. POLYGON((375000 165000,375100 165000,375100 165100,375000 165000)) in metres");
  RawSites sites;
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
  return sites;
}

}  // namespace spatial
