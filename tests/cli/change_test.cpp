// SPDX-License-Identifier: MIT
// lnrs change: numbers found independently (skipped where ../shared is absent), and bad input.
#include <gmock/gmock.h>

#include "tests/cli/run_tool.hpp"
#include "tests/cli/strategy_numbers.hpp"
#include "tests/support/expected_rows.hpp"
#include "tests/support/files.hpp"
#include "tests/support/rasters.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;

class ChangeNumbers : public StrategyNumbers {
 protected:
  ChangeNumbers() : StrategyNumbers("change") {}
  /// "Natural opening", "Natural to Built", "changed", "Water gross loss a year".
  double found(const std::string& item) const {
    if (const auto to = item.find(" to "); to != std::string::npos)
      return number("SELECT area_ha FROM change_matrix WHERE from_class = '" + item.substr(0, to) +
                    "' AND to_class = '" + item.substr(to + 4) + "'");
    std::string name = item, column;
    for (const auto& [suffix, field] :
         std::vector<std::pair<std::string, std::string>>{{" gross loss a year", "reductions_ha_a_year"},
                                                          {" gross gain a year", "additions_ha_a_year"},
                                                          {" opening", "opening_ha"},
                                                          {" additions", "additions_ha"},
                                                          {" reductions", "reductions_ha"},
                                                          {" closing", "closing_ha"},
                                                          {" quantity", "quantity_ha"},
                                                          {" exchange", "exchange_ha"},
                                                          {" shift", "shift_ha"}})
      if (column.empty() && name.ends_with(suffix)) {
        column = field;
        name.resize(name.size() - suffix.size());
      }
    if (name.starts_with("class ")) name = name.substr(6);
    if (!column.empty()) return number("SELECT " + column + " FROM extent_account WHERE class = '" + name + "'");
    const std::string field = item == "changed %" ? "changed_percent" : item == "cells" ? "total_ha" : item + "_ha";
    return number("SELECT " + field + " FROM change_summary");
  }
  void matches(const std::string& what) {
    const std::vector<ExpectedValue> values = expected_values(shared_ / "expected.csv", "change", what);
    ASSERT_FALSE(values.empty()) << what;
    for (const ExpectedValue& one : values)
      EXPECT_NEAR(found(one.item), one.value, one.tolerance + 1e-9) << what << ": " << one.item;
  }
};

TEST_F(ChangeNumbers, AreThoseOfTwoRealMaps) {
  run({layer("change/mass_two_dates.gpkg#habitat_1971"), layer("change/mass_two_dates.gpkg#habitat_1999"), "--class",
       "code", "--crs", "EPSG:26986"});
  matches("mass_two_dates");
}

TEST_F(ChangeNumbers, AreThoseOfThreeDates) {
  run({layer("hand/hand.gpkg#cells_2005"), layer("hand/hand.gpkg#cells_2010"), "--class", "code", "--old-date", "2005",
       "--new-date", "2010"});
  matches("three dates 2005 -> 2010");
  run({layer("hand/hand.gpkg#cells_2010"), layer("hand/hand.gpkg#cells_2012"), "--class", "code", "--old-date",
       "2010-06-30", "--new-date", "2012-06-30"});
  matches("three dates 2010 -> 2012");
}

TEST_F(ChangeNumbers, AreThoseOfThreeDatesAsRasters) {
  write_file(folder_ / "legend.csv", "code,class\n1,Water\n2,Trees\n3,Impervious\n");
  run({layer("change/raster_2005.rst"), layer("change/raster_2010.rst"), "--crosswalk",
       (folder_ / "legend.csv").string(), "--assume-crs", "EPSG:27700"});
  for (const ExpectedValue& one : expected_values(shared_ / "expected.csv", "change", "three dates 2005 -> 2010"))
    if (one.item.find(" to ") != std::string::npos) {
      EXPECT_NEAR(found(one.item) * 1e4 * 9, one.value, 1e-6) << one.item << ": cells of a third of a metre";
    }
}

