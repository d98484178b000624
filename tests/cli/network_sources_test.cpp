// SPDX-License-Identifier: MIT
// lnrs network: patches from a raster, links from a table, quality, zones, and what is wrong with them.
#include <gmock/gmock.h>

#include <csignal>
#include <limits>
#include <sstream>

#include "libspatial/io/raster.hpp"
#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;

/// Three woods and a meadow of 100 m in a row, 100 m apart, with a quality.
class Row {
 public:
  Row() {
    habitat("0.5");
    config("");
    Raster classes{{500000, 100100, 100, 100, 6, 1}, {1, 0, 3, 0, 1, 1}};
    classes.values[1] = std::numeric_limits<float>::quiet_NaN();
    write_raster(folder_ / "lc.tif", classes, "EPSG:27700", {});
  }
  /// `quality` is that of the wood in the middle.
  void habitat(const std::string& quality) const {
    FixtureLayer layer;
    layer.fields = {"ref", "class", "quality"};
    for (int k = 0; k < 3; ++k)
      layer.rows.push_back(
          {square_wkt(500000 + 200 * k, 100000, 100), {"H" + std::to_string(k + 1), "w1f", k == 1 ? quality : "1"}});
    layer.rows.push_back({square_wkt(500100, 100000, 100), {"G1", "g3c", "1"}});
    std::filesystem::remove(folder_ / "habitat.gpkg");
    write_fixture(folder_ / "habitat.gpkg", "GPKG", {layer});
  }
  void config(const std::string& more, const std::string& habitat = "") const {
    write_file(folder_ / "map.toml",
               "[project]\ndate = \"2026-03-31\"\n[layers.habitat]\nlayer = \"habitat.gpkg#habitat\"\nid = "
               "\"ref\"\nclass = \"class\"\ncrosswalk = \"ukhab\"\n" +
                   habitat + "[[network]]\npreset = \"woodland\"\ndispersal_m = 100\n" + more);
  }
  ToolRun run(std::vector<std::string> words) const { return run_tool(words, folder_.path()); }
  ToolRun network(const std::string& file, std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"network", "map.toml", "-o", file});
    return run(more);
  }
  std::string ask(const std::string& file, const std::string& sql) const { return query(folder_ / file, sql); }
  std::filesystem::path path(const std::string& name) const { return folder_ / name; }

 private:
  TempDir folder_;
};

TEST(PatchesFromARaster, ReplaceHabitat) {
  const Row row;
  row.config("[network.patches]\nraster = \"lc.tif\"\nvalues = [1, 3]\nconnectivity = 8\n");
  const ToolRun run = row.network("n.gpkg");
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(row.ask("n.gpkg", "SELECT group_concat(area_ha || ' ' || round(shape_index, 3)) FROM patches"),
            "1.0 1.128,1.0 1.128,2.0 1.197");
  EXPECT_EQ(row.ask("n.gpkg", "SELECT value FROM run WHERE key = 'patches'"), "raster lc.tif");
  row.config("[network.patches]\nraster = \"lc.tif\"\nvalues = [1]\n");
  ASSERT_EQ(row.network("m.gpkg", {"--set", "network.woodland.min_patch_ha=1.5"}).exit_code, 0);
  EXPECT_EQ(row.ask("m.gpkg", "SELECT count(*) FROM patches"), "1");
  EXPECT_EQ(row.ask("m.gpkg", "SELECT message FROM issues WHERE rule = 'patch_below_minimum'"),
            "woodland: 1 group of cells, 1.00 ha together, are each under 1.5 ha and no patch");
}

