// SPDX-License-Identifier: MIT
#include <cpl_vsi.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/grid_reference.hpp"
#include "libspatial/io/csv_geometry_bridge.hpp"
#include "libspatial/io/field_text.hpp"
#include "libspatial/io/postcodes.hpp"

namespace spatial::gdal {
namespace {

using Says = CsvGeometry::Says;

constexpr std::array<std::string_view, 19> wkt_names{
    "wkt",       "wkt_geom",    "wkt_geometry", "geometry_wkt", "geom_wkt",  "geometry",  "geom",
    "the_geom",  "polygon_wkt", "wktgeom",      "wktgeometry",  "shape_wkt", "point_wkt", "wkt_polygon",
    "wkt_point", "ewkt",        "geo_wkt",      "wkb_geometry", "point"};

/// Names of columns with Ordnance Survey grid references.
constexpr std::array<std::string_view, 14> grid_names{
    "grid_ref",          "grid_reference", "gridref",       "gridreference",          "os_grid_ref",
    "os_grid_reference", "os_gridref",     "os_reference",  "national_grid",          "ngr",
    "national_grid_ref", "osgr",           "site_grid_ref", "national_grid_reference"};

/// Names of columns with postcodes, which give a place if a postcode table is configured.
constexpr std::array<std::string_view, 8> postcode_names{
    "postcode", "post_code", "pcd", "pcds", "site_postcode", "postal_code", "sitepostcode", "site_post_code"};

/// Column names of x and y coordinates, in order of preference.
struct Pair {
  std::string_view x, y;
  Says says;
};
constexpr std::array<Pair, 27> coordinate_names{{
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
    {"e", "n", Says::grid},
    {"easting_x", "northing_y", Says::grid},
    {"x_easting", "y_northing", Says::grid},
    {"x", "y", Says::nothing},
    {"x_coord", "y_coord", Says::nothing},
    {"xcoord", "ycoord", Says::nothing},
    {"x_coordinate", "y_coordinate", Says::nothing},
    {"coord_x", "coord_y", Says::nothing},
    {"geox", "geoy", Says::nothing},
    {"longitude", "latitude", Says::degrees},
    {"longitude_wgs84", "latitude_wgs84", Says::degrees},
    {"x_longitude", "y_latitude", Says::degrees},
    {"decimallongitude", "decimallatitude", Says::degrees},
    {"decimal_longitude", "decimal_latitude", Says::degrees},
    {"lon", "lat", Says::degrees},
    {"long", "lat", Says::degrees},
    {"lng", "lat", Says::degrees},
}};

/// Heading without unit and in lower case: "Easting (m)" -> "easting".
std::string heading_key(const std::string& name) {
  const std::string text = plain_column(name);
  return text.ends_with("_m") ? text.substr(0, text.size() - 2) : text;
}

/// Whether a comma is the decimal sign: in files separated by semicolons or tabs.
bool comma_is_decimal(const std::string& path) {
  VSILFILE* const file = VSIFOpenL(path.c_str(), "rb");
  if (file == nullptr) return false;
  std::string head(65536, '\0');
  head.resize(VSIFReadL(head.data(), 1, head.size(), file));
  VSIFCloseL(file);
  head = head.substr(0, head.find_first_of("\r\n"));
  const auto count = [&](char c) { return std::count(head.begin(), head.end(), c); };
  return std::max(count(';'), count('\t')) > count(',');
}

/// A geometry cell split into its SRID (0: none) and the rest.
struct Cell {
  int srid = 0;
  std::string text;
};

constexpr std::uint32_t ewkb_srid = 0x20000000;

/// The SRID stored in EWKB; 0 if there is none.
int srid_of(std::span<const std::uint8_t> wkb) {
  if (wkb.size() < 9) return 0;
  const auto number = [&](std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
      value |= static_cast<std::uint32_t>(wkb[at + i]) << (wkb[0] == 1 ? 8 * i : 24 - 8 * i);
    return value;
  };
  return (number(1) & ewkb_srid) != 0 ? static_cast<int>(number(5)) : 0;
}

/// Clears the SRID flag (in the highest byte of the type) and removes the SRID, which GDAL's WKB reader does not
/// expect.
void take_srid(std::vector<std::uint8_t>& wkb) {
  if (srid_of(wkb) == 0) return;
  wkb[wkb[0] == 1 ? 4 : 1] &= static_cast<std::uint8_t>(~(ewkb_srid >> 24));
  wkb.erase(wkb.begin() + 5, wkb.begin() + 9);
}

std::optional<std::vector<std::uint8_t>> wkb_of(const std::string& text) {
  const std::string_view hex = std::string_view(text).substr(text.starts_with("\\x") || text.starts_with("0x") ? 2 : 0);
  if (hex.size() < 18 || (!hex.starts_with("00") && !hex.starts_with("01"))) return std::nullopt;
  return bytes_of_hex(hex);
}

Cell cell_of(const std::string& raw) {
  Cell cell{0, trimmed(raw)};
  if (lower(cell.text.substr(0, 5)) == "srid=") {
    const std::size_t end = std::min(cell.text.find(';'), cell.text.size());
    cell.srid = std::atoi(cell.text.substr(5, end - 5).c_str());
    cell.text = trimmed(cell.text.substr(std::min(end + 1, cell.text.size())));
  } else if (const auto wkb = wkb_of(cell.text)) {
    cell.srid = srid_of(*wkb);
  }
  return cell;
}

/// The geometry written in a cell; null if it cannot be read.
Geometry geometry_of(const std::string& text) {
  const ErrorScope quiet;
  if (text.starts_with('{')) return Geometry(OGR_G_CreateGeometryFromJson(text.c_str()));
  OGRGeometryH raw = nullptr;
  if (auto wkb = wkb_of(text)) {
    take_srid(*wkb);
    if (OGR_G_CreateFromWkb(wkb->data(), nullptr, &raw, static_cast<int>(wkb->size())) != OGRERR_NONE) return nullptr;
    return Geometry(raw);
  }
  std::string copy = text;
  char* cursor = copy.data();
  const OGRErr error = OGR_G_CreateFromWkt(&cursor, nullptr, &raw);
  Geometry geometry(raw);
  return error == OGRERR_NONE && geometry && trimmed(cursor).empty() ? std::move(geometry) : nullptr;
}

constexpr int no_field = -1;
constexpr double widest_place_m = 100;  // width of the square of a grid reference
constexpr int most_rows = 100000;       // rows examined before the layer is read

/// The first SRID in a column; 0 if there is none.
int first_srid(OGRLayerH layer, int field) {
  OGR_L_ResetReading(layer);
  int srid = 0, rows = 0;
  for (Feature row(OGR_L_GetNextFeature(layer)); row && srid == 0 && rows < most_rows;
       row.reset(OGR_L_GetNextFeature(layer)), ++rows)
    srid = cell_of(text_of(row.get(), field)).srid;
  OGR_L_ResetReading(layer);
  return srid;
}

/// The first non-empty cell of a column.
Cell first_cell(OGRLayerH layer, int field) {
  OGR_L_ResetReading(layer);
  Cell cell;
  int rows = 0;
  for (Feature row(OGR_L_GetNextFeature(layer)); row && cell.text.empty() && rows < most_rows;
       row.reset(OGR_L_GetNextFeature(layer)), ++rows)
    cell = cell_of(text_of(row.get(), field));
  OGR_L_ResetReading(layer);
  return cell;
}

/// Of the columns with a usual name, the first whose cells hold geometries. If there is none, the first whose name has
/// no other common meaning (unlike "point").
template <class Find>
int wkt_among(OGRLayerH layer, const Find& find) {
  int first = no_field;
  for (const std::string_view name : wkt_names) {
    const int field = find(name);
    if (field == no_field) continue;
    const Cell cell = first_cell(layer, field);
    if (!cell.text.empty() && geometry_of(cell.text) != nullptr) return field;
    if (first == no_field && name != "point") first = field;
  }
  return first;
}

}  // namespace

/// Its branches are the names of columns that can hold a place, the surest first.
std::optional<CsvGeometry> CsvGeometry::of(const Source& source, OGRLayerH layer, const LayerName& name,
                                           const CsvColumns& columns) {
  const ErrorScope quiet;
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
  std::vector<std::string> names, exact;
  for (int i = 0; i < OGR_FD_GetFieldCount(definition); ++i) {
    exact.emplace_back(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, i)));
    names.push_back(heading_key(exact.back()));
  }
  const auto find = [&](std::string_view wanted) {
    const auto found = std::find(names.begin(), names.end(), wanted);
    return found == names.end() ? absent : static_cast<int>(found - names.begin());
  };
  CsvGeometry result;
  if (!columns.wkt.empty())
    result.wkt_ = field_of(layer, columns.wkt, name);
  else if (columns.x.empty())
    result.wkt_ = wkt_among(layer, find);
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
  if (columns.wkt.empty() && columns.x.empty() && columns.y.empty())
    for (const std::string_view wanted : grid_names)
      if (result.grid_ == absent) result.grid_ = find(wanted);
  if (columns.postcodes != nullptr)
    for (const std::string_view wanted : postcode_names)
      if (result.postcode_ == absent) result.postcode_ = find(wanted);
  if (result.wkt_ != absent) {
    result.says_ = Says::nothing;
  } else if (result.x_ == absent) {
    if (result.grid_ == absent && result.postcode_ == absent) return std::nullopt;
    result.says_ = Says::grid;
  }
  // Grid references and postcodes can fill in for missing coordinates only if the coordinates are on the National Grid
  // too.
  if (result.says_ != Says::grid) result.grid_ = result.postcode_ = absent;
  if (result.wkt_ != absent)
    if (const int srid = first_srid(layer, result.wkt_); srid > 0) result.crs_ = fmt::format("EPSG:{}", srid);
  result.sheet_ = is_spreadsheet(source);
  result.decimal_comma_ = !result.sheet_ && comma_is_decimal(source.path);
  result.postcodes_ = columns.postcodes;
  const auto shown = [&](int field) { return field >= 0 ? exact[static_cast<std::size_t>(field)] : std::string{}; };
  result.wkt_name_ = shown(result.wkt_);
  result.x_name_ = shown(result.x_);
  result.y_name_ = shown(result.y_);
  result.grid_name_ = shown(result.grid_);
  result.postcode_name_ = shown(result.postcode_);
  return result;
}

