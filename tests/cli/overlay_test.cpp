// SPDX-License-Identifier: MIT
// lnrs overlay and tabulate as a user calls them: what comes out, and what is said of layers nobody would wish for.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sqlite3.h>

#include <cmath>
#include <csignal>
#include <cstdint>

#include "libspatial/geometry/operations.hpp"
#include "libspatial/io/read.hpp"
#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;

/// Two layers that share a square of 50 m, with fields of the same names.
class OverlayTool : public testing::Test {
 protected:
  OverlayTool() {
    a_.name = "a";
    a_.fields = {"ref", "class"};
    a_.rows = {{square_wkt(500000, 100000, 100), {"a1", "oak"}}, {square_wkt(500300, 100000, 100), {"a2", "ash"}}};
    b_.name = "b";
    b_.fields = {"ref", "kind"};
    b_.rows = {{square_wkt(500050, 100050, 100), {"b1", "SSSI"}}};
  }
  void write() { write_fixture(folder_ / "in.gpkg", "GPKG", {a_, b_}); }
  ToolRun run(std::vector<std::string> words) const { return run_tool(words, folder_.path()); }
  ToolRun overlay(const std::string& operation, const std::string& output = "out.gpkg") const {
    return run({"overlay", operation, "in.gpkg#a", "in.gpkg#b", "-o", output, "--overwrite"});
  }
  std::string ask(const std::string& sql, const std::string& file = "out.gpkg") const {
    return query(folder_ / file, sql);
  }
  /// Rows and square metres of a result.
  std::string total(const std::string& operation) const {
    const ToolRun result = overlay(operation);
    if (result.exit_code != 0) return fmt::format("exit {}: {}", result.exit_code, result.err);
    return ask("SELECT count(*) || ' ' || coalesce(round(sum(area_ha) * 1e4, 6), 0.0) FROM overlay");
  }

  FixtureLayer a_, b_;
  TempDir folder_;
};

TEST_F(OverlayTool, EveryOperationHasItsArea) {
  write();
  EXPECT_EQ(total("intersection"), "1 2500.0");
  EXPECT_EQ(total("union"), "4 27500.0");
  EXPECT_EQ(total("identity"), "3 20000.0");
  EXPECT_EQ(total("difference"), "2 17500.0");
  EXPECT_EQ(total("symmetric-difference"), "3 25000.0");
  EXPECT_EQ(total("clip"), "1 2500.0");
}

TEST_F(OverlayTool, PiecesKnowTheirSourcesAndClashingNamesGetPrefixes) {
  write();
  ASSERT_EQ(overlay("union").exit_code, 0);
  EXPECT_EQ(ask("SELECT group_concat(coalesce(a_ref, '-') || coalesce(b_ref, '-') || coalesce(class, '-') || "
                "coalesce(kind, '-') || coalesce(a_fid, 0) || coalesce(b_fid, 0), ' ') FROM (SELECT * FROM overlay "
                "ORDER BY area_ha, a_ref)"),
            "a1b1oakSSSI11 -b1-SSSI01 a1-oak-10 a2-ash-20");
}

TEST_F(OverlayTool, AttributesKeepTheirTypes) {
  a_.fields = {"ref", "n:Integer", "r:Real", "yes:Boolean", "day:Date", "at:DateTime", "bytes:Binary", "facts:Json"};
  a_.rows = {{square_wkt(500000, 100000, 100),
              {"a1", "9007199254740993", "0.1", "1", "2024/02/29", "2024/03/31 01:30:00+01",
               "\xFF"
               "A",
               "{\"a\":[1,2]}"}},
             {square_wkt(500040, 100040, 100), {"a2", "\x01", "\x01", "0", "\x01", "\x01", "\x01", "\x01"}}};
  write();
  ASSERT_EQ(overlay("intersection").exit_code, 0);
  const auto type = [&](const std::string& column) {
    return ask("SELECT type FROM pragma_table_info('overlay') WHERE name = '" + column + "'");
  };
  EXPECT_EQ(type("n") + ' ' + type("r") + ' ' + type("yes") + ' ' + type("day") + ' ' + type("at") + ' ' +
                type("bytes") + ' ' + type("facts"),
            "INTEGER REAL BOOLEAN DATE DATETIME BLOB TEXT");
  EXPECT_EQ(ask("SELECT mime_type FROM gpkg_data_columns WHERE table_name = 'overlay' AND column_name = 'facts'"),
            "application/json");
  EXPECT_EQ(ask("SELECT n || '|' || r || '|' || yes || '|' || day || '|' || at || '|' || hex(bytes) || '|' || facts "
                "FROM overlay WHERE a_ref = 'a1'"),
            "9007199254740993|0.1|1|2024-02-29|2024-03-31T00:30:00.000Z|FF41|{\"a\":[1,2]}");
  EXPECT_EQ(ask("SELECT count(*) FROM overlay WHERE a_ref = 'a2' AND yes = 0 AND coalesce(n, r, day, at, bytes, facts) "
                "IS NULL"),
            "1");

  ASSERT_EQ(overlay("intersection", "out.geojson").exit_code, 0);
  EXPECT_THAT(read_file(folder_ / "out.geojson"),
              HasSubstr("\"n\":9007199254740993,\"r\":0.1,\"yes\":true,\"day\":\"2024-02-29\",\"at\":\"2024-03-31T00:"
                        "30:00.000Z\",\"bytes\":\"FF41\",\"facts\":{\"a\":[1,2]}"));
  // Out of other formats and in again: what each can hold.
  for (const char* format : {"fgb", "shp"}) {
    ASSERT_EQ(overlay("intersection", std::string("typed.") + format).exit_code, 0) << format;
    ASSERT_EQ(
        run({"overlay", "intersection", std::string("typed.") + format, "in.gpkg#b", "-o", "again.gpkg", "--overwrite"})
            .exit_code,
        0)
        << format;
    EXPECT_EQ(ask("SELECT n || '|' || r || '|' || yes || '|' || substr(day, 1, 10) || '|' || substr(at, 1, 19) || '|' "
                  "|| CASE WHEN typeof(bytes) = 'blob' THEN hex(bytes) ELSE bytes END || '|' || facts FROM overlay "
                  "WHERE a_ref = 'a1'",
                  "again.gpkg"),
              "9007199254740993|0.1|1|2024-02-29|2024-03-31T00:30:00|FF41|{\"a\":[1,2]}")
        << format;
  }
}

