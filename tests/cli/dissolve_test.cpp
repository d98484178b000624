// SPDX-License-Identifier: MIT
// lnrs dissolve on small layers.
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
    FixtureLayer habitat;
    habitat.fields = {"ref", "class", "features:Integer", "cost:Real"};
    habitat.rows = {{square_wkt(500000, 100000, 100), {"a", "wood", "1", "2.5"}},
                    {square_wkt(500100, 100000, 100), {"b", "wood", "2", "\x01"}},
                    {square_wkt(500300, 100000, 100), {"c", "wood", "3", "4"}},
                    {square_wkt(500200, 100000, 100), {"d", "\x01", "4", "8"}},
                    {square_wkt(500250, 100050, 100), {"e", "\x01", "5", "1"}},
                    {"", {"f", "bog", "6", "1"}}};
    FixtureLayer lines;
    lines.name = "road";
    lines.geometry_type = "LineString";
    lines.rows = {{"LINESTRING (0 0, 1 1)", {"r", "x"}}};
    write_fixture(folder_ / "in.gpkg", "GPKG", {habitat, lines});
  }
  ToolRun run(std::vector<std::string> words) const { return run_tool(words, folder_.path()); }
  std::string ask(const std::string& file, const std::string& sql) const { return query(folder_ / file, sql); }
  std::filesystem::path at(const std::string& name) const { return folder_ / name; }
  bool has(const std::string& file) const { return std::filesystem::exists(folder_ / file); }

 private:
  TempDir folder_;
};

TEST(DissolveTool, UnitesByClassWithCountsAndSums) {
  const Layers layers;
  const ToolRun run = layers.run({"dissolve", "in.gpkg#habitat", "--by", "class", "--sum", "cost", "-o", "out.gpkg"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(layers.ask("out.gpkg", "SELECT count(*) FROM dissolved"), "2")
      << "a feature without geometry makes no group";
  EXPECT_EQ(
      layers.ask("out.gpkg",
                 "SELECT round(area_ha, 9) || ' ' || features || ' ' || sum_cost FROM dissolved WHERE class = 'wood'"),
      "3.0 3 6.5");
  EXPECT_EQ(layers.ask("out.gpkg", "SELECT round(area_ha, 9) || ' ' || features FROM dissolved WHERE class IS NULL"),
            "1.75 2")
      << "overlap counts once";
  EXPECT_EQ(layers.ask("out.gpkg", "SELECT count(*) FROM issues WHERE rule IN ('null_geometry', 'empty_geometry')"),
            "1");
}

TEST(DissolveTool, SinglePartsSmallPartsAndClashingNames) {
  const Layers layers;
  ASSERT_EQ(
      layers.run({"dissolve", "in.gpkg#habitat", "--by", "class", "--single-parts", "-o", "parts.gpkg"}).exit_code, 0);
  EXPECT_EQ(layers.ask("parts.gpkg", "SELECT count(*) || ' ' || round(sum(area_ha), 9) FROM dissolved"), "3 4.75");
  ASSERT_EQ(
      layers.run({"dissolve", "in.gpkg#habitat", "--by", "class", "--min-area", "15000", "-o", "large.gpkg"}).exit_code,
      0);
  EXPECT_EQ(layers.ask("large.gpkg", "SELECT round(area_ha, 9) FROM dissolved WHERE class = 'wood'"), "2.0");
  ASSERT_EQ(layers.run({"dissolve", "in.gpkg#habitat", "--by", "features,class", "-o", "clash.gpkg"}).exit_code, 0);
  EXPECT_EQ(
      layers.ask("clash.gpkg",
                 "SELECT features || ' ' || features_2 FROM dissolved WHERE area_ha < 2 ORDER BY features_2 LIMIT 1"),
      "1 1");
  ASSERT_EQ(layers.run({"dissolve", "in.gpkg#habitat", "-o", "all.csv"}).exit_code, 0);
  EXPECT_EQ(read_file(layers.at("all.csv")).substr(0, 16), "features,area_ha");
}

TEST(DissolveTool, BadInputIsExplained) {
  const Layers layers;
  const auto fails = [&](std::vector<std::string> words, int exit_code, const std::string& message) {
    const ToolRun run = layers.run(std::move(words));
    EXPECT_EQ(run.exit_code, exit_code) << run.err;
    EXPECT_THAT(run.err, HasSubstr(message));
  };
  fails({"dissolve", "in.gpkg#habitat", "--by", "clas", "-o", "x.gpkg"}, 3, "'class'");
  fails({"dissolve", "in.gpkg#habitat", "--sum", "ref", "-o", "x.gpkg"}, 3, "cannot be added up");
  fails({"dissolve", "in.gpkg#road", "-o", "x.gpkg"}, 3, "has no polygons");
  fails({"dissolve", "in.gpkg#habitat", "-o", "no-folder/x.gpkg"}, 4, "no-folder");
  fails({"dissolve", "in.gpkg#habitat"}, 2, "no output file was named");
  ASSERT_EQ(layers.run({"dissolve", "in.gpkg#habitat", "--where", "class = 'none'", "-o", "empty.gpkg"}).exit_code, 0);
  EXPECT_EQ(layers.ask("empty.gpkg", "SELECT count(*) FROM dissolved"), "0");
  fails({"dissolve", "in.gpkg#habitat", "-o", "empty.gpkg"}, 4, "--overwrite");
  EXPECT_FALSE(layers.has("x.gpkg"));
}

TEST(DissolveTool, WritesTheSameBytesWithAnyNumberOfThreads) {
  const Layers layers;
  std::vector<std::string> bytes;
  for (const char* threads : {"1", "2", "8"}) {
    ASSERT_EQ(
        layers
            .run({"dissolve", "in.gpkg#habitat", "--by", "class", "--threads", threads, "-o", "t.gpkg", "--overwrite"})
            .exit_code,
        0);
    bytes.push_back(read_file(layers.at("t.gpkg")));
  }
  EXPECT_EQ(bytes[0], bytes[1]);
  EXPECT_EQ(bytes[0], bytes[2]);
}

}  // namespace
}  // namespace spatial::test
