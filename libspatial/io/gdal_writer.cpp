// SPDX-License-Identifier: MIT
#include <cpl_string.h>
#include <fmt/format.h>
#include <ogr_srs_api.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "libspatial/core/error.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/field_text.hpp"
#include "libspatial/io/gdal_bridge.hpp"
#include "libspatial/io/gpkg_blob.hpp"
#include "libspatial/io/table_files.hpp"

namespace spatial {
namespace {

constexpr std::size_t longest_dbf_text = 254, longest_dbf_name = 10, longest_dbf_integer = 20, longest_example = 40;
constexpr double dbf_precision = 1e-9;  ///< relative: a real number that keeps nine digits counts as unchanged

/// Well-known binary of a row's geometry; empty if it has none.
std::span<const std::uint8_t> wkb_of(const GeometryColumn& geometry, std::size_t row, Bytes& blob) {
  constexpr std::size_t header = 8, envelope = 32;
  if (const auto* points = std::get_if<PointColumn>(&geometry)) {
    if (!(*points)[row]) return {};
    encode_point(*(*points)[row], 0, blob);
    return std::span<const std::uint8_t>(blob).subspan(header);
  }
  if (const auto* lines = std::get_if<LineColumn>(&geometry)) {
    if ((*lines)[row].empty()) return {};
    encode_line((*lines)[row], 0, blob);
  } else if (const auto* areas = std::get_if<MultiPolygonColumn>(&geometry)) {
    if ((*areas)[row].empty()) return {};
    encode_polygons((*areas)[row], 0, blob);
  } else {
    return {};
  }
  return std::span<const std::uint8_t>(blob).subspan(header + envelope);
}

OGRwkbGeometryType type_of(const GeometryColumn& geometry) {
  if (std::holds_alternative<PointColumn>(geometry)) return wkbPoint;
  if (std::holds_alternative<LineColumn>(geometry)) return wkbLineString;
  return std::holds_alternative<MultiPolygonColumn>(geometry) ? wkbMultiPolygon : wkbNone;
}

std::int64_t points_in(OGRGeometryH geometry) {
  std::int64_t points = OGR_G_GetGeometryCount(geometry) == 0 ? OGR_G_GetPointCount(geometry) : 0;
  for (int g = 0; g < OGR_G_GetGeometryCount(geometry); ++g) points += points_in(OGR_G_GetGeometryRef(geometry, g));
  return points;
}

bool has_long_integers(const Cells& cells) {
  constexpr std::int64_t limit = 100'000'000'000'000'000;  // 17 digits and a sign
  const auto* integers = std::get_if<IntegerCells>(&cells);
  return integers != nullptr && std::any_of(integers->begin(), integers->end(), [](const auto& cell) {
           return cell && (*cell <= -limit || *cell >= 10 * limit);
         });
}

/// Cuts a text to at most `bytes` bytes, never inside a character.
std::string cut_to(std::string text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  text.resize(bytes);
  while (!text.empty() && !is_utf8(text)) text.pop_back();
  return text;
}

std::string quoted(const std::string& text) {
  return text.size() <= longest_example ? fmt::format("'{}'", text)
                                        : fmt::format("'{}...'", cut_to(text, longest_example));
}

/// "1.5e+24 to 1.5e+23" if a Shapefile field returns another value than was written; "" if it returns the same.
std::string change_of(OGRFeatureH feature, int field, const Column& column, std::size_t row) {
  const auto found = [&](const auto& text) {
    return OGR_F_IsFieldSetAndNotNull(feature, field) == 0 ? std::string("NULL") : text();
  };
  if (const auto* integers = std::get_if<IntegerCells>(&column.cells)) {
    if (!(*integers)[row]) return {};
    if (OGR_Fld_GetType(OGR_F_GetFieldDefnRef(feature, field)) != OFTReal &&
        OGR_F_GetFieldAsInteger64(feature, field) == *(*integers)[row])
      return {};
    constexpr double beyond = 9223372036854775808.0;
    const double value = OGR_F_GetFieldAsDouble(feature, field);
    if (value >= -beyond && value < beyond && static_cast<std::int64_t>(value) == *(*integers)[row]) return {};
    return std::to_string(*(*integers)[row]) + " to " + found([&] { return shortest(value); });
  }
  if (const auto* reals = std::get_if<RealCells>(&column.cells)) {
    const double value = (*reals)[row], again = OGR_F_GetFieldAsDouble(feature, field);
    if (std::isnan(value) || value == again ||
        (std::isfinite(value) && std::abs(again - value) <= dbf_precision * std::abs(value)))
      return {};
    return shortest(value) + " to " + found([&] { return shortest(again); });
  }
  const std::optional<std::string>& text = std::get<TextCells>(column.cells)[row];
  if (!text || text->size() > longest_dbf_text) return {};
  const std::string again = OGR_F_GetFieldAsString(feature, field);
  const bool there = OGR_F_IsFieldSetAndNotNull(feature, field) != 0;
  if (there && (again == *text || column.spec.type == ColumnType::date)) return {};
  return quoted(*text) + " to " + found([&] { return quoted(again); });
}

class FileWriter {
 public:
  FileWriter(const std::filesystem::path& file, const FeatureTable& layer, const std::string& crs)
      : file_(file), shapefile_(lower(file.extension().string()) == ".shp"), table_(layer) {
    check_geometry();
    const gdal::ErrorScope errors;
    GDALDriverH driver = GDALGetDriverByName(shapefile_ ? "ESRI Shapefile" : "FlatGeobuf");
    dataset_.reset(driver == nullptr ? nullptr : GDALCreate(driver, file.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    if (!dataset_) fail(errors);
    const std::unique_ptr<void, decltype(&OSRDestroySpatialReference)> srs(OSRNewSpatialReference(nullptr),
                                                                           OSRDestroySpatialReference);
    OSRSetFromUserInput(srs.get(), crs.c_str());
    OSRSetAxisMappingStrategy(srs.get(), OAMS_TRADITIONAL_GIS_ORDER);
    CPLStringList options;
    if (shapefile_) {
      options.SetNameValue("ENCODING", "UTF-8");
      // A fixed date instead of today's, so that the same result gives the same bytes.
      options.SetNameValue("DBF_DATE_LAST_UPDATE", "1970-01-01");
    }
    out_ =
        GDALDatasetCreateLayer(dataset_.get(), file.stem().c_str(), srs.get(), type_of(layer.geometry), options.List());
    if (out_ == nullptr || errors.failed()) fail(errors);
    fields();
  }

  std::vector<std::string> write() {
    const gdal::ErrorScope errors;
    Bytes blob;
    const std::size_t rows = row_count(table_);
    for (std::size_t row = 0; row < rows; ++row) {
      if (row % 4096 == 0) throw_if_cancelled();
      const auto wkb = wkb_of(table_.geometry, row, blob);
      const gdal::Feature feature(OGR_F_Create(OGR_L_GetLayerDefn(out_)));
      for (std::size_t c = 0; c < table_.table.columns.size(); ++c) set(feature.get(), c, row);
      if (!wkb.empty()) {
        OGRGeometryH geometry = nullptr;
        if (OGR_G_CreateFromWkb(wkb.data(), nullptr, &geometry, static_cast<int>(wkb.size())) != OGRERR_NONE)
          fail(errors);
        points_ += points_in(geometry);
        OGR_F_SetGeometryDirectly(feature.get(), geometry);
      }
      if (OGR_L_CreateFeature(out_, feature.get()) != OGRERR_NONE || errors.failed()) fail(errors);
    }
    dataset_.reset();  // errors while closing are only reported through the error handler
    if (errors.failed()) fail(errors);
    verify();
    if (cut_texts_ > 0)
      warnings_.push_back(fmt::format("{} texts were cut to {} bytes, all that a Shapefile holds",
                                      with_commas(static_cast<long long>(cut_texts_)), longest_dbf_text));
    for (std::size_t c = 0; c < changes_.size(); ++c)
      if (changes_[c].cells > 0)
        warnings_.push_back(
            fmt::format("{} values of {} changed, e.g. {}: {}", with_commas(static_cast<long long>(changes_[c].cells)),
                        table_.table.columns[c].spec.name, changes_[c].example, limit_of(table_.table.columns[c])));
    return std::move(warnings_);
  }

 private:
  [[noreturn]] void fail(const gdal::ErrorScope& errors) const {
    throw Error(ErrorKind::output,
                fmt::format("writing {} failed{}", file_.string(), errors.failed() ? ": " + errors.text() : ""),
                "The disk may be full: free some space or choose another folder.");
  }

  const char* format() const { return shapefile_ ? "Shapefile" : "FlatGeobuf"; }

  /// Refuses layers that the format cannot hold. GDAL 3.6 drops rows without geometry from a FlatGeobuf, with or
  /// without a spatial index.
  void check_geometry() const {
    const std::string& name = table_.table.name;
    if (type_of(table_.geometry) == wkbNone)
      throw Error(ErrorKind::output,
                  fmt::format("the table '{}' has no geometry, so it cannot be a {}", name, format()),
                  "Name a CSV file or a GeoPackage.");
    if (shapefile_) return;
    const std::size_t missing = rows_without_geometry(table_);
    if (missing > 0)
      throw Error(ErrorKind::output,
                  fmt::format("{} of {} rows of '{}' have no geometry, and a FlatGeobuf cannot hold them",
                              with_commas(static_cast<long long>(missing)),
                              with_commas(static_cast<long long>(row_count(table_))), name),
                  "Name a GeoPackage (.gpkg).");
  }

  void fields() {
    std::vector<std::string> names;
    for (const Column& column : table_.table.columns) names.push_back(column.spec.name);
    const std::vector<std::string> given = shapefile_ ? shapefile_names(names) : names;
    std::vector<std::string> renamed;
    for (std::size_t c = 0; c < names.size(); ++c) {
      const std::unique_ptr<void, decltype(&OGR_Fld_Destroy)> field(
          OGR_Fld_Create(given[c].c_str(), field_type(table_.table.columns[c].spec.type)), OGR_Fld_Destroy);
      if (!shapefile_ && table_.table.columns[c].spec.type == ColumnType::boolean)
        OGR_Fld_SetSubType(field.get(), OFSTBoolean);
      if (!shapefile_ && table_.table.columns[c].spec.type == ColumnType::json)
        OGR_Fld_SetSubType(field.get(), OFSTJSON);
      if (shapefile_ && OGR_Fld_GetType(field.get()) == OFTString) OGR_Fld_SetWidth(field.get(), longest_dbf_text);
      if (shapefile_ && has_long_integers(table_.table.columns[c].cells))
        // Otherwise the field would become wider than a record allows.
        OGR_Fld_SetWidth(field.get(), longest_dbf_integer);
      const gdal::ErrorScope errors;
      if (OGR_L_CreateField(out_, field.get(), TRUE) != OGRERR_NONE || errors.failed())
        throw Error(ErrorKind::output,
                    fmt::format("a {} cannot hold the {} columns of '{}': {}", format(),
                                with_commas(static_cast<long long>(names.size())), table_.table.name, errors.text()),
                    "Keep fewer columns (--keep), or name a GeoPackage (.gpkg).");
      changes_.emplace_back();
      index_.push_back(OGR_FD_GetFieldCount(OGR_L_GetLayerDefn(out_)) - 1);
      if (given[c] != names[c]) renamed.push_back(names[c] + " as " + given[c]);
    }
    if (!renamed.empty())
      warnings_.push_back(fmt::format("a Shapefile's field names have at most {} characters: {}", longest_dbf_name,
                                      joined(renamed, ", ")));
  }

  /// Type of the field: a Shapefile only has numbers, dates and texts.
  OGRFieldType field_type(ColumnType type) const {
    switch (type) {
      case ColumnType::integer:
        return OFTInteger64;
      case ColumnType::real:
        return OFTReal;
      case ColumnType::boolean:
        return OFTInteger;
      case ColumnType::date:
        return OFTDate;
      case ColumnType::date_time:
        return shapefile_ ? OFTString : OFTDateTime;
      case ColumnType::binary:
        return shapefile_ ? OFTString : OFTBinary;
      case ColumnType::text:
      case ColumnType::json:
      case ColumnType::bytes:
        return OFTString;
    }
    return OFTString;
  }

  void set(OGRFeatureH feature, std::size_t c, std::size_t row) {
    const Cells& cells = table_.table.columns[c].cells;
    const int field = index_[c];
    if (const auto* integers = std::get_if<IntegerCells>(&cells)) {
      if ((*integers)[row]) OGR_F_SetFieldInteger64(feature, field, *(*integers)[row]);
    } else if (const auto* reals = std::get_if<RealCells>(&cells)) {
      if (!std::isnan((*reals)[row])) OGR_F_SetFieldDouble(feature, field, (*reals)[row]);
    } else if (const auto* texts = std::get_if<TextCells>(&cells); texts != nullptr && (*texts)[row]) {
      if (const auto bytes = !shapefile_ && table_.table.columns[c].spec.type == ColumnType::binary
                                 ? bytes_of_hex(*(*texts)[row])
                                 : std::nullopt)
        OGR_F_SetFieldBinary(feature, field, static_cast<int>(bytes->size()), bytes->data());
      else
        set_text(feature, field, *(*texts)[row]);
    }
  }

  void set_text(OGRFeatureH feature, int field, std::string text) {
    if (shapefile_ && text.size() > longest_dbf_text) {
      text = cut_to(std::move(text), longest_dbf_text);
      ++cut_texts_;
    }
    OGR_F_SetFieldString(feature, field, text.c_str());
  }

  /// Reads the file again. GDAL has reported success on a full disk, so only what can be read back counts as written.
  void verify() {
    const gdal::ErrorScope errors;
    const char* const drivers[] = {"ESRI Shapefile", "FlatGeobuf", nullptr};
    const gdal::Dataset again(GDALOpenEx(file_.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, nullptr, nullptr));
    if (!again) fail(errors);
    OGRLayerH layer = GDALDatasetGetLayer(again.get(), 0);
    std::int64_t rows = 0, points = 0;
    for (gdal::Feature feature(layer == nullptr ? nullptr : OGR_L_GetNextFeature(layer)); feature;
         feature.reset(OGR_L_GetNextFeature(layer))) {
      if (shapefile_ && rows < static_cast<std::int64_t>(row_count(table_)))
        compare(feature.get(), static_cast<std::size_t>(rows));
      ++rows;
      if (OGRGeometryH geometry = OGR_F_GetGeometryRef(feature.get())) points += points_in(geometry);
    }
    if (errors.failed() || rows != static_cast<std::int64_t>(row_count(table_)) || points != points_) fail(errors);
  }

  void compare(OGRFeatureH feature, std::size_t row) {
    for (std::size_t c = 0; c < changes_.size(); ++c)
      if (std::string change = change_of(feature, index_[c], table_.table.columns[c], row);
          !change.empty() && changes_[c].cells++ == 0)
        changes_[c].example = std::move(change);
  }

  static const char* limit_of(const Column& column) {
    if (std::holds_alternative<IntegerCells>(column.cells))
      return "a Shapefile's field with whole numbers of more than 18 characters is read as real numbers";
    if (std::holds_alternative<RealCells>(column.cells))
      return "a Shapefile's numbers have 24 characters, 15 of them decimals";
    return column.spec.type == ColumnType::date ? "a Shapefile's dates are days of the calendar"
                                                : "a Shapefile has no empty texts and no blanks around texts";
  }

  struct Change {
    std::size_t cells = 0;
    std::string example;
  };

  std::filesystem::path file_;
  bool shapefile_;
  const FeatureTable& table_;
  gdal::Dataset dataset_;
  OGRLayerH out_ = nullptr;
  std::vector<int> index_;       ///< field number by column
  std::vector<Change> changes_;  ///< by column
  std::vector<std::string> warnings_;
  std::size_t cut_texts_ = 0;
  std::int64_t points_ = 0;
};

}  // namespace

std::size_t row_count(const FeatureTable& layer) {
  if (const auto* points = std::get_if<PointColumn>(&layer.geometry)) return points->size();
  if (const auto* lines = std::get_if<LineColumn>(&layer.geometry)) return lines->size();
  if (const auto* areas = std::get_if<MultiPolygonColumn>(&layer.geometry)) return areas->size();
  return layer.table.rows();
}

std::size_t rows_without_geometry(const FeatureTable& layer) {
  std::size_t count = 0;
  if (const auto* points = std::get_if<PointColumn>(&layer.geometry)) {
    for (const auto& point : *points) count += point ? 0 : 1;
  } else if (const auto* lines = std::get_if<LineColumn>(&layer.geometry)) {
    for (std::size_t row = 0; row < lines->size(); ++row) count += (*lines)[row].empty() ? 1 : 0;
  } else if (const auto* areas = std::get_if<MultiPolygonColumn>(&layer.geometry)) {
    for (std::size_t row = 0; row < areas->size(); ++row) count += (*areas)[row].empty() ? 1 : 0;
  } else {
    count = layer.table.rows();
  }
  return count;
}

std::vector<std::string> shapefile_names(const std::vector<std::string>& names) {
  std::set<std::string> taken;
  std::vector<std::string> result;
  for (const std::string& name : names) {
    std::string plain;
    for (const char c : name) plain += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    if (plain.empty()) plain = "field";
    std::string given = plain.substr(0, longest_dbf_name);
    for (int number = 1; !taken.insert(lower(given)).second; ++number) {
      const std::string suffix = fmt::format("_{}", number);
      given = plain.substr(0, longest_dbf_name - suffix.size()) + suffix;
    }
    result.push_back(given);
  }
  return result;
}

std::vector<std::string> write_with_gdal(const std::filesystem::path& file, const FeatureTable& layer,
                                         const std::string& crs) {
  return FileWriter(file, layer, crs).write();
}

}  // namespace spatial