TEST(PatchesFromARaster, RefuseWhatDoesNotFit) {
  const Row row;
  const auto fails = [&](const std::string& more, int code, const std::string& words) {
    row.config(more);
    const ToolRun run = row.network("x.gpkg");
    EXPECT_EQ(run.exit_code, code) << more;
    EXPECT_THAT(run.err, HasSubstr(words));
  };
  fails("[network.patches]\nraster = \"lc.tif\"\n", 2, "no value of it is core habitat");
  fails("[network.patches]\nraster = \"lc.tif\"\nvalues = [1]\nconnectivity = 6\n", 2, "connectivity is 4 or 8");
  fails("[network.patches]\nraster = \"lc.tif\"\nvalues = [\"1\"]\n", 2, "must be a list of numbers");
  fails("[network.patches]\nraster = \"none.tif\"\nvalues = [1]\n", 3, "does not exist");
  write_raster(row.path("far.tif"), {{0, 100, 100, 100, 1, 1}, {1}}, "EPSG:27700", {});
  fails("[network.patches]\nraster = \"far.tif\"\nvalues = [1]\n", 3, "does not overlap the habitat map");
  write_raster(row.path("utm.tif"), {{500000, 5600000, 100, 100, 1, 1}, {1}}, "EPSG:32630", {});
  fails("[network.patches]\nraster = \"utm.tif\"\nvalues = [1]\n", 3, "gdalwarp");
  row.config("[network.patches]\nraster = \"lc.tif\"\nvalues = [9]\n");
  ASSERT_EQ(row.network("none.gpkg").exit_code, 0);
  EXPECT_EQ(row.ask("none.gpkg", "SELECT count(*) FROM issues WHERE rule = 'network_without_patches'"), "1");
}

TEST(LinksFromATable, CountInsteadOfMeasuredOnes) {
  const Row row;
  write_file(row.path("links.csv"),
             "patch_a,patch_b,distance_m\nwoodland-1,H3,100\nwoodland-3,woodland-1,120\nH1,H1,5\nH1,elsewhere,5\n");
  row.config("links = \"links.csv\"\n");
  const ToolRun run = row.network("n.gpkg");
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(row.ask("n.gpkg",
                    "SELECT group_concat(patch_a || '>' || patch_b || ' ' || distance_m || ' ' || round(probability, "
                    "9)) FROM links"),
            "woodland-1>woodland-3 100.0 0.5");
  EXPECT_EQ(row.ask("n.gpkg",
                    "SELECT group_concat(rule) FROM (SELECT rule FROM issues WHERE rule LIKE 'link%' ORDER BY rule)"),
            "link_to_itself,link_unknown_patch,link_values_differ");
  EXPECT_EQ(row.ask("n.gpkg", "SELECT value FROM run WHERE key = 'distance'"), "table links.csv");
  ASSERT_EQ(row.network("e.gpkg", {"--distance", "edge"}).exit_code, 0);
  EXPECT_EQ(row.ask("e.gpkg", "SELECT count(*) FROM links"), "3") << "measured all the same";
  write_file(row.path("links.csv"), "patch_a,patch_b,distance_m\nH1,H2,near\n");
  const ToolRun words = row.network("w.gpkg");
  EXPECT_EQ(words.exit_code, 3);
  EXPECT_THAT(words.err, HasSubstr("row 1 has distance_m = 'near'"));
  write_file(row.path("links.csv"), "patch_a,patch_b,distance_m\na,b,1\n");
  EXPECT_THAT(row.network("w.gpkg").err, HasSubstr("no row of the link table links.csv names two patches"));
  write_file(row.path("links.csv"), "from,to,metres\nH1,H2,100\n");
  EXPECT_EQ(row.network("w.gpkg").exit_code, 3);
  row.config("[network.links]\ntable = \"links.csv\"\na = \"from\"\nb = \"to\"\nlength = \"metres\"\n");
  ASSERT_EQ(row.network("o.gpkg").exit_code, 0);
  EXPECT_EQ(row.ask("o.gpkg", "SELECT count(*) FROM links"), "1");
}

TEST(QualityOfHabitat, WeightsPatches) {
  const Row row;
  row.config("max_link_m = 50\n", "quality = \"quality\"\n");
  ASSERT_EQ(row.network("q.gpkg").exit_code, 0);
  EXPECT_EQ(row.ask("q.gpkg", "SELECT group_concat(area_ha || ' ' || quality) FROM patches"),
            "1.0 1.0,1.0 0.5,1.0 1.0");
  EXPECT_EQ(row.ask("q.gpkg", "SELECT round(eca_ha, 9) FROM networks"), "1.5") << "the root of 1 + 0.25 + 1";
  row.habitat("\x01");
  ASSERT_EQ(row.network("r.gpkg").exit_code, 0);
  EXPECT_EQ(row.ask("r.gpkg", "SELECT feature_id FROM issues WHERE rule = 'quality_missing'"), "H2");
  row.habitat("80");
  const ToolRun percent = row.network("s.gpkg");
  EXPECT_EQ(percent.exit_code, 3);
  EXPECT_THAT(percent.err, HasSubstr("quality is a number from 0 to 1"));
}

