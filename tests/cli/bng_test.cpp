// SPDX-License-Identifier: MIT
// lnrs bng: one template, its units and Defra's checks.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using Json = nlohmann::json;

std::string box(double x0, double y0, double x1, double y1) {
  char text[400];
  std::snprintf(text, sizeof text, "POLYGON((%.3f %.3f,%.3f %.3f,%.3f %.3f,%.3f %.3f,%.3f %.3f))", 400000 + x0,
                200000 + y0, 400000 + x1, 200000 + y0, 400000 + x1, 200000 + y1, 400000 + x0, 200000 + y1, 400000 + x0,
                200000 + y0);
  return text;
}

const std::vector<std::string> habitat_fields{"Parcel Ref",
                                              "Baseline Broad Habitat Type",
                                              "Baseline Habitat Type",
                                              "Area:Integer",
                                              "Baseline Condition",
                                              "Retention Category",
                                              "Proposed Broad Habitat Type",
                                              "Proposed Habitat Type",
                                              "Proposed Condition",
                                              "Habitat created in advance/years",
                                              "Delay in starting habitat creation/years",
                                              "Spatial risk category",
                                              "Location"};

FixtureRow parcel(const std::string& wkt, std::vector<std::string> values) {
  values.resize(habitat_fields.size(), "\x01");
  return {wkt, values};
}

FixtureLayer red_line(const std::string& wkt) {
  return {"Red Line Boundary", "EPSG:27700", "Polygon", {"Area:Real", "Site Name"}, {{wkt, {"10000", "Long Field"}}}};
}

class Bng : public testing::Test {
 protected:
  void write(const std::string& name, const std::vector<FixtureRow>& parcels,
             const std::string& red = box(0, 0, 100, 100)) const {
    write_fixture(folder_ / name, "GPKG",
                  {red_line(red), {"Habitats", "EPSG:27700", "MultiPolygon", habitat_fields, parcels}});
  }
  ToolRun run(std::vector<std::string> words) const {
    words.insert(words.begin(), "bng");
    return run_tool(words, folder_.path());
  }
  Json json(std::vector<std::string> words) const {
    words.push_back("--json");
    const ToolRun out = run(words);
    EXPECT_EQ(out.exit_code, 0) << out.err;
    return Json::parse(out.out);
  }
  static std::vector<std::string> keys(const Json& result) {
    std::vector<std::string> found;
    for (const Json& one : result.at("findings"))
      if (!one.at("key").get<std::string>().empty())
        found.push_back(one.at("feature").get<std::string>() + " " + one.at("key").get<std::string>());
    return found;
  }
  std::string ask(const std::string& sql) const { return query(folder_ / "units.gpkg", sql); }
  TempDir folder_;
};

std::vector<FixtureRow> meadow() {
  return {parcel(box(0, 0, 50, 100), {"P1", "Grassland", "Modified grassland", "5000", "3. Moderate", "Lost",
                                      "Grassland", "Modified grassland", "Moderate"}),
          parcel(box(50, 0, 100, 100), {"P2", "Grassland", "Modified grassland", "5000", "moderate ", "1. Retained"})};
}

TEST_F(Bng, CountsWithoutAnyConfig) {
  write("template.gpkg", meadow());
  const ToolRun out = run({"template.gpkg", "-o", "units.gpkg", "--html", "units.html", "--csv", "tables"});
  ASSERT_EQ(out.exit_code, 0) << out.err;
  // 2 units are lost, and come again after 4 years: 2 x 0.965^4.
  EXPECT_EQ(ask("SELECT round(before, 6) || '|' || round(retained, 6) || '|' || round(created, 6) || '|' || "
                "round(net_percent, 4) || '|' || round(needed, 6) FROM bng_totals WHERE module = 'area'"),
            "4.0|2.0|1.73436|-6.641|0.66564");
  EXPECT_EQ(ask("SELECT years || '|' || time || '|' || difficulty FROM site_units WHERE parcel = 'P1' AND stage = "
                "'proposed'"),
            "4|0.8671800006|1.0");
  EXPECT_EQ(ask("SELECT met || '|' || mended_by FROM bng_trading WHERE module = 'area' AND band = 'Low'"),
            "no|any habitat of the same or a higher band");
  EXPECT_EQ(ask("SELECT value FROM run WHERE item = 'metric' OR key = 'metric'"),
            "Statutory biodiversity metric, calculation tool v4.1, February 2024");
  EXPECT_THAT(out.out, AllOf(HasSubstr("-6.64 %"),
                             HasSubstr("Trading rules are not met for area habitats, trees included, band Low"),
                             HasSubstr("as the template states it")));
  const std::string page = read_file(folder_ / "units.html");
  EXPECT_THAT(page, AllOf(HasSubstr("<html lang=\"en-GB\">"), HasSubstr("-6.64 %"), HasSubstr("document of record"),
                          HasSubstr("Statutory biodiversity metric, calculation tool v4.1"), Not(HasSubstr("http://")),
                          Not(HasSubstr("https://"))));
}

