// SPDX-License-Identifier: MIT
// Rows, values and files as the commands on single layers show them.
#include <gmock/gmock.h>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string line(const std::string& file, std::size_t number) {
  std::string text = read_file(file);
  for (; number > 0; --number) text.erase(0, text.find('\n') + 1);
  return text.substr(0, text.find('\n'));
}

/// A layer of 200 squares in a row, of which some have values that do not fit.
FixtureLayer mixed_values() {
  FixtureLayer layer{"a", "EPSG:27700", "Polygon", {"n:Integer", "r:Real", "w:Integer"}, {}};
  for (int i = 0; i < 200; ++i)
    layer.rows.push_back(
        {square_wkt(100 * i, 0, 100), {std::to_string(i), std::to_string(i) + ".5", std::to_string(i)}});
  return layer;
}

const char* const misfits =
    "DROP TRIGGER rtree_a_geom_update1; DROP TRIGGER rtree_a_geom_update2; DROP TRIGGER rtree_a_geom_update3; DROP "
    "TRIGGER rtree_a_geom_update4;"
    "UPDATE a SET n = 'n/a' WHERE fid = 150; UPDATE a SET r = 'unknown' WHERE fid = 3; UPDATE a SET w = 12.5 WHERE fid "
    "= 199";

TEST(Values, ThatDoNotFitKeepTheirTextAndMakeTheirFieldText) {
  const TempDir dir;
  write_fixture(dir / "in.gpkg", "GPKG", {mixed_values()});
  run_sql(dir / "in.gpkg", misfits);
  const ToolRun run = run_tool({"buffer", "in.gpkg", "--distance", "1", "-o", "o.gpkg", "-q"}, dir.path());
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(
      query(dir / "o.gpkg",
            "SELECT group_concat(name || ' ' || type) FROM pragma_table_info('buffer') WHERE name IN ('n', 'r', 'w')"),
      "n TEXT,r TEXT,w REAL");
  EXPECT_EQ(query(dir / "o.gpkg", "SELECT n || ' ' || w FROM buffer WHERE source_fid = 150"), "n/a 149.0");
  EXPECT_EQ(query(dir / "o.gpkg", "SELECT r FROM buffer WHERE source_fid = 3"), "unknown");
  EXPECT_EQ(query(dir / "o.gpkg", "SELECT r || ' ' || n FROM buffer WHERE source_fid = 2"), "1.5 1");
  EXPECT_EQ(query(dir / "o.gpkg",
                  "SELECT group_concat(rule || ' ' || feature_id) FROM (SELECT * FROM issues ORDER BY feature_id + 0)"),
            "value_misfit 3,value_misfit 150,value_misfit 199");
}

TEST(Values, ThatDoNotFitGiveTheSameFileInParts) {
  const TempDir dir;
  write_fixture(dir / "in.gpkg", "GPKG", {mixed_values()});
  run_sql(dir / "in.gpkg", misfits);
  for (const std::vector<std::string>& words : {std::vector<std::string>{"buffer", "in.gpkg", "--distance", "1"},
                                                {"overlay", "identity", "in.gpkg#a", "in.gpkg#a"},
                                                {"near", "in.gpkg#a", "in.gpkg#a"}}) {
    std::vector<std::string> whole = words, parts = words;
    whole.insert(whole.end(), {"-o", "whole.gpkg", "--overwrite", "-q"});
    parts.insert(parts.end(), {"-o", "parts.gpkg", "--overwrite", "-q", "--max-memory", "1"});
    ASSERT_EQ(run_tool(whole, dir.path()).exit_code, 0) << words[0];
    const ToolRun run = run_tool(parts, dir.path());
    ASSERT_EQ(run.exit_code, 0) << words[0] << run.err;
    EXPECT_TRUE(read_file(dir / "whole.gpkg") == read_file(dir / "parts.gpkg")) << words[0];
  }
}