/// `lnrs sites` with a site on the first wood.
ToolRun run_on_site(const Row& row, const std::string& file) {
  return row.run({"sites", "map.toml", "--wkt",
                  "POLYGON((499990 99990,500050 99990,500050 100110,499990 100110,499990 "
                  "99990))",
                  "--ref", "S", "-o", file});
}

/// Network, ECA before and the loss of it.
std::string effects_on_site(const Row& row, const std::string& file) {
  const ToolRun run = run_on_site(row, file);
  EXPECT_EQ(run.exit_code, 0) << run.err;
  return row.ask(file,
                 "SELECT group_concat(network || ' ' || round(eca_before_ha, 9) || ' ' || round(eca_lost_ha, 9)) "
                 "FROM site_networks");
}

TEST(QualityOfHabitat, HalvesEcaBeforeAndAfterASite) {
  const Row row;
  row.config("max_link_m = 250\n");
  ASSERT_EQ(row.network("full.gpkg").exit_code, 0);
  const auto number = [](const std::string& text, int word) {
    std::istringstream words(text);
    std::string one;
    for (int k = 0; k <= word; ++k) words >> one;
    return std::stod(one);
  };
  const std::string full = effects_on_site(row, "full_site.gpkg");
  EXPECT_EQ(row.ask("full.gpkg", "SELECT round(eca_ha, 9) FROM networks"),
            row.ask("full_site.gpkg", "SELECT round(eca_before_ha, 9) FROM site_networks"))
      << "as lnrs network says";
  FixtureLayer layer;
  layer.fields = {"ref", "class", "quality"};
  for (int k = 0; k < 3; ++k)
    layer.rows.push_back({square_wkt(500000 + 200 * k, 100000, 100), {"H" + std::to_string(k + 1), "w1f", "0.5"}});
  std::filesystem::remove(row.path("habitat.gpkg"));
  write_fixture(row.path("habitat.gpkg"), "GPKG", {layer});
  row.config("max_link_m = 250\n", "quality = \"quality\"\n");
  ASSERT_EQ(row.network("half.gpkg").exit_code, 0);
  const std::string half = effects_on_site(row, "half_site.gpkg");
  EXPECT_EQ(row.ask("half.gpkg", "SELECT round(eca_ha, 9) FROM networks"),
            row.ask("half_site.gpkg", "SELECT round(eca_before_ha, 9) FROM site_networks"));
  for (const int word : {1, 2}) {
    EXPECT_GT(number(full, word), 0);
    EXPECT_NEAR(number(half, word), number(full, word) / 2, 2e-9) << full << "; " << half;
  }
}

TEST(EffectsOfSites, AreNotGuessedForNetworksThatHabitatAndDistancesDoNotMake) {
  const Row row;
  write_file(row.path("links.csv"), "patch_a,patch_b,distance_m\nH1,H3,100\n");
  const auto left_out = [&](const std::string& more, const std::string& words) {
    row.config(more);
    std::filesystem::remove(row.path("s.gpkg"));
    const ToolRun run = run_on_site(row, "s.gpkg");
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_EQ(row.ask("s.gpkg", "SELECT count(*) FROM site_networks"), "0") << more;
    EXPECT_THAT(row.ask("s.gpkg", "SELECT message FROM issues WHERE rule = 'site_network_left_out'"), HasSubstr(words));
    EXPECT_THAT(run.err, HasSubstr("is not assessed, since it " + words));
    EXPECT_THAT(run.err, testing::Not(HasSubstr("No core habitat of the networks assessed")));
  };
  left_out("links = \"links.csv\"\n", "takes its links from the table links.csv");
  left_out("[network.patches]\nraster = \"lc.tif\"\nvalues = [1, 3]\n", "takes its patches from the raster lc.tif");
  left_out("distance = \"least_cost\"\n", "has least-cost distances");
}