TEST_F(Bng, HasTheNumbersOfASiteCheckWithTheSameConfig) {
  std::vector<FixtureRow> rows = meadow();
  rows[0].values[7] = "Lowland meadows";
  rows[0].values[8] = "Good";
  write("template.gpkg", rows);
  write_fixture(
      folder_ / "county.gpkg", "GPKG",
      {{"habitat",
        "EPSG:27700",
        "Unknown",
        {"ref", "class"},
        {{box(-500, 0, 50, 100), {"H1", "g4"}},
         {box(50, 0, 100, 100), {"H2", "w1f"}},
         {box(150, 0, 250, 100), {"H3", "g3a"}}}},
       {"measures", "EPSG:27700", "Unknown", {"ref", "habitat"}, {{box(-100, 0, 25, 50), {"M1", "Lowland meadows"}}}}});
  write_file(folder_ / "county.toml",
             "[project]\ndate = \"2026-03-31\"\n[layers.habitat]\nlayer = \"county.gpkg#habitat\"\nid = "
             "\"ref\"\nclass = \"class\"\ncrosswalk = \"ukhab\"\n"
             "[layers.measure]\nlayer = \"county.gpkg#measures\"\nid = \"ref\"\nclass = \"habitat\"\n");
  ASSERT_EQ(run({"template.gpkg", "--config", "county.toml", "-o", "units.gpkg"}).exit_code, 0);
  ASSERT_EQ(
      run_tool({"sites", "county.toml", "--sites", "template.gpkg", "--bng", "-o", "checked.gpkg"}, folder_.path())
          .exit_code,
      0);
  const std::string pieces =
      "SELECT group_concat(parcel || stage || significance || measures || units, ';') FROM site_units";
  EXPECT_EQ(ask(pieces), query(folder_ / "checked.gpkg", pieces));
  const std::string totals = "SELECT group_concat(module || net || '|' || total_net, ';') FROM bng_totals";
  EXPECT_EQ(ask(totals), query(folder_ / "checked.gpkg", totals));
  EXPECT_EQ(ask("SELECT count(*) FROM site_units WHERE significance = 'high'"), "1");
  EXPECT_EQ(ask("SELECT abs(sum(area_ha) - 0.5) < 1e-9 FROM site_units WHERE parcel = 'P1' AND stage = 'proposed'"),
            "1")
      << "the pieces add up to the parcel";
}

TEST_F(Bng, CheckEndsWith5WhereDefraWouldReject) {
  std::vector<FixtureRow> rows = meadow();
  rows[1] = parcel(box(49, 0, 100, 100), {"P1", "Grassland", "Modified grassland", "5100", "Moderate", "Retained"});
  write("template.gpkg", rows);
  const ToolRun out = run({"template.gpkg", "--check", "--json"});
  EXPECT_EQ(out.exit_code, 5) << out.err;
  const Json result = Json::parse(out.out);
  EXPECT_THAT(keys(result), testing::IsSupersetOf({"P1 parcels_overlap", "P1 reference_duplicate", " area_sum"}));
  EXPECT_TRUE(result.at("rejected").get<bool>());
  EXPECT_FALSE(result.contains("accounts")) << "only the checks were asked for";
  for (const Json& one : result.at("findings"))
    if (one.at("key") == "parcels_overlap") {
      EXPECT_EQ(one.at("defra_code"), "PARCEL_OVERLAPS");
      EXPECT_EQ(one.at("code"), "bng_parcels_overlap");
    }
  EXPECT_EQ(run({"template.gpkg"}).exit_code, 0) << "counting goes on";
}

