// SPDX-License-Identifier: MIT
// lnrs planting: numbers found independently (skipped where ../shared is absent), rules, bad input.
#include <gmock/gmock.h>

#include <cstdlib>
#include <map>

#include "tests/cli/run_tool.hpp"
#include "tests/cli/strategy_numbers.hpp"
#include "tests/support/expected_rows.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;

std::string planting_layer(const std::string& file, const std::string& more) {
  return "[[planting.layer]]\nlayer = \"" + file + "\"\n" + more;
}

class PlantingNumbers : public StrategyNumbers {
 protected:
  PlantingNumbers() : StrategyNumbers("planting") {}
};

TEST_F(PlantingNumbers, OfParcelsAreThoseFoundByHand) {
  const std::string hand = layer("hand/hand.gpkg");
  write_file(folder_ / "county.toml", "[layers.parcel]\nlayer = \"" + hand +
                                          "#parcel\"\nid = \"parcel_id\"\n[planting]\nmin_width_m = 10\n" +
                                          planting_layer(hand + "#planting_sssi", "kind = \"sssi\"\n") +
                                          planting_layer(hand + "#monument", "kind = \"scheduled_monument\"\n"));
  run({(folder_ / "county.toml").string()});
  const auto rows = expected_rows(shared_ / "expected" / "planting_hand.csv");
  EXPECT_EQ(ask("SELECT count(*) FROM tree_parcels"), std::to_string(rows.size()));
  const std::vector<std::string> columns{"area_ha", "high_ha", "low_ha", "plantable_ha"};
  for (const std::vector<std::string>& row : rows)
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const double value = std::atof(row[1 + c].c_str());
      EXPECT_NEAR(number("SELECT " + columns[c] + " FROM tree_parcels WHERE parcel_id = '" + row[0] + "'"), value,
                  1e-6 + 1e-3 * value)
          << row[0] << " " << columns[c];
    }
}

TEST_F(PlantingNumbers, OfTraffordAreThoseFoundIndependently) {
  FixtureLayer square;
  square.name = "square";
  square.fields = {"ref"};
  square.rows = {{square_wkt(370000, 380000, 10000), {"1"}}};
  write_fixture(folder_ / "square.gpkg", "GPKG", {square});
  const std::string trafford = layer("trafford/trafford.gpkg");
  const std::vector<std::pair<std::string, std::string>> layers{
      {"unsuitable, woodland", planting_layer(trafford + "#woodland", "class = \"unsuitable\"\n")},
      {"unsuitable, ALC urban",
       planting_layer(trafford + "#alc", "class = \"unsuitable\"\nwhere = \"grade = 'Urban'\"\nreason = \"urban\"\n")},
      {"high, SSSI", planting_layer(layer("trafford/sssi.geojson"), "kind = \"sssi\"\n")},
      {"high, LNR", planting_layer(layer("trafford/lnr.geojson"), "kind = \"lnr\"\n")},
      {"high, monument + 20 m",
       planting_layer(layer("trafford/scheduled_monument.geojson"), "class = \"high\"\nbuffer_m = 20\n")},
      {"high, ALC 1-2", planting_layer(trafford + "#alc",
                                       "class = \"high\"\nwhere = \"grade IN ('Grade 1', 'Grade 2')\"\nreason = "
                                       "\"best farmland\"\n")},
      {"medium, ALC 3", planting_layer(trafford + "#alc", "class = \"medium\"\nwhere = \"grade = 'Grade 3'\"\n")}};
  std::string text =
      "[project]\nallow_elsewhere = true\n[clean]\nsmallest_part_m2 = 0\n[layers.study_area]\nlayer = "
      "\"square.gpkg#square\"\n[layers.authority]\nlayer = \"" +
      layer("trafford/la_2023_bfe.geojson") + "\"\nid = \"area_code\"\n";
  for (const auto& [item, section] : layers) text += section;
  write_file(folder_ / "county.toml", text);
  run({(folder_ / "county.toml").string()});
  const std::string authority = ask("SELECT authority FROM tree_summary ORDER BY authority LIMIT 1");
  const auto values =
      expected_values(shared_ / "expected.csv", "planting", "Trafford inside the square 370000 380000 380000 390000");
  ASSERT_EQ(values.size(), 16U);
  std::map<std::string, std::string> reason{{"unsuitable, woodland", "woodland"},
                                            {"unsuitable, ALC urban", "urban"},
                                            {"high, SSSI", "Site of Special Scientific Interest"},
                                            {"high, LNR", "Local Nature Reserve"},
                                            {"high, ALC 1-2", "best farmland"},
                                            {"medium, ALC 3", "alc"}};
  for (const ExpectedValue& one : values) {
    const std::string item = one.item.substr(0, one.item.rfind(':'));
    const std::string column = one.item.ends_with("raw") ? "raw_ha" : "area_ha";
    std::string where = " FROM tree_summary WHERE authority = '" + authority + "'";
    if (item == "low, the rest")
      where += " AND layer IS NULL";
    else if (item == "high, monument + 20 m")
      where += " AND layer LIKE '%monument%'";
    else if (item != "all")
      where += " AND reason = '" + reason.at(item) + "'";
    EXPECT_NEAR(number("SELECT sum(" + column + ")" + where), one.value, one.tolerance) << one.item;
  }
}

