// SPDX-License-Identifier: MIT
// How a template's file is built: several faults of each kind, and what looks like one and is none.
#include "libspatial/county/bng_form.hpp"

#include <gtest/gtest.h>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/county/bng_source.hpp"
#include "tests/support/bng_file.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using Found = std::set<std::string>;

class BngForm : public testing::Test {
 protected:
  Found found(const std::string& sql) const {
    write_bng_file(folder_ / "form.gpkg", sound_site());
    if (!sql.empty()) run_sql(folder_ / "form.gpkg", sql);
    Found all;
    for (const Issue& issue : bng_form_checks(folder_ / "form.gpkg", "form.gpkg", tables_))
      all.insert(std::string(info(issue.rule).code) + " " + issue.feature_id);
    return all;
  }
  BngTables tables_ = read_bng_tables(source_dir() / "data/presets/bng");
  TempDir folder_;
};

std::string dropped(const std::string& layer) {
  return "DROP TABLE \"" + layer + "\"; DELETE FROM gpkg_contents WHERE table_name = '" + layer +
         "'; DELETE FROM gpkg_geometry_columns WHERE table_name = '" + layer + "';";
}
std::string renamed(const std::string& from, const std::string& to) {
  return "ALTER TABLE \"" + from + "\" RENAME TO \"" + to + "\"; UPDATE gpkg_contents SET table_name = '" + to +
         "' WHERE table_name = '" + from + "'; UPDATE gpkg_geometry_columns SET table_name = '" + to +
         "' WHERE table_name = '" + from + "';";
}
std::string retyped(const std::string& layer, const std::string& column, const std::string& type) {
  return "ALTER TABLE \"" + layer + "\" DROP COLUMN \"" + column + "\"; ALTER TABLE \"" + layer + "\" ADD COLUMN \"" +
         column + "\" " + type + ";";
}
std::string in_crs(const std::string& layer, const std::string& number, bool contents_only = false) {
  const std::string set = " SET srs_id = " + number + " WHERE table_name = '" + layer + "';";
  return "UPDATE gpkg_contents" + set + (contents_only ? "" : "UPDATE gpkg_geometry_columns" + set);
}
std::string declared(const std::string& layer, const std::string& type) {
  return "UPDATE gpkg_geometry_columns SET geometry_type_name = '" + type + "' WHERE table_name = '" + layer + "';";
}
std::string geometry_called(const std::string& layer, const std::string& from, const std::string& to) {
  return "ALTER TABLE \"" + layer + "\" RENAME COLUMN " + from + " TO \"" + to +
         "\"; UPDATE gpkg_geometry_columns SET column_name = '" + to + "' WHERE table_name = '" + layer + "';";
}

TEST_F(BngForm, TheFileAndItsLayers) {
  EXPECT_EQ(found(""), Found{});
  EXPECT_EQ(found("PRAGMA application_id = 1196437808"), Found{}) << "the stamp of GeoPackage 1.0";
  EXPECT_EQ(found("PRAGMA application_id = 1"), Found{"bng_not_geopackage "});
  for (const std::string table : {"gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"})
    EXPECT_EQ(found("DROP TABLE " + table), Found{"bng_system_table_missing " + table});
  EXPECT_EQ(found("DROP TABLE gpkg_contents; DROP TABLE gpkg_spatial_ref_sys"),
            (Found{"bng_system_table_missing gpkg_contents", "bng_system_table_missing gpkg_spatial_ref_sys"}));
  EXPECT_EQ(found(dropped("Hedgerows")), Found{}) << "an optional layer";
  EXPECT_EQ(found(dropped("Habitats") + dropped("Red Line Boundary")),
            (Found{"bng_required_layer_missing Habitats", "bng_required_layer_missing Red Line Boundary"}));
  EXPECT_EQ(found(renamed("Habitats", "x") + renamed("x", "HABITATS")), Found{}) << "without regard to case";
  EXPECT_EQ(found("CREATE TABLE notes(fid INTEGER PRIMARY KEY, geom POINT); INSERT INTO gpkg_contents(table_name, "
                  "data_type, srs_id) VALUES('notes', 'features', 27700); INSERT INTO gpkg_geometry_columns "
                  "VALUES('notes', 'geom', 'POINT', 27700, 0, 0)"),
            Found{"bng_layer_unexpected notes"});
  EXPECT_EQ(
      found("CREATE TABLE aerial(id INTEGER PRIMARY KEY); INSERT INTO gpkg_contents(table_name, data_type, srs_id) "
            "VALUES('aerial', 'tiles', 27700); CREATE TABLE log(id INTEGER PRIMARY KEY); INSERT INTO "
            "gpkg_contents(table_name, data_type) VALUES('log', 'attributes')"),
      Found{})
      << "rasters and tables do not count";
}

