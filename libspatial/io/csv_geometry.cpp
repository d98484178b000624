// SPDX-License-Identifier: MIT
#include "libspatial/io/csv_geometry_bridge.hpp"

#include <cpl_vsi.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "libspatial/core/text.hpp"
#include "libspatial/io/field_text.hpp"

namespace spatial::gdal {
namespace {

using Says = CsvGeometry::Says;

constexpr std::array<std::string_view, 9> wkt_names{"wkt", "wkt_geom", "wkt_geometry", "geometry_wkt", "geom_wkt", "geometry", "geom", "the_geom", "polygon_wkt"};

/// Pairs of names in order of preference.
struct Pair {
  std::string_view x, y;
  Says says;
};
constexpr std::array<Pair, 20> coordinate_names{{
    {"easting", "northing", Says::grid},
    {"eastings", "northings", Says::grid},
    {"east", "north", Says::grid},
    {"bng_easting", "bng_northing", Says::grid},
    {"os_easting", "os_northing", Says::grid},
    {"osgb_easting", "osgb_northing", Says::grid},
    {"site_easting", "site_northing", Says::grid},
    {"location_easting", "location_northing", Says::grid},
    {"bng_e", "bng_n", Says::grid},
    {"bng_x", "bng_y", Says::grid},
    {"x", "y", Says::nothing},
    {"x_coord", "y_coord", Says::nothing},
    {"xcoord", "ycoord", Says::nothing},
    {"x_coordinate", "y_coordinate", Says::nothing},
    {"coord_x", "coord_y", Says::nothing},
    {"geox", "geoy", Says::nothing},
    {"longitude", "latitude", Says::degrees},
    {"lon", "lat", Says::degrees},
    {"long", "lat", Says::degrees},
    {"lng", "lat", Says::degrees},
}};

/// "Easting (m)" -> "easting".
std::string plain(const std::string& name) {
  std::string text;
  for (const char c : lower(name)) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) text += c;
    else if (!text.empty() && text.back() != '_') text += '_';
  }
  while (!text.empty() && text.back() == '_') text.pop_back();
  return text.ends_with("_m") ? text.substr(0, text.size() - 2) : text;
}

/// Files that are separated by semicolons or tabs write decimals with a comma where they hold one.
bool comma_is_decimal(const LayerName& name) {
  std::string path = name.file.string();
  if (lower(name.file.extension().string()) == ".zip") return false;
  VSILFILE* const file = VSIFOpenL(path.c_str(), "rb");
  if (file == nullptr) return false;
  std::string head(65536, '\0');
  head.resize(VSIFReadL(head.data(), 1, head.size(), file));
  VSIFCloseL(file);
  head = head.substr(0, head.find_first_of("\r\n"));
  const auto count = [&](char c) { return std::count(head.begin(), head.end(), c); };
  return std::max(count(';'), count('\t')) > count(',');
}

}  // namespace

std::optional<CsvGeometry> CsvGeometry::of(OGRLayerH layer, const LayerName& name, const CsvColumns& columns) {
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
  std::vector<std::string> names, exact;
  for (int i = 0; i < OGR_FD_GetFieldCount(definition); ++i) {
    exact.emplace_back(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, i)));
    names.push_back(plain(exact.back()));
  }
  const auto find = [&](std::string_view wanted) {
    const auto found = std::find(names.begin(), names.end(), wanted);
    return found == names.end() ? absent : static_cast<int>(found - names.begin());
  };
  CsvGeometry result;
  if (!columns.wkt.empty()) {
    result.wkt_ = field_of(layer, columns.wkt, name);
  } else if (columns.x.empty()) {
    for (std::size_t k = 0; k < wkt_names.size() && result.wkt_ == absent; ++k) result.wkt_ = find(wkt_names[k]);
  }
  if (!columns.x.empty() || !columns.y.empty()) {
    result.x_ = field_of(layer, columns.x, name);
    result.y_ = field_of(layer, columns.y, name);
    for (const Pair& pair : coordinate_names)
      if (names[static_cast<std::size_t>(result.x_)] == pair.x) result.says_ = pair.says;
  } else if (columns.wkt.empty()) {
    for (const Pair& pair : coordinate_names) {
      result.x_ = find(pair.x);
      result.y_ = find(pair.y);
      result.says_ = pair.says;
      if (result.x_ != absent && result.y_ != absent) break;
      result.x_ = result.y_ = absent;
    }
  }
  if (result.wkt_ != absent) result.says_ = Says::nothing;
  if (result.wkt_ == absent && result.x_ == absent) return std::nullopt;
  result.decimal_comma_ = comma_is_decimal(name);
  const auto shown = [&](int field) { return field >= 0 ? exact[static_cast<std::size_t>(field)] : std::string{}; };
  result.wkt_name_ = shown(result.wkt_);
  result.x_name_ = shown(result.x_);
  result.y_name_ = shown(result.y_);
  return result;
}

std::string CsvGeometry::columns_text() const { return wkt_ != absent ? wkt_name_ : x_name_ + " and " + y_name_; }

GeometryFinding CsvGeometry::append(OGRFeatureH row, const PartsSink& sink) const {
  GeometryFinding finding;
  if (wkt_ != absent) {
    std::string text = trimmed(text_of(row, wkt_));
    if (lower(text.substr(0, 5)) == "srid=") text = text.substr(std::min(text.find(';'), text.size() - 1) + 1);
    if (!text.empty()) {
      const ErrorScope quiet;
      char* cursor = text.data();
      OGRGeometryH raw = nullptr;
      const OGRErr error = OGR_G_CreateFromWkt(&cursor, nullptr, &raw);
      const Geometry geometry(raw);
      if (error == OGRERR_NONE && geometry && trimmed(cursor).empty()) return append_parts(geometry.get(), sink);
      finding.problem = fmt::format("'{}' in column '{}' is not well-known text", text.substr(0, 60), wkt_name_);
      return finding;
    }
    if (x_ == absent) return finding;
  }
  const std::string x_text = trimmed(text_of(row, x_)), y_text = trimmed(text_of(row, y_));
  if (x_text.empty() && y_text.empty()) return finding;
  const std::optional<double> x = decimal_number(x_text, decimal_comma_), y = decimal_number(y_text, decimal_comma_);
  if (!x || !y) {
    finding.problem = fmt::format("'{}' in column '{}' is not a number", (x ? y_text : x_text).substr(0, 60), x ? y_name_ : x_name_);
    return finding;
  }
  const Geometry point(OGR_G_CreateGeometry(wkbPoint));
  OGR_G_SetPoint_2D(point.get(), 0, *x, *y);
  return append_parts(point.get(), sink);
}

}  // namespace spatial::gdal
