// SPDX-License-Identifier: MIT
#include "libspatial/io/gpkg_schema.hpp"

#include <fmt/format.h>

#include <cmath>

#include "libspatial/core/text.hpp"
#include "libspatial/io/crs.hpp"
#include "libspatial/io/sqlite_bridge.hpp"

namespace spatial {
namespace {

constexpr std::int32_t srs_id_of_own_crs = 100000;  // as GDAL numbers a CRS without authority

}  // namespace

const std::string_view gpkg_system_tables =
    R"sql(
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL,srs_id INTEGER NOT NULL PRIMARY KEY,organization )sql"
    R"sql(TEXT NOT NULL,organization_coordsys_id INTEGER NOT NULL,definition TEXT NOT NULL,description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY,data_type TEXT NOT NULL,identifier TEXT )sql"
    R"sql(UNIQUE,description TEXT DEFAULT '',last_change DATETIME NOT NULL DEFAULT )sql"
    R"sql((strftime('%Y-%m-%dT%H:%M:%fZ','now')),min_x DOUBLE,min_y DOUBLE,max_x DOUBLE,max_y DOUBLE,)sql"
    R"sql(srs_id INTEGER,CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES )sql"
    R"sql(gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_ogr_contents (table_name TEXT NOT NULL PRIMARY KEY,feature_count INTEGER DEFAULT NULL);
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL,column_name TEXT NOT NULL,geometry_type_name )sql"
    R"sql(TEXT NOT NULL,srs_id INTEGER NOT NULL,z TINYINT NOT NULL,m TINYINT NOT NULL,CONSTRAINT )sql"
    R"sql(pk_geom_cols PRIMARY KEY (table_name, column_name),CONSTRAINT uk_gc_table_name UNIQUE )sql"
    R"sql((table_name),CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES )sql"
    R"sql(gpkg_contents(table_name),CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES )sql"
    R"sql(gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (table_name TEXT,column_name TEXT,extension_name TEXT NOT NULL,definition TEXT )sql"
    R"sql(NOT NULL,scope TEXT NOT NULL,CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL,column_name TEXT NOT NULL,name TEXT,title TEXT,)sql"
    R"sql(description TEXT,mime_type TEXT,constraint_name TEXT,CONSTRAINT pk_gdc PRIMARY KEY )sql"
    R"sql((table_name, column_name),CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL,constraint_type TEXT NOT NULL,value )sql"
    R"sql(TEXT,min NUMERIC,min_is_inclusive BOOLEAN,max NUMERIC,max_is_inclusive BOOLEAN,description )sql"
    R"sql(TEXT,CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
INSERT INTO gpkg_extensions VALUES ('gpkg_data_columns',NULL,'gpkg_schema',)sql"
    R"sql('http://www.geopackage.org/spec121/#extension_schema','read-write');
INSERT INTO gpkg_extensions VALUES ('gpkg_data_column_constraints',NULL,'gpkg_schema',)sql"
    R"sql('http://www.geopackage.org/spec121/#extension_schema','read-write');