TEST_F(Bng, AFileThatIsNoTemplateIsRejectedAndToldWhy) {
  write_file(folder_ / "text.gpkg", "this is no database\n");
  EXPECT_EQ(run({"text.gpkg"}).exit_code, 3);
  const ToolRun checked = run({"text.gpkg", "--check", "--json"});
  EXPECT_EQ(checked.exit_code, 5);
  EXPECT_THAT(keys(Json::parse(checked.out)), testing::ElementsAre(" file_invalid"));

  write_fixture(folder_ / "half.gpkg", "GPKG", {red_line(box(0, 0, 10, 10))});
  const ToolRun half = run({"half.gpkg"});
  EXPECT_EQ(half.exit_code, 3);
  EXPECT_THAT(half.err, HasSubstr("has no layer 'Habitats'; it has Red Line Boundary"));
  EXPECT_EQ(run({"half.gpkg", "--check"}).exit_code, 5);
  for (const ToolRun& absent : {run({"absent.gpkg"}), run({"absent.gpkg", "--check"})}) {
    EXPECT_EQ(absent.exit_code, 3) << "a file that is not there is no file that Defra rejects";
    EXPECT_THAT(absent.err, HasSubstr("absent.gpkg does not exist"));
  }
  write("template.gpkg", meadow());
  EXPECT_EQ(run({"template.gpkg", "--significance", "high"}).exit_code, 2);
  EXPECT_EQ(run({"template.gpkg", "--significance", "mapped"}).exit_code, 2) << "there are no maps";
  EXPECT_EQ(run({"template.gpkg", "--tables", "nowhere"}).exit_code, 2);
  EXPECT_EQ(run({"template.gpkg", "-o", "template.gpkg", "--overwrite"}).exit_code, 2) << "an input is never replaced";
}

TEST_F(Bng, ARowWithoutGeometryIsLeftOutAndTold) {
  std::vector<FixtureRow> rows = meadow();
  rows[1].wkt.clear();
  write("template.gpkg", rows);
  const ToolRun out = run({"template.gpkg", "-o", "units.gpkg"});
  ASSERT_EQ(out.exit_code, 0) << out.err;
  EXPECT_THAT(out.out, AllOf(HasSubstr("1 of 2 features is left out"),
                             HasSubstr("P2: row 2 of layer 'Habitats' has no geometry and was left out")));
  EXPECT_THAT(out.out, Not(HasSubstr("bng_parcel_too_small"))) << "a parcel that was never drawn is not small";
  EXPECT_EQ(ask("SELECT count(*) FROM site_units WHERE parcel = 'P2'"), "0");
  EXPECT_EQ(run({"template.gpkg", "--check"}).exit_code, 5);
}

TEST_F(Bng, AnEmptyLayerIsToldByItsOwnName) {
  write_fixture(folder_ / "template.gpkg", "GPKG",
                {red_line(box(0, 0, 100, 100)),
                 {"Habitats", "EPSG:27700", "MultiPolygon", habitat_fields, meadow()},
                 {"Rivers",
                  "EPSG:27700",
                  "LineString",
                  {"Parcel Ref", "Baseline River Type", "Baseline Condition", "Retention Category"},
                  {}}});
  const Json result = json({"template.gpkg"});
  bool told = false;
  for (const Json& one : result.at("findings")) {
    EXPECT_NE(one.at("layer"), "candidate");
    told = told || (one.at("code") == "empty_layer" && one.at("layer") == "river");
  }
  EXPECT_TRUE(told) << result.at("findings").dump();
}

TEST_F(Bng, ADamagedGeometryIsAFindingOfTheCheck) {
  for (const char* blob : {"x'4750000000'", "x'00112233445566778899'", "substr(geom, 1, length(geom) - 20)"}) {
    write("broken.gpkg", meadow());
    std::string sql;
    for (const char* number : {"1", "2", "3", "4"})
      sql += std::string("DROP TRIGGER IF EXISTS rtree_Habitats_geom_update") + number + ";";
    run_sql(folder_ / "broken.gpkg", sql + "UPDATE Habitats SET geom = " + blob + " WHERE fid = 2");
    const ToolRun out = run({"broken.gpkg", "--check", "--json"});
    EXPECT_EQ(out.exit_code, 5) << out.err;
    EXPECT_THAT(keys(Json::parse(out.out)), testing::Contains("Habitats geometry_unreadable")) << blob;
    EXPECT_THAT(out.out, HasSubstr("the geometry of row 2 in 'Habitats'"));
    const ToolRun counted = run({"broken.gpkg"});
    EXPECT_EQ(counted.exit_code, 3) << "no units of a damaged file";
    EXPECT_THAT(counted.err, HasSubstr("feature 2"));
    std::filesystem::remove(folder_ / "broken.gpkg");
  }
}

