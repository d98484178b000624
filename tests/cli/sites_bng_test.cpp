// SPDX-License-Identifier: MIT
// lnrs sites --bng on a file as Natural England's template makes it.
#include <gmock/gmock.h>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;

std::string box(double x0, double y0, double x1, double y1) {
  char text[400];
  std::snprintf(text, sizeof text, "POLYGON((%.3f %.3f,%.3f %.3f,%.3f %.3f,%.3f %.3f,%.3f %.3f))", 500000 + x0,
                100000 + y0, 500000 + x1, 100000 + y0, 500000 + x1, 100000 + y1, 500000 + x0, 100000 + y1, 500000 + x0,
                100000 + y0);
  return text;
}

const std::vector<std::string> habitat_fields{"Parcel Ref",
                                              "Baseline Broad Habitat Type",
                                              "Baseline Habitat Type",
                                              "Area:Integer",
                                              "Baseline Condition",
                                              "Baseline Strategic Significance",
                                              "Retention Category",
                                              "Proposed Broad Habitat Type",
                                              "Proposed Habitat Type",
                                              "Proposed Condition",
                                              "Proposed Strategic Significance",
                                              "Habitat created in advance/years",
                                              "Delay in starting habitat creation/years",
                                              "Spatial risk category",
                                              "Location",
                                              "Site Name",
                                              "Survey Date",
                                              "Survey Details",
                                              "Comment"};

FixtureRow parcel(const std::string& wkt, std::vector<std::string> values) {
  values.resize(habitat_fields.size(), "\x01");
  return {wkt, values};
}

/// A red line of 1 ha: half of it becomes lowland meadow, a quarter of which lies on land mapped for meadows; woodland
/// stays.
class Template : public testing::Test {
 protected:
  Template() {
    write_fixture(folder_ / "county.gpkg", "GPKG",
                  {{"habitat",
                    "EPSG:27700",
                    "Unknown",
                    {"ref", "class"},
                    {{box(-500, 0, 50, 100), {"H1", "g4"}},
                     {box(50, 0, 100, 100), {"H2", "w1f"}},
                     {box(150, 0, 250, 100), {"H3", "g3a"}}}},
                   {"measures",
                    "EPSG:27700",
                    "Unknown",
                    {"ref", "habitat"},
                    {{box(-100, 0, 25, 50), {"M1", "Lowland meadows; Lowland calcareous grassland"}}}}});
    write_file(folder_ / "county.toml",
               "[project]\ndate = \"2026-03-31\"\n[layers.habitat]\nlayer = \"county.gpkg#habitat\"\nid = "
               "\"ref\"\nclass = \"class\"\ncrosswalk = \"ukhab\"\n"
               "[layers.measure]\nlayer = \"county.gpkg#measures\"\nid = \"ref\"\nclass = \"habitat\"\n");
  }
  std::vector<FixtureLayer> layers() const {
    FixtureLayer red{"Red Line Boundary",
                     "EPSG:27700",
                     "Unknown",
                     {"Area:Real", "Site Name"},
                     {{box(0, 0, 100, 100), {"10000", "Long Field"}}}};
    FixtureLayer habitats{
        "Habitats",
        "EPSG:27700",
        "Unknown",
        habitat_fields,
        {parcel(box(0, 0, 50, 100), {"P1", "Grassland", "Modified grassland", "5000", "3. Moderate", "Low", "Lost",
                                     "Grassland", "Lowland meadows", "Good", "High strategic significance"}),
         parcel(box(50, 0, 100, 100), {"P2", "Woodland and forest", "Lowland mixed deciduous woodland", "5000",
                                       "Moderate", "Low", "Retained"})}};
    FixtureLayer hedgerows{
        "Hedgerows",
        "EPSG:27700",
        "Unknown",
        {"Parcel Ref", "Baseline Hedge Type", "Baseline Condition", "Baseline Strategic Significance",
         "Retention Category", "Proposed Hedge Type", "Proposed Condition", "Length:Integer"},
        {{"LINESTRING(500000 100050,500100 100050)",
          {"H1", "Native hedgerow", "Poor", "Low", "Retained", "\x01", "\x01", "100"}}}};
    FixtureLayer trees{"Urban Trees",
                       "EPSG:27700",
                       "Unknown",
                       {"Tree Ref", "Baseline Tree Size", "Baseline Condition", "Retention Category"},
                       {{"POINT(500010 100010)", {"T1", "Large", "Good", "Retained"}}}};
    return {red, habitats, hedgerows, trees};
  }
  void write(const std::vector<FixtureLayer>& layers) { write_fixture(folder_ / "template.gpkg", "GPKG", layers); }
  ToolRun run(std::vector<std::string> words = {}) const {
    words.insert(words.begin(),
                 {"sites", "county.toml", "--sites", "template.gpkg", "--bng", "-o", "units.gpkg", "--overwrite"});
    return run_tool(words, folder_.path());
  }
  std::string ask(const std::string& sql) const { return query(folder_ / "units.gpkg", sql); }
  TempDir folder_;
};