TEST_F(OverlayTool, ATextWithoutCharactersIsNotNull) {
  a_.fields = {"ref", "note"};
  a_.rows = {{square_wkt(500000, 100000, 100), {"a1", ""}},
             {square_wkt(500040, 100040, 100), {"a2", "\x01"}},
             {square_wkt(500300, 100000, 100), {"a3", ""}}};
  write();
  const std::string empty_and_null =
      "SELECT group_concat(a_ref || ' ' || typeof(note), ', ') FROM (SELECT DISTINCT a_ref, note FROM overlay WHERE "
      "a_ref IS NOT NULL ORDER BY a_ref)";
  ASSERT_EQ(overlay("union").exit_code, 0);
  EXPECT_EQ(ask(empty_and_null), "a1 text, a2 null, a3 text");
  ASSERT_EQ(overlay("union", "out.geojson").exit_code, 0);
  EXPECT_THAT(read_file(folder_ / "out.geojson"), AllOf(HasSubstr("\"note\":\"\""), HasSubstr("\"note\":null")));
  ASSERT_EQ(run({"overlay", "union", "out.geojson", "in.gpkg#b", "-o", "again.gpkg"}).exit_code, 0) << "through GDAL";
  EXPECT_EQ(
      ask("SELECT group_concat(DISTINCT a_ref || ' ' || typeof(note)) FROM overlay WHERE a_ref = 'a1' OR a_ref = 'a2'",
          "again.gpkg"),
      "a1 text,a2 null");
  ASSERT_EQ(run({"dissolve", "in.gpkg#a", "--by", "note", "-o", "d.gpkg"}).exit_code, 0);
  EXPECT_EQ(ask("SELECT group_concat(typeof(note) || features, ' ') FROM (SELECT * FROM dissolved ORDER BY features)",
                "d.gpkg"),
            "null1 text2");
  ASSERT_EQ(run({"tabulate", "in.gpkg#b", "in.gpkg#a", "--by", "note", "-o", "t.csv"}).exit_code, 0);
  EXPECT_EQ(read_file(folder_ / "t.csv").find('\0'), std::string::npos);
}

TEST_F(OverlayTool, InTilesTheBytesAreThoseOfTheWhole) {
  // Three layers of squares that overlap each other and themselves, one feature across everything, and rows that have
  // no place.
  FixtureLayer c{"c", "EPSG:27700", "Unknown", {"ref"}, {{square_wkt(500000, 100000, 5000), {"all of it"}}}};
  a_.rows.clear();
  b_.rows.clear();
  for (int k = 0; k < 400; ++k) {
    a_.rows.push_back({square_wkt(500000 + 250.25 * (k % 20), 100000 + 250.5 * (k / 20), 180 + k % 7 * 20),
                       {"a" + std::to_string(k), "x"}});
    b_.rows.push_back(
        {square_wkt(500100 + 251.125 * (k % 19), 100050 + 249.75 * (k / 19), 200), {"b" + std::to_string(k), "y"}});
  }
  a_.rows.push_back({"", {"nowhere", "x"}});
  a_.rows.push_back({square_wkt(9000000, 9000000, 100), {"another country", "x"}});
  a_.rows.push_back({"POLYGON((1e300 0,1e300 1,0 1,1e300 0))", {"beyond", "x"}});
  a_.rows.push_back({"POLYGON((500000 99000,500100 99100,500100 99000,500000 99100,500000 99000))", {"bow tie", "x"}});
  write_fixture(folder_ / "in.gpkg", "GPKG", {a_, b_, c});
  for (const std::string operation :
       {"intersection", "union", "identity", "difference", "symmetric-difference", "clip"}) {
    std::vector<std::string> words{"overlay", operation, "in.gpkg#a", "in.gpkg#b", "--overwrite"};
    if (operation == "union" || operation == "identity") words.insert(words.begin() + 4, "in.gpkg#c");
    const auto to = [&](const std::string& file, std::vector<std::string> more) {
      std::vector<std::string> all = words;
      all.insert(all.end(), {"-o", file});
      all.insert(all.end(), more.begin(), more.end());
      return run(all);
    };
    ASSERT_EQ(to("whole.gpkg", {}).exit_code, 0) << operation;
    const ToolRun tiled = to("tiled.gpkg", {"--max-memory", "3"});
    ASSERT_EQ(tiled.exit_code, 0) << tiled.err;
    EXPECT_THAT(tiled.err, HasSubstr("worked through in 4 tiles")) << operation;
    for (int tile = 1; tile <= 4; ++tile)
      EXPECT_THAT(tiled.err, testing::Not(testing::ContainsRegex("tile " + std::to_string(tile) + " of 4 +0 ")))
          << "one feature far away does not leave all others in one tile";
    EXPECT_EQ(read_file(folder_ / "tiled.gpkg"), read_file(folder_ / "whole.gpkg")) << operation;
  }
  EXPECT_EQ(ask("SELECT group_concat(rule, ' ') FROM (SELECT DISTINCT rule FROM issues ORDER BY rule)", "tiled.gpkg"),
            "coordinates_not_finite empty_geometry invalid_repaired self_overlap");
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
    EXPECT_FALSE(entry.path().filename().string().starts_with(".")) << entry.path();
  EXPECT_EQ(run({"overlay", "union", "in.gpkg#a", "in.gpkg#b", "-o", "x.gpkg", "--max-memory", "1", "--bbox", "0", "0",
                 "1", "1"})
                .exit_code,
            2);
  EXPECT_EQ(run({"overlay", "union", "in.gpkg#a", "in.gpkg#b", "-o", "x.fgb", "--max-memory", "1"}).exit_code, 2);
}

