// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/rasters.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// A wood and two fields of one hectare; the second lies 500 m east of the first.
class Fields {
 public:
  explicit Fields(const std::string& suitability) {
    write_fixture(folder_ / "county.gpkg", "GPKG",
                  {{"habitat",
                    "EPSG:27700",
                    "MultiPolygon",
                    {"ref", "class"},
                    {{square_wkt(500000, 100000, 100), {"H1", "w1f"}},
                     {square_wkt(500200, 100000, 100), {"H2", "g4"}},
                     {square_wkt(500700, 100000, 100), {"H3", "g4"}}}}});
    write_file(folder_ / "county.toml",
               "[project]\n[layers.habitat]\nlayer = \"county.gpkg#habitat\"\nid = \"ref\"\nclass = \"class\"\n"
               "crosswalk = \"ukhab\"\n[sensitivity]\nruns = 0\n[[network]]\npreset = \"woodland\"\n" +
                   suitability);
  }
  /// Cells of 80 m from 500160 on over the first field: it has 40 m of the first and 60 m of the second, of 100 m.
  void wetness(const RasterFixture& changes = {}) const {
    RasterFixture raster = changes;
    raster.grid = {500160, 100120, 80, 140, 2, 1};
    if (raster.bands.empty()) raster.bands = {{0.5, 0.25}};
    write_raster_fixture(folder_ / "wet.tif", raster);
  }
  ToolRun run(std::vector<std::string> more = {}) const {
    std::vector<std::string> words{"opportunities", "county.toml", "-o", "map.gpkg", "--overwrite"};
    words.insert(words.end(), more.begin(), more.end());
    return run_tool(words, folder_.path());
  }
  double potential(const std::string& candidate) const {
    return std::stod(query(folder_ / "map.gpkg",
                           "SELECT potential FROM opportunity_areas WHERE candidate_id = '" + candidate + "'"));
  }
  std::string ask(const std::string& sql) const { return query(folder_ / "map.gpkg", sql); }
  std::filesystem::path file(const std::string& name) const { return folder_ / name; }

 private:
  TempDir folder_;
};

const std::string as_factors = "[[layers.suitability]]\nraster = \"wet.tif\"\n";

TEST(SuitabilityRasterRun, MultipliesThePotentialByTheMeanOfTheLand) {
  const Fields plain(""), wet(as_factors);
  wet.wetness();
  ASSERT_EQ(plain.run({"-q"}).exit_code, 0);
  const ToolRun done = wet.run();
  ASSERT_EQ(done.exit_code, 0) << done.err;
  EXPECT_NEAR(wet.potential("H2"), plain.potential("H2") * (0.4 * 0.5 + 0.6 * 0.25), 1e-7);
  EXPECT_NEAR(wet.potential("H3"), plain.potential("H3"), 1e-9) << "beyond the raster the factor is 1";
  EXPECT_THAT(done.err, AllOf(HasSubstr("raster  wet.tif"), HasSubstr("suitability_in_part")));
  EXPECT_THAT(wet.ask("SELECT message FROM issues WHERE rule = 'suitability_in_part'"), HasSubstr("covers 50.0 %"));
  EXPECT_NE(wet.ask("SELECT value FROM run WHERE section = 'input' AND item = 'wet.tif' AND key = 'sha256'"), "");
  EXPECT_EQ(wet.ask("SELECT value FROM run WHERE section = 'layer' AND item = 'wet.tif' AND key = 'role'"),
            "suitability");
}

TEST(SuitabilityRasterRun, CellsWithoutDataSayNothing) {
  const Fields plain(""), wet(as_factors);
  RasterFixture raster;
  raster.bands = {{0.5, -9999}};
  raster.no_data = -9999;
  wet.wetness(raster);
  ASSERT_EQ(plain.run({"-q"}).exit_code, 0);
  ASSERT_EQ(wet.run({"-q"}).exit_code, 0);
  EXPECT_NEAR(wet.potential("H2"), plain.potential("H2") * (0.4 * 0.5 + 0.6), 1e-7);
  raster.no_data.reset();
  wet.wetness(raster);
  const ToolRun done = wet.run();
  EXPECT_EQ(done.exit_code, 3) << "-9999 is no factor unless the file says that it is no data";
  EXPECT_THAT(done.err, AllOf(HasSubstr("wet.tif has the value -9999"), HasSubstr("no-data value")));
}

