// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <cerrno>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

#include "libspatial/core/error.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/crs.hpp"
#include "libspatial/io/table_files.hpp"

namespace spatial {
namespace {

constexpr std::size_t flush_at = std::size_t{1} << 20;

void add_text(std::string& out, std::string_view text) {
  out += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void add_number(std::string& out, double value) { out += std::isfinite(value) ? shortest(value) : "null"; }

void add_cell(std::string& out, const Cells& cells, ColumnType type, std::size_t row) {
  if (const auto* texts = std::get_if<TextCells>(&cells)) {
    if (!(*texts)[row])
      out += "null";
    else if (type == ColumnType::json && nlohmann::json::accept(*(*texts)[row]))
      out += *(*texts)[row];
    else
      add_text(out, *(*texts)[row]);
  } else if (const auto* integers = std::get_if<IntegerCells>(&cells)) {
    if (!(*integers)[row])
      out += "null";
    else if (type == ColumnType::boolean)
      out += *(*integers)[row] != 0 ? "true" : "false";
    else
      out += std::to_string(*(*integers)[row]);
  } else {
    add_number(out, std::get<RealCells>(cells)[row]);
  }
}

void add_point(std::string& out, Point p) {
  out += '[';
  add_number(out, p.x);
  out += ',';
  add_number(out, p.y);
  out += ']';
}

void add_line(std::string& out, std::span<const Point> line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    out += i == 0 ? '[' : ',';
    add_point(out, line[i]);
  }
  out += ']';
}

void add_polygon(std::string& out, PolygonView part) {
  for (std::size_t r = 0; r < part.ring_count(); ++r) {
    out += r == 0 ? '[' : ',';
    add_line(out, part.ring(r));
  }
  out += ']';
}

void add_geometry(std::string& out, const GeometryColumn& geometry, std::size_t row) {
  if (const auto* points = std::get_if<PointColumn>(&geometry); points != nullptr && (*points)[row]) {
    out += "{\"type\":\"Point\",\"coordinates\":";
    add_point(out, *(*points)[row]);
    out += '}';
  } else if (const auto* lines = std::get_if<LineColumn>(&geometry); lines != nullptr && !(*lines)[row].empty()) {
    out += "{\"type\":\"LineString\",\"coordinates\":";
    add_line(out, (*lines)[row]);
    out += '}';
  } else if (const auto* areas = std::get_if<MultiPolygonColumn>(&geometry);
             areas != nullptr && !(*areas)[row].empty()) {
    const MultiPolygonView feature = (*areas)[row];
    out += feature.part_count() == 1 ? "{\"type\":\"Polygon\",\"coordinates\":"
                                     : "{\"type\":\"MultiPolygon\",\"coordinates\":[";
    for (std::size_t p = 0; p < feature.part_count(); ++p) {
      if (p > 0) out += ',';
      add_polygon(out, feature.part(p));
    }
    out += feature.part_count() == 1 ? "}" : "]}";
  } else {
    out += "null";
  }
}

/// The "crs" member, which GDAL and QGIS read. RFC 7946 only allows degrees (EPSG:4326), for which the member is left
/// out.
std::string crs_member(const std::string& crs) {
  const CrsDescription described = describe_crs(crs);
  if (described.code <= 0)
    throw Error(
        ErrorKind::output,
        fmt::format("GeoJSON names coordinate reference systems by their code, and '{}' has none", described.name),
        "Write a GeoPackage.");
  if (described.organization == "EPSG" && described.code == 4326) return {};
  return fmt::format("\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"urn:ogc:def:crs:{}::{}\"}}}},\n",
                     described.organization, described.code);
}

}  // namespace

void write_geojson(const std::filesystem::path& file, const FeatureTable& layer, const std::string& crs) {
  std::string text = "{\"type\":\"FeatureCollection\",\n\"name\":";
  add_text(text, layer.table.name);
  text += ",\n" + crs_member(crs) + "\"features\":[";
  std::ofstream out(file, std::ios::binary);
  std::uintmax_t written = 0;
  errno = 0;
  const auto write = [&] {
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    written += text.size();
    text.clear();
  };
  const auto fail = [&] {
    throw Error(ErrorKind::output,
                fmt::format("writing {} failed{}", file.string(),
                            errno != 0 ? ": " + std::generic_category().message(errno) : ""),
                "The disk may be full: free some space or choose another folder.");
  };
  const std::size_t rows = row_count(layer);
  for (std::size_t row = 0; row < rows; ++row) {
    if (row % 4096 == 0) throw_if_cancelled();
    text += row == 0 ? "\n{\"type\":\"Feature\",\"properties\":{" : ",\n{\"type\":\"Feature\",\"properties\":{";
    for (std::size_t c = 0; c < layer.table.columns.size(); ++c) {
      if (c > 0) text += ',';
      add_text(text, layer.table.columns[c].spec.name);
      text += ':';
      add_cell(text, layer.table.columns[c].cells, layer.table.columns[c].spec.type, row);
    }
    text += "},\"geometry\":";
    add_geometry(text, layer.geometry, row);
    text += '}';
    if (text.size() >= flush_at) write();
    if (!out) fail();
  }
  text += "\n]}\n";
  write();
  out.close();
  if (!out) fail();
  std::error_code error;
  if (std::filesystem::file_size(file, error) != written || error) fail();
}

}  // namespace spatial