TEST_F(OverlayTool, ATileWithoutAreasIsNoFault) {
  // Lines in one corner of a layer that has areas elsewhere; and a layer of lines alone, which is refused as it is
  // without tiles.
  FixtureLayer lines{"lines", "EPSG:27700", "Unknown", {"ref"}, {}};
  a_.rows.clear();
  b_.rows.clear();
  for (int k = 0; k < 1500; ++k) {
    const std::string line = fmt::format("LINESTRING ({} {}, {} {})", 500000 + k, 100000, 500010 + k, 100010);
    lines.rows.push_back({line, {"l"}});
    if (k % 2 == 0) a_.rows.push_back({line, {"line", "x"}});
    b_.rows.push_back({square_wkt(500000 + 10 * k, 100000 + 10 * (k % 1000), 100), {"b", "y"}});
  }
  a_.rows.push_back({square_wkt(510000, 110000, 9000), {"area", "x"}});
  write_fixture(folder_ / "in.gpkg", "GPKG", {a_, b_, lines});
  ASSERT_EQ(run({"overlay", "intersection", "in.gpkg#a", "in.gpkg#b", "-o", "whole.gpkg"}).exit_code, 0);
  const ToolRun tiled =
      run({"overlay", "intersection", "in.gpkg#a", "in.gpkg#b", "-o", "tiled.gpkg", "--max-memory", "3"});
  ASSERT_EQ(tiled.exit_code, 0) << tiled.err;
  EXPECT_THAT(tiled.err, HasSubstr("worked through in"));
  EXPECT_EQ(read_file(folder_ / "tiled.gpkg"), read_file(folder_ / "whole.gpkg"));
  const ToolRun refused =
      run({"overlay", "intersection", "in.gpkg#lines", "in.gpkg#b", "-o", "x.gpkg", "--max-memory", "3"});
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_THAT(refused.err, HasSubstr("holds no polygons but 1,500 Line String"));
}

TEST_F(OverlayTool, SourcesAreNeverReplaced) {
  write();
  write_fixture(folder_ / "b.shp", "ESRI Shapefile", {b_});
  std::filesystem::create_symlink("in.gpkg", folder_ / "link.gpkg");
  const std::string before = read_file(folder_ / "in.gpkg");
  const std::vector<std::vector<std::string>> commands{{"overlay", "union", "in.gpkg#a", "b.shp", "-o", "in.gpkg"},
                                                       {"overlay", "union", "b.shp", "in.gpkg#a", "-o", "./in.gpkg"},
                                                       {"overlay", "union", "b.shp", "in.gpkg#a", "-o", "b.shp"},
                                                       {"dissolve", "in.gpkg#a", "-o", "link.gpkg"},
                                                       {"dissolve", "link.gpkg#a", "-o", "in.gpkg"},
                                                       {"buffer", "in.gpkg#a", "--distance", "5", "-o", "in.gpkg"},
                                                       {"near", "in.gpkg#a", "b.shp", "-o", "in.gpkg"},
                                                       {"tabulate", "b.shp", "in.gpkg#a", "-o", "in.gpkg"},
                                                       {"check-coverage", "in.gpkg#a", "-o", "in.gpkg"}};
  for (std::vector<std::string> words : commands) {
    words.push_back("--overwrite");
    const ToolRun result = run(words);
    EXPECT_EQ(result.exit_code, 2) << words[0];
    EXPECT_THAT(result.err, AllOf(HasSubstr("is a file that is read"), HasSubstr("sources are never changed")))
        << words[0];
  }
  EXPECT_EQ(read_file(folder_ / "in.gpkg"), before);
  // A table beside the output may not fall on a source either; what is there already is told before the work.
  write_fixture(folder_ / "out.issues.geojson", "GeoJSON", {b_});
  EXPECT_EQ(run({"overlay", "union", "out.issues.geojson", "in.gpkg#a", "-o", "out.geojson", "--overwrite"}).exit_code,
            2);
  const ToolRun stale = run({"overlay", "union", "b.shp", "in.gpkg#a", "-o", "out.geojson"});
  EXPECT_EQ(stale.exit_code, 4);
  EXPECT_THAT(stale.err, AllOf(HasSubstr("out.issues.geojson exists already"), testing::Not(HasSubstr("read b.shp"))));
}