/// A square of 1 km: woodland in a corner, a strip that is hard to plant, parcels.
class PlantingTool : public testing::Test {
 protected:
  PlantingTool() {
    FixtureLayer habitat, strip, parcels;
    habitat.name = "habitat";
    habitat.fields = {"ref", "code"};
    habitat.rows = {{square_wkt(400000, 100000, 200), {"w", "w1f"}}, {square_wkt(400200, 100000, 800), {"g", "g4"}}};
    strip.name = "strip";
    strip.fields = {"kind"};
    strip.rows = {{square_wkt(400300, 100000, 100), {"a"}}, {square_wkt(400350, 100000, 100), {"b"}}};
    parcels.name = "parcels";
    parcels.fields = {"ref"};
    parcels.rows = {{square_wkt(400300, 100000, 200), {"P1"}}, {square_wkt(400300, 100500, 100), {"P2"}}};
    write_fixture(folder_ / "in.gpkg", "GPKG", {habitat, strip, parcels});
    config(planting_layer("in.gpkg#strip", "class = \"high\"\nreason = \"pylons\"\n"));
  }
  void config(const std::string& more) const {
    write_file(
        folder_ / "county.toml",
        "[project]\ndate = \"2026-03-31\"\n[layers.parcel]\nlayer = \"in.gpkg#parcels\"\nid = \"ref\"\n"
        "[layers.habitat]\nlayer = \"in.gpkg#habitat\"\nid = \"ref\"\nclass = \"code\"\ncrosswalk = \"ukhab\"\n" +
            more);
  }
  ToolRun run(std::vector<std::string> more = {}) const {
    std::vector<std::string> words{"planting", "county.toml", "-o", "out.gpkg", "--overwrite"};
    words.insert(words.end(), more.begin(), more.end());
    return run_tool(words, folder_.path());
  }
  std::string ask(const std::string& sql) const { return query(folder_ / "out.gpkg", sql); }
  TempDir folder_;
};

TEST_F(PlantingTool, WoodlandStandsBesideTheClassWithoutWeight) {
  const ToolRun tool = run();
  ASSERT_EQ(tool.exit_code, 0) << tool.err;
  EXPECT_EQ(ask("SELECT round(high_ha, 6) FROM tree_parcels WHERE parcel_id = 'P1'"), "1.5")
      << "a layer that overlaps itself counts once";
  EXPECT_EQ(ask("SELECT round(plantable_ha, 6) FROM tree_parcels WHERE parcel_id = 'P1'"), "2.5");
  EXPECT_EQ(ask("SELECT round(woodland_m, 6) FROM tree_parcels WHERE parcel_id = 'P1'"), "100.0");
  EXPECT_EQ(ask("SELECT gain_ha > 0 FROM tree_parcels WHERE parcel_id = 'P2'"), "1");
  EXPECT_EQ(ask("SELECT round(sum(area_ha), 6) FROM tree_sensitivity"), "5.0");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE severity = 'error'"), "0");
  EXPECT_THAT(tool.err + tool.out, HasSubstr("It is not a consent"));
}

TEST_F(PlantingTool, MediumLandIsPlantableIfAskedFor) {
  config(planting_layer("in.gpkg#strip", "class = \"medium\"\n"));
  ASSERT_EQ(run().exit_code, 0);
  EXPECT_EQ(ask("SELECT round(plantable_ha, 6) FROM tree_parcels WHERE parcel_id = 'P1'"), "2.5");
  ASSERT_EQ(run({"--set", "planting.plant_medium=true"}).exit_code, 0);
  EXPECT_EQ(ask("SELECT round(plantable_ha, 6) FROM tree_parcels WHERE parcel_id = 'P1'"), "4.0");
}

TEST_F(PlantingTool, BadInputIsExplained) {
  const auto fails = [&](int exit_code, const std::string& message) {
    const ToolRun tool = run();
    EXPECT_EQ(tool.exit_code, exit_code) << tool.err;
    EXPECT_THAT(tool.err, HasSubstr(message));
  };
  config("");
  fails(2, "no layer says how sensitive land is");
  config(planting_layer("in.gpkg#strip", "class = \"hihg\"\n"));
  fails(2, "did you mean 'high'?");
  config(planting_layer("in.gpkg#strip", "kind = \"deep_peet\"\n"));
  fails(2, "did you mean 'deep_peat'?");
  config(planting_layer("in.gpkg#strip", "reason = \"no class\"\n"));
  fails(2, "neither class nor kind");
  config(planting_layer("in.gpkg#strip", "class = \"high\"\nwhere = \"knd = 'a'\"\n"));
  fails(3, "knd");
}

TEST_F(PlantingTool, WritesTheSameBytesWithAnyNumberOfThreads) {
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
