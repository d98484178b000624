// SPDX-License-Identifier: MIT
// lnrs network and lnrs corridors on a small county drawn as text.
#include <gmock/gmock.h>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;

/// Squares of woodland (w1f) and grassland (g3c), 100 m each, as a GeoJSON layer, with a config.
class County {
 public:
  County() {
    const Drawing map = drawn("W..G..W\n..GG...\nW.....W\n.......\nGGG.WWW");
    std::string features;
    for (std::size_t i = 0; i < map.letters.size(); ++i) {
      std::string ring;
      for (const Point& p : map.geometry[i].ring(0))
        ring += (ring.empty() ? "[" : ",[") + std::to_string(p.x) + "," + std::to_string(p.y) + "]";
      features += std::string(features.empty() ? "" : ",") + R"({"type":"Feature","properties":{"id":"H)" +
                  std::to_string(i + 1) + R"(","code":")" + (map.letters[i] == 'W' ? "w1f" : "g3c") +
                  R"("},"geometry":{"type":"Polygon","coordinates":[[)" + ring + "]]}}";
    }
    write_file(folder_ / "habitat.geojson", R"({"type":"FeatureCollection","crs":{"type":"name",)"
                                            R"("properties":{"name":"urn:ogc:def:crs:EPSG::27700"}},"features":[)" +
                                                features + "]}");
    write_file(folder_ / "map.toml",
               "[project]\ndate = \"2026-03-31\"\n[layers.habitat]\nlayer = \"habitat.geojson\"\nid = \"id\"\nclass = "
               "\"code\"\ncrosswalk = \"ukhab\"\n[[network]]\npreset = \"woodland\"\n[network.cost]\nunmapped = 5\n");
  }
  ToolRun run(std::vector<std::string> words) const { return run_tool(words, folder_.path()); }
  std::string ask(const std::string& file, const std::string& sql) const { return query(folder_ / file, sql); }
  std::string bytes(const std::string& file) const { return read_file(folder_ / file); }
  bool has(const std::string& file) const { return std::filesystem::exists(folder_ / file); }

 private:
  TempDir folder_;
};