TEST_F(OverlayTool, NumbersAreNumbers) {
  write();
  const auto refused = [&](std::vector<std::string> words, const std::string& says) {
    words.insert(words.end(), {"-o", "x.gpkg"});
    const ToolRun result = run(words);
    EXPECT_EQ(result.exit_code, 2) << says;
    EXPECT_THAT(result.err, HasSubstr(says));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "x.gpkg"));
  };
  const std::vector<std::string> both{"overlay", "union", "in.gpkg#a", "in.gpkg#b"};
  const auto with = [&](const std::string& option, const std::string& value) {
    std::vector<std::string> words = both;
    words.insert(words.end(), {option, value});
    return words;
  };
  struct Wrong {
    const char *option, *value, *what;
  };
  for (const auto& [option, value, what] :
       {Wrong{"--max-memory", "nan", "a number above 0"}, Wrong{"--min-area", "nan", "a number of at least 0"},
        Wrong{"--min-area", "-1", "a number of at least 0"},
        Wrong{"--snap", "0", "a grid from 0.000000001 m (1 nm) to 10 m"}, Wrong{"--snap", "1e9", "a grid from"},
        Wrong{"--snap", "1e-12", "a grid from"}, Wrong{"--smallest-part", "inf", "a number of at least 0"}})
    refused(with(option, value), fmt::format("{}: '{}' is not {}", option, value, what));
  refused({"near", "in.gpkg#a", "in.gpkg#b", "--within", "nan"}, "--within: 'nan' is not a number of at least 0");
  refused({"check-coverage", "in.gpkg#a", "--spike-angle", "nan"},
          "--spike-angle: 'nan' is not a number of at least 0");
  refused(with("--crs", "EPSG:4326"), "'EPSG:4326' (WGS 84) does not count in metres");
  refused({"buffer", "in.gpkg#a", "--distance", "5", "--crs", "EPSG:4258"}, "does not count in metres");
}

TEST_F(OverlayTool, FiltersThatDoNotFitAreNamed) {
  write();
  const auto refused = [&](const std::string& where, const std::string& says) {
    const ToolRun result = run({"overlay", "union", "in.gpkg#a", "in.gpkg#b", "--where", where, "-o", "x.gpkg"});
    EXPECT_EQ(result.exit_code, 3) << where;
    EXPECT_THAT(result.err, AllOf(HasSubstr("the filter \"" + where + "\" does not fit in.gpkg#a: " + says),
                                  HasSubstr("Fields: ref, class."), testing::Not(HasSubstr("damaged"))));
  };
  refused("ref = 'a1' OR", "near \")\": syntax error");
  refused("reff = 'a1'", "no such column: reff");
  refused("ref = 'a1'; DROP TABLE b", "it ends at character 11, a semicolon");
  EXPECT_EQ(run({"overlay", "union", "in.gpkg#a", "in.gpkg#b", "--where", "ref <> 'x;y'", "-o", "x.gpkg"}).exit_code,
            0);
}

TEST_F(OverlayTool, ALayerWithoutCrsTakesTheOneItIsGiven) {
  a_.crs = "";
  write_fixture(folder_ / "a.gpkg", "GPKG", {a_});
  write_fixture(folder_ / "b.gpkg", "GPKG", {b_});
  const ToolRun asked = run({"overlay", "intersection", "a.gpkg", "b.gpkg", "-o", "x.gpkg"});
  EXPECT_EQ(asked.exit_code, 3);
  EXPECT_THAT(asked.err, HasSubstr("--assume-crs"));
  EXPECT_EQ(
      run({"overlay", "intersection", "a.gpkg", "b.gpkg", "-o", "x.gpkg", "--assume-crs", "EPSG:27700"}).exit_code, 0);
  write_file(folder_ / "w.csv",
             "ref,WKT\nw1,\"POLYGON((500050 100050,500150 100050,500150 100150,500050 100150,500050 100050))\"\n");
  EXPECT_EQ(run({"overlay", "intersection", "w.csv", "b.gpkg", "-o", "y.gpkg", "--assume-crs", "EPSG:27700"}).exit_code,
            0);
  EXPECT_EQ(ask("SELECT round(sum(area_ha), 6) FROM overlay", "y.gpkg"), "1.0");
  FixtureLayer table{"table", "EPSG:27700", "None", {"ref"}, {{"", {"t"}}}};
  write_fixture(folder_ / "t.gpkg", "GPKG", {a_, table});
  const ToolRun none = run({"overlay", "intersection", "t.gpkg#table", "b.gpkg", "-o", "z.gpkg"});
  EXPECT_EQ(none.exit_code, 3);
  EXPECT_THAT(none.err, HasSubstr("is a table without geometry"));
}

