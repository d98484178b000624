// SPDX-License-Identifier: MIT
// lnrs circuit, with a config and with rasters alone.
#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "libspatial/io/raster.hpp"
#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;
constexpr float none = std::numeric_limits<float>::quiet_NaN();

/// Woods as squares of 100 m in one layer, on a raster of 100 m with a strip without data that cuts one of them off.
class Woods {
 public:
  explicit Woods(const std::vector<std::pair<double, double>>& corners = {{0, 300}, {300, 300}, {0, 0}, {500, 0}}) {
    FixtureLayer layer;
    int number = 0;
    for (const auto& [x, y] : corners)
      layer.rows.push_back({square_wkt(500000 + x, 100000 + y, 100), {"H" + std::to_string(++number), "w1f"}});
    layer.rows.push_back(
        {"POLYGON ((500100 100300, 500300 100300, 500300 100400, 500100 100400, 500100 100300))", {"G1", "g3c"}});
    write_fixture(folder_ / "habitat.gpkg", "GPKG", {layer});
    write_file(folder_ / "map.toml",
               "[project]\ndate = \"2026-03-31\"\n[layers.habitat]\nlayer = \"habitat.gpkg#habitat\"\nid = "
               "\"ref\"\nclass = \"class\"\ncrosswalk = \"ukhab\"\n[[network]]\npreset = \"woodland\"\n"
               "[network.cost]\nraster = \"cost.tif\"\n[candidates]\nmin_unit_ha = 0.1\n");
    Raster cost{{500000, 100400, 100, 100, 6, 4}, std::vector<float>(24, 2)};
    for (std::uint32_t row = 0; row < 4; ++row) cost.values[row * 6 + 4] = none;
    write_raster(folder_ / "cost.tif", cost, "EPSG:27700", {});
  }
  ToolRun run(std::vector<std::string> words) const { return run_tool(words, folder_.path()); }
  std::string ask(const std::string& file, const std::string& sql) const { return query(folder_ / file, sql); }
  std::filesystem::path path(const std::string& name) const { return folder_ / name; }

 private:
  TempDir folder_;
};

