// SPDX-License-Identifier: MIT
#include "libspatial/io/gpkg_form.hpp"

#include <fmt/format.h>

#include <array>

#include "libspatial/core/error.hpp"
#include "libspatial/io/gpkg_check.hpp"
#include "libspatial/io/sqlite_bridge.hpp"

namespace spatial {
namespace {

bool has_table(sqlite::Database& database, std::string_view name) {
  sqlite::Statement statement(database,
                              "SELECT count(*) FROM sqlite_master WHERE type IN ('table', 'view') AND lower(name) = ?");
  statement.bind(1, name);
  return statement.step() && statement.integer(0) > 0;
}

void read_registered(sqlite::Database& database, GpkgLayerForm& layer) {
  sqlite::Statement rows(database,
                         "SELECT column_name, geometry_type_name, srs_id FROM gpkg_geometry_columns WHERE "
                         "lower(table_name) = lower(?) ORDER BY column_name");
  rows.bind(1, std::string_view(layer.table));
  while (rows.step()) {
    layer.geometry_columns.push_back(rows.text(0));
    layer.geometry_types.push_back(rows.text(1));
    layer.srs_registered.push_back(rows.integer(2));
  }
}

void read_columns(sqlite::Database& database, GpkgLayerForm& layer) {
  sqlite::Statement rows(database, fmt::format("PRAGMA table_info({})", sqlite::identifier(layer.table)));
  while (rows.step()) layer.columns.push_back({rows.text(1), rows.text(2), rows.integer(3) != 0, rows.integer(5) != 0});
}

/// Whether SQLite failed because the file is damaged or not a database, not because it is locked or cannot be opened.
bool is_damaged(const sqlite::Database& database) {
  const int code = sqlite3_errcode(database.handle()) & 0xff;
  return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

GpkgForm form_of(sqlite::Database& database) {
  GpkgForm form;
  form.database = true;
  // Application ids: "GPKG", and "GP10" and "GP11" of GeoPackage versions before 1.2.
  constexpr std::array<std::int64_t, 3> stamps{0x47504B47, 0x47503130, 0x47503131};
  const std::int64_t stamp = database.number("PRAGMA application_id");
  for (const std::int64_t one : stamps) form.stamped = form.stamped || stamp == one;
  for (const char* name : {"gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"})
    if (!has_table(database, name)) form.missing_system_tables.emplace_back(name);
  if (!form.missing_system_tables.empty()) return form;
  sqlite::Statement contents(
      database, "SELECT table_name, srs_id FROM gpkg_contents WHERE data_type = 'features' ORDER BY table_name");
  while (contents.step()) {
    GpkgLayerForm layer;
    layer.table = contents.text(0);
    layer.srs_in_contents = contents.integer(1);
    read_registered(database, layer);
    read_columns(database, layer);
    form.layers.push_back(std::move(layer));
  }
  return form;
}

}  // namespace

GpkgForm gpkg_form(const std::filesystem::path& file) {
  if (!sqlite::looks_like_database(file)) return {};
  sqlite::Database database(file, sqlite::Database::Mode::read);
  try {
    return form_of(database);
  } catch (const Error&) {
    if (!is_damaged(database)) throw;
    return {};
  }
}

std::vector<DamagedRow> damaged_rows(const std::filesystem::path& file, const GpkgLayerForm& layer) {
  std::vector<DamagedRow> damaged;
  if (layer.geometry_columns.empty()) return damaged;
  GpkgTable table;
  table.file = file;
  table.table = layer.table;
  sqlite::Database database(file, sqlite::Database::Mode::read);
  sqlite::Statement rows(database,
                         fmt::format("SELECT rowid, {} FROM {}", sqlite::identifier(layer.geometry_columns[0]),
                                     sqlite::identifier(layer.table)));
  std::int64_t last = 0;
  const auto next = [&] {
    try {
      return rows.step();
    } catch (const Error&) {
      if (!is_damaged(database)) throw;
      damaged.push_back({last, "the database is damaged after this row"});
      return false;
    }
  };
  while (next()) {
    last = rows.integer(0);
    if (rows.is_null(1)) continue;
    MultiPolygonColumn areas;
    MultiLineColumn lines;
    MultiPointColumn points;
    try {
      const CheckedGeometry read = append_checked(rows.blob(1), {areas, &lines, &points}, table, rows.integer(0));
      if (!read.finding.problem.empty()) damaged.push_back({rows.integer(0), read.finding.problem});
    } catch (const Error& error) {
      damaged.push_back({rows.integer(0), error.message()});
    }
  }
  return damaged;
}

}  // namespace spatial