TEST(Values, OfTextAreAddedUpAndTakenForDistances) {
  const TempDir dir;
  write_file(dir / "a.csv", "id,easting,northing,reach,ha\n1,0,0,10,\"1,234.5\"\n2,1000,0, 20.5,4\n3,2000,0,,\n");
  ToolRun run = run_tool({"buffer", "a.csv", "--distance-field", "reach", "-o", "b.gpkg", "-q"}, dir.path());
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(query(dir / "b.gpkg", "SELECT group_concat(distance_m) FROM buffer"), "10.0,20.5");
  write_file(dir / "b.csv", "WKT,ha\n\"" + square_wkt(0, 0, 100) + "\",\"1,234.5\"\n\"" + square_wkt(200, 0, 100) +
                                "\", 4\n\"" + square_wkt(400, 0, 100) + "\",\n");
  run = run_tool({"dissolve", "b.csv", "--sum", "ha", "--assume-crs", "EPSG:27700", "-o", "d.gpkg", "-q"}, dir.path());
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(query(dir / "d.gpkg", "SELECT sum_ha FROM dissolved"), "1238.5");
  write_file(dir / "c.csv", "WKT,ha\n\"" + square_wkt(0, 0, 100) + "\",about 5\n");
  run = run_tool({"dissolve", "c.csv", "--sum", "ha", "--assume-crs", "EPSG:27700", "-o", "c.gpkg", "-q"}, dir.path());
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("feature 1 of c.csv has 'about 5' in field 'ha', which cannot be added up"));
  run = run_tool({"dissolve", "b.csv", "--where", "ha > 3", "--assume-crs", "EPSG:27700", "-o", "e.gpkg", "-q"},
                 dir.path());
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("CAST(field AS float)"));
}

TEST(Filters, RefuseQuotedNamesThatAreNoFields) {
  const TempDir dir;
  FixtureLayer layer{
      "a", "EPSG:27700", "Polygon", {"RZ"}, {{square_wkt(0, 0, 100), {"Red"}}, {square_wkt(200, 0, 100), {"Green"}}}};
  write_fixture(dir / "a.gpkg", "GPKG", {layer});
  for (const char* where :
       {"\"Zone\" <> 'Green'", "\"Zone\" = 'Red'", "lower(\"Zone\") = 'red'", "RZ = 'Red' AND \"Zone\" <> 'Green'",
        "RZ = 'Red' ORDER BY \"Zone\"", "[Zone] = 'Red'", "`Zone` = 'Red'", "m.\"RZ\" = 'Red'",
        "ST_IsEmpty(geom) = 0 AND \"Zone\" <> 'Green'", "RZ IN (\"Red\")", "RZ = \"Red\"", "RZ = 'Red') OR (1 = 1",
        "fid IN (SELECT fid FROM a WHERE \"Zone\" = 1)", "RZ = 'Red'; DROP TABLE a"}) {
    const ToolRun run =
        run_tool({"dissolve", "a.gpkg", "--where", where, "-o", "o.gpkg", "--overwrite", "-q"}, dir.path());
    EXPECT_EQ(run.exit_code, 3) << where;
    EXPECT_THAT(run.err, HasSubstr("does not fit a.gpkg")) << where;
  }
  for (const char* where :
       {"\"RZ\" = 'Red'", "[RZ] = 'Red'", "`RZ` = 'Red'", "a.RZ = 'Red'", "rz LIKE 'r%' -- it's one",
        "ST_MinX(geom) < 100", "[RZ] <> 'a;b' AND RZ <> 'Green'", "'Red' = RZ"}) {
    const ToolRun run =
        run_tool({"dissolve", "a.gpkg", "--where", where, "-o", "o.gpkg", "--overwrite", "-q"}, dir.path());
    ASSERT_EQ(run.exit_code, 0) << where << run.err;
    EXPECT_EQ(query(dir / "o.gpkg", "SELECT area_ha FROM dissolved"), "1.0") << where;
  }
}

TEST(CsvPlaces, AreCountedUnderEveryUsualName) {
  const TempDir dir;
  write_file(dir / "zone.csv", "WKT\n\"" + square_wkt(384000, 94000, 1000) + "\"\n");
  for (const char* names : {"easting,northing", "Easting (m),Northing (m)", "X,Y", "GeoX,GeoY", "eastings,northings"}) {
    write_file(dir / "p.csv", std::string("ref,") + names + "\na,384500,94500\nb,384600,94600\nc,389000,94600\n");
    const ToolRun run =
        run_tool({"tabulate", "zone.csv", "p.csv", "--assume-crs", "EPSG:27700", "-o", "t.csv", "--overwrite", "-q"},
                 dir.path());
    ASSERT_EQ(run.exit_code, 0) << names << run.err;
    EXPECT_EQ(line(dir / "t.csv", 1), "1,all,2,2\r") << names;
  }
  for (const char* name : {"wkt", "geometry", "geom", "the_geom", "point"}) {
    write_file(dir / "p.csv",
               std::string("ref,") + name + "\na,POINT(384500 94500)\nb,SRID=27700;POINT(384600 94600)\n");
    const ToolRun run =
        run_tool({"tabulate", "zone.csv", "p.csv", "--assume-crs", "EPSG:27700", "-o", "t.csv", "--overwrite", "-q"},
                 dir.path());
    ASSERT_EQ(run.exit_code, 0) << name << run.err;
    EXPECT_EQ(line(dir / "t.csv", 1), "1,all,2,2\r") << name;
  }
  write_file(dir / "l.csv", "id,geom\n1,\"LINESTRING(384100 94100,384600 94100)\"\n");
  const ToolRun run = run_tool(
      {"tabulate", "zone.csv", "l.csv", "--assume-crs", "EPSG:27700", "-o", "t.csv", "--overwrite", "-q"}, dir.path());
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(line(dir / "t.csv", 1), "1,all,1,500,500\r");
}

