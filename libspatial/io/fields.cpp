// SPDX-License-Identifier: MIT
#include "libspatial/io/fields.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "libspatial/io/crs.hpp"
#include "libspatial/io/field_text.hpp"
#include "libspatial/io/gdal_bridge.hpp"
#include "libspatial/io/gpkg_reader.hpp"

namespace spatial {
namespace {

ColumnType column_type(OGRFieldDefnH field) {
  switch (OGR_Fld_GetType(field)) {
    case OFTInteger: return OGR_Fld_GetSubType(field) == OFSTBoolean ? ColumnType::boolean : ColumnType::integer;
    case OFTInteger64: return ColumnType::integer;
    case OFTReal: return ColumnType::real;
    case OFTDate: return ColumnType::date;
    case OFTDateTime: return ColumnType::date_time;
    case OFTBinary: return ColumnType::binary;
    case OFTIntegerList:
    case OFTInteger64List:
    case OFTRealList:
    case OFTStringList: return ColumnType::json;
    default: return OGR_Fld_GetSubType(field) == OFSTJSON ? ColumnType::json : ColumnType::text;
  }
}

}  // namespace

LayerFields layer_fields(const LayerName& name, bool allow_network) {
  const gdal::ErrorScope errors;
  const gdal::Source source = gdal::open_source(name, allow_network);
  OGRLayerH layer = gdal::layer_of(source, name, gdal::Wish::polygons);
  LayerFields result{OGR_L_GetName(layer), {}, source.driver == "GPKG" ? OGR_L_GetGeometryColumn(layer) : ""};
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
  for (int i = 0; i < OGR_FD_GetFieldCount(definition); ++i) {
    OGRFieldDefnH field = OGR_FD_GetFieldDefn(definition, i);
    result.fields.push_back({OGR_Fld_GetNameRef(field), column_type(field)});
  }
  return result;
}

std::int64_t layer_rows(const LayerName& name, bool allow_network) {
  const gdal::ErrorScope errors;
  const gdal::Source source = gdal::open_source(name, allow_network);
  return OGR_L_GetFeatureCount(gdal::layer_of(source, name, gdal::Wish::polygons), TRUE);
}

Box layer_extent(const LayerName& name, const std::string& crs, bool allow_network) {
  const gdal::ErrorScope errors;
  const gdal::Source source = gdal::open_source(name, allow_network);
  OGRLayerH layer = gdal::layer_of(source, name, gdal::Wish::polygons);
  std::optional<Box> own = source.driver == "GPKG" ? box_of_most(name.file, OGR_L_GetName(layer), OGR_L_GetGeometryColumn(layer)) : std::nullopt;
  if (!own) {
    OGREnvelope extent;
    if (OGR_L_GetExtent(layer, &extent, TRUE) != OGRERR_NONE) return {};
    own = Box{extent.MinX, extent.MinY, extent.MaxX, extent.MaxY};
  }
  const std::string stated = gdal::crs_wkt_of(layer);
  std::array<Point, 4> corners{Point{own->min_x, own->min_y}, Point{own->max_x, own->min_y}, Point{own->max_x, own->max_y}, Point{own->min_x, own->max_y}};
  if (!stated.empty()) {
    const CrsPlan plan = crs_plan(stated, "", crs, name.text());
    if (!plan.pipeline.empty()) Transformer(plan.pipeline).transform(corners);
  }
  Box box;
  for (const Point p : corners)
    if (std::isfinite(p.x) && std::isfinite(p.y)) box.add(p);
  return box;
}

Cells typed_cells(const std::vector<std::string>& text, ColumnType type) {
  const auto parsed = [](const std::string& word, auto missing) {
    auto value = missing;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    return error == std::errc{} && end == word.data() + word.size() ? std::optional(value) : std::nullopt;
  };
  if (type == ColumnType::integer || type == ColumnType::boolean) {
    IntegerCells cells;
    for (const std::string& word : text) cells.push_back(parsed(word, std::int64_t{}));
    return cells;
  }
  if (type == ColumnType::real) {
    RealCells cells;
    for (const std::string& word : text) cells.push_back(parsed(word, 0.0).value_or(std::numeric_limits<double>::quiet_NaN()));
    return cells;
  }
  TextCells cells;
  for (const std::string& word : text) cells.push_back(word.empty() ? std::nullopt : std::optional(type == ColumnType::date_time ? utc_text(word) : unmarked(word)));
  return cells;
}

}  // namespace spatial