TEST_F(ChangeNumbers, AreThoseOfTablesOfTransitions) {
  run({"--matrix", layer("change/openland_2002_2008.csv"), "--matrix-fields", "From,To,QtPixel"});
  matches("openland 2002 -> 2008");
  run({"--matrix", layer("change/openland_2002_2014_onestep.csv"), "--matrix-fields", "From,To,QtPixel"});
  matches("openland 2002 -> 2014 in one step");
}

TEST_F(ChangeNumbers, AreThoseFoundByHand) {
  run({layer("hand/hand.gpkg#change_a"), layer("hand/hand.gpkg#change_b"), "--class", "code", "--zones",
       layer("hand/hand.gpkg#change_zone"), "--zone-id", "zone_id"});
  double sum = 0;
  for (const std::vector<std::string>& row : expected_rows(shared_ / "expected" / "change_hand.csv")) {
    const double area = std::atof(row[2].c_str());
    EXPECT_NEAR(found(row[0] + " to " + row[1]), area, 1e-9);
    sum += area;
  }
  EXPECT_NEAR(number("SELECT sum(area_ha) FROM change_matrix"), sum, 1e-9) << "all other cells are 0";
  EXPECT_NEAR(number("SELECT boundary_ha FROM change_matrix WHERE from_class = 'Wood' AND to_class = 'Grass'"), 0.1,
              1e-9);
  EXPECT_EQ(query(folder_ / "out.gpkg", "SELECT count(*) FROM run WHERE section = 'check' AND value + 0 <> 0"), "0");
}

/// Two small maps with codes, zones that overlap, a mask.
class ChangeTool : public testing::Test {
 protected:
  ChangeTool() {
    FixtureLayer old_map, new_map, zones, mask, other;
    old_map.name = "old";
    old_map.rows = {{square_wkt(500000, 100000, 100), {"a", "A111"}}, {square_wkt(500100, 100000, 100), {"b", "B4"}}};
    new_map.name = "new";
    new_map.fields = {"ref", "code", "better"};
    new_map.rows = {{square_wkt(500000, 100000, 100), {"a", "w1f", "no"}},
                    {square_wkt(500100, 100000, 100), {"b", "w1f", "yes"}},
                    {square_wkt(500300, 100000, 100), {"c", "\x01", "no"}}};
    zones.name = "zones";
    zones.fields = {"zone"};
    zones.rows = {{square_wkt(500000, 100000, 150), {"west"}}, {square_wkt(500100, 100000, 150), {"east"}}};
    mask.name = "mask";
    mask.fields = {"ref"};
    mask.rows = {{square_wkt(500000, 100000, 120), {"m"}}};
    other.name = "other";
    other.rows = {{square_wkt(500000, 100000, 100), {"a", "w1f"}}};
    write_fixture(folder_ / "in.gpkg", "GPKG", {old_map, new_map, zones, mask, other});
    write_file(folder_ / "old.csv", "code,class\nA111,Wood\nB4,Grass\n");
    write_file(folder_ / "new.csv", "code,class\nw1f,Wood\n");
    write_file(folder_ / "short.csv", "code,class\nA111,Wood\n");
    write_file(folder_ / "two.csv", "code,class\nA111,Wood\nA111,Grass\nB4,Grass\n");
    write_file(folder_ / "word.csv", "code,class\nA111,unmapped\nB4,Grass\n");
    write_file(folder_ / "transitions.csv", "from,to,amount\nWood,Wood,5\nWood,Grass,many\n");
  }
  ToolRun run(std::vector<std::string> words) const {
    words.insert(words.begin(), "change");
    return run_tool(words, folder_.path());
  }
  std::string ask(const std::string& sql) const { return query(folder_ / "out.gpkg", sql); }
  const std::vector<std::string> maps_{
      "in.gpkg#old", "in.gpkg#new", "--old-class",     "class",   "--new-class",     "code",   "-o",
      "out.gpkg",    "--overwrite", "--old-crosswalk", "old.csv", "--new-crosswalk", "new.csv"};
  std::vector<std::string> with(std::vector<std::string> more) const {
    more.insert(more.begin(), maps_.begin(), maps_.end());
    return more;
  }
  TempDir folder_;
};