TEST_F(Bng, WordsInOtherSpellingsCountAndForeignOnesAreTold) {
  std::vector<FixtureRow> rows = meadow();
  rows[0].values[4] = "  MODERATE  ";
  rows[1].values[4] = "m\xC3\xA4\xC3\x9Fig";
  write("template.gpkg", rows);
  const Json result = json({"template.gpkg"});
  EXPECT_NEAR(result.at("accounts")[0].at("before").get<double>(), 2, 1e-9);
  EXPECT_THAT(keys(result), testing::Contains("P2 condition_unknown"));
  EXPECT_EQ(result.at("left_out"), 1);
  EXPECT_THAT(run({"template.gpkg"}).out, HasSubstr("1 of 2 features is left out of these units"));
}

TEST_F(Bng, TypeDecidesWhereTheBroadTypeContradicts) {
  std::vector<FixtureRow> rows = meadow();
  rows[1].values[1] = "Wetland";
  write("template.gpkg", rows);
  const Json result = json({"template.gpkg"});
  EXPECT_NEAR(result.at("accounts")[0].at("before").get<double>(), 4, 1e-9);
  EXPECT_THAT(keys(result), testing::Contains("P2 broad_mismatch"));
  EXPECT_THAT(result.dump(), HasSubstr("belongs to 'Grassland', not to 'Wetland': correct the broad type"));
}

TEST_F(Bng, ABaselineFileHasNoNetChange) {
  std::vector<FixtureRow> rows = meadow();
  for (FixtureRow& row : rows) row.values.resize(5), row.values.resize(habitat_fields.size(), "\x01");
  write("template.gpkg", rows);
  const Json result = json({"template.gpkg"});
  EXPECT_TRUE(result.at("baseline_only").get<bool>());
  EXPECT_FALSE(result.at("accounts")[0].contains("net"));
  EXPECT_THAT(run({"template.gpkg"}).out, HasSubstr("a baseline file, without net change"));
}

TEST_F(Bng, WithoutABaselineThereIsNoPercentageAndALargeGainIsToldAsItIs) {
  write("nothing.gpkg", {parcel(box(0, 0, 100, 100),
                                {"P1", "", "", "", "", "Created", "Grassland", "Modified grassland", "Moderate"})});
  EXPECT_TRUE(json({"nothing.gpkg"}).at("accounts")[0].at("net_percent").is_null());
  write("large.gpkg", {parcel(box(0, 0, 100, 100), {"P1", "Cropland", "Cereal crops", "", "Condition Assessment N/A",
                                                    "Lost", "Grassland", "Other neutral grassland", "Good"})});
  const Json large = json({"large.gpkg"});
  EXPECT_GT(large.at("accounts")[0].at("net_percent").get<double>(), 200);
}

TEST_F(Bng, OffSiteLandIsAnAccountOfItsOwn) {
  write("template.gpkg", meadow());
  std::vector<FixtureRow> off{
      parcel(box(0, 0, 100, 100),
             {"F1", "Cropland", "Cereal crops", "", "Condition Assessment N/A", "Lost", "Grassland",
              "Modified grassland", "Moderate", "0", "0",
              "Compensation outside LPA or NCA of impact site, but in neighbouring LPA or NCA", "On-site"})};
  write("off.gpkg", off);
  const Json area = json({"template.gpkg", "--off-site", "off.gpkg"}).at("accounts")[0];
  const double created = 4 * 0.8671800006, gain = created - 2;
  EXPECT_NEAR(area.at("before").get<double>(), 4, 1e-9);
  EXPECT_NEAR(area.at("off_site_net").get<double>(), gain, 1e-9);
  EXPECT_NEAR(area.at("off_site_net_at_risk").get<double>(), 0.75 * gain, 1e-9);
  EXPECT_NEAR(area.at("total_percent").get<double>(), (2 + 2 * 0.8671800006 - 4 + 0.75 * gain) / 4 * 100, 1e-6);
  off[0].values[11] = "far away";
  write("off2.gpkg", off);
  const Json unclear = json({"template.gpkg", "--off-site", "off2.gpkg"});
  EXPECT_EQ(unclear.at("left_out"), 1) << "without a known spatial risk nothing counts after";
}