TEST(PlanarTopology, IsRefusedWithoutLeastCost) {
  const Row row;
  row.config("max_link_m = 10000\n[network.cost]\ntopology = \"planar\"\n");
  for (const auto& more : std::vector<std::vector<std::string>>{{}, {"--dry-run"}}) {
    const ToolRun edge = row.network("p.gpkg", more);
    EXPECT_EQ(edge.exit_code, 2) << edge.err;
    EXPECT_THAT(edge.err, HasSubstr("network woodland: topology = \"planar\""));
    EXPECT_THAT(edge.err, HasSubstr("from edge to edge"));
    EXPECT_FALSE(std::filesystem::exists(row.path("p.gpkg")));
  }
  ASSERT_EQ(row.network("p.gpkg", {"--distance", "least_cost"}).exit_code, 0);
  EXPECT_EQ(row.ask("p.gpkg", "SELECT group_concat(patch_a || '>' || patch_b) FROM links"),
            "woodland-1>woodland-2,woodland-2>woodland-3");
  write_file(row.path("links.csv"), "patch_a,patch_b,distance_m\nH1,H3,100\n");
  row.config("links = \"links.csv\"\n[network.cost]\ntopology = \"planar\"\n");
  EXPECT_THAT(row.network("t.gpkg").err, HasSubstr("takes its links from the table links.csv"));
  row.config("");
  const ToolRun sets = row.network("r.gpkg", {"--resistance", "low,high"});
  EXPECT_EQ(sets.exit_code, 2) << "no network has least-cost distances";
  EXPECT_THAT(sets.err, HasSubstr("--distance least_cost"));
}

TEST(PatchMembers, SayWhichFeaturesMakeAPatch) {
  const Row row;
  row.config("join_m = 100\n", "quality = \"quality\"\n");
  ASSERT_EQ(row.network("n.gpkg").exit_code, 0);
  EXPECT_EQ(row.ask("n.gpkg",
                    "SELECT group_concat(patch_id || ' ' || network || ' ' || layer || ' ' || feature_id || "
                    "' ' || round(area_ha, 9) || ' ' || quality, '; ') FROM patch_members"),
            "woodland-1 woodland habitat.gpkg#habitat H1 1.0 1.0; woodland-1 woodland habitat.gpkg#habitat H2 1.0 0.5; "
            "woodland-1 woodland habitat.gpkg#habitat H3 1.0 1.0");
  row.config("[[network]]\npreset = \"grassland_neutral\"\n");
  ASSERT_EQ(row.network("two.gpkg").exit_code, 0);
  EXPECT_EQ(row.ask("two.gpkg", "SELECT count(*) FROM patch_members"),
            row.ask("two.gpkg", "SELECT sum(features) FROM patches"));
  row.config("[network.patches]\nraster = \"lc.tif\"\nvalues = [1]\n");
  ASSERT_EQ(row.network("raster.gpkg").exit_code, 0);
  EXPECT_EQ(row.ask("raster.gpkg", "SELECT count(*) FROM patch_members"), "0");
}

TEST(NetworksWithoutLinks, AreNamedByEveryCommand) {
  const Row row;
  row.config("max_link_m = 50\n");
  for (const char* command : {"network", "corridors", "circuit"}) {
    std::vector<std::string> words{command, "map.toml", "-o", std::string(command) + ".gpkg"};
    if (std::string(command) == "circuit") words.insert(words.end(), {"--on", "graph"});
    const ToolRun run = row.run(words);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_THAT(run.err, HasSubstr("woodland: none of the 3 patches is linked to another: max_link_m is " +
                                   std::string(std::string(command) == "corridors" ? "750" : "50")))
        << command;
    EXPECT_EQ(row.ask(std::string(command) + ".gpkg",
                      "SELECT count(*) FROM issues WHERE rule = "
                      "'network_without_links'"),
              "1")
        << command;
  }
  EXPECT_THAT(row.ask("network.gpkg", "SELECT message FROM issues WHERE rule = 'network_without_links'"),
              HasSubstr("the nearest two are 100.0 m apart"));
  EXPECT_THAT(row.ask("corridors.gpkg", "SELECT message FROM issues WHERE rule = 'network_without_links'"),
              HasSubstr("the cheapest way between two patches costs"));
  row.config("min_patch_ha = 5\n");
  const ToolRun none = row.run({"circuit", "map.toml", "-o", "none.gpkg"});
  EXPECT_EQ(none.exit_code, 0) << none.err;
  EXPECT_THAT(none.err, HasSubstr("no current flows, because the network has no patch"));
  row.config("join_m = 100\n");
  const ToolRun one = row.run({"circuit", "map.toml", "-o", "one.gpkg"});
  EXPECT_EQ(one.exit_code, 0) << one.err;
  EXPECT_THAT(one.err, HasSubstr("no current flows, because the network has only one patch"));
}