TEST_F(ChangeTool, ZonesThatOverlapAreCountedOnceInAll) {
  const ToolRun tool = run(with({"--zones", "in.gpkg#zones", "--zone-id", "zone", "--reappraised", "better"}));
  ASSERT_EQ(tool.exit_code, 0) << tool.err;
  EXPECT_THAT(tool.err, HasSubstr("lie outside the zones"));
  EXPECT_EQ(ask("SELECT round(total_ha, 6) FROM change_summary WHERE zone_id = 'west'"), "2.25");
  EXPECT_EQ(ask("SELECT round(total_ha, 6) FROM change_summary WHERE zone_id = 'all'"), "3.75");
  EXPECT_EQ(ask("SELECT round(reclassified_ha, 6) FROM extent_account WHERE zone_id = 'all' AND class = 'Wood'"), "1.0")
      << "mapped better, not changed";
  EXPECT_EQ(ask("SELECT count(*) FROM indicators WHERE authority = 'all' AND unit = '%'"), "1");
  EXPECT_EQ(ask("SELECT count(*) FROM run WHERE section = 'input' AND key = 'sha256'"), "3");
}

TEST_F(ChangeTool, TheMaskIsTheAccountingArea) {
  const ToolRun tool = run(with({"--mask", "in.gpkg#mask"}));
  ASSERT_EQ(tool.exit_code, 0) << tool.err;
  EXPECT_EQ(ask("SELECT round(sum(area_ha), 6) FROM change_matrix"), "1.44");
  EXPECT_EQ(ask("SELECT round(area_ha, 6) FROM change_matrix WHERE from_class = 'Grass' AND to_class = 'Wood'"), "0.2");
  EXPECT_EQ(ask("SELECT round(area_ha, 6) FROM change_matrix WHERE from_class = 'unmapped' AND to_class = 'unmapped'"),
            "0.24");
}

TEST_F(ChangeTool, FeaturesWithoutAClassAreAClassAndAnIssue) {
  ASSERT_EQ(run(with({})).exit_code, 0);
  EXPECT_EQ(ask("SELECT round(area_ha, 6) FROM change_matrix WHERE to_class = 'no class' AND from_class = 'unmapped'"),
            "1.0");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'missing_habitat_code'"), "1");
}