TEST(NetworkTool, WritesPatchesLinksAndComponents) {
  const County county;
  const ToolRun run = county.run({"network", "map.toml", "-o", "n.gpkg", "--exact"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(county.ask("n.gpkg", "SELECT count(*) FROM patches"), "5");
  EXPECT_EQ(county.ask("n.gpkg", "SELECT count(*) FROM links"), "10");
  EXPECT_EQ(county.ask("n.gpkg", "SELECT count(*) FROM components"), "1");
  EXPECT_EQ(county.ask("n.gpkg", "SELECT max(abs(d_pc - d_pc_intra - d_pc_flux - d_pc_connector)) < 1e-9 FROM patches"),
            "1");
  EXPECT_EQ(county.ask("n.gpkg", "SELECT abs(sum(d_pc_intra) + sum(d_pc_flux) / 2 - 100) < 1e-9 FROM patches"), "1")
      << "own area and flux make up the whole numerator";
  EXPECT_EQ(county.ask("n.gpkg", "SELECT abs(c.eca_ha - n.eca_ha) < 1e-9 FROM components c, networks n"), "1");
  EXPECT_EQ(county.ask("n.gpkg", "SELECT round(core_area_ha, 6) FROM patches WHERE area_ha = 3"), "0.0")
      << "100 m wide, edge 50 m deep";
  EXPECT_EQ(county.ask("n.gpkg",
                       "SELECT count(*) FROM layer_styles WHERE f_table_name IN ('patches', 'links', 'components')"),
            "3");
  EXPECT_EQ(county.ask("n.gpkg", "SELECT value FROM run WHERE key = 'command'"), "lnrs network");
}

TEST(NetworkTool, RunsEachResistanceSet) {
  const County county;
  const ToolRun run = county.run({"network", "map.toml", "-o", "n.gpkg", "--network", "woodland", "--distance",
                                  "least_cost", "--resistance", "low,mid,high", "--edge-depth", "20"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(county.ask("n.gpkg", "SELECT group_concat(network) FROM networks"),
            "woodland_low,woodland_mid,woodland_high");
  EXPECT_EQ(county.ask("n.gpkg", "SELECT count(*) > 0 FROM paths"), "1");
  EXPECT_EQ(county.ask("n.gpkg", "SELECT min(detour) >= 1 AND min(cost) >= 0.9 * min(length_m) FROM paths"), "1");
  EXPECT_EQ(county.ask("n.gpkg",
                       "SELECT (SELECT eca_ha FROM networks WHERE network = 'woodland_low') >= (SELECT eca_ha FROM "
                       "networks WHERE network = 'woodland_high')"),
            "1");
  EXPECT_EQ(county.ask("n.gpkg", "SELECT round(max(core_area_ha), 2) FROM patches"), "1.56");
}

TEST(NetworkTool, WritesTheSameBytesWithAnyNumberOfThreads) {
  const County county;
  for (const char* threads : {"1", "2", "8"})
    ASSERT_EQ(county
                  .run({"network", "map.toml", "--distance", "least_cost", "--threads", threads, "-o",
                        std::string("n") + threads + ".gpkg"})
                  .exit_code,
              0);
  EXPECT_EQ(county.bytes("n1.gpkg"), county.bytes("n2.gpkg"));
  EXPECT_EQ(county.bytes("n1.gpkg"), county.bytes("n8.gpkg"));
}

TEST(NetworkTool, TilesASurfaceBeyondTheMemoryAllowed) {
  const County county;
  const std::vector<std::string> fine{"--set",     "network.woodland.cost.cell_m=2",
                                      "--set",     "network.woodland.cost.unmapped=1",
                                      "--set",     "network.woodland.max_link_m=150",
                                      "--set",     "network.woodland.distance=least_cost",
                                      "--threads", "1"};
  const auto run = [&](std::vector<std::string> words) {
    words.insert(words.end(), fine.begin(), fine.end());
    return county.run(words);
  };
  std::vector<std::string> maps;
  for (const char* megabytes : {"4000", "2.1", "2.0"}) {
    const std::string name = megabytes;
    for (const ToolRun& one :
         {run({"network", "map.toml", "--max-memory", megabytes, "-o", "n" + name + ".gpkg"}),
          run({"opportunities", "map.toml", "--max-memory", megabytes, "--overwrite", "-o", "o.gpkg"}),
          run({"corridors", "map.toml", "--max-memory", megabytes, "--limits-in-cost", "--slack", "5", "--raster",
               "c" + name + ".tif", "-o", "c" + name + ".gpkg"})})
      ASSERT_EQ(one.exit_code, 0) << one.err;
    // Under one name: the QGIS project in a map names the file it lies in.
    maps.push_back(county.bytes("o.gpkg"));
    EXPECT_EQ(maps.back(), maps.front()) << name;
    for (const char* file : {"n", "c"})
      EXPECT_EQ(county.bytes(file + name + ".gpkg"), county.bytes(std::string(file) + "4000.gpkg")) << file << name;
    EXPECT_EQ(county.bytes("c" + name + ".tif"), county.bytes("c4000.tif"));
  }
  EXPECT_EQ(county.ask("n4000.gpkg", "SELECT count(*) > 0 FROM paths"), "1");
  const ToolRun circuit = run({"circuit", "map.toml", "--max-memory", "2.0", "--pairs", "linked", "-o", "i.gpkg"});
  EXPECT_EQ(circuit.exit_code, 2);
  EXPECT_THAT(circuit.err, HasSubstr("a circuit on the raster needs its surface of"));
  const ToolRun tiny = run({"network", "map.toml", "--max-memory", "1", "-o", "t.gpkg"});
  EXPECT_EQ(tiny.exit_code, 2);
  EXPECT_THAT(tiny.err, testing::AllOf(HasSubstr("— network woodland"), HasSubstr("even in tiles of")));
  EXPECT_FALSE(county.has("t.gpkg"));
}

TEST(NetworkTool, RefusesWhatMakesNoSense) {
  const County county;
  EXPECT_THAT(county.run({"network"}).err, HasSubstr("no config is named"));
  EXPECT_THAT(county.run({"network", "map.toml", "-o", "n.gpkg", "--network", "woodlnd"}).err,
              HasSubstr("no network 'woodlnd'; did you mean 'woodland'?"));
  const ToolRun centroid = county.run({"network", "map.toml", "-o", "n.gpkg", "--distance", "centroid"});
  EXPECT_EQ(centroid.exit_code, 2);
  EXPECT_THAT(centroid.err, HasSubstr("triangle inequality"));
  const ToolRun large = county.run({"network", "map.toml", "-o", "n.gpkg", "--max-memory", "0.001"});
  EXPECT_EQ(large.exit_code, 2);
  EXPECT_THAT(large.err, HasSubstr("up to 10 links"));
  const ToolRun fine = county.run({"network", "map.toml", "-o", "n.gpkg", "--distance", "least_cost", "--set",
                                   "network.woodland.cost.cell_m=0.02"});
  EXPECT_EQ(fine.exit_code, 2);
  EXPECT_THAT(fine.err, HasSubstr("Take larger cells"));
  EXPECT_THAT(county.run({"network", "map.toml", "-o", "n.gpkg", "--resistance", "lo"}).err,
              HasSubstr("--resistance is 'lo'"));
  EXPECT_FALSE(county.has("n.gpkg"));
}

TEST(CorridorsTool, WritesPathsWhatTheyCrossAndARaster) {
  const County county;
  const ToolRun run = county.run(
      {"corridors", "map.toml", "--network", "woodland", "-o", "c.gpkg", "--raster", "c.tif", "--slack", "200"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(county.ask("c.gpkg",
                       "SELECT count(*) > 3 AND min(length_m) > 0 AND min(eca_loss_ha) >= 0 AND max(eca_loss_ha) > 0 "
                       "FROM corridors"),
            "1");
  EXPECT_EQ(county.ask("c.gpkg", "SELECT count(*) FROM corridors WHERE habitats LIKE '%unmapped%'") == "0", false);
  EXPECT_EQ(county.ask("c.gpkg", "SELECT count(*) FROM pinch_points"), "100");
  EXPECT_EQ(
      county.ask(
          "c.gpkg",
          "SELECT eca_loss_ha >= (SELECT max(eca_loss_ha) FROM corridors) - 1e-9 FROM pinch_points WHERE rank = 1"),
      "1");
  EXPECT_TRUE(county.has("c.tif"));
  EXPECT_EQ(county.run({"corridors", "map.toml", "-o", "c.gpkg"}).exit_code, 4) << "it already exists";
}

TEST(SelectTool, ChoosesUnderTheBudget) {
  const County county;
  const ToolRun run =
      county.run({"select", "map.toml", "--budget-ha", "3", "-o", "s.gpkg", "--set", "candidates.max_unit_ha=1"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(county.ask("s.gpkg", "SELECT count(*) > 0 AND max(spent_ha) <= 3 AND min(gain_ha) > 0 FROM chosen"), "1");
  EXPECT_EQ(
      county.ask("s.gpkg", "SELECT abs(max(eca_ha) - (SELECT eca_ha FROM networks) - sum(gain_ha)) < 1e-6 FROM chosen"),
      "1");
  EXPECT_EQ(
      county.ask("s.gpkg", "SELECT value >= (SELECT max(eca_ha) FROM chosen) FROM run WHERE key = 'eca_bound_ha'"),
      "1");
  EXPECT_EQ(county.run({"select", "map.toml", "--budget-ha", "0", "-o", "t.gpkg"}).exit_code, 2);
  EXPECT_EQ(county.run({"select", "map.toml", "-o", "t.gpkg"}).exit_code, 2);
}

TEST(LeastCostInTheMainJob, ScoresByCost) {
  const County county;
  const ToolRun edge = county.run({"opportunities", "map.toml", "-o", "edge.gpkg"}),
                cost = county.run(
                    {"opportunities", "map.toml", "-o", "cost.gpkg", "--set", "network.woodland.distance=least_cost"});
  ASSERT_EQ(edge.exit_code, 0) << edge.err;
  ASSERT_EQ(cost.exit_code, 0) << cost.err;
  EXPECT_EQ(county.ask("cost.gpkg", "SELECT sum(adjoining_patches) FROM opportunity_areas"),
            county.ask("edge.gpkg", "SELECT sum(adjoining_patches) FROM opportunity_areas"));
  EXPECT_EQ(county.ask("cost.gpkg", "SELECT max(gain_ha) > 0 FROM opportunity_areas"), "1");
  EXPECT_NE(county.ask("cost.gpkg", "SELECT max(gain_ha) FROM opportunity_areas"),
            county.ask("edge.gpkg", "SELECT max(gain_ha) FROM opportunity_areas"));
}

}  // namespace
}  // namespace spatial::test
