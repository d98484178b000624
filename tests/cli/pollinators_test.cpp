// SPDX-License-Identifier: MIT
// lnrs pollinators: numbers found independently (skipped where ../shared is absent), rules, bad input.
#include <gmock/gmock.h>

#include <cstdlib>

#include "tests/cli/run_tool.hpp"
#include "tests/cli/strategy_numbers.hpp"
#include "tests/support/expected_rows.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;

class PollinatorNumbers : public StrategyNumbers {
 protected:
  PollinatorNumbers() : StrategyNumbers("pollinators") {}
  void near(const std::string& sql, double value) { EXPECT_NEAR(number(sql), value, 1e-6 + 1e-3 * value) << sql; }
  void bline(const std::string& id, const std::string& item, double value) {
    const std::string where = " WHERE bline_id = '" + id + "'";
    const auto progress = [&](const std::string& column) {
      near("SELECT " + column + " FROM bline_progress" + where, value);
    };
    if (item == "area") return progress("area_ha");
    if (item.starts_with("flower-rich")) return progress("flower_rich_ha");
    if (item == "share") return progress("share");
    if (item.starts_with("target")) return progress("target_ha");
    if (item == "shortfall") return progress("shortfall_ha");
    if (item.starts_with("patches")) return progress("patches");
    if (item == "longest gap") return progress("max_gap_m");
    ASSERT_TRUE(item.starts_with("within ")) << item;
    near("SELECT within_ha FROM bline_within" + where +
             " AND distance_m = " + std::to_string(std::atoi(item.c_str() + 7)),
         value);
  }
};

TEST_F(PollinatorNumbers, OfBathAreThoseFoundIndependently) {
  const std::string bath = (shared_dir() / "data" / "bath.gpkg").string();
  write_file(folder_ / "county.toml",
             "[clean]\nsmallest_part_m2 = 0\n[layers.bline]\nlayer = \"" + layer("pollinators/pollinators.gpkg") +
                 "#bline\"\n[layers.habitat]\nlayer = \"" + bath +
                 "#habitat\"\nid = \"hab_id\"\nclass = \"hab_code\"\ncrosswalk = \"ukhab\"\n[pollinators]\nflower_rich "
                 "= [\"g3*\"]\ncrops = [\"c1\"]\ndistances_m = [250, 500, 1000]\n");
  run({(folder_ / "county.toml").string()});
  const auto rows = expected_rows(shared_ / "expected" / "pollinators.csv");
  ASSERT_EQ(rows.size(), 22U);
  for (const std::vector<std::string>& row : rows) {
    const double value = std::atof(row[2].c_str());
    if (row[0] == "all")
      near(std::string("SELECT ") + (row[1] == "crops (c1)" ? "crops_ha" : "served_ha") +
               " FROM demand_served WHERE distance_m = 500",
           value);
    else
      bline(row[0], row[1], value);
  }
}

TEST_F(PollinatorNumbers, OfLinesAreThoseFoundByHand) {
  const std::string hand = layer("hand/hand.gpkg");
  const auto config = [&](const std::string& lines) {
    write_file(folder_ / "county.toml",
               "[layers.bline]\nlayer = \"" + hand + "#" + lines + "\"\n[layers.habitat]\nlayer = \"" + hand +
                   "#flower_rich\"\ncode = \"g3\"\ncrosswalk = \"ukhab\"\n[pollinators]\nflower_rich = [\"g3*\"]\n"
                   "distances_m = [250, 500]\n");
    run({(folder_ / "county.toml").string()});
  };
  config("bline");
  const std::string id = ask("SELECT bline_id FROM bline_progress");
  for (const std::vector<std::string>& row : expected_rows(shared_ / "expected" / "hand.csv")) {
    if (row[0] != "pollinators" || row[2].starts_with("straight") || row[2].starts_with("the same")) continue;
    bline(id, row[2], std::atof(row[3].c_str()));
  }
  config("bline_axis");
  near("SELECT area_ha FROM bline_progress", 3000);
}