TEST(CsvPlaces, FollowTheSridTheyState) {
  const TempDir dir;
  const std::string corners = "SRID=4326;POLYGON((-2 52,-1.999 52,-1.999 52.001,-2 52.001,-2 52))";
  write_file(dir / "a.csv", "id,geom\n1,\"" + corners + "\"\n2,SRID=27700;POINT(400000 300000)\n");
  const ToolRun run =
      run_tool({"buffer", "a.csv", "--distance", "0", "--assume-crs", "EPSG:27700", "-o", "o.gpkg", "-q"}, dir.path());
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(query(dir / "o.gpkg", "SELECT round(area_ha, 2) FROM buffer"), "0.76");  // 68.7 m by 111.2 m
  EXPECT_THAT(query(dir / "o.gpkg", "SELECT message FROM issues WHERE rule = 'null_geometry'"),
              HasSubstr("states SRID 27700 here and 4326 in the rows before"));
  // PostGIS writes hexadecimal EWKB: POINT(400000 300000) in 27700.
  write_file(dir / "hex.csv", "id,the_geom\n1,0101000020346C000000000000006A184100000000804F1241\n");
  ASSERT_EQ(run_tool({"buffer", "hex.csv", "--distance", "1", "-o", "h.gpkg", "-q"}, dir.path()).exit_code, 0);
  EXPECT_EQ(query(dir / "h.gpkg",
                  "SELECT round((min_x + max_x) / 2) || ' ' || round((min_y + max_y) / 2) FROM gpkg_contents WHERE "
                  "table_name = 'buffer'"),
            "400000.0 300000.0");
}

TEST(CsvPlaces, OfOneColumnAndWithAByteOrderMark) {
  const TempDir dir;
  const std::string square = square_wkt(0, 0, 100);
  write_file(dir / "one.csv", "WKT\n\"" + square + "\"\n");
  write_file(dir / "bare.csv", "\xEF\xBB\xBFgeometry\r\n" + square + "\r\n");
  write_file(dir / "mark.csv", "\xEF\xBB\xBF\"x\",\"y\"\n50,50\n");
  for (const char* name : {"one.csv", "bare.csv", "mark.csv"}) {
    const ToolRun run =
        run_tool({"buffer", name, "--distance", "1", "--assume-crs", "EPSG:27700", "-o", "o.csv", "--overwrite", "-q"},
                 dir.path());
    ASSERT_EQ(run.exit_code, 0) << name << run.err;
    EXPECT_THAT(line(dir / "o.csv", 0), Not(HasSubstr("added"))) << name;
    EXPECT_NE(line(dir / "o.csv", 1), "") << name;
  }
}

TEST(InspectTool, ShowsTheGeometryOfCsvFiles) {
  const TempDir dir;
  write_file(dir / "p.csv", "name,latitude,longitude\nA,51.38,-2.36\nB,north,-2.4\nC,,\n");
  const ToolRun run = run_tool({"inspect", "p.csv"}, dir.path());
  ASSERT_EQ(run.exit_code, 0) << run.err;
  for (const char* part : {"geometry  Point, 3 features by longitude and latitude", "crs       EPSG:4326",
                           "extent    -2.36 51.38 to -2.36 51.38", "empty     2 without geometry",
                           "unread    1; the first: row 3: 'north' in column 'latitude' is not a number"})
    EXPECT_THAT(run.out, HasSubstr(part));
}

}  // namespace
}  // namespace spatial::test
