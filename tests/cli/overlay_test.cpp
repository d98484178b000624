// SPDX-License-Identifier: MIT
// lnrs overlay as a user calls it: areas, attributes, tiles, numbers and filters.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/cli/overlay_tool.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;

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
    EXPECT_THAT(tiled.err, HasSubstr("processed in 4 tiles")) << operation;
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
  EXPECT_THAT(tiled.err, HasSubstr("processed in"));
  EXPECT_EQ(read_file(folder_ / "tiled.gpkg"), read_file(folder_ / "whole.gpkg"));
  const ToolRun refused =
      run({"overlay", "intersection", "in.gpkg#lines", "in.gpkg#b", "-o", "x.gpkg", "--max-memory", "3"});
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_THAT(refused.err, HasSubstr("has no polygons, only 1,500 Line String"));
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
    EXPECT_THAT(result.err, AllOf(HasSubstr("is also an input"), HasSubstr("sources are never changed"))) << words[0];
  }
  EXPECT_EQ(read_file(folder_ / "in.gpkg"), before);
  // A table beside the output may not fall on a source either; what is there already is told before the work.
  write_fixture(folder_ / "out.issues.geojson", "GeoJSON", {b_});
  EXPECT_EQ(run({"overlay", "union", "out.issues.geojson", "in.gpkg#a", "-o", "out.geojson", "--overwrite"}).exit_code,
            2);
  const ToolRun stale = run({"overlay", "union", "b.shp", "in.gpkg#a", "-o", "out.geojson"});
  EXPECT_EQ(stale.exit_code, 4);
  EXPECT_THAT(stale.err, AllOf(HasSubstr("out.issues.geojson already exists"), testing::Not(HasSubstr("read b.shp"))));
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
  refused(with("--crs", "EPSG:4326"), "'EPSG:4326' (WGS 84) is not in metres");
  refused({"buffer", "in.gpkg#a", "--distance", "5", "--crs", "EPSG:4258"}, "is not in metres");
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

}  // namespace
}  // namespace spatial::test