std::string CsvGeometry::columns_text() const {
  return wkt_ != absent    ? wkt_name_
         : x_ != absent    ? x_name_ + " and " + y_name_
         : grid_ != absent ? grid_name_
                           : postcode_name_;
}

GeometryFinding CsvGeometry::named(const std::string& reference, const PartsSink& sink) const {
  GeometryFinding finding;
  if (reference.empty()) return finding;
  const std::optional<Box> square = grid_square(reference);
  if (!square || square->width() > widest_place_m) {
    finding.problem =
        !square ? fmt::format("'{}' in column '{}' is not a grid reference", reference.substr(0, 60), grid_name_)
                : fmt::format("'{}' in column '{}' names a square of {:.0f} km, which is too large for a place",
                              reference, grid_name_, square->width() / 1000);
    return finding;
  }
  const Geometry point(OGR_G_CreateGeometry(wkbPoint));
  OGR_G_SetPoint_2D(point.get(), 0, square->centre().x, square->centre().y);
  return append_parts(point.get(), sink);
}

GeometryFinding CsvGeometry::stated(const std::string& text, const PartsSink& sink) const {
  constexpr std::size_t most_shown = 60;
  GeometryFinding finding;
  const Cell cell = cell_of(text);
  if (const std::string crs = fmt::format("EPSG:{}", cell.srid); cell.srid > 0 && crs != crs_) {
    const std::string before = crs_.empty() ? "none" : crs_.substr(std::string_view("EPSG:").size());
    finding.problem =
        fmt::format("column '{}' states SRID {} here and {} in the rows before", wkt_name_, cell.srid, before);
    return finding;
  }
  if (const Geometry geometry = geometry_of(cell.text)) return append_parts(geometry.get(), sink);
  finding.problem =
      fmt::format("'{}' in column '{}' is not well-known text", cell.text.substr(0, most_shown), wkt_name_);
  return finding;
}