TEST(LayersOfOneHabitat, NeedNoClassField) {
  const Row row;
  write_file(row.path("map.toml"),
             "[layers.habitat]\nlayer = \"habitat.gpkg#habitat\"\nid = \"ref\"\ncode = \"w1f\"\ncrosswalk = "
             "\"ukhab\"\n[[network]]\npreset = \"woodland\"\n");
  const ToolRun run = row.network("n.gpkg");
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(row.ask("n.gpkg", "SELECT sum(area_ha) FROM patches"), "4.0");
  EXPECT_EQ(row.network("m.gpkg", {"--set", "layers.habitat.class=class"}).exit_code, 2);
}

TEST(NetworkZonesTool, WritesACoverageOfEachNetwork) {
  const Row row;
  row.config("[[network]]\npreset = \"grassland_neutral\"\n[zones]\nnez_m = 150\nexpansion_m = 0\n");
  std::vector<std::string> files;
  for (const char* threads : {"1", "2", "8"}) {
    const std::string name = std::string("z") + threads + ".gpkg";
    const ToolRun run = row.network(name, {"--zones", "--threads", threads});
    ASSERT_EQ(run.exit_code, 0) << run.err;
    EXPECT_THAT(run.err, HasSubstr("Network Enhancement Zone 2"));
    files.push_back(read_file(row.path(name)));
  }
  EXPECT_TRUE(files[0] == files[1] && files[0] == files[2]);
  // 150 m around a row of three squares 100 m apart is one strip of 500 m with round ends.
  const double strip = 50000 + 2 * 500 * 150 + 2 * 100 * 150 + 3.14159265 * 150 * 150;
  EXPECT_NEAR(std::stod(row.ask("z1.gpkg", "SELECT sum(area_ha) FROM zones WHERE network = 'woodland'")) * 1e4, strip,
              0.02 * strip);
  EXPECT_EQ(
      row.ask("z1.gpkg", "SELECT round(area_ha, 9) FROM zone_areas WHERE network = 'woodland' AND class = 'primary'"),
      "3.0");
  EXPECT_EQ(row.ask("z1.gpkg", "SELECT count(*) FROM zone_areas"), "21");
  EXPECT_EQ(row.ask("z1.gpkg", "SELECT count(*) FROM layer_styles WHERE f_table_name IN ('zones', 'zones_combined')"),
            "2");
  EXPECT_EQ(row.ask("z1.gpkg",
                    "SELECT abs(sum(area_ha) - (SELECT sum(area_ha) FROM zones_combined)) < 1e-9 FROM zone_areas WHERE "
                    "network = 'combined'"),
            "1");
  EXPECT_EQ(row.network("y.gpkg", {"--zones", "--set", "zones.nez_m=0"}).exit_code, 2);
}

TEST(BadNetworks, AreRefusedOrReported) {
  const Row row;
  const auto set = [&](const std::string& value) {
    return row.network("b.gpkg", {"--set", "network.woodland." + value});
  };
  for (const char* value : {"p_ref=0", "p_ref=1", "p_ref=1.5", "dispersal_m=0", "dispersal_m=-5", "dispersal_m=inf",
                            "dispersal_m=nan", "distance=centroid"}) {
    const ToolRun run = set(value);
    EXPECT_EQ(run.exit_code, 2) << value << run.err;
    EXPECT_FALSE(run.err.empty());
  }
  EXPECT_THAT(set("distance=centroid").err, HasSubstr("triangle inequality"));
  // All touching is one patch; one patch is a network without links; none is an issue.
  row.config("join_m = 100\nmax_link_m = 300\n");
  ASSERT_EQ(row.network("one.gpkg").exit_code, 0);
  EXPECT_EQ(row.ask("one.gpkg",
                    "SELECT patches || ' ' || links || ' ' || components || ' ' || round(eca_ha, 9) FROM networks"),
            "1 0 1 3.0");
  EXPECT_EQ(row.ask("one.gpkg", "SELECT round(d_pc, 9) FROM patches"), "100.0");
  row.config("min_patch_ha = 5\n");
  ASSERT_EQ(row.network("none.gpkg").exit_code, 0);
  EXPECT_EQ(row.ask("none.gpkg", "SELECT patches || ' ' || eca_ha FROM networks"), "0 0.0");
  EXPECT_EQ(row.ask("none.gpkg", "SELECT count(*) FROM issues WHERE rule = 'network_without_patches'"), "1");
}

