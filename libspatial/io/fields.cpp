// SPDX-License-Identifier: MIT
#include "libspatial/io/fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "libspatial/core/text.hpp"
#include "libspatial/io/crs.hpp"
#include "libspatial/io/field_text.hpp"
#include "libspatial/io/gdal_bridge.hpp"
#include "libspatial/io/gpkg_reader.hpp"
#include "libspatial/landscape/layer.hpp"

namespace spatial {

ColumnType gdal::column_type(OGRFieldDefnH field) {
  switch (OGR_Fld_GetType(field)) {
    case OFTInteger:
      return OGR_Fld_GetSubType(field) == OFSTBoolean ? ColumnType::boolean : ColumnType::integer;
    case OFTInteger64:
      return ColumnType::integer;
    case OFTReal:
      return ColumnType::real;
    case OFTDate:
      return ColumnType::date;
    case OFTDateTime:
      return ColumnType::date_time;
    case OFTBinary:
      return ColumnType::binary;
    case OFTIntegerList:
    case OFTInteger64List:
    case OFTRealList:
    case OFTStringList:
      return ColumnType::json;
    default:
      return OGR_Fld_GetSubType(field) == OFSTJSON ? ColumnType::json : ColumnType::text;
  }
}

namespace {

template <class T>
std::optional<T> number_in(const std::string& text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

}  // namespace

LayerFields layer_fields(const LayerName& name, bool allow_network) {
  const gdal::ErrorScope errors;
  const gdal::OpenedSource opened = gdal::open_source(name, allow_network);
  const gdal::Source& source = *opened;
  OGRLayerH layer = gdal::layer_of(source, name, gdal::Wish::polygons);
  const bool table = !source.database.empty() && is_plain_table(source.database, OGR_L_GetName(layer));
  LayerFields result{OGR_L_GetName(layer), {}, table ? OGR_L_GetGeometryColumn(layer) : ""};
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
  for (int i = 0; i < OGR_FD_GetFieldCount(definition); ++i) {
    OGRFieldDefnH field = OGR_FD_GetFieldDefn(definition, i);
    result.fields.push_back({OGR_Fld_GetNameRef(field), gdal::column_type(field)});
  }
  return result;
}

std::int64_t layer_rows(const LayerName& name, bool allow_network) {
  const gdal::ErrorScope errors;
  const gdal::OpenedSource opened = gdal::open_source(name, allow_network);
  const gdal::Source& source = *opened;
  return OGR_L_GetFeatureCount(gdal::layer_of(source, name, gdal::Wish::polygons), TRUE);
}

Box layer_extent(const LayerName& name, const std::string& crs, bool allow_network) {
  const gdal::ErrorScope errors;
  const gdal::OpenedSource opened = gdal::open_source(name, allow_network);
  const gdal::Source& source = *opened;
  OGRLayerH layer = gdal::layer_of(source, name, gdal::Wish::polygons);
  std::optional<Box> own = !source.database.empty()
                               ? box_of_most(source.database, OGR_L_GetName(layer), OGR_L_GetGeometryColumn(layer))
                               : std::nullopt;
  if (!own) {
    OGREnvelope extent;
    if (OGR_L_GetExtent(layer, &extent, TRUE) != OGRERR_NONE) return {};
    own = Box{extent.MinX, extent.MinY, extent.MaxX, extent.MaxY};
  }
  const std::string stated = gdal::crs_wkt_of(layer);
  std::array<Point, 4> corners{Point{own->min_x, own->min_y}, Point{own->max_x, own->min_y},
                               Point{own->max_x, own->max_y}, Point{own->min_x, own->max_y}};
  if (!stated.empty()) {
    const CrsPlan plan = crs_plan(stated, "", crs, name.text());
    if (!plan.pipeline.empty()) Transformer(plan.pipeline).transform(corners);
  }
  Box box;
  for (const Point p : corners)
    if (std::isfinite(p.x) && std::isfinite(p.y)) box.add(p);
  return box;
}

namespace {

/// How the layer's coordinates become those of `crs`; empty if they are these.
std::string pipeline_of(OGRLayerH layer, const std::string& crs, const LayerName& name) {
  const std::string stated = gdal::crs_wkt_of(layer);
  return stated.empty() ? "" : crs_plan(stated, "", crs, name.text()).pipeline;
}

}  // namespace

std::vector<Point> middles_by_index(const LayerName& name, const std::string& crs, bool allow_network,
                                    const std::optional<Box>& near) {
  const gdal::ErrorScope errors;
  const gdal::OpenedSource opened = gdal::open_source(name, allow_network);
  const gdal::Source& source = *opened;
  OGRLayerH layer = gdal::layer_of(source, name, gdal::Wish::polygons);
  if (source.database.empty()) return {};
  const std::string pipeline = pipeline_of(layer, crs, name);
  std::vector<Point> middles;
  for_each_indexed_box(source.database, OGR_L_GetName(layer), OGR_L_GetGeometryColumn(layer),
                       pipeline.empty() ? near : std::nullopt, [&](const Box& box) {
                         middles.push_back({(box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2});
                       });
  if (!pipeline.empty()) Transformer(pipeline).transform(middles);
  std::erase_if(middles, [](Point p) { return !std::isfinite(p.x) || !std::isfinite(p.y); });
  return middles;
}

std::vector<Box> boxes_by_index(const LayerName& name, const std::string& crs, bool allow_network) {
  const gdal::ErrorScope errors;
  const gdal::OpenedSource opened = gdal::open_source(name, allow_network);
  const gdal::Source& source = *opened;
  OGRLayerH layer = gdal::layer_of(source, name, gdal::Wish::polygons);
  std::vector<Box> boxes;
  if (source.database.empty() || !pipeline_of(layer, crs, name).empty()) return boxes;
  for_each_indexed_box(source.database, OGR_L_GetName(layer), OGR_L_GetGeometryColumn(layer), std::nullopt,
                       [&](const Box& box) { boxes.push_back(box); });
  return boxes;
}

namespace {

TextCells cells_of(const std::vector<std::string>& text) {
  TextCells cells;
  for (const std::string& word : text) cells.push_back(word.empty() ? std::nullopt : std::optional(word));
  return cells;
}

Cells typed(const TextCells& text, ColumnType type) {
  if (type == ColumnType::integer || type == ColumnType::boolean) {
    IntegerCells cells;
    for (const auto& word : text) cells.push_back(word ? number_in<std::int64_t>(*word) : std::nullopt);
    return cells;
  }
  if (type == ColumnType::real) {
    RealCells cells;
    for (const auto& word : text)
      cells.push_back(
          (word ? number_in<double>(*word) : std::nullopt).value_or(std::numeric_limits<double>::quiet_NaN()));
    return cells;
  }
  if (type != ColumnType::date_time) return text;
  TextCells cells;
  for (const auto& word : text) cells.push_back(word ? std::optional(utc_text(*word)) : std::nullopt);
  return cells;
}

}  // namespace

Cells typed_cells(const std::vector<std::string>& text, ColumnType type) { return typed(cells_of(text), type); }

namespace {

/// A real number keeps every digit of a whole one up to 2^53, and of some beyond.
bool fits_real(const std::string& text) {
  const std::optional<double> value = number_in<double>(text);
  if (!value || std::isnan(*value)) return false;
  constexpr std::size_t always_exact = 15;
  if (text.size() <= always_exact || text.find_first_not_of("-0123456789") != std::string::npos) return true;
  return fmt::format("{:.0f}", *value) == text;
}

}  // namespace

bool fits(const std::string& text, ColumnType type) {
  if (text.empty()) return true;
  switch (type) {
    case ColumnType::boolean:
      return text == "0" || text == "1";
    case ColumnType::integer:
      return number_in<std::int64_t>(text).has_value();
    case ColumnType::real:
      return fits_real(text);
    case ColumnType::date:
      return is_date(text);
    case ColumnType::date_time:
      return is_date(text) || is_time(text);
    case ColumnType::binary:
      return bytes_of_hex(text).has_value();
    default:
      return true;
  }
}

ColumnType wider(ColumnType a, ColumnType b) noexcept {
  const auto rank = [](ColumnType type) {
    return type == ColumnType::boolean ? 1 : type == ColumnType::integer ? 2 : type == ColumnType::real ? 3 : 0;
  };
  if (a == b) return a;
  if (rank(a) == 0 || rank(b) == 0) return ColumnType::text;
  return rank(a) > rank(b) ? a : b;
}

AttributeValue value_of(std::string text, ColumnType type) {
  if (!text.empty() && fits(text, type)) {
    if (type == ColumnType::integer || type == ColumnType::boolean) return *number_in<std::int64_t>(text);
    if (type == ColumnType::real) return *number_in<double>(text);
  }
  return text;
}

namespace {

TypedColumn narrowest(const TextCells& text, ColumnType declared) {
  const auto all_fit = [&](ColumnType type) {
    return std::all_of(text.begin(), text.end(), [&](const auto& cell) { return !cell || fits(*cell, type); });
  };
  if (all_fit(declared)) return {typed(text, declared), declared};
  if (declared == ColumnType::boolean || declared == ColumnType::integer)
    for (const ColumnType type : {ColumnType::integer, ColumnType::real})
      if (all_fit(type)) return {typed(text, type), type};
  Cells cells = typed(
      text, declared == ColumnType::date_time ? declared : ColumnType::text);  // times are told in UTC all the same
  return {std::move(cells), ColumnType::text};
}

}  // namespace

TypedColumn typed_column(const std::vector<std::string>& text, ColumnType declared) {
  return narrowest(cells_of(text), declared);
}

TypedColumn typed_column(const AttributeColumn& column) {
  if (const auto* texts = std::get_if<TextCells>(&column.cells())) return narrowest(*texts, column.type());
  if (column.misfits().empty()) return {column.cells(), column.type()};
  return narrowest(column.text_cells(), column.type());
}

FieldNumbers numbers_of(const std::vector<std::string>& text) {
  constexpr std::size_t most_wrong = 3;
  FieldNumbers numbers;
  for (std::uint32_t i = 0; i < text.size(); ++i) {
    const std::optional<double> value = decimal_number(text[i], false);
    numbers.values.push_back(value.value_or(std::numeric_limits<double>::quiet_NaN()));
    if (!value && !trimmed(text[i]).empty() && numbers.wrong.size() < most_wrong) numbers.wrong.push_back(i);
  }
  return numbers;
}

}  // namespace spatial