GeometryFinding CsvGeometry::by_postcode(const std::string& postcode, const PartsSink& sink) const {
  GeometryFinding finding;
  if (postcode.empty()) return finding;
  const std::optional<Point> place = postcodes_->place(postcode);
  if (!place) {
    finding.problem = fmt::format("'{}' in column '{}' is {} {}", postcode.substr(0, 60), postcode_name_,
                                  !is_postcode(postcode)      ? "not a postcode, and not in"
                                  : postcodes_->has(postcode) ? "without a place in"
                                                              : "not in",
                                  postcodes_->name());
    return finding;
  }
  const Geometry point(OGR_G_CreateGeometry(wkbPoint));
  OGR_G_SetPoint_2D(point.get(), 0, place->x, place->y);
  finding = append_parts(point.get(), sink);
  finding.placed_by = fmt::format("placed at the centre of postcode {} according to {}", postcode, postcodes_->name());
  return finding;
}

GeometryFinding CsvGeometry::placed(OGRFeatureH row, const PartsSink& sink) const {
  if (wkt_ != absent)
    if (const std::string text = trimmed(text_of(row, wkt_)); !text.empty()) return stated(text, sink);
  const auto otherwise = [&] {
    const std::string reference = grid_ == absent ? std::string() : trimmed(text_of(row, grid_));
    if (!reference.empty() || postcode_ == absent) return named(reference, sink);
    return by_postcode(trimmed(text_of(row, postcode_)), sink);
  };
  if (x_ == absent) return otherwise();
  const std::string x_text = trimmed(text_of(row, x_)), y_text = trimmed(text_of(row, y_));
  if (x_text.empty() && y_text.empty()) return otherwise();
  GeometryFinding finding;
  const std::optional<double> x = decimal_number(x_text, decimal_comma_), y = decimal_number(y_text, decimal_comma_);
  if (!x || !y) {
    finding.problem =
        fmt::format("'{}' in column '{}' is not a number", (x ? y_text : x_text).substr(0, 60), x ? y_name_ : x_name_);
    return finding;
  }
  const Geometry point(OGR_G_CreateGeometry(wkbPoint));
  OGR_G_SetPoint_2D(point.get(), 0, *x, *y);
  return append_parts(point.get(), sink);
}

