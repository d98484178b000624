// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/multiline.hpp"
#include "libspatial/io/gdal_look_bridge.hpp"

namespace spatial::gdal {

bool has_unique_numbers(const std::string& driver) {
  constexpr std::array<std::string_view, 6> formats{"ESRI Shapefile", "FlatGeobuf", "MapInfo File",
                                                    "OpenFileGDB",    "CSV",        "LIBKML"};
  return std::find(formats.begin(), formats.end(), driver) != formats.end();
}

std::optional<Box> box_of_row(OGRFeatureH feature, const CsvGeometry* csv) {
  Box box;
  if (csv != nullptr) {
    MultiPolygonColumn areas;
    MultiLineColumn lines;
    MultiPointColumn points;
    csv->append(feature, PartsSink{areas, &lines, &points});
    areas.end_feature(), lines.end_feature(), points.end_feature();
    for (const auto& some : {areas[0].points(), lines[0].points(), points[0]})
      for (const Point p : some) box.add(p);
  } else {
    OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
    OGREnvelope envelope;
    if (geometry == nullptr || OGR_G_IsEmpty(geometry)) return std::nullopt;
    OGR_G_GetEnvelope(geometry, &envelope);
    box = {envelope.MinX, envelope.MinY, envelope.MaxX, envelope.MaxY};
  }
  const bool finite =
      std::isfinite(box.min_x) && std::isfinite(box.min_y) && std::isfinite(box.max_x) && std::isfinite(box.max_y);
  return finite ? std::optional(box) : std::nullopt;
}

RowFields row_fields(OGRLayerH layer, const LayerName& name, const ReadOptions& options) {
  const auto index = [&](const std::string& field) {
    return field.empty() ? RowFields::absent : field_of(layer, field, name);
  };
  RowFields fields{index(options.id_field), index(options.name_field), index(options.class_field), {}};
  for (const std::string& field : options.extra_fields) fields.extra.push_back(field_of(layer, field, name));
  return fields;
}

std::vector<LayerField> declared(OGRLayerH layer, const ReadOptions& options, const RowFields& fields) {
  std::vector<LayerField> extra;
  for (std::size_t f = 0; f < options.extra_fields.size(); ++f)
    extra.push_back({options.extra_fields[f], fields.extra[f] < 0 ? ColumnType::integer
                                                                  : column_type(OGR_FD_GetFieldDefn(
                                                                        OGR_L_GetLayerDefn(layer), fields.extra[f]))});
  return extra;
}

void refuse_filter(OGRLayerH layer, const std::string& where, const LayerName& name, const std::string& why) {
  std::vector<std::string> names;
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
  for (int i = 0; i < OGR_FD_GetFieldCount(definition); ++i)
    names.emplace_back(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, i)));
  throw Error(ErrorKind::input, fmt::format("the filter \"{}\" does not fit {}: {}", where, name.text(), why),
              fmt::format("{} Fields: {}.",
                          why.find("Type mismatch") != std::string::npos
                              ? "A field of text is compared with a number: write it as CAST(field AS float) > 0.3, "
                                "with the field's name."
                              : "Write it as SQL over the layer's fields, e.g. status = 'current'.",
                          joined(names, ", ")));
}

}  // namespace spatial::gdal