TEST(SuitabilityRasterRun, ClassesTakeATableOfFactors) {
  const Fields plain(""), wet(as_factors + "factors = \"wet.csv\"\ntitle = \"Wetness\"\n");
  RasterFixture raster;
  raster.type = "Byte";
  raster.bands = {{1, 2}};
  wet.wetness(raster);
  write_file(wet.file("wet.csv"), "class,woodland\n1,0.9\n2,0.4\n");
  ASSERT_EQ(plain.run({"-q"}).exit_code, 0);
  const ToolRun done = wet.run({"--html", "map.html"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  EXPECT_NEAR(wet.potential("H2"), plain.potential("H2") * (0.4 * 0.9 + 0.6 * 0.4), 1e-7);
  const std::string page = read_file(wet.file("map.html"));
  EXPECT_THAT(page, AllOf(HasSubstr("<td>wet.tif<td>not stated<td class=n>raster"), HasSubstr("Wetness"),
                          Not(HasSubstr("No layer on the suitability"))));
}

TEST(SuitabilityRasterRun, ADryRunFailsWhereTheRunWould) {
  const Fields wet(as_factors), table(as_factors + "factors = \"absent.csv\"\n"),
      wrong(as_factors + "class = \"soil\"\n");
  table.wetness();
  for (const std::vector<std::string>& words : {std::vector<std::string>{}, std::vector<std::string>{"--dry-run"}}) {
    EXPECT_THAT(wet.run(words).err, HasSubstr("wet.tif")) << "the file does not exist";
    EXPECT_EQ(wet.run(words).exit_code, 3);
    EXPECT_EQ(table.run(words).exit_code, 2);
    EXPECT_THAT(table.run(words).err, HasSubstr("absent.csv"));
    EXPECT_EQ(wrong.run(words).exit_code, 2);
    EXPECT_THAT(wrong.run(words).err, HasSubstr("'class'"));
  }
  RasterFixture elsewhere;
  elsewhere.crs = "EPSG:3035";
  wet.wetness(elsewhere);
  for (const std::vector<std::string>& words : {std::vector<std::string>{}, std::vector<std::string>{"--dry-run"}}) {
    const ToolRun done = wet.run(words);
    EXPECT_EQ(done.exit_code, 3);
    EXPECT_THAT(done.err, AllOf(HasSubstr("wet.tif"), HasSubstr("EPSG:27700"), HasSubstr("gdalwarp")));
  }
  wet.wetness();
  EXPECT_EQ(wet.run({"--dry-run"}).exit_code, 0);
  EXPECT_THAT(wet.run({"--dry-run"}).out, HasSubstr("suitability   wet.tif"));
  EXPECT_EQ(run_tool({"opportunities", "county.toml", "-o", "wet.tif", "--overwrite"}, wet.file("")).exit_code, 2)
      << "a source is never replaced";
}

TEST(SuitabilityRasterRun, ThePrintedConfigReadsBack) {
  const Fields wet(as_factors + "factors = \"wet.csv\"\n");
  const ToolRun printed = wet.run({"--print-config"});
  ASSERT_EQ(printed.exit_code, 0) << printed.err;
  EXPECT_THAT(printed.out, HasSubstr("[[layers.suitability]]\nraster = \"wet.tif\"\nfactors = \"wet.csv\"\n"));
}

TEST(OpportunitiesNetwork, ScoresOneNetworkAsTheWholeMapDoes) {
  const TempDir folder;
  const std::string sample = (source_dir() / "data/samples/county.toml").string();
  const auto make = [&](const std::string& map, std::vector<std::string> more) {
    std::vector<std::string> words{"opportunities", sample, "-o", map, "-q", "--set", "sensitivity.runs=0"};
    words.insert(words.end(), more.begin(), more.end());
    return run_tool(words, folder.path());
  };
  ASSERT_EQ(make("all.gpkg", {}).exit_code, 0);
  ASSERT_EQ(make("one.gpkg", {"--network", "heathland"}).exit_code, 0);
  EXPECT_EQ(query(folder / "one.gpkg", "SELECT group_concat(network) FROM networks"), "heathland");
  run_sql(folder / "one.gpkg",
          "ATTACH '" + (folder / "all.gpkg").string() +
              "' AS whole; CREATE TABLE differing AS SELECT count(*) AS n FROM "
              "opportunity_areas a LEFT JOIN whole.opportunity_areas b USING (candidate_id) WHERE "
              "b.score_heathland IS NULL OR abs(a.score - b.score_heathland) > 1e-9 OR a.geom <> b.geom");
  EXPECT_EQ(query(folder / "one.gpkg", "SELECT n FROM differing"), "0");
  EXPECT_EQ(query(folder / "one.gpkg", "SELECT count(*) FROM opportunity_areas"),
            query(folder / "all.gpkg", "SELECT count(*) FROM opportunity_areas WHERE score_heathland IS NOT NULL"));
  const ToolRun wrong = make("none.gpkg", {"--network", "heathlnd"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, AllOf(HasSubstr("there is no network 'heathlnd'"), HasSubstr("did you mean 'heathland'")));
}

}  // namespace
}  // namespace spatial::test