GeometryFinding CsvGeometry::append(OGRFeatureH row, const PartsSink& sink) const {
  GeometryFinding finding = placed(row, sink);
  // GDAL numbers the rows of a CSV file from the first row below the header, but the rows of a sheet as the sheet does.
  if (!finding.problem.empty())
    finding.problem = fmt::format("row {}: {}", OGR_F_GetFID(row) + (sheet_ ? 0 : 1), finding.problem);
  return finding;
}

bool CsvGeometry::is_blank(OGRFeatureH row) const {
  if (!sheet_) return false;
  for (int i = 0; i < OGR_F_GetFieldCount(row); ++i)
    if (OGR_F_IsFieldSetAndNotNull(row, i) && !trimmed(OGR_F_GetFieldAsString(row, i)).empty()) return false;
  return true;
}

void refuse_without_places(const Source& source, OGRLayerH layer, const LayerName& name) {
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
  std::vector<std::string> names;
  for (int i = 0; i < std::min(OGR_FD_GetFieldCount(definition), 12); ++i)
    names.push_back(fmt::format("'{}'", OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, i))));
  const bool sheet = is_spreadsheet(source);
  throw Error(ErrorKind::input,
              fmt::format("{} has no column with a place{}", name.text(),
                          names.empty() ? "" : fmt::format("; its columns are {}", joined(names, ", "))),
              std::string("Add a column WKT with well-known text, or columns Easting and Northing (or Longitude and "
                          "Latitude), or one with grid references, or name the columns that hold them.") +
                  (sheet ? " The first row of the sheet must hold the names of the columns: delete titles above them "
                           "and split merged cells."
                         : ""));
}

}  // namespace spatial::gdal