/// Small parts are kept, so results are input again without loss.
TEST_F(OverlayTool, NothingSmallIsLost) {
  a_.rows.push_back({square_wkt(500049.5, 100049.5, 0.7), {"tiny", "x"}});
  write();
  EXPECT_EQ(total("union"), "6 27500.49");
  ASSERT_EQ(overlay("union", "first.gpkg").exit_code, 0);
  ASSERT_EQ(run({"overlay", "union", "first.gpkg#overlay", "in.gpkg#b", "-o", "second.gpkg"}).exit_code, 0);
  EXPECT_EQ(ask("SELECT round(sum(area_ha) * 1e4, 6) || ' ' || (SELECT count(*) FROM issues WHERE rule = "
                "'small_part_dropped') FROM overlay",
                "second.gpkg"),
            "27500.49 0");
  ASSERT_EQ(run({"overlay", "union", "in.gpkg#a", "in.gpkg#b", "--smallest-part", "1", "-o", "third.gpkg"}).exit_code,
            0);
  EXPECT_EQ(ask("SELECT round(sum(area_ha) * 1e4, 6) || ' ' || (SELECT count(*) FROM issues WHERE rule = "
                "'small_part_dropped') FROM overlay",
                "third.gpkg"),
            "27500.0 1");
}

TEST(OverlayOrder, OfLayersDoesNotShow) {
  const TempDir folder;
  const std::string county = source_dir().string() + "/data/samples/county.gpkg#";
  for (const std::string operation : {"union", "intersection"}) {
    ASSERT_EQ(run_tool({"overlay", operation, county + "habitat", county + "boa", county + "district", "-o", "abc.gpkg",
                        "--overwrite"},
                       folder.path())
                  .exit_code,
              0);
    ASSERT_EQ(run_tool({"overlay", operation, county + "district", county + "habitat", county + "boa", "-o", "cab.gpkg",
                        "--overwrite"},
                       folder.path())
                  .exit_code,
              0);
    const auto sorted = [&](const char* file) {
      return query(folder / file,
                   "SELECT group_concat(piece) FROM (SELECT coalesce(habitat_fid, 0) || ' ' || coalesce(boa_fid, 0) || "
                   "' ' || coalesce(district_fid, 0) || hex(geom) AS piece FROM overlay ORDER BY piece)");
    };
    EXPECT_GT(sorted("abc.gpkg").size(), 1000u);
    EXPECT_EQ(sorted("abc.gpkg"), sorted("cab.gpkg")) << operation;
    EXPECT_EQ(query(folder / "cab.gpkg",
                    "SELECT count(*) FROM overlay o JOIN overlay n ON n.fid = o.fid + 1 WHERE coalesce(o.district_fid, "
                    "1e9) > coalesce(n.district_fid, 1e9)"),
              "0")
        << "rows are in order of the first layer named";
  }
}

TEST_F(OverlayTool, ListsAndObjectsOfGeoJsonStayWhatTheyAre) {
  write();
  write_file(folder_ / "lists.geojson",
             R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::27700"}})"
             R"(,"features":[{"type":"Feature",)"
             R"("properties":{"whole":[1,2],"words":["a","b,c"],"reals":[0.5,2],"object":{"x":null},)"
             R"("when":"2024-01-02","yes":true},)"
             R"("geometry":{"type":"Polygon","coordinates":[[[500000,100000],[500100,100000],[500100,100100],[500000,)"
             R"(100100],[500000,100000]]]}}]})");
  ASSERT_EQ(run({"overlay", "intersection", "lists.geojson", "in.gpkg#b", "-o", "out.geojson"}).exit_code, 0);
  const std::string text = read_file(folder_ / "out.geojson");
  EXPECT_THAT(text, HasSubstr("\"whole\":[ 1, 2 ],\"words\":[ \"a\", \"b,c\" ],\"reals\":[ 0.5, 2.0 ],\"object\":{ "
                              "\"x\": null },\"when\":\"2024-01-02\",\"yes\":true"));
}

TEST_F(OverlayTool, LayersThatDoNotMeetGiveAnEmptyLayer) {
  b_.rows = {{square_wkt(600000, 200000, 100), {"b1", "SSSI"}}};
  write();
  EXPECT_EQ(total("intersection"), "0 0.0");
  EXPECT_EQ(ask("SELECT count(*) FROM gpkg_contents WHERE table_name = 'overlay'"), "1");
  EXPECT_EQ(total("difference"), "2 20000.0");
  EXPECT_EQ(total("union"), "3 30000.0");
}