TEST_F(BngForm, ReferenceSystemsAndGeometryColumns) {
  EXPECT_EQ(found(in_crs("Rivers", "3857") + in_crs("Urban Trees", "0")),
            (Found{"bng_crs Rivers", "bng_crs Urban Trees"}));
  EXPECT_EQ(found(in_crs("Hedgerows", "3857", true)), Found{"bng_crs_inconsistent Hedgerows"});
  EXPECT_EQ(found(in_crs("Urban Trees", "-1", true)), Found{"bng_crs_inconsistent Urban Trees"});
  EXPECT_EQ(found(declared("Habitats", "POLYGON") + declared("Urban Trees", "MULTIPOINT")),
            (Found{"bng_geometry_type Habitats", "bng_geometry_type Urban Trees"}));
  EXPECT_EQ(found(declared("Red Line Boundary", "MULTIPOLYGON")), Found{"bng_geometry_type Red Line Boundary"});
  EXPECT_EQ(found(declared("Rivers", "linestring")), Found{}) << "without regard to case";
  EXPECT_EQ(found("ALTER TABLE Rivers ADD COLUMN old GEOMETRY"), Found{"bng_geometry_columns Rivers"});
  EXPECT_EQ(found("ALTER TABLE Hedgerows ADD COLUMN g2 LINESTRING; INSERT INTO gpkg_geometry_columns "
                  "VALUES('Hedgerows', 'g2', 'LINESTRING', 27700, 0, 0)"),
            Found{"bng_geometry_columns Hedgerows"});
  EXPECT_EQ(found("ALTER TABLE \"Red Line Boundary\" ADD COLUMN centre POINT"),
            Found{"bng_geometry_columns Red Line Boundary"});
  for (const std::string layer : {"Rivers", "Habitats", "Red Line Boundary"})
    EXPECT_EQ(found("DELETE FROM gpkg_geometry_columns WHERE table_name = '" + layer + "'"),
              Found{"bng_geometry_unregistered " + layer});
  EXPECT_EQ(found(geometry_called("Rivers", "geom", "1geom")),
            (Found{"bng_geometry_column_name Rivers", "bng_column_missing Rivers.geom"}));
  EXPECT_EQ(found(geometry_called("Urban Trees", "geometry", "g\xC3\xABo")),
            (Found{"bng_geometry_column_name Urban Trees", "bng_column_missing Urban Trees.geometry"}));
  EXPECT_EQ(found(geometry_called("Rivers", "geom", "GEOM")), Found{});
}

TEST_F(BngForm, ColumnsAndTheirTypes) {
  EXPECT_EQ(found("ALTER TABLE Habitats RENAME COLUMN Comment TO COMMENT; ALTER TABLE Habitats ADD COLUMN mine TEXT"),
            Found{})
      << "other case, and a column more";
  EXPECT_EQ(found("ALTER TABLE \"Urban Trees\" DROP COLUMN Count; ALTER TABLE \"Urban Trees\" DROP COLUMN Company"),
            (Found{"bng_column_missing Urban Trees.Count", "bng_column_missing Urban Trees.Company"}));
  EXPECT_EQ(found("ALTER TABLE Rivers RENAME COLUMN \"Parcel Ref\" TO Parcel_Ref"),
            Found{"bng_column_missing Rivers.Parcel Ref"});
  EXPECT_EQ(found(retyped("Habitats", "Area", "INTEGER") + retyped("Red Line Boundary", "Area", "DOUBLE") +
                  retyped("Habitats", "Comment", "TEXT(9)")),
            Found{})
      << "other spellings of the same types";
  EXPECT_EQ(found(retyped("Red Line Boundary", "Area", "INT")), Found{"bng_column_type Red Line Boundary.Area"});
  EXPECT_EQ(found(retyped("Rivers", "Survey Date", "TEXT(10)")), Found{"bng_column_type Rivers.Survey Date"});
  EXPECT_EQ(found(retyped("Urban Trees", "Count", "REAL")), Found{"bng_column_type Urban Trees.Count"});
  EXPECT_EQ(found(retyped("Hedgerows", "Company", "TEXT(999) NOT NULL DEFAULT ''") +
                  retyped("Habitats", "Comment", "TEXT NOT NULL DEFAULT 'x'")),
            (Found{"bng_column_not_null Hedgerows.Company", "bng_column_not_null Habitats.Comment"}));
}

TEST_F(BngForm, GeometriesThatCannotBeRead) {
  for (const char* sql : {"UPDATE Habitats SET geom = CAST(x'58' || substr(geom, 2) AS BLOB) WHERE fid = 2",
                          "UPDATE Habitats SET geom = CAST(substr(geom, 1, 9) || x'63' || substr(geom, 11) AS BLOB)",
                          "UPDATE Habitats SET geom = 'POLYGON((0 0,1 1,1 0,0 0))' WHERE fid = 1"})
    EXPECT_EQ(found(sql), Found{"bng_geometry_unreadable Habitats"}) << sql;
  EXPECT_EQ(found("UPDATE \"Red Line Boundary\" SET geometry = substr(geometry, 1, 30)"),
            Found{"bng_geometry_unreadable Red Line Boundary"});
}

TEST_F(BngForm, FilesThatAreNoDatabase) {
  write_bng_file(folder_ / "cut.gpkg", sound_site());
  std::filesystem::resize_file(folder_ / "cut.gpkg", 4096);
  write_file(folder_ / "empty.gpkg", "");
  write_file(folder_ / "picture.gpkg", "\x89PNG\r\n\x1A\n");
  for (const char* name : {"cut.gpkg", "empty.gpkg", "picture.gpkg"}) {
    const Issues issues = bng_form_checks(folder_ / name, name, tables_);
    ASSERT_EQ(issues.size(), 1u) << name;
    EXPECT_EQ(issues[0].rule, IssueRule::bng_file_invalid) << name;
  }
}

}  // namespace
}  // namespace spatial::test
