// SPDX-License-Identifier: MIT
// lnrs buffer, near and check-coverage on small layers.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;

class Layers {
 public:
  Layers() {
    FixtureLayer woods;
    woods.name = "wood";
    woods.fields = {"ref", "class", "reach:Real"};
    woods.rows = {{square_wkt(500000, 100000, 100), {"a", "oak", "10"}},
                  {square_wkt(500150, 100000, 100), {"b", "oak", "\x01"}},
                  {square_wkt(500400, 100000, 20), {"c", "ash", "-15"}}};
    FixtureLayer sites;
    sites.name = "site";
    sites.geometry_type = "Point";
    sites.fields = {"ref", "name"};
    sites.rows = {{"POINT (500125 100050)", {"s1", "between"}},
                  {"POINT (500050 100050)", {"s2", "inside"}},
                  {"POINT (509000 100000)", {"s3", "far"}},
                  {"", {"s4", "nowhere"}},
                  {"POINT (1e300 5)", {"s5", "beyond"}}};
    FixtureLayer paths;
    paths.name = "path";
    paths.geometry_type = "LineString";
    paths.fields = {"ref"};
    paths.rows = {{"LINESTRING (500000 100300, 500300 100300)", {"p"}}};
    FixtureLayer map;
    map.name = "map";
    map.fields = {"ref"};
    map.rows = {{"POLYGON ((0 0, 400 0, 400 100, 0 100, 0 0), (10 10, 14 10, 14 90, 10 90, 10 10))", {"m1"}},
                {square_wkt(400, 0, 100), {"m2"}},
                {square_wkt(490, 0, 100), {"m3"}},
                {square_wkt(490, 0, 100), {"m4"}}};
    FixtureLayer empty;
    empty.name = "empty";
    empty.fields = {"ref", "class"};
    write_fixture(folder_ / "in.gpkg", "GPKG", {woods, sites, paths, map, empty});
  }
  ToolRun run(std::vector<std::string> words) const { return run_tool(words, folder_.path()); }
  std::string ask(const std::string& file, const std::string& sql) const { return query(folder_ / file, sql); }
  std::string bytes(const std::string& file) const { return read_file(folder_ / file); }
  bool has(const std::string& file) const { return std::filesystem::exists(folder_ / file); }
  std::filesystem::path path(const std::string& file) const { return folder_ / file; }
  void expect_failure(std::vector<std::string> words, int exit_code, const std::string& message) const {
    const ToolRun result = run(std::move(words));
    EXPECT_EQ(result.exit_code, exit_code) << result.err;
    EXPECT_THAT(result.err, HasSubstr(message));
  }

 private:
  TempDir folder_;
};