TEST(ResistanceRasters, AreRefusedOrReported) {
  const Row row;
  const float none = std::numeric_limits<float>::quiet_NaN();
  const auto given = [&](const Raster& raster, const std::string& crs = "EPSG:27700") {
    std::filesystem::remove(row.path("r.tif"));
    write_raster(row.path("r.tif"), raster, crs, {});
    row.config("distance = \"least_cost\"\nmax_link_m = 5000\n[network.cost]\nraster = \"r.tif\"\n");
    return row.network("r.gpkg", {"--overwrite"});
  };
  // Cells of 50 × 100 m: from the last of a wood over two at 2 a metre to the first of the next, 75 + 100 + 75.
  const ToolRun uneven = given({{500000, 100100, 50, 100, 10, 1}, {1, 1, 2, 2, 1, 1, 2, 2, 1, 1}});
  ASSERT_EQ(uneven.exit_code, 0) << uneven.err;
  EXPECT_EQ(row.ask("r.gpkg", "SELECT group_concat(round(distance_m, 6)) FROM links"), "250.0,550.0,250.0");
  const ToolRun hole = given({{500000, 100100, 50, 100, 10, 1}, {1, none, 2, 2, 1, 1, 2, 2, 1, 1}});
  ASSERT_EQ(hole.exit_code, 0) << hole.err;
  EXPECT_EQ(row.ask("r.gpkg", "SELECT count(*) FROM issues WHERE rule = 'resistance_missing'"), "1");
  EXPECT_EQ(row.ask("r.gpkg", "SELECT round(min(distance_m), 6) FROM links"), "250.0")
      << "within a patch 1 stands in for no data";
  const auto refused = [&](const Raster& raster, const std::string& words, const std::string& crs = "EPSG:27700") {
    std::filesystem::remove(row.path("r.gpkg"));
    const ToolRun run = given(raster, crs);
    EXPECT_EQ(run.exit_code, 3) << run.err;
    EXPECT_THAT(run.err, HasSubstr(words));
    EXPECT_FALSE(std::filesystem::exists(row.path("r.gpkg")));
  };
  refused({{500000, 100100, 100, 100, 5, 1}, {1, 0, 1, 1, 1}}, "must be more than 0");
  refused({{500000, 100100, 100, 100, 5, 1}, {1, -3, 1, 1, 1}}, "must be more than 0");
  refused({{500000, 100100, 100, 100, 5, 1}, {none, none, none, none, none}}, "no cell with data");
  refused({{0, 100, 100, 100, 2, 1}, {1, 1}}, "no patch lies on the resistance raster");
  refused({{500000, 5600000, 100, 100, 2, 1}, {1, 1}}, "gdalwarp", "EPSG:32630");
}

TEST(NetworkTool, InterruptedWritesNothing) {
  const Row row;
  row.config("distance = \"least_cost\"\nmax_link_m = 100000\n[network.cost]\ncell_m = 0.07\n");
  const ToolRun run =
      run_tool({"network", "map.toml", "-o", "n.gpkg"}, row.path(""), {.signal = SIGINT, .after_s = 1.2});
  EXPECT_EQ(run.exit_code, 130) << run.err;
  EXPECT_THAT(run.err, testing::AnyOf(testing::IsEmpty(), HasSubstr("nothing was written")))
      << "empty if the signal came before the tool was up";
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(row.path("")))
    files += entry.path().filename().string().starts_with("n.gpkg") ? 1 : 0;
  EXPECT_EQ(files, 0u);
}

}  // namespace
}  // namespace spatial::test