TEST(CircuitTool, WritesResistancesCurrentsAndParts) {
  const Woods woods;
  const ToolRun run = woods.run({"circuit", "map.toml", "-o", "c.gpkg", "--raster", "c.tif", "--neighbours", "4"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(woods.ask("c.gpkg", "SELECT count(*) FROM resistances"), "6");
  EXPECT_EQ(woods.ask("c.gpkg", "SELECT count(*) FROM resistances WHERE connected = 0 AND resistance IS NULL"), "3");
  EXPECT_THAT(run.err, HasSubstr("3 pairs joined, 3 in different parts"));
  EXPECT_THAT(run.err, HasSubstr("woodland-part-2: 1 patch, first woodland-4"));
  EXPECT_THAT(run.err, HasSubstr("the circuit has 20 nodes and 4 points: it needs about 1 MB of the 4000 MB allowed "
                                 "and less than a second on"));
  EXPECT_EQ(woods.ask("c.gpkg", "SELECT feature_id FROM issues WHERE rule = 'patch_cut_off'"), "H4");
  EXPECT_EQ(woods.ask("c.gpkg", "SELECT CAST(value AS REAL) < 1e-9 FROM run WHERE key = 'worst_residual'"), "1");
  EXPECT_EQ(
      woods.ask(
          "c.gpkg",
          "SELECT group_concat(value) FROM run WHERE key IN ('command', 'on', 'solver', 'neighbours') ORDER BY key"),
      "lnrs circuit,raster,4,sparse Cholesky, nested dissection of the raster");

  // What the map holds between the patches is what the candidate gets: its two cells.
  const Raster map = read_raster(woods.path("c.tif"), "EPSG:27700");
  ASSERT_EQ(map.grid.size(), 24u);
  EXPECT_TRUE(std::isnan(map.values[4]));
  EXPECT_EQ(map.values[23], 0) << "no current where there is no way";
  const double candidate = std::stod(woods.ask("c.gpkg", "SELECT current_sum_a FROM candidate_currents"));
  EXPECT_NEAR(candidate, map.values[1] + map.values[2], 1e-6);
  EXPECT_EQ(woods.ask("c.gpkg", "SELECT cells FROM candidate_currents"), "2");
  // 2 A enter each patch: it has a pair with each of the two others.
  EXPECT_NEAR(std::stod(woods.ask("c.gpkg", "SELECT min(current_a) FROM circuit_patches WHERE part LIKE '%part-1'")), 2,
              0.5);
  EXPECT_EQ(woods.ask("c.gpkg", "SELECT current_a FROM circuit_patches WHERE patch_id = 'woodland-4'"), "0.0");
}

TEST(CircuitTool, RunsOnTheGraphAndOneToAll) {
  const Woods woods;
  ASSERT_EQ(
      woods.run({"circuit", "map.toml", "-o", "g.gpkg", "--on", "graph", "--set", "network.woodland.max_link_m=210"})
          .exit_code,
      0);
  // Links 1-2 and 1-3, both 200 m long; 4 is alone.
  EXPECT_EQ(woods.ask("g.gpkg",
                      "SELECT group_concat(round(resistance, 9)) FROM (SELECT resistance FROM resistances WHERE "
                      "connected = 1 ORDER BY resistance)"),
            "200.0,200.0,400.0");
  EXPECT_EQ(woods.ask("g.gpkg", "SELECT count(*) FROM sqlite_master WHERE name = 'candidate_currents'"), "0");
  ASSERT_EQ(woods
                .run({"circuit", "map.toml", "-o", "l.gpkg", "--on", "graph", "--pairs", "linked", "--set",
                      "network.woodland.max_link_m=210"})
                .exit_code,
            0);
  EXPECT_EQ(woods.ask("l.gpkg", "SELECT count(*) FROM resistances"), "2");
  ASSERT_EQ(woods
                .run({"circuit", "map.toml", "-o", "o.gpkg", "--on", "graph", "--mode", "one-to-all", "--set",
                      "network.woodland.max_link_m=210"})
                .exit_code,
            0);
  EXPECT_EQ(woods.ask("o.gpkg", "SELECT group_concat(round(coalesce(resistance, -1), 9)) FROM resistances"),
            "100.0,200.0,200.0,-1.0")
      << "two ways of 200 in parallel, one, one, none";
}

TEST(CircuitTool, WritesTheSameBytesWithAnyNumberOfThreads) {
  const Woods woods;
  for (const char* mode : {"pairwise", "one-to-all"}) {
    std::vector<std::string> files, maps;
    for (const char* threads : {"1", "2", "8"}) {
      const std::string name = std::string(mode) + threads;
      ASSERT_EQ(woods
                    .run({"circuit", "map.toml", "--mode", mode, "--threads", threads, "-o", name + ".gpkg", "--raster",
                          name + ".tif"})
                    .exit_code,
                0);
      files.push_back(read_file(woods.path(name + ".gpkg")));
      maps.push_back(read_file(woods.path(name + ".tif")));
    }
    EXPECT_TRUE(files[0] == files[1] && files[0] == files[2]) << mode;
    EXPECT_TRUE(maps[0] == maps[1] && maps[0] == maps[2]) << mode;
  }
}

TEST(CircuitTool, TakesOnePatchAndNone) {
  const Woods lone({{0, 300}});
  ASSERT_EQ(lone.run({"circuit", "map.toml", "-o", "c.gpkg", "--raster", "c.tif"}).exit_code, 0);
  EXPECT_EQ(lone.ask("c.gpkg", "SELECT count(*) FROM resistances"), "0");
  ASSERT_EQ(lone.run({"circuit", "map.toml", "-o", "o.gpkg", "--mode", "one-to-all"}).exit_code, 0);
  EXPECT_EQ(lone.ask("o.gpkg", "SELECT connected FROM resistances"), "0");
  const ToolRun no_patch =
      lone.run({"circuit", "map.toml", "-o", "n.gpkg", "--set", "network.woodland.min_patch_ha=50"});
  ASSERT_EQ(no_patch.exit_code, 0) << no_patch.err;
  EXPECT_EQ(lone.ask("n.gpkg", "SELECT count(*) FROM issues WHERE rule = 'network_without_patches'"), "1");
}

TEST(CircuitTool, RefusesWhatMakesNoSense) {
  const Woods woods;
  EXPECT_EQ(woods.run({"circuit"}).exit_code, 2);
  EXPECT_EQ(woods.run({"circuit", "map.toml", "-o", "c.gpkg", "--neighbours", "6"}).exit_code, 2);
  EXPECT_EQ(woods.run({"circuit", "map.toml", "-o", "c.gpkg", "--mode", "all"}).exit_code, 2);
  EXPECT_THAT(woods.run({"circuit", "map.toml", "-o", "c.gpkg", "--on", "graph", "--raster", "c.tif"}).err,
              HasSubstr("needs --on raster"));
  const ToolRun large = woods.run({"circuit", "map.toml", "-o", "c.gpkg", "--max-memory", "0.02"});
  EXPECT_EQ(large.exit_code, 2);
  EXPECT_THAT(large.err,
              HasSubstr("a circuit of 20 nodes and 4 points would need about 1 MB, more than the 0 MB allowed"));
  EXPECT_THAT(large.err, HasSubstr("Allow more with --max-memory, use cells of twice the size"));
  write_raster(woods.path("zero.tif"), {{500000, 100400, 100, 100, 6, 4}, std::vector<float>(24, 0)}, "EPSG:27700", {});
  EXPECT_EQ(
      woods.run({"circuit", "map.toml", "-o", "c.gpkg", "--set", "network.woodland.cost.raster=zero.tif"}).exit_code,
      3);
  EXPECT_FALSE(std::filesystem::exists(woods.path("c.gpkg")));
}

/// A case that Circuitscape publishes with its tests (MIT): 2 rows of 5 cells of resistance 1, three without data, the
/// five cells of the first row as points, the first two as one region.
TEST(CircuitTool, ReproducesCircuitscapesCaseFromRasters) {
  TempDir folder;
  const RasterGrid grid{500000, 100200, 100, 100, 5, 2};
  write_raster(folder / "r.tif", {grid, {1, 1, 1, 1, 1, none, none, none, 1, 1}}, "EPSG:27700", {});
  write_raster(folder / "p.tif", {grid, {1, 2, 3, 4, 5, 0, 0, 0, none, 0}}, "EPSG:27700", {});
  write_raster(folder / "s.tif", {grid, {1, 1, 0, 0, 0, 0, 0, 0, 0, 0}}, "EPSG:27700", {});
  const auto resistances = [&](const char* neighbours) {
    const ToolRun run = run_tool({"circuit", "raster", "--resistance", "r.tif", "--points", "p.tif", "--regions",
                                  "s.tif", "--neighbours", neighbours, "--json"},
                                 folder.path());
    EXPECT_EQ(run.exit_code, 0) << run.err;
    const auto json = nlohmann::json::parse(run.out);
    EXPECT_EQ(json["points"], (std::vector<int>{1, 2, 3, 4, 5}));
    EXPECT_LT(json["worst_residual"].get<double>(), 1e-12);
    return json["resistance"].get<std::vector<std::vector<double>>>();
  };
  const std::vector<std::vector<double>> eight{{0, 0, 1, 1.661831623, 2.01450513},
                                               {0, 0, 1, 1.661831623, 2.01450513},
                                               {1, 1, 0, 0.6618316233, 1.01450513},
                                               {1.661831623, 1.661831623, 0.6618316233, 0, 0.5217576953},
                                               {2.01450513, 2.01450513, 1.01450513, 0.5217576953, 0}};
  const std::vector<std::vector<double>> four{
      {0, 0, 1, 2, 2.75}, {0, 0, 1, 2, 2.75}, {1, 1, 0, 1, 1.75}, {2, 2, 1, 0, 0.75}, {2.75, 2.75, 1.75, 0.75, 0}};
  for (const auto& [neighbours, expected] : {std::pair("8", eight), std::pair("4", four)}) {
    const auto found = resistances(neighbours);
    for (std::size_t i = 0; i < 5; ++i)
      for (std::size_t j = 0; j < 5; ++j)
        EXPECT_NEAR(found[i][j], expected[i][j], 5e-10) << neighbours << " neighbours, " << i + 1 << "-" << j + 1;
  }
  const ToolRun table = run_tool(
      {"circuit", "raster", "--resistance", "r.tif", "--points", "p.tif", "--regions", "s.tif", "-o", "current.tif"},
      folder.path());
  EXPECT_THAT(table.out, HasSubstr("1.661831623"));
  EXPECT_TRUE(std::isnan(read_raster(folder / "current.tif", "EPSG:27700").values[5]));
  EXPECT_EQ(run_tool({"circuit", "raster", "--resistance", "r.tif", "--points", "s.tif"}, folder.path()).exit_code, 3)
      << "one point only";
  write_raster(folder / "other.tif", {{500000, 100100, 100, 100, 5, 1}, {1, 2, 3, 4, 5}}, "EPSG:27700", {});
  EXPECT_THAT(run_tool({"circuit", "raster", "--resistance", "r.tif", "--points", "other.tif"}, folder.path()).err,
              HasSubstr("different grid"));
}

}  // namespace
}  // namespace spatial::test
