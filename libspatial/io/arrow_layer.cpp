// SPDX-License-Identifier: MIT
#include "libspatial/io/arrow_layer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/arrow_bridge.hpp"

namespace spatial {
namespace {

constexpr const char* arrow_remedy =
    "Give it a column of GeoArrow or well-known binary named 'geometry' (DuckDB: ST_AsWKB(geom) AS geometry), or make "
    "a GeoDataFrame of it first.";

/// Owner of an Arrow struct: calls its release function when destroyed, as the interface requires of the receiver.
template <class T>
struct Owned {
  T value{};
  Owned() = default;
  Owned(Owned&& other) noexcept : value(other.value) { other.value.release = nullptr; }
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  Owned& operator=(Owned&&) = delete;
  ~Owned() {
    if (value.release != nullptr) value.release(&value);
  }
};

/// Keeps the buffers of a layer alive.
struct Batches {
  Owned<ArrowSchema> schema;
  std::vector<Owned<ArrowArray>> arrays;
};

[[noreturn]] void fail(const std::string& name, const std::string& why, const std::string& then = arrow_remedy) {
  throw Error(ErrorKind::input, fmt::format("{}: {}", name, why), then);
}

std::shared_ptr<Batches> read_stream(ArrowArrayStream& given, const std::string& name) {
  Owned<ArrowArrayStream> stream;
  stream.value = given;
  given.release = nullptr;
  const auto check = [&](int code) {
    if (code == 0) return;
    const char* words = stream.value.get_last_error(&stream.value);
    fail(name, fmt::format("its Arrow stream failed: {}", words != nullptr ? words : std::strerror(code)),
         "Ask the program that made the table.");
  };
  auto batches = std::make_shared<Batches>();
  check(stream.value.get_schema(&stream.value, &batches->schema.value));
  if (std::string_view(batches->schema.value.format) != "+s") fail(name, "its Arrow stream is not a table");
  for (;;) {
    Owned<ArrowArray> array;
    check(stream.value.get_next(&stream.value, &array.value));
    if (array.value.release == nullptr) return batches;
    if (array.value.length > 0) batches->arrays.push_back(std::move(array));
  }
}

std::string name_of(const ArrowSchema& column) { return column.name != nullptr ? column.name : ""; }

bool is_geometry(const arrow::Extension& extension) {
  return extension.name.starts_with("geoarrow.") || extension.name == "ogc.wkb";
}

/// The geometry column. If only one column is marked as geometry, it is that one; if several are, the one named
/// "geometry" or "geom". If none is marked, the same rule applies to binary columns.
std::size_t geometry_of(const ArrowSchema& table, const std::string& name) {
  std::vector<std::size_t> stated, bytes;
  for (std::size_t c = 0; c < static_cast<std::size_t>(table.n_children); ++c) {
    const ArrowSchema& column = *table.children[c];
    if (is_geometry(arrow::extension_of(column)))
      stated.push_back(c);
    else if (arrow::is_binary(column))
      bytes.push_back(c);
  }
  const std::vector<std::size_t>& among = stated.empty() ? bytes : stated;
  if (among.empty()) fail(name, "has no column of geometry");
  if (among.size() == 1) return among.front();
  std::vector<std::string> names;
  for (const std::size_t c : among) {
    names.push_back(fmt::format("'{}'", name_of(*table.children[c])));
    if (names.back() == "'geometry'" || names.back() == "'geom'") return c;
  }
  fail(name, fmt::format("has several columns of geometry: {}", joined(names, ", ")));
}

/// "EPSG:27700" if the CRS states its authority and code; otherwise the CRS as written.
std::string crs_of(const std::string& parameters) {
  const auto json = nlohmann::json::parse(parameters, nullptr, false);
  if (!json.is_object() || !json.contains("crs") || json["crs"].is_null()) return {};
  const auto& crs = json["crs"];
  if (crs.is_string()) return crs.get<std::string>();
  if (crs.is_object() && crs.contains("id") && crs["id"].is_object() && crs["id"].contains("authority") &&
      crs["id"].contains("code")) {
    const auto& code = crs["id"]["code"];
    return fmt::format("{}:{}", crs["id"]["authority"].get<std::string>(),
                       code.is_string() ? code.get<std::string>() : code.dump());
  }
  return crs.dump();
}

/// One column of every batch.
std::vector<arrow::Slice> slices_of(const Batches& batches, std::size_t column) {
  std::vector<arrow::Slice> slices;
  for (const Owned<ArrowArray>& batch : batches.arrays) {
    const ArrowArray& array = *batch.value.children[column];
    slices.push_back({*batches.schema.value.children[column], array,
                      static_cast<std::size_t>(batch.value.offset + array.offset),
                      static_cast<std::size_t>(batch.value.length)});
  }
  return slices;
}

void take_geometry(const Batches& batches, std::size_t column, ArrowLayer& taken) {
  const ArrowSchema& schema = *batches.schema.value.children[column];
  const arrow::Extension extension = arrow::extension_of(schema);
  MemoryLayer& layer = taken.layer;
  taken.geometry_column = name_of(schema);
  layer.crs = crs_of(extension.parameters);
  const std::optional<RaggedRows::Kind> kind = arrow::kind_of(extension.name);
  if (!kind && !arrow::is_binary(schema))
    fail(layer.name, fmt::format("its geometry '{}' is of type {}, which lnrs does not read", taken.geometry_column,
                                 extension.name));
  for (const arrow::Slice& slice : slices_of(batches, column)) {
    if (!kind) {
      for (std::size_t i = 0; i < slice.rows; ++i) layer.wkb.push_back(arrow::bytes_at(slice, i));
      continue;
    }
    arrow::RaggedFound found = arrow::ragged_rows(slice, *kind);
    if (!found.why.empty())
      fail(layer.name,
           fmt::format("its geometry '{}' is not valid {}: {}", taken.geometry_column, extension.name, found.why));
    found.rows.first = layer.ragged.empty() ? 0 : layer.ragged.back().first + layer.ragged.back().rows;
    layer.ragged.push_back(std::move(found.rows));
  }
}

void take_column(const Batches& batches, std::size_t column, ArrowLayer& taken) {
  const ArrowSchema& schema = *batches.schema.value.children[column];
  std::optional<ColumnType> type = arrow::column_type(schema);
  if (!type) {
    taken.unread.emplace_back(name_of(schema), schema.format);
    return;
  }
  const std::vector<arrow::Slice> slices = slices_of(batches, column);
  if (std::any_of(slices.begin(), slices.end(), arrow::has_large_numbers)) type = ColumnType::text;
  Column made;
  made.spec.name = name_of(schema);
  made.spec.type = *type;
  made.cells = arrow::no_cells(*type);
  for (const arrow::Slice& slice : slices) arrow::append_cells(slice, made.cells);
  taken.layer.columns.push_back(std::move(made));
}

}  // namespace

ArrowLayer layer_of_arrow(ArrowArrayStream& stream, const std::string& name) {
  ArrowLayer taken;
  taken.layer.name = name;
  const std::shared_ptr<Batches> batches = read_stream(stream, name);
  const std::size_t geometry = geometry_of(batches->schema.value, name);
  take_geometry(*batches, geometry, taken);
  for (std::size_t c = 0; c < static_cast<std::size_t>(batches->schema.value.n_children); ++c)
    if (c != geometry) take_column(*batches, c, taken);
  taken.layer.held = batches;
  return taken;
}

}  // namespace spatial