TEST_F(Template, FailsOnFindingsByCodeAndOnWhatDefraRejects) {
  std::vector<FixtureLayer> all = layers();
  all[1].rows[1] = parcel(box(49, 0, 100, 100), {"P2", "Woodland and forest", "Lowland mixed deciduous woodland",
                                                 "5100", "Moderate", "Low", "Retained"});
  write(all);
  const ToolRun overlap = run({"--fail-on", "bng_parcels_overlap"});
  EXPECT_EQ(overlap.exit_code, 5) << overlap.err;
  EXPECT_THAT(overlap.out, HasSubstr("bng_parcels_overlap habitat P"));
  const ToolRun rejected = run({"--fail-on", "rejected"});
  EXPECT_EQ(rejected.exit_code, 5);
  EXPECT_THAT(rejected.out, testing::AllOf(HasSubstr("bng_parcels_overlap"), HasSubstr("bng_area_sum")));
  EXPECT_EQ(run({"--fail-on", "bng_red_line_many"}).exit_code, 0) << "there is one red line";
  const ToolRun wrong = run({"--fail-on", "bng_parcel_overlap"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean 'bng_parcels_overlap'?"));
  write(layers());
  EXPECT_EQ(run({"--fail-on", "bng_parcels_overlap"}).exit_code, 0) << "the sound template passes";
  const ToolRun no_template = run_tool(
      {"sites", "county.toml", "--wkt", box(0, 0, 100, 100), "--ref", "A", "-o", "site.gpkg", "--fail-on", "rejected"},
      folder_.path());
  EXPECT_EQ(no_template.exit_code, 2);
  EXPECT_THAT(no_template.err, HasSubstr("--bng"));
}

TEST_F(Template, CountsUnitsAndSplitsWhereSignificanceChanges) {
  write(layers());
  const ToolRun out = run();
  ASSERT_EQ(out.exit_code, 0) << out.err;
  EXPECT_EQ(ask("SELECT site_id || '|' || round(area_ha, 6) FROM sites"), "Long Field|1.0");
  const auto unit = [&](const std::string& where) {
    return ask(
        "SELECT group_concat(round(coalesce(area_ha, length_km), 6) || ' x ' || distinctiveness || ' x ' || condition "
        "|| ' x ' || significance_score || coalesce(' x ' || time || ' x ' || difficulty, '') || ' = ' || round(units, "
        "6), "
        "'; ') FROM site_units WHERE " +
        where);
  };
  EXPECT_EQ(unit("parcel = 'P1' AND stage = 'baseline'"), "0.5 x 2.0 x 2.0 x 1.0 = 2.0");
  // 25 × 50 m of the parcel lie on land mapped for meadows.
  EXPECT_EQ(unit("parcel = 'P1' AND stage = 'proposed'"),
            "0.125 x 8.0 x 3.0 x 1.15 x 0.5860163055 x 0.33 = 0.66718; 0.375 x 8.0 x 3.0 x 1.0 x 0.5860163055 x 0.33 = "
            "1.740468")
      << "15 years to a good meadow, and it is difficult";
  EXPECT_EQ(unit("parcel = 'P2' AND stage = 'proposed'"), "0.5 x 6.0 x 2.0 x 1.0 = 6.0");
  EXPECT_EQ(unit("parcel = 'H1' AND stage = 'baseline'"), "0.1 x 2.0 x 1.0 x 1.0 = 0.2");
  EXPECT_EQ(unit("parcel = 'T1' AND stage = 'baseline'"), "0.0366 x 4.0 x 3.0 x 1.0 = 0.4392");
  EXPECT_EQ(ask("SELECT measures || '|' || rule FROM site_units WHERE significance = 'high'"),
            "M1|LNRS published: on land mapped for a measure that names Lowland meadows");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule LIKE 'bng_%' AND severity = 'error'"), "0");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'bng_layer_missing'"), "1") << "rivers";
  EXPECT_THAT(ask("SELECT summary FROM sites"),
              HasSubstr("Area habitats, trees included: 8.44 biodiversity units at baseline, 8.85 as proposed (+0.41, "
                        "+4.83 %)"))
      << "the retained tree of 0.4392 units belongs to the account";
  EXPECT_EQ(ask("SELECT round(before, 6) || '|' || round(retained, 6) || '|' || round(created, 6) || '|' || "
                "round(net_percent, 4) FROM bng_totals WHERE module = 'area'"),
            "8.4392|6.4392|2.407648|4.8304");
  EXPECT_EQ(ask("SELECT group_concat(module || ' ' || band || ' ' || met, '; ') FROM bng_trading WHERE met = 'no'"), "")
      << "a very high gain makes up for the low grassland";
  // The woodland stays, the meadow comes: both networks are told.
  EXPECT_EQ(ask("SELECT round(core_lost_ha, 6) || '|' || round(eca_gained_ha, 6) FROM site_networks WHERE network = "
                "'woodland'"),
            "0.5|0.5");
  EXPECT_EQ(ask("SELECT round(core_gained_ha, 6) FROM site_networks WHERE network = 'grassland_neutral'"), "0.5");
}

