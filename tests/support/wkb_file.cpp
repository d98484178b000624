// SPDX-License-Identifier: MIT
#include "tests/support/wkb_file.hpp"

#include <fmt/format.h>

#include <array>
#include <cstring>

#include "libspatial/io/gpkg_blob.hpp"
#include "libspatial/io/gpkg_schema.hpp"
#include "libspatial/io/sqlite_bridge.hpp"

namespace spatial::test {
namespace {

using sqlite::Database;
using sqlite::identifier;
using sqlite::Statement;

constexpr std::int32_t srs_id_undefined = -1;
constexpr std::size_t header_bytes = 8;

std::string creation(const MemoryLayer& layer, const std::string& fid, const std::string& geometry) {
  std::string sql = fmt::format("CREATE TABLE {} ({} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, {} GEOMETRY",
                                identifier(layer.name), identifier(fid), identifier(geometry));
  for (const Column& column : layer.columns)
    sql += fmt::format(", {} {}", identifier(column.spec.name), sql_type(column.spec.type));
  return sql + ")";
}

/// "GP", version 0, little endian, no envelope, srs_id (OGC 12-128r18, 2.1.3).
std::array<std::uint8_t, header_bytes> blob_header(std::int32_t srs_id) {
  std::array<std::uint8_t, header_bytes> header{'G', 'P', 0, 1};
  std::memcpy(&header[4], &srs_id, sizeof srs_id);
  return header;
}

void write_rows(Database& database, const MemoryLayer& layer, std::int32_t srs_id) {
  std::string sql = fmt::format("INSERT INTO {} VALUES (?,?", identifier(layer.name));
  for (std::size_t c = 0; c < layer.columns.size(); ++c) sql += ",?";
  Statement insert(database, sql + ")");
  const auto header = blob_header(srs_id);
  Bytes blob;
  for (std::size_t row = 0; row < layer.wkb.size(); ++row) {
    insert.bind(1, static_cast<std::int64_t>(row) + 1);
    const std::string_view wkb = layer.wkb[row];
    if (wkb.empty()) {
      insert.bind_null(2);
    } else {
      blob.assign(header.begin(), header.end());
      blob.insert(blob.end(), wkb.begin(), wkb.end());
      insert.bind(2, std::span<const std::uint8_t>(blob));
    }
    for (std::size_t c = 0; c < layer.columns.size(); ++c)
      bind_cell(insert, static_cast<int>(c) + 3, layer.columns[c].cells, row);
    insert.run();
  }
}

void write_contents(Database& database, const MemoryLayer& layer, const std::string& geometry, std::int32_t srs_id) {
  Statement contents(database, "INSERT INTO gpkg_contents VALUES (?1, 'features', ?1, '', ?2, ?3, ?4, ?5, ?6, ?7)");
  contents.bind(1, std::string_view(layer.name));
  contents.bind(2, std::string_view("1970-01-01T00:00:00.000Z"));
  for (int next = 3; next < 7; ++next) contents.bind_null(next);
  contents.bind(7, static_cast<std::int64_t>(srs_id));
  contents.run();
  Statement count(database, "INSERT INTO gpkg_ogr_contents VALUES (?, ?)");
  count.bind(1, std::string_view(layer.name));
  count.bind(2, static_cast<std::int64_t>(layer.wkb.size()));
  count.run();
  Statement column(database, "INSERT INTO gpkg_geometry_columns VALUES (?, ?, 'GEOMETRY', ?, 2, 2)");
  column.bind(1, std::string_view(layer.name));
  column.bind(2, std::string_view(geometry));
  column.bind(3, static_cast<std::int64_t>(srs_id));
  column.run();
}

}  // namespace

void write_wkb_file(const std::filesystem::path& file, const MemoryLayer& layer) {
  Database database(file, Database::Mode::create);
  database.run(
      "PRAGMA page_size = 65536; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; "
      "PRAGMA application_id = 1196444487; PRAGMA user_version = 10200");
  database.run("BEGIN");
  database.run(std::string(gpkg_system_tables));
  const std::int32_t srs_id = layer.crs.empty() ? srs_id_undefined : write_gpkg_crs(database, layer.crs);
  const std::string fid = free_name(layer.columns, "fid"), geometry = free_name(layer.columns, "geom");
  database.run(creation(layer, fid, geometry));
  write_rows(database, layer, srs_id);
  write_contents(database, layer, geometry, srs_id);
  database.run("COMMIT");
  database.close();
}

}  // namespace spatial::test