TEST(BufferTool, PerFeatureKeepsAttributes) {
  const Layers layers;
  const ToolRun run = layers.run({"buffer", "in.gpkg#wood", "--distance", "50", "-o", "b.gpkg"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(layers.ask("b.gpkg", "SELECT group_concat(source_fid || ref || class || distance_m) FROM buffer"),
            "1aoak50.0,2boak50.0,3cash50.0");
  EXPECT_EQ(layers.ask("b.gpkg",
                       "SELECT abs(area_ha - (10000 + 4 * 100 * 50 + 2500 * 32 * 0.0980171403) / 1e4) < 1e-7 FROM "
                       "buffer WHERE ref = 'a'"),
            "1");
}

TEST(BufferTool, DissolvedByFieldAndSingleParts) {
  const Layers layers;
  ASSERT_EQ(layers.run({"buffer", "in.gpkg#wood", "--distance", "30", "--dissolve", "-o", "all.gpkg"}).exit_code, 0);
  EXPECT_EQ(layers.ask("all.gpkg", "SELECT count(*) || ' ' || features FROM buffer"), "1 3");
  ASSERT_EQ(
      layers.run({"buffer", "in.gpkg#wood", "--distance", "30", "--by", "class", "--single-parts", "-o", "by.gpkg"})
          .exit_code,
      0);
  EXPECT_EQ(layers.ask("by.gpkg", "SELECT group_concat(class || features) FROM buffer"), "ash1,oak2");
}

TEST(BufferTool, DistancesFromAFieldAndShrinkingToNothing) {
  const Layers layers;
  const ToolRun run = layers.run({"buffer", "in.gpkg#wood", "--distance-field", "reach", "-o", "f.gpkg"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("nothing is left of 1 features"));
  EXPECT_EQ(layers.ask("f.gpkg", "SELECT group_concat(ref || round(area_ha, 2)) FROM buffer"), "a1.43,b1.0");
  ASSERT_EQ(layers.run({"buffer", "in.gpkg#wood", "--distance", "-60", "-o", "none.gpkg"}).exit_code, 0);
  EXPECT_EQ(layers.ask("none.gpkg", "SELECT count(*) FROM buffer"), "0");
  EXPECT_EQ(layers.ask("none.gpkg", "SELECT geometry_type_name FROM gpkg_geometry_columns WHERE table_name = 'buffer'"),
            "MULTIPOLYGON");
}

TEST(BufferTool, LinesPointsAndEmptyLayers) {
  const Layers layers;
  ASSERT_EQ(layers.run({"buffer", "in.gpkg#path", "--distance", "10", "-o", "p.gpkg"}).exit_code, 0);
  EXPECT_EQ(layers.ask("p.gpkg", "SELECT round(area_ha, 3) FROM buffer"), "0.631");
  const ToolRun points = layers.run({"buffer", "in.gpkg#site", "--distance", "10", "-o", "s.gpkg"});
  ASSERT_EQ(points.exit_code, 0) << points.err;
  EXPECT_EQ(layers.ask("s.gpkg", "SELECT count(*) FROM buffer"), "3");
  EXPECT_EQ(layers.ask("s.gpkg", "SELECT count(*) FROM issues WHERE rule = 'coordinates_not_finite'"), "1");
  ASSERT_EQ(layers.run({"buffer", "in.gpkg#empty", "--distance", "10", "--by", "class", "-o", "e.gpkg"}).exit_code, 0);
  EXPECT_EQ(layers.ask("e.gpkg", "SELECT count(*) FROM buffer"), "0");
}

TEST(BufferTool, BadInputIsExplained) {
  const Layers layers;
  layers.expect_failure({"buffer", "in.gpkg#wood", "-o", "x.gpkg"}, 2, "no distance was given");
  layers.expect_failure({"buffer", "in.gpkg#wood", "--distance", "1e300", "-o", "x.gpkg"}, 2, "cannot be made");
  layers.expect_failure({"buffer", "in.gpkg#wood", "--distance", "nan", "-o", "x.gpkg"}, 2, "");
  layers.expect_failure({"buffer", "in.gpkg#wood", "--distance-field", "reech", "-o", "x.gpkg"}, 3, "'reach'");
  layers.expect_failure({"buffer", "in.gpkg#wood", "--distance-field", "class", "-o", "x.gpkg"}, 3,
                        "is not a distance");
  EXPECT_FALSE(layers.has("x.gpkg"));
}

TEST(NearTool, FindsEdgeToEdgeWithTiesAndLines) {
  const Layers layers;
  const ToolRun run = layers.run({"near", "in.gpkg#site", "in.gpkg#wood", "--within", "5000", "-o", "n.gpkg"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("3 pairs; 1 features have no neighbour within 5000 m"));
  EXPECT_EQ(layers.ask("n.gpkg",
                       "SELECT group_concat(from_fid || '-' || near_fid || ' ' || rank || ' ' || round(distance_m, 6) "
                       "|| ' ' || coalesce(direction, 'none')) FROM near"),
            "1-1 1 25.0 W,1-2 1 25.0 E,2-1 1 0.0 none");
  EXPECT_EQ(layers.ask("n.gpkg", "SELECT group_concat(site_ref || wood_ref || name || class) FROM near"),
            "s1abetweenoak,s1bbetweenoak,s2ainsideoak");
  EXPECT_EQ(layers.ask("n.gpkg", "SELECT count(*) FROM near WHERE geom IS NULL"), "1") << "no line where they meet";
}

TEST(NearTool, AnyKindOnBothSidesAndALayerAgainstItself) {
  const Layers layers;
  ASSERT_EQ(layers.run({"near", "in.gpkg#path", "in.gpkg#site", "--count", "3", "-o", "l.gpkg"}).exit_code, 0);
  EXPECT_EQ(layers.ask("l.gpkg", "SELECT group_concat(near_fid || ' ' || round(distance_m, 3)) FROM near"),
            "1 250.0,2 250.0,3 8705.171");
  ASSERT_EQ(layers.run({"near", "in.gpkg#wood", "in.gpkg#wood", "-o", "w.gpkg"}).exit_code, 0);
  EXPECT_EQ(
      layers.ask("w.gpkg", "SELECT group_concat(from_fid || '-' || near_fid || ' ' || round(distance_m, 6)) FROM near"),
      "1-2 50.0,2-1 50.0,3-2 150.0");
  ASSERT_EQ(layers.run({"near", "in.gpkg#wood", "in.gpkg#empty", "-o", "e.gpkg"}).exit_code, 0);
  EXPECT_EQ(layers.ask("e.gpkg", "SELECT count(*) FROM near"), "0");
  layers.expect_failure({"near", "in.gpkg#wood", "in.gpkg#wod", "-o", "x.gpkg"}, 3, "'wood'");
  layers.expect_failure({"near", "in.gpkg#wood", "in.gpkg#wood", "--count", "0", "-o", "x.gpkg"}, 2, "--count");
}

TEST(NearTool, PairsThatMeetAreNotDroppedByFlatGeobuf) {
  const Layers layers;
  layers.expect_failure({"near", "in.gpkg#site", "in.gpkg#wood", "--within", "5000", "-o", "n.fgb"}, 4,
                        "1 of 3 rows of 'near' have no geometry, and a FlatGeobuf cannot hold them");
  EXPECT_FALSE(layers.has("n.fgb"));
  ASSERT_EQ(layers.run({"near", "in.gpkg#wood", "in.gpkg#wood", "-o", "w.fgb"}).exit_code, 0) << "none of these meet";
}

constexpr std::string_view in_metres =
    R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::27700"}},)"
    R"("features":[)";

std::string square_feature(int id, double x, double y, double side) {
  return fmt::format(
      R"({{"type":"Feature","id":{0},"properties":{{}},"geometry":{{"type":"Polygon","coordinates":[[[{1},{2})"
      R"(],[{3},{2}],[{3},{4}],[{1},{4}],[{1},{2}]]]}}}})",
      id, x, y, x + side, y + side);
}

/// GeoJSON may give one number to several features.
TEST(CheckCoverage, FeaturesOfOneNumberAreToldApart) {
  const TempDir folder;
  write_file(folder / "two.geojson",
             fmt::format("{}{},{},{}]}}", in_metres, square_feature(15, 400000, 300000, 1000),
                         square_feature(15, 400900, 300000, 1000), square_feature(15, 401800, 300500, 1000)));
  const ToolRun run = run_tool({"check-coverage", "two.geojson", "-o", "o.csv"}, folder.path());
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const std::string rows = read_file(folder / "o.csv");
  EXPECT_THAT(rows, HasSubstr("overlap,1,2,100000,"));
  EXPECT_THAT(rows, HasSubstr("overlap,2,3,50000,"));
  EXPECT_THAT(
      read_file(folder / "o.issues.csv"),
      HasSubstr("features 1 and 2 of the file have the number 15; all are numbered by their position in it, from 1"));
}

/// A digitising gap at the edge of a survey: 1000 m x 0.1 m, open at both ends.
TEST(CheckCoverage, OpenGapsAreFoundWhereTheirWidthIsGiven) {
  const TempDir folder;
  write_file(folder / "p.geojson", fmt::format("{}{},{}]}}", in_metres, square_feature(1, 400000, 300000, 1000),
                                               square_feature(2, 400000, 301000.1, 1000)));
  EXPECT_EQ(run_tool({"check-coverage", "p.geojson", "--fail", "-o", "a.csv"}, folder.path()).exit_code, 0);
  EXPECT_EQ(run_tool({"check-coverage", "p.geojson", "--fail", "--open-gap-width", "0.5", "-o", "b.csv"}, folder.path())
                .exit_code,
            5);
  EXPECT_THAT(read_file(folder / "b.csv"),
              HasSubstr("100.000 m² between 1 and 2 that nothing covers, open at an end, 0.100 m wide at the widest"));
}

TEST(CheckCoverageTool, FindsWhatIsWrongAndFailsIfAsked) {
  const Layers layers;
  const ToolRun run = layers.run({"check-coverage", "in.gpkg#map", "--id", "ref", "-o", "c.gpkg"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("duplicate 1, overlap 2, gap 1"));
  EXPECT_EQ(layers.ask("c.gpkg",
                       "SELECT group_concat(problem || ' ' || coalesce(feature, '-') || ' ' || coalesce(other, '-') || "
                       "' ' || round(area_m2, 3)) FROM problems"),
            "duplicate m3 m4 10000.0,overlap m2 m3 1000.0,overlap m2 m4 1000.0,gap - - 320.0");
  EXPECT_EQ(layers.ask("c.gpkg", "SELECT count(*) FROM problem_areas"), "4");
  layers.expect_failure({"check-coverage", "in.gpkg#map", "--fail", "-o", "f.gpkg"}, 5, "4 problems were found");
  EXPECT_TRUE(layers.has("f.gpkg")) << "the output is there to look at";
  EXPECT_EQ(layers.run({"check-coverage", "in.gpkg#wood", "--fail", "-o", "w.gpkg"}).exit_code, 0);
  layers.expect_failure({"check-coverage", "in.gpkg#path", "-o", "p.gpkg"}, 3, "has no polygons");
  EXPECT_EQ(layers.run({"check-coverage", "in.gpkg#empty", "--fail", "-o", "e.gpkg"}).exit_code, 0);
}

/// The sample county's planted faults, as its table planted_defect lists them.
TEST(CheckCoverageTool, FindsThePlantedDefects) {
  const TempDir folder;
  const std::string county = source_dir().string() + "/data/samples/county.gpkg";
  const ToolRun run =
      run_tool({"check-coverage", county + "#habitat", "--id", "hab_id", "-o", "c.gpkg"}, folder.path());
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto found = [&](const std::string& problem, const std::string& feature) {
    return query(folder / "c.gpkg", "SELECT count(*) > 0 FROM problems WHERE problem = '" + problem + "' AND '" +
                                        feature + "' IN (feature, other)") == "1";
  };
  for (const char* feature : {"H-000007", "H-000323", "H-000561"}) EXPECT_TRUE(found("invalid", feature)) << feature;
  EXPECT_TRUE(found("spike", "H-001930"));
  EXPECT_TRUE(found("sliver", "H-000283"));
  EXPECT_TRUE(found("sliver", "H-900004"));
  EXPECT_TRUE(found("duplicate", "H-900001") || found("overlap", "H-900001"));
  EXPECT_TRUE(found("overlap", "H-900002"));
  // Nothing but the planted: every problem names one of them, or is the gap that one of them leaves.
  EXPECT_EQ(query(folder / "c.gpkg",
                  "SELECT count(*) FROM problems WHERE problem <> 'gap' AND feature NOT LIKE 'H-9%' AND "
                  "coalesce(other, '') NOT LIKE 'H-9%' AND feature NOT IN "
                  "('H-000007', 'H-000323', 'H-001930', 'H-000561', 'H-000283', 'H-001314') AND coalesce(other, '') "
                  "NOT IN ('H-000007', 'H-000323', 'H-001930', 'H-000561', 'H-000283', 'H-001314')"),
            "0");
}

TEST(TabulateTool, LinesGiveLengthsAndPointsCounts) {
  const Layers layers;
  ASSERT_EQ(layers.run({"buffer", "in.gpkg#wood", "--distance", "250", "--dissolve", "-o", "zone.gpkg"}).exit_code, 0);
  ASSERT_EQ(layers.run({"tabulate", "zone.gpkg#buffer", "in.gpkg#path", "--by", "ref", "-o", "l.gpkg"}).exit_code, 0);
  EXPECT_EQ(
      layers.ask(
          "l.gpkg",
          "SELECT zone || class || features || (abs(length_m - 300) < 0.1) || (once_m = length_m) FROM tabulation"),
      "1p111");
  ASSERT_EQ(layers.run({"tabulate", "in.gpkg#wood", "in.gpkg#site", "--zone-id", "ref", "-o", "p.gpkg"}).exit_code, 0);
  EXPECT_EQ(layers.ask("p.gpkg", "SELECT zone || class || features || points FROM tabulation"), "aall11");
}

TEST(BufferTool, TellsOfEmptyDistancesAndOfWhatIsGone) {
  const Layers layers;
  ASSERT_EQ(layers.run({"buffer", "in.gpkg#wood", "--distance-field", "reach", "-o", "f.gpkg"}).exit_code, 0);
  EXPECT_EQ(layers.ask("f.gpkg", "SELECT group_concat(rule || ' ' || feature_id || ' ' || severity, ', ') FROM issues"),
            "distance_missing 2 warning, nothing_left 3 info");
}

TEST(TabulateTool, SmallOverlapsCountOnce) {
  // Strips of less than half a square metre over a feature that covers the zone.
  const TempDir folder;
  FixtureLayer zone{"zone", "EPSG:27700", "Unknown", {"ref"}, {{"POLYGON((0 0, 1 0, 1 1.2, 0 1.2, 0 0))", {"z"}}}};
  FixtureLayer cover{"cover", "EPSG:27700", "Unknown", {"ref"}, {{"POLYGON((0 0, 1 0, 1 1.2, 0 1.2, 0 0))", {"all"}}}};
  for (int k = 0; k < 6; ++k)
    cover.rows.push_back({"POLYGON((0 0." + std::to_string(k) + ", 1 0." + std::to_string(k) + ", 1 0." +
                              std::to_string(k) + "5, 0 0." + std::to_string(k) + "5, 0 0." + std::to_string(k) + "))",
                          {"strip"}});
  write_fixture(folder / "in.gpkg", "GPKG", {zone, cover});
  ASSERT_EQ(run_tool({"tabulate", "in.gpkg#zone", "in.gpkg#cover", "-o", "t.gpkg"}, folder.path()).exit_code, 0);
  EXPECT_EQ(query(folder / "t.gpkg",
                  "SELECT features || ' ' || round(area_ha * 1e4, 9) || ' ' || round(dissolved_ha * 1e4, 9) || ' ' || "
                  "round(share, 9) FROM tabulation"),
            "7 1.5 1.2 1.0");
}

TEST(TabulateTool, NamesAndKindsOfDoubtfulLayers) {
  const TempDir folder;
  FixtureLayer zone{"zone",
                    "EPSG:27700",
                    "Unknown",
                    {"ref"},
                    {{square_wkt(0, 0, 10), {"A"}},
                     {square_wkt(20, 0, 10), {"A"}},
                     {square_wkt(40, 0, 10), {""}},
                     {square_wkt(60, 0, 10), {"\x01"}}}};
  FixtureLayer cover{"cover",
                     "EPSG:27700",
                     "Unknown",
                     {"kind"},
                     {{square_wkt(0, 0, 5), {""}},
                      {square_wkt(5, 5, 5), {"\x01"}},
                      {square_wkt(20, 0, 5), {"x"}},
                      {square_wkt(40, 0, 5), {"x"}},
                      {square_wkt(60, 0, 5), {"x"}}}};
  FixtureLayer ways{"way",
                    "EPSG:27700",
                    "Unknown",
                    {"kind"},
                    {{"LINESTRING (0 5, 10 5)", {"a"}},
                     {"MULTILINESTRING ((1 0, 1 10), (2 0, 2 4))", {"a"}},
                     {"POINT (3 3)", {"a"}},
                     {"", {"a"}}}};
  write_fixture(folder / "in.gpkg", "GPKG", {zone, cover, ways});
  ASSERT_EQ(run_tool({"tabulate", "in.gpkg#zone", "in.gpkg#cover", "--by", "kind", "--zone-id", "ref", "-o", "t.gpkg"},
                     folder.path())
                .exit_code,
            0);
  EXPECT_EQ(query(folder / "t.gpkg", "SELECT group_concat(quote(zone) || ' ' || quote(class), ', ') FROM tabulation"),
            "'A' NULL, 'A' '', 'A' 'x', '' 'x', NULL 'x'");
  EXPECT_EQ(query(folder / "t.gpkg", "SELECT group_concat(rule || ' ' || feature_id, ', ') FROM issues"),
            "duplicate_id 1, duplicate_id 2, missing_id 3, missing_id 4");
  const ToolRun lines =
      run_tool({"tabulate", "in.gpkg#zone", "in.gpkg#way", "--by", "kind", "-o", "l.gpkg"}, folder.path());
  ASSERT_EQ(lines.exit_code, 0) << lines.err;
  EXPECT_EQ(query(folder / "l.gpkg", "SELECT zone || ' ' || features || ' ' || length_m FROM tabulation"), "1 2 24.0");
  EXPECT_EQ(query(folder / "l.gpkg", "SELECT group_concat(rule || ' ' || feature_id, ', ') FROM issues"),
            "empty_geometry 4, wrong_geometry_type 3");
}

/// Neighbours that meet in vertices which one of them lacks, in decimals: no gap and no overlap is made of them.
TEST(CheckCoverageTool, JudgesTheFileAndNotTheGrid) {
  const TempDir folder;
  FixtureLayer map{"map", "EPSG:27700", "Unknown", {"ref"}, {}};
  map.rows.push_back({"POLYGON((500000 100000, 501000 100333, 500700 101300, 500000 100000))", {"long"}});
  for (int k = 0; k < 10; ++k) {
    const auto at = [&](int i, double off) {
      return std::to_string(500000 + 100 * i) + ' ' + std::to_string(100000 + 33.3 * i - off);
    };
    map.rows.push_back({"POLYGON((" + at(k, 0) + ", " + at(k, 50) + ", " + at(k + 1, 50) + ", " + at(k + 1, 0) + ", " +
                            at(k, 0) + "))",
                        {"s" + std::to_string(k)}});
  }
  map.rows.push_back({square_wkt(510000, 100000, 0.9), {"small"}});
  write_fixture(folder / "in.gpkg", "GPKG", {map});
  const ToolRun run = run_tool({"check-coverage", "in.gpkg", "--min-overlap", "0", "-o", "c.gpkg"}, folder.path());
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(query(folder / "c.gpkg", "SELECT count(*) FROM problems WHERE problem IN ('gap', 'overlap')"), "0")
      << run.err;
  EXPECT_EQ(
      query(folder / "c.gpkg", "SELECT count(*) FROM problems WHERE problem = 'unmatched_vertex' AND other = '1'"),
      "18")
      << "nine places, each a vertex of two";
}

TEST(TabulateTool, ClassesThatAreNumbersStayWhatTheyAreInCsv) {
  FixtureLayer zone, map;
  zone.name = "zone";
  zone.rows = {{square_wkt(0, 0, 100), {"z", ""}}};
  map.name = "map";
  map.rows = {{square_wkt(0, 0, 10), {"1", "-32768"}},
              {square_wkt(20, 0, 10), {"2", "+5"}},
              {square_wkt(40, 0, 10), {"3", "-1+1"}}};
  const TempDir folder;
  write_fixture(folder / "in.gpkg", "GPKG", {zone, map});
  ASSERT_EQ(
      run_tool({"tabulate", "in.gpkg#zone", "in.gpkg#map", "--by", "class", "-o", "t.csv"}, folder.path()).exit_code,
      0);
  EXPECT_THAT(read_file(folder / "t.csv"), AllOf(HasSubstr(",-32768,"), HasSubstr(",+5,"), HasSubstr(",'-1+1,")));
  for (const char* ending : {"fgb", "shp"}) {
    const ToolRun refused =
        run_tool({"tabulate", "in.gpkg#zone", "in.gpkg#map", "-o", std::string("t.") + ending}, folder.path());
    EXPECT_EQ(refused.exit_code, 4);
    EXPECT_THAT(refused.err, HasSubstr("has no geometry"));
  }
}

TEST(VectorTools, AResultIsNotMixedWithAnEarlierOne) {
  const Layers layers;
  for (const std::string ending : {"csv", "geojson", "fgb", "shp"}) {
    const std::string file = "o." + ending, issues = "o.issues." + (ending == "fgb" ? "csv" : ending);
    if (ending != "csv") std::filesystem::remove(layers.path("o.csv"));
    ASSERT_EQ(layers.run({"buffer", "in.gpkg#site", "--distance", "10", "-o", file}).exit_code, 0) << ending;
    ASSERT_TRUE(layers.has(issues));
    const ToolRun clean = layers.run({"buffer", "in.gpkg#wood", "--distance", "10", "-o", file, "--overwrite"});
    ASSERT_EQ(clean.exit_code, 0) << clean.err;
    EXPECT_FALSE(layers.has(issues)) << ending;
  }
  write_file(layers.path("p.problem_areas.geojson"), "somebody's");
  layers.expect_failure({"check-coverage", "in.gpkg#wood", "-o", "p.geojson"}, 4,
                        "p.problem_areas.geojson already exists and would be taken for part of this result");
  EXPECT_FALSE(layers.has("p.geojson"));
  ASSERT_EQ(layers.run({"check-coverage", "in.gpkg#wood", "-o", "p.geojson", "--overwrite"}).exit_code, 0);
  EXPECT_FALSE(layers.has("p.problem_areas.geojson"));
}

TEST(VectorTools, WriteTheSameBytesWithAnyNumberOfThreads) {
  const Layers layers;
  const std::vector<std::vector<std::string>> commands{{"buffer", "in.gpkg#wood", "--distance", "80", "--dissolve"},
                                                       {"near", "in.gpkg#site", "in.gpkg#wood", "--count", "2"},
                                                       {"check-coverage", "in.gpkg#map"}};
  for (const std::vector<std::string>& command : commands) {
    std::vector<std::string> bytes;
    for (const char* threads : {"1", "2", "8", "65", "100", "300"}) {
      std::vector<std::string> words = command;
      for (const char* word : {"--threads", threads, "-o", "t.gpkg", "--overwrite"}) words.emplace_back(word);
      ASSERT_EQ(layers.run(words).exit_code, 0);
      bytes.push_back(layers.bytes("t.gpkg"));
    }
    for (const std::string& other : bytes) EXPECT_EQ(bytes[0], other) << command[0];
  }
}

}  // namespace
}  // namespace spatial::test
