// SPDX-License-Identifier: MIT
// lnrs overlay on layers nobody would wish for, and what happens to outputs: empty, invalid, doubled, real,
// interrupted.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sqlite3.h>

#include <csignal>
#include <cstdint>

#include "libspatial/geometry/operations.hpp"
#include "libspatial/io/read.hpp"
#include "tests/cli/overlay_tool.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;

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
  EXPECT_THAT(result.err, HasSubstr("has no polygons, only 1 Line String"));
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