TEST_F(Template, TakesTheMeasuresThatLnrsStrategyWrote) {
  write_file(folder_ / "statement.csv",
             "measure_code,measure_text,bng_habitats,mapped\nM1,Make meadows,Lowland meadows; Lowland calcareous "
             "grassland,yes\n");
  write_fixture(folder_ / "places.gpkg", "GPKG",
                {{"measures",
                  "EPSG:27700",
                  "Unknown",
                  {"measure_id", "measure_code"},
                  {{box(-100, 0, 25, 50), {"place-1", "M1"}}}}});
  write_file(folder_ / "strategy.toml",
             "[project]\narea = \"county.gpkg#habitat\"\ndate = \"2026-03-31\"\n[layers.measure]\nlayer = "
             "\"places.gpkg#measures\"\n[strategy]\n"
             "statement = \"statement.csv\"\n");
  const ToolRun strategy = run_tool({"strategy", "strategy.toml", "-o", "lnrs.gpkg"}, folder_.path());
  ASSERT_EQ(strategy.exit_code, 0) << strategy.err;
  std::string text = read_file(folder_ / "county.toml");
  text.resize(text.find("[layers.measure]"));
  write_file(
      folder_ / "county.toml",
      text + "[layers.measure]\nlayer = \"lnrs.gpkg#measures\"\nid = \"measure_id\"\nclass = \"bng_habitats\"\n");
  write(layers());
  const ToolRun out = run();
  ASSERT_EQ(out.exit_code, 0) << out.err;
  EXPECT_EQ(ask("SELECT measures || '|' || rule FROM site_units WHERE significance = 'high'"),
            "place-1|LNRS published: on land mapped for a measure that names Lowland meadows");
  EXPECT_EQ(ask("SELECT round(sum(area_ha), 6) FROM site_units WHERE significance = 'high'"), "0.125")
      << "25 x 50 m of the parcel";
  const ToolRun site =
      run_tool({"sites", "county.toml", "--wkt", box(0, 0, 100, 100), "--ref", "A", "-o", "site.gpkg"}, folder_.path());
  ASSERT_EQ(site.exit_code, 0) << site.err;
  EXPECT_EQ(query(folder_ / "site.gpkg",
                  "SELECT feature_id || '|' || round(overlap_ha, 6) FROM site_features WHERE role = 'measure'"),
            "place-1|0.125");
}

TEST_F(Template, WithoutAPublishedStrategyMediumIsTheMost) {
  write(layers());
  ASSERT_EQ(run({"--set", "sites.lnrs_published=false"}).exit_code, 0);
  EXPECT_EQ(
      ask("SELECT group_concat(DISTINCT significance) FROM site_units WHERE parcel = 'P1' AND stage = 'proposed'"),
      "medium,low");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'bng_significance_differs'"), "1")
      << "the template says high";
}