INSERT INTO gpkg_spatial_ref_sys VALUES ('Undefined Cartesian SRS',-1,'NONE',-1,'undefined','undefined )sql"
    R"sql(Cartesian coordinate reference system');
INSERT INTO gpkg_spatial_ref_sys VALUES ('Undefined geographic SRS',0,'NONE',0,'undefined','undefined )sql"
    R"sql(geographic coordinate reference system');
)sql";

const std::string_view gpkg_style_table =
    R"sql(CREATE TABLE "layer_styles" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "f_table_catalog" )sql"
    R"sql(TEXT(256), "f_table_schema" TEXT(256), "f_table_name" TEXT(256), "f_geometry_column" )sql"
    R"sql(TEXT(256), "styleName" TEXT(30), "styleQML" TEXT, "styleSLD" TEXT, "useAsDefault" BOOLEAN, )sql"
    R"sql("description" TEXT, "owner" TEXT(30), "ui" TEXT(30), "update_time" DATETIME DEFAULT )sql"
    R"sql((strftime('%Y-%m-%dT%H:%M:%fZ','now'))))sql";

std::string rtree_triggers(const std::string& table, const std::string& fid, const std::string& geometry) {
  using fmt::arg;
  const std::string index = fmt::format("rtree_{}_{}", table, geometry);
  const auto name = [&](const char* suffix) { return sqlite::identifier(index + suffix); };
  const std::string t = sqlite::identifier(table), i = sqlite::identifier(fid), c = sqlite::identifier(geometry),
                    r = sqlite::identifier(index);
  const std::string values = fmt::format(
      "INSERT OR REPLACE INTO {r} VALUES (NEW.{i},ST_MinX(NEW.{c}), ST_MaxX(NEW.{c}),ST_MinY(NEW.{c}), "
      "ST_MaxY(NEW.{c})); END;\n",
      arg("r", r), arg("i", i), arg("c", c));
  const std::string filled = fmt::format("(NEW.{0} NOTNULL AND NOT ST_IsEmpty(NEW.{0}))", c),
                    empty = fmt::format("(NEW.{0} ISNULL OR ST_IsEmpty(NEW.{0}))", c);
  return fmt::format("CREATE TRIGGER {} AFTER INSERT ON {} WHEN (new.{} NOT NULL AND NOT ST_IsEmpty(NEW.{})) BEGIN {}",
                     name("_insert"), t, c, c, values) +
         fmt::format("CREATE TRIGGER {} AFTER UPDATE OF {} ON {} WHEN OLD.{} = NEW.{} AND {} BEGIN {}",
                     name("_update1"), c, t, i, i, filled, values) +
         fmt::format(
             "CREATE TRIGGER {} AFTER UPDATE OF {} ON {} WHEN OLD.{} = NEW.{} AND {} BEGIN DELETE FROM {} WHERE id = "
             "OLD.{}; END;\n",
             name("_update2"), c, t, i, i, empty, r, i) +
         fmt::format(
             "CREATE TRIGGER {} AFTER UPDATE ON {} WHEN OLD.{} != NEW.{} AND {} BEGIN DELETE FROM {} WHERE id = "
             "OLD.{}; {}",
             name("_update3"), t, i, i, filled, r, i, values) +
         fmt::format(
             "CREATE TRIGGER {} AFTER UPDATE ON {} WHEN OLD.{} != NEW.{} AND {} BEGIN DELETE FROM {} WHERE id IN "
             "(OLD.{}, NEW.{}); END;\n",
             name("_update4"), t, i, i, empty, r, i, i) +
         fmt::format(
             "CREATE TRIGGER {} AFTER DELETE ON {} WHEN old.{} NOT NULL BEGIN DELETE FROM {} WHERE id = OLD.{}; END;\n",
             name("_delete"), t, c, r, i);
}

std::string count_triggers(const std::string& table) {
  std::string literal = "'";
  for (const char c : table) literal += c == '\'' ? "''" : std::string(1, c);
  literal += "'";
  return fmt::format(
      "CREATE TRIGGER {} AFTER INSERT ON {} BEGIN UPDATE gpkg_ogr_contents SET feature_count = feature_count + 1 WHERE "
      "lower(table_name) = lower({}); END;\n"
      "CREATE TRIGGER {} AFTER DELETE ON {} BEGIN UPDATE gpkg_ogr_contents SET feature_count = feature_count - 1 WHERE "
      "lower(table_name) = lower({}); END;\n",
      sqlite::identifier("trigger_insert_feature_count_" + table), sqlite::identifier(table), literal,
      sqlite::identifier("trigger_delete_feature_count_" + table), sqlite::identifier(table), literal);
}

const char* sql_type(ColumnType type) {
  switch (type) {
    case ColumnType::integer:
      return "INTEGER";
    case ColumnType::real:
      return "REAL";
    case ColumnType::boolean:
      return "BOOLEAN";
    case ColumnType::date:
      return "DATE";
    case ColumnType::date_time:
      return "DATETIME";
    case ColumnType::binary:
    case ColumnType::bytes:
      return "BLOB";
    case ColumnType::text:
    case ColumnType::json:
      return "TEXT";
  }
  return "TEXT";
}

void bind_cell(sqlite::Statement& insert, int index, const Cells& cells, std::size_t row) {
  if (const auto* texts = std::get_if<TextCells>(&cells)) {
    (*texts)[row] ? insert.bind(index, std::string_view(*(*texts)[row])) : insert.bind_null(index);
  } else if (const auto* integers = std::get_if<IntegerCells>(&cells)) {
    (*integers)[row] ? insert.bind(index, *(*integers)[row]) : insert.bind_null(index);
  } else {
    const double value = std::get<RealCells>(cells)[row];
    std::isnan(value) ? insert.bind_null(index) : insert.bind(index, value);
  }
}

std::int32_t write_gpkg_crs(sqlite::Database& database, const std::string& crs) {
  sqlite::Statement insert(database, "INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, NULL)");
  std::int32_t srs_id = 0;
  for (const std::string& one : {std::string("EPSG:4326"), crs}) {
    const CrsDescription description = describe_crs(one);
    srs_id = description.code > 0 ? description.code : srs_id_of_own_crs;
    insert.bind(1, std::string_view(description.name));
    insert.bind(2, static_cast<std::int64_t>(srs_id));
    insert.bind(3, std::string_view(description.organization));
    insert.bind(4, static_cast<std::int64_t>(srs_id));
    insert.bind(5, std::string_view(description.wkt));
    insert.run();
  }
  return srs_id;
}

std::string free_name(const std::vector<Column>& columns, std::string wanted) {
  const auto taken = [&] {
    for (const Column& column : columns)
      if (lower(column.spec.name) == lower(wanted)) return true;
    return false;
  };
  while (taken()) wanted += '_';
  return wanted;
}

}  // namespace spatial