TEST_F(OverlayTool, IdenticalLayersAndALayerWithItself) {
  b_.rows = {{square_wkt(500000, 100000, 100), {"b1", "x"}}, {square_wkt(500300, 100000, 100), {"b2", "y"}}};
  write();
  EXPECT_EQ(total("intersection"), "2 20000.0");
  EXPECT_EQ(total("difference"), "0 0.0");
  EXPECT_EQ(total("union"), "2 20000.0");
  const ToolRun self = run({"overlay", "union", "in.gpkg#a", "in.gpkg#a", "-o", "out.gpkg", "--overwrite"});
  ASSERT_EQ(self.exit_code, 0) << self.err;
  EXPECT_EQ(ask("SELECT group_concat(a_ref || a2_ref, ' ') FROM overlay"), "a1a1 a2a2");
}

TEST_F(OverlayTool, AnEmptyLayerIsNoMistake) {
  b_.rows.clear();
  write();
  EXPECT_EQ(total("intersection"), "0 0.0");
  EXPECT_EQ(total("identity"), "2 20000.0");
}

TEST_F(OverlayTool, InvalidAndUnusableFeaturesAreRepairedOrDroppedWithAnIssue) {
  a_.rows = {{"POLYGON ((500000 100000, 500100 100100, 500100 100000, 500000 100100, 500000 100000))", {"bow tie", ""}},
             {"POLYGON ((500000 100000, 1e300 100100, 500100 100000, 500000 100000))", {"beyond", ""}},
             {"", {"none", ""}},
             {"POLYGON ((500200 100000, 500300 100000, 500300 100100, 500200 100100, 500200 100000), (500200 100050, "
              "500250 100025, 500250 100075, 500200 100050))",
              {"hole touches shell", ""}},
             {"MULTIPOLYGON (((500400 100000, 500500 100000, 500500 100100, 500400 100100, 500400 100000)), ((500420 "
              "100020, 500440 100020, 500440 100040, 500420 100040, 500420 100020)))",
              {"nested shells", ""}},
             {"POLYGON ((500600 100000, 500700 100000, 500700 100000.000000000001, 500600 100000, 500600 100000))",
              {"sliver", ""}}};
  b_.rows = {{"POLYGON ((499000 99000, 502000 99000, 502000 101000, 499000 101000, 499000 99000))", {"b1", "all"}}};
  write();
  EXPECT_EQ(total("intersection"), "3 23750.0");  // 5,000 + (10,000 - 1,250) + 10,000
  EXPECT_EQ(ask("SELECT group_concat(rule || ' ' || feature_id, '; ') FROM (SELECT * FROM issues WHERE feature_id <> "
                "'' ORDER BY CAST(feature_id AS INTEGER), rule)"),
            "invalid_repaired 1; coordinates_not_finite 2; empty_geometry 3; invalid_repaired 5; invalid_dropped 6");
}

TEST_F(OverlayTool, ALayerThatOverlapsItselfIsCountedPerFeatureAndNamed) {
  a_.rows = {{square_wkt(500000, 100000, 100), {"a1", "oak"}}, {square_wkt(500050, 100000, 100), {"a2", "oak"}}};
  b_.rows = {{"POLYGON ((499000 99000, 502000 99000, 502000 101000, 499000 101000, 499000 99000))", {"b1", "all"}}};
  write();
  EXPECT_EQ(total("intersection"), "2 20000.0");
  EXPECT_EQ(ask("SELECT message FROM issues WHERE rule = 'self_overlap'"), "shares 5000.0 m² with '2'");
  const ToolRun sums = run({"tabulate", "in.gpkg#b", "in.gpkg#a", "--by", "class", "-o", "t.csv"});
  ASSERT_EQ(sums.exit_code, 0) << sums.err;
  EXPECT_THAT(read_file(folder_ / "t.csv"), HasSubstr("oak,2,2,1.5,"));
}

TEST_F(OverlayTool, LinesAreRefusedWithAWayOut) {
  b_.geometry_type = "LineString";
  b_.rows = {{"LINESTRING (500000 100000, 500100 100100)", {"b1", "path"}}};
  write();
  const ToolRun result = overlay("intersection");
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.err, HasSubstr("holds no polygons but 1 Line String"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out.gpkg"));
}

TEST_F(OverlayTool, TwoHundredColumnsOnBothSides) {
  for (FixtureLayer* layer : {&a_, &b_}) {
    layer->fields.clear();
    for (int k = 0; k < 200; ++k) layer->fields.push_back(fmt::format("column_{}", k));
    for (FixtureRow& row : layer->rows) {
      row.values.clear();
      for (int k = 0; k < 200; ++k) row.values.push_back(fmt::format("{}{}", layer->name, k));
    }
  }
  write();
  ASSERT_EQ(total("intersection"), "1 2500.0");
  EXPECT_EQ(ask("SELECT a_column_0 || a_column_199 || b_column_0 || b_column_199 FROM overlay"), "a0a199b0b199");
  ASSERT_EQ(
      run({"overlay", "intersection", "in.gpkg#a", "in.gpkg#b", "--keep", "column_7", "-o", "out.gpkg", "--overwrite"})
          .exit_code,
      0);
  EXPECT_EQ(ask("SELECT count(*) FROM pragma_table_info('overlay')"), "7");  // fid, geom, area, two sources, two fields
}

TEST_F(OverlayTool, MoreColumnsThanAFormatHoldsAreRefusedWithAWayOut) {
  for (const auto& [layer, columns] : {std::pair(&a_, 1500), std::pair(&b_, 600)}) {
    layer->fields.clear();
    for (int k = 0; k < columns; ++k) layer->fields.push_back(fmt::format("column_{}", k));
    for (FixtureRow& row : layer->rows) row.values.assign(static_cast<std::size_t>(columns), "x");
  }
  write();
  for (const char* output : {"out.gpkg", "out.shp"}) {
    const ToolRun refused = overlay("intersection", output);
    EXPECT_EQ(refused.exit_code, 4) << refused.err;
    EXPECT_THAT(refused.err, AllOf(HasSubstr("columns"), HasSubstr("--keep"), testing::Not(HasSubstr("disk"))));
    EXPECT_FALSE(std::filesystem::exists(folder_ / output));
  }
  EXPECT_EQ(overlay("intersection", "out.fgb").exit_code, 0);
}

TEST_F(OverlayTool, SaysWhatAShapefileChanges) {
  a_.fields = {"ref", "density:Real", "note"};
  a_.rows = {{square_wkt(500000, 100000, 100), {"a1", "1.5e24", ""}},
             {square_wkt(500300, 100000, 100), {"a2", "2.5", "dry"}}};
  write();
  const ToolRun result = overlay("union", "out.shp");
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, AllOf(HasSubstr("2 values of density changed, e.g. 1.5e+24 to 1.5e+23"),
                                HasSubstr("2 values of note changed, e.g. '' to NULL")));
}