TEST_F(ChangeTool, RastersOfClassesAreMapsAndScoresMakeAnAccountOfCondition) {
  RasterFixture old_map, new_map;
  old_map.grid = {500000, 100200, 100, 100, 3, 2};
  old_map.bands = {{1, 1, 2, 1, -1, 2}};
  old_map.no_data = -1;
  new_map = old_map;
  new_map.bands = {{1, 2, 2, 1, 2, -1}};
  write_raster_fixture(folder_ / "old.tif", old_map);
  write_raster_fixture(folder_ / "new.tif", new_map);
  new_map.grid.left += 30;
  write_raster_fixture(folder_ / "off.tif", new_map);
  write_file(folder_ / "legend.csv", "code,class\n1,Wood\n2,Grass\n");
  const ToolRun tool = run({"old.tif", "new.tif", "--crosswalk", "legend.csv", "-o", "out.gpkg"});
  ASSERT_EQ(tool.exit_code, 0) << tool.err;
  EXPECT_EQ(
      ask("SELECT group_concat(from_class || '>' || to_class || ' ' || round(area_ha, 6), '; ') FROM change_matrix "
          "WHERE area_ha > 0"),
      "Grass>Grass 1.0; Grass>unmapped 1.0; Wood>Grass 1.0; Wood>Wood 2.0; unmapped>Grass 1.0");
  const ToolRun off = run({"old.tif", "off.tif", "-o", "x.gpkg"});
  EXPECT_EQ(off.exit_code, 3) << off.err;
  EXPECT_THAT(off.err, HasSubstr("do not lie on one grid"));
  EXPECT_EQ(run({"old.tif", "new.tif", "--condition", "score", "-o", "x.gpkg"}).exit_code, 2);

  FixtureLayer scored;
  scored.name = "scored";
  scored.fields = {"class", "score"};
  scored.rows = {{square_wkt(500000, 100000, 100), {"Wood", "1"}},
                 {square_wkt(500100, 100000, 100), {"Wood", "3"}},
                 {square_wkt(500200, 100000, 100), {"Wood", "good"}}};
  write_fixture(folder_ / "scored.gpkg", "GPKG", {scored});
  const ToolRun account =
      run({"scored.gpkg", "scored.gpkg", "--class", "class", "--condition", "score", "-o", "out.gpkg", "--overwrite"});
  ASSERT_EQ(account.exit_code, 0) << account.err;
  EXPECT_EQ(ask("SELECT group_concat(coalesce(score, 'none') || ' ' || round(area_ha, 6), '; ') FROM condition_account "
                "WHERE date = 'closing'"),
            "1.0 1.0; 3.0 1.0; none 1.0");
  EXPECT_EQ(ask("SELECT DISTINCT mean_score FROM condition_account"), "2.0");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'number_unreadable'"), "1");
  EXPECT_EQ(ask("SELECT value FROM indicators WHERE indicator = 'Mean condition of Wood'"), "2.0");
}

TEST_F(ChangeTool, BadInputIsExplained) {
  const auto fails = [&](std::vector<std::string> words, int exit_code, const std::string& message) {
    words.insert(words.end(), {"-o", "x.gpkg"});
    const ToolRun tool = run(std::move(words));
    EXPECT_EQ(tool.exit_code, exit_code) << tool.err;
    EXPECT_THAT(tool.err, HasSubstr(message));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "x.gpkg"));
  };
  const std::string a = "in.gpkg#old", b = "in.gpkg#new";
  fails({a, b, "--old-class", "class", "--new-class", "code"}, 3, "have no class in common");
  fails({a, b, "--old-class", "class", "--new-class", "code", "--crosswalk", "short.csv"}, 3,
        "codes that the crosswalk short.csv does not know: 'B4' (1 features)");
  fails({a, b, "--old-class", "class", "--new-class", "code", "--crosswalk", "two.csv"}, 3, "two classes");
  fails({a, b, "--old-class", "class", "--new-class", "code", "--crosswalk", "word.csv"}, 3,
        "the result uses this word");
  fails({a, "in.gpkg#other", "--class", "clas"}, 3, "'class'");
  fails({a, b}, 2, "no class field");
  fails({a}, 2, "only one map");
  fails({}, 2, "neither two maps nor --matrix");
  fails({a, b, "--class", "class", "--matrix", "transitions.csv"}, 2, "both maps and a table");
  fails({"--matrix", "transitions.csv"}, 3, "row 2 of transitions.csv");
  fails({a, b, "--class", "class", "--old-date", "2025", "--new-date", "2015"}, 2, "is not after");
  fails({a, b, "--class", "class", "--old-date", "spring", "--new-date", "2015"}, 2, "'spring' is not a date");
  fails({a, b, "--class", "class", "--sliver-width", "0"}, 2, "--sliver-width");
}

TEST_F(ChangeTool, WritesTheSameBytesWithAnyNumberOfThreads) {
  std::vector<std::string> bytes;
  for (const char* threads : {"1", "2", "8"}) {
    ASSERT_EQ(run(with({"--threads", threads, "--zones", "in.gpkg#zones"})).exit_code, 0);
    bytes.push_back(read_file(folder_ / "out.gpkg"));
  }
  EXPECT_EQ(bytes[0], bytes[1]);
  EXPECT_EQ(bytes[0], bytes[2]);
}

}  // namespace
}  // namespace spatial::test