/// A B-Line of 3 km by 1 km with two meadows 1,000 m apart, and one that has none.
class PollinatorTool : public testing::Test {
 protected:
  PollinatorTool() {
    FixtureLayer lines, habitat;
    lines.name = "lines";
    lines.fields = {"bline_id", "name"};
    lines.rows = {{"POLYGON((400000 100000,403000 100000,403000 101000,400000 101000,400000 100000))", {"B1", "East"}},
                  {square_wkt(400000, 103000, 1000), {"B2", "West"}}};
    habitat.name = "habitat";
    habitat.fields = {"ref", "code"};
    habitat.rows = {{square_wkt(400500, 100400, 100), {"1", "g3a"}},
                    {square_wkt(401600, 100400, 100), {"2", "g3a"}},
                    {square_wkt(402500, 100400, 20), {"3", "g3a"}},
                    {square_wkt(401000, 100000, 100), {"4", "c1c"}}};
    write_fixture(folder_ / "in.gpkg", "GPKG", {lines, habitat});
    write_file(folder_ / "own.csv", "code,label,floral,nest\ng3a,Meadow,0.9,0.5\nc1c,Wheat,0,0.1\n");
    config("flower_rich = [\"g3*\"]\n", "ukhab");
  }
  void config(const std::string& more, const std::string& crosswalk) const {
    write_file(folder_ / "county.toml",
               "[project]\ndate = \"2026-03-31\"\n[layers.bline]\nlayer = \"in.gpkg#lines\"\n[layers.habitat]\nlayer = "
               "\"in.gpkg#habitat\"\nid = \"ref\"\nclass = \"code\"\ncrosswalk = \"" +
                   crosswalk + "\"\n[pollinators]\n" + more);
  }
  ToolRun run(std::vector<std::string> more = {}) const {
    std::vector<std::string> words{"pollinators", "county.toml", "-o", "out.gpkg", "--overwrite"};
    words.insert(words.end(), more.begin(), more.end());
    return run_tool(words, folder_.path());
  }
  std::string ask(const std::string& sql) const { return query(folder_ / "out.gpkg", sql); }
  TempDir folder_;
};

TEST_F(PollinatorTool, AGapIsClosedByThoseWhoFlyHalfOfIt) {
  config("flower_rich = [\"g3*\"]\nforagers = [\"small\", \"solitary\"]\n", "ukhab");
  const ToolRun tool = run();
  ASSERT_EQ(tool.exit_code, 0) << tool.err;
  EXPECT_EQ(ask("SELECT round(max_gap_m, 6) FROM bline_progress WHERE bline_id = 'B1'"), "1000.0");
  EXPECT_EQ(ask("SELECT closed FROM bline_within WHERE bline_id = 'B1' AND distance_m = 500"), "1")
      << "equality serves";
  EXPECT_EQ(ask("SELECT closed FROM bline_within WHERE bline_id = 'B1' AND distance_m = 250"), "0");
  EXPECT_EQ(ask("SELECT stones FROM stepping_stones WHERE distance_m = 250"), "1");
  EXPECT_EQ(ask("SELECT stones FROM stepping_stones WHERE distance_m = 500"), "0");
  EXPECT_EQ(ask("SELECT patches FROM bline_progress WHERE bline_id = 'B1'"), "2") << "0.04 ha is no patch";
  EXPECT_EQ(ask("SELECT max_gap_m IS NULL FROM bline_progress WHERE bline_id = 'B2'"), "1");
  EXPECT_EQ(ask("SELECT round(area_ha, 6) FROM pollinator_gaps WHERE bline_id = 'B2' AND distance_m = 500"), "100.0")
      << "no patch: all of it is a gap";
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'bline_without_patch' AND feature_id = 'B2'"), "1");
}

TEST_F(PollinatorTool, TheCrosswalkSaysWhatIsFlowerRich) {
  config("", "own.csv");
  const ToolRun tool = run();
  ASSERT_EQ(tool.exit_code, 0) << tool.err;
  EXPECT_EQ(ask("SELECT round(flower_rich_ha, 6) FROM bline_progress WHERE bline_id = 'B1'"), "2.04");
}

TEST_F(PollinatorTool, BadInputIsExplained) {
  const auto fails = [&](int exit_code, const std::string& message) {
    const ToolRun tool = run();
    EXPECT_EQ(tool.exit_code, exit_code) << tool.err;
    EXPECT_THAT(tool.err, HasSubstr(message));
  };
  config("", "ukhab");
  fails(2, "nothing says which habitat is flower-rich");
  config("flower_rich = [\"g3*\"]\nforagers = [\"bumbel\"]\n", "ukhab");
  fails(2, "did you mean 'bumble'?");
  config("flower_rich = [\"g3*\"]\ntarget_share = 10\n", "ukhab");
  fails(2, "target_share");
  write_file(folder_ / "own.csv", "code,label,floral\ng3a,Meadow,9\nc1c,Wheat,0\n");
  config("", "own.csv");
  fails(2, "floral");
}

TEST_F(PollinatorTool, WritesTheSameBytesWithAnyNumberOfThreads) {
  std::vector<std::string> bytes;
  for (const char* threads : {"1", "2", "8"}) {
    ASSERT_EQ(run({"--threads", threads}).exit_code, 0);
    bytes.push_back(read_file(folder_ / "out.gpkg"));
  }
  EXPECT_EQ(bytes[0], bytes[1]);
  EXPECT_EQ(bytes[0], bytes[2]);
}

}  // namespace
}  // namespace spatial::test