TEST_F(OverlayTool, WritesTheSameBytesWithAnyNumberOfThreadsAndAgain) {
  write();
  for (const char* threads : {"1", "2", "8"})
    ASSERT_EQ(run({"overlay", "union", "in.gpkg#a", "in.gpkg#b", "-o", fmt::format("t{}.gpkg", threads), "--threads",
                   threads})
                  .exit_code,
              0);
  EXPECT_EQ(read_file(folder_ / "t1.gpkg"), read_file(folder_ / "t2.gpkg"));
  EXPECT_EQ(read_file(folder_ / "t1.gpkg"), read_file(folder_ / "t8.gpkg"));
}

TEST_F(OverlayTool, KeepsAnOutputUnlessToldOtherwise) {
  write();
  write_file(folder_ / "out.gpkg", "mine");
  const ToolRun result = run({"overlay", "union", "in.gpkg#a", "in.gpkg#b", "-o", "out.gpkg"});
  EXPECT_EQ(result.exit_code, 4);
  EXPECT_THAT(result.err, HasSubstr("--overwrite"));
  EXPECT_EQ(read_file(folder_ / "out.gpkg"), "mine");
}

/// An editor that keeps the file open. Functions that GeoPackage triggers call are there and say 0.
class Editor {
 public:
  explicit Editor(const std::filesystem::path& file) {
    EXPECT_EQ(sqlite3_open(file.c_str(), &handle_), SQLITE_OK);
    for (const char* name : {"ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"})
      sqlite3_create_function(
          handle_, name, 1, SQLITE_UTF8, nullptr,
          [](sqlite3_context* context, int, sqlite3_value**) { sqlite3_result_int(context, 0); }, nullptr, nullptr);
  }
  ~Editor() { sqlite3_close(handle_); }
  Editor(const Editor&) = delete;
  Editor& operator=(const Editor&) = delete;
  void run(const std::string& sql, const std::string& blob = "") const {
    sqlite3_stmt* statement = nullptr;
    ASSERT_EQ(sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr), SQLITE_OK) << sqlite3_errmsg(handle_);
    if (!blob.empty()) sqlite3_bind_blob(statement, 1, blob.data(), static_cast<int>(blob.size()), SQLITE_TRANSIENT);
    while (sqlite3_step(statement) == SQLITE_ROW) {
    }
    EXPECT_EQ(sqlite3_finalize(statement), SQLITE_OK) << sqlite3_errmsg(handle_);
  }

 private:
  sqlite3* handle_ = nullptr;
};

TEST_F(OverlayTool, CoordinatesThatAreNoNumbersAreAnIssue) {
  a_.rows.push_back({square_wkt(500600, 100000, 100), {"a3", "elm"}});
  write();
  // GeoPackage head without envelope, then a polygon of one ring of four points, one of them without a north.
  std::string blob("GP\0\1", 4);
  const auto put = [&](const auto& value) { blob.append(reinterpret_cast<const char*>(&value), sizeof value); };
  put(std::int32_t{27700});
  blob += '\1';
  put(std::uint32_t{3}), put(std::uint32_t{1}), put(std::uint32_t{4});
  for (const double v : {500600.0, 100000.0, 500700.0, std::nan(""), 500700.0, 100100.0, 500600.0, 100000.0}) put(v);
  Editor(folder_ / "in.gpkg").run("UPDATE a SET geom = ? WHERE ref = 'a3'", blob);
  EXPECT_EQ(total("union"), "4 27500.0");
  EXPECT_EQ(ask("SELECT group_concat(rule || ' ' || feature_id) FROM issues"), "coordinates_not_finite 3");
}