TEST_F(Template, ReportsWhatDefrasServiceWouldReject) {
  std::vector<FixtureLayer> bad = layers();
  bad[1].rows = {parcel(box(0, 0, 51, 100), {"P1", "Grassland", "Modified grassland", "77", "Moderate"}),
                 parcel(box(50, 0, 101, 100), {"P2", "Grassland", "Modifed grassland", "5100", "Moderate"}),
                 parcel(box(10, 10, 10.5, 10.5), {"P3", "Grassland", "Modified grassland", "", "Moderate"}),
                 parcel("POLYGON((500060 100060,500070 100070,500070 100060,500060 100070,500060 100060))",
                        {"P4", "Grassland", "Modified grassland", "", "Moderate"})};
  write(bad);
  ASSERT_EQ(run().exit_code, 0);
  const auto count = [&](const std::string& rule) {
    return ask("SELECT count(*) FROM issues WHERE rule = '" + rule + "'");
  };
  EXPECT_EQ(count("bng_parcel_outside"), "1");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'bng_parcels_overlap' AND feature_id = 'P1' AND message LIKE "
                "'shares 100.00%'"),
            "1");
  EXPECT_EQ(count("bng_parcel_too_small"), "1");
  EXPECT_EQ(count("bng_self_intersection"), "1");
  EXPECT_EQ(count("bng_area_sum"), "1");
  EXPECT_EQ(count("bng_habitat_unknown"), "1");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'bng_size_differs' AND feature_id = 'P1'"), "1")
      << "area columns are never trusted";
}

TEST_F(Template, ToleratesRenamedColumnsAndNamesWhatIsMissing) {
  std::vector<FixtureLayer> renamed = layers();
  renamed[1].name = "habitats";
  renamed[1].fields[0] = "parcel_ref";
  renamed[1].fields[2] = "baseline_habitat_type";
  write(renamed);
  ASSERT_EQ(run().exit_code, 0);
  EXPECT_EQ(ask("SELECT round(sum(units), 6) FROM site_units WHERE kind = 'habitat' AND stage = 'baseline'"), "8.0");

  std::vector<FixtureLayer> without = layers();
  without[1].fields[4] = "Baseline Conditn";
  write(without);
  const ToolRun column = run();
  EXPECT_EQ(column.exit_code, 3);
  EXPECT_THAT(column.err, HasSubstr("layer 'Habitats': there is no column 'Baseline Condition'"));
  EXPECT_THAT(column.err, HasSubstr("Rename 'Baseline Conditn' to 'Baseline Condition'"));

  std::vector<FixtureLayer> no_line = layers();
  no_line.erase(no_line.begin());
  write(no_line);
  const ToolRun layer = run();
  EXPECT_EQ(layer.exit_code, 3);
  EXPECT_THAT(layer.err, HasSubstr("has no layer 'Red Line Boundary'; it has Habitats, Hedgerows, Urban Trees"));
}

TEST_F(Template, KeepsCountingWhereALayerHoldsGeometryOfAnotherKind) {
  std::vector<FixtureLayer> mixed = layers();
  mixed[0].rows.push_back({"POINT(500000 100000)", {"1", "Long Field"}});
  mixed[1].rows.push_back(
      parcel("LINESTRING(500000 100000,500050 100000)", {"L1", "Grassland", "Modified grassland", "1", "Moderate"}));
  mixed[1].rows.push_back(parcel(
      "GEOMETRYCOLLECTION(POLYGON((500000 100000,500010 100000,500010 100010,500000 100000)),POINT(500000 100000))",
      {"G1", "Grassland", "Modified grassland", "50", "Moderate"}));
  mixed[2].rows.push_back(
      {box(0, 0, 5, 5), {"A1", "Native hedgerow", "Poor", "Low", "Retained", "\x01", "\x01", "20"}});
  mixed[3].rows.push_back({box(0, 0, 5, 5), {"A2", "Large", "Good", "Retained"}});
  write(mixed);
  const ToolRun out = run();
  ASSERT_EQ(out.exit_code, 0) << out.err;
  EXPECT_EQ(ask("SELECT group_concat(site_id || '|' || status || '|' || area_ha, ';') FROM sites"),
            "Long Field|checked|1.0");
  EXPECT_EQ(ask("SELECT group_concat(role || '|' || feature_id, ';') FROM (SELECT role, feature_id FROM issues WHERE "
                "rule = 'wrong_geometry_type' ORDER BY role, feature_id)"),
            "habitat|L1;hedgerow|A1;site|2;tree|A2");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'non_polygon_parts_dropped'"), "1")
      << "of the collection its area counts";
  EXPECT_EQ(ask("SELECT group_concat(parcel || '|' || units, ';') FROM (SELECT * FROM site_units WHERE stage = "
                "'baseline' ORDER BY parcel)"),
            "G1|0.02;H1|0.2;P1|2.0;P2|6.0;T1|0.4392");
}

}  // namespace
}  // namespace spatial::test