TEST_F(Bng, YearsThatContradictOrAreNoneGiveNothingAfter) {
  std::vector<FixtureRow> rows = meadow();
  rows[0].values[9] = "2";
  rows[0].values[10] = "3";
  rows[1] = parcel(box(50, 0, 100, 100), {"P2", "Grassland", "Modified grassland", "5000", "Poor", "Enhanced",
                                          "Grassland", "Modified grassland", "Good", "31"});
  write("template.gpkg", rows);
  const Json result = json({"template.gpkg"});
  EXPECT_THAT(keys(result), testing::IsSupersetOf({"P1 advance_and_delay", "P2 years_invalid"}));
  EXPECT_EQ(result.at("accounts")[0].at("after"), 0);
  EXPECT_EQ(result.at("left_out"), 2);
}

TEST_F(Bng, StatedSizesInOtherUnitsAreComparedNotCounted) {
  std::vector<FixtureRow> rows = meadow();
  rows[0].values[3] = "1";  // acres, rounded
  write("template.gpkg", rows);
  ASSERT_EQ(run({"template.gpkg", "-o", "units.gpkg"}).exit_code, 0);
  EXPECT_EQ(ask("SELECT feature_id || '|' || message FROM issues WHERE rule = 'bng_size_differs'"),
            "P1|1 is stated, but the shape measures 5000.0 m²");
  EXPECT_EQ(ask("SELECT before FROM bng_totals WHERE module = 'area'"), "4.0");
}

TEST_F(Bng, SeveralRedLinesAreJoinedAndTold) {
  std::vector<FixtureLayer> layers{red_line(box(0, 0, 50, 100)),
                                   {"Habitats", "EPSG:27700", "MultiPolygon", habitat_fields, meadow()}};
  layers[0].rows.push_back({box(50, 0, 100, 100), {"5000", "Long Field"}});
  write_fixture(folder_ / "two.gpkg", "GPKG", layers);
  const Json result = json({"two.gpkg"});
  EXPECT_THAT(keys(result), AllOf(testing::Contains(HasSubstr("red_line_many")),
                                  Not(testing::Contains(HasSubstr("parcel_outside")))));
  layers.push_back({"iggis", "EPSG:27700", "Polygon", {"ref"}, {{box(0, 0, 1, 1), {"I1"}}}});
  write_fixture(folder_ / "more.gpkg", "GPKG", layers);
  EXPECT_THAT(keys(json({"more.gpkg"})), testing::Contains("iggis layer_unexpected"));
}

TEST_F(Bng, GivesTheSameBytesAtAnyNumberOfThreads) {
  write("template.gpkg", meadow());
  std::vector<std::string> pages;
  for (const char* threads : {"1", "2", "8"}) {
    ASSERT_EQ(run({"template.gpkg", "-o", "units.gpkg", "--html", "units.html", "--overwrite", "--threads", threads})
                  .exit_code,
              0);
    pages.push_back(read_file(folder_ / "units.gpkg") + read_file(folder_ / "units.html"));
  }
  EXPECT_EQ(pages[0], pages[1]);
  EXPECT_EQ(pages[0], pages[2]);
}

TEST_F(Bng, ChecksOfThePackEndAsDefrasService) {
  const std::filesystem::path cases = shared_dir() / "bng" / "cases";
  if (shared_dir().empty() || !std::filesystem::exists(cases))
    GTEST_SKIP() << "the folder with the cases of Biodiversity Net Gain is absent (LNRS_SHARED)";
  for (const auto& [name, exit] :
       {std::pair{"geom_clean", 0}, std::pair{"geom_multipart_red_line", 0}, std::pair{"geom_overlap", 5},
        std::pair{"file_wrong_crs", 5}, std::pair{"file_not_sqlite", 5}, std::pair{"geom_no_red_line", 5}})
    EXPECT_EQ(run({(cases / name / "site.gpkg").string(), "--check"}).exit_code, exit) << name;
}

}  // namespace
}  // namespace spatial::test