TEST_F(OverlayTool, ALayerWhoseLastEditsAreInItsWriteAheadLogIsReadWithThem) {
  write();
  const Editor editor(folder_ / "in.gpkg");  // stays open, as QGIS does: the edit is in in.gpkg-wal alone
  editor.run("PRAGMA journal_mode = WAL");
  editor.run("PRAGMA wal_autocheckpoint = 0");
  editor.run("UPDATE a SET class = 'yew' WHERE ref = 'a2'");
  ASSERT_TRUE(std::filesystem::exists(folder_ / "in.gpkg-wal"));
  EXPECT_EQ(total("union"), "4 27500.0");
  EXPECT_EQ(ask("SELECT group_concat(DISTINCT class) FROM overlay WHERE a_ref = 'a2'"), "yew");
}

TEST_F(OverlayTool, RealLayersGiveValidPiecesThatKeepTheirArea) {
  const std::filesystem::path shared = shared_dir();
  if (shared.empty()) GTEST_SKIP() << "no folder of shared layers (LNRS_SHARED)";
  const std::string bath = (shared / "data/bath.gpkg").string();
  GeosContext geos;
  // The parishes leave slivers beside the habitats, thousands of features meet along common outlines.
  for (const auto& [one, other] : {std::pair("habitat", "parish"), std::pair("habitat", "agricultural_land_class"),
                                   std::pair("parish", "ward"), std::pair("sssi", "sac")}) {
    ASSERT_EQ(run({"overlay", "union", bath + "#" + one, bath + "#" + other, "-o", "u.gpkg", "--overwrite"}).exit_code,
              0);
    const MultiPolygonColumn pieces = read_layer({folder_ / "u.gpkg", "overlay"}, Role::habitat, {}, {}).layer.geometry;
    EXPECT_GT(pieces.size(), 20u);
    for (std::size_t k = 0; k < pieces.size(); ++k)
      EXPECT_FALSE(validity(geos, pieces[k])) << one << " x " << other << ", piece " << k + 1;
    ASSERT_EQ(
        run({"overlay", "intersection", bath + "#" + one, bath + "#" + other, "-o", "i.gpkg", "--overwrite"}).exit_code,
        0);
    ASSERT_EQ(
        run({"overlay", "symmetric-difference", bath + "#" + one, bath + "#" + other, "-o", "s.gpkg", "--overwrite"})
            .exit_code,
        0);
    const auto hectares = [&](const char* file) {
      return std::stod(ask("SELECT printf('%.9f', sum(area_ha)) FROM overlay", file));
    };
    EXPECT_NEAR(hectares("u.gpkg"), hectares("i.gpkg") + hectares("s.gpkg"), 1e-7);
  }
}

TEST_F(OverlayTool, InterruptedWritesNothingAndRunsAgain) {
  // Two outlines of long random spikes, which cross each other millions of times.
  const auto spiky = [](std::uint64_t seed) {
    std::string wkt = "POLYGON ((";
    const MultiPolygon star = random_star(seed, {500000, 100000}, 5000, 24000);
    for (const Point& p : star.view().ring(0))
      wkt += fmt::format("{}{:.3f} {:.3f}", wkt.back() == '(' ? "" : ", ", p.x, p.y);
    return wkt + "))";
  };
  a_.rows = {{spiky(1), {"a1", "oak"}}};
  b_.rows = {{spiky(2), {"b1", "SSSI"}}};
  write();
  const ToolRun stopped = run_tool({"overlay", "union", "in.gpkg#a", "in.gpkg#b", "-o", "out.gpkg"}, folder_.path(),
                                   {.signal = SIGINT, .after_s = 0.6});
  EXPECT_EQ(stopped.exit_code, 130) << stopped.err;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
    EXPECT_EQ(entry.path().filename(), "in.gpkg");
  const ToolRun again = run({"overlay", "union", "in.gpkg#a", "in.gpkg#b", "-o", "out.gpkg"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
}

TEST_F(OverlayTool, MistakesAreNamed) {
  write();
  const auto expect = [&](std::vector<std::string> words, int code, const std::string& text) {
    const ToolRun result = run(std::move(words));
    EXPECT_EQ(result.exit_code, code) << result.err;
    EXPECT_THAT(result.err, HasSubstr(text));
  };
  expect({"overlay", "unoin", "in.gpkg#a", "in.gpkg#b", "-o", "x.gpkg"}, 2, "union");
  expect({"overlay", "union", "in.gpkg#a", "-o", "x.gpkg"}, 2, "At least 2 required");
  expect({"overlay", "union", "in.gpkg#a", "in.gpkg#c", "-o", "x.gpkg"}, 3, "in.gpkg");
  expect({"overlay", "union", "in.gpkg#a", "in.gpkg#b", "--keep", "knid", "-o", "x.gpkg"}, 3, "did you mean 'kind'");
  expect({"overlay", "difference", "in.gpkg#a", "in.gpkg#b", "in.gpkg#b", "-o", "x.gpkg"}, 2, "two layers");
  expect({"overlay", "union", "in.gpkg#a", "in.gpkg#b", "-o", "in.gpkg/x.gpkg"}, 4, "in.gpkg");
  expect({"overlay", "union", "in.gpkg#a", "in.gpkg#b", "-o", "nowhere/x.gpkg"}, 4, "nowhere");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "x.gpkg"));
}

}  // namespace
}  // namespace spatial::test
