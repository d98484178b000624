// SPDX-License-Identifier: MIT
// What one command writes is read by the next: baseline, strategy, protected land, opportunities, planting and
// pollinators, on land so small that every number can be worked out by hand.
#include <gmock/gmock.h>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;

/// A strip of 500 × 100 m: wood, four fields of modified grassland, and a site over the second field.
class Feeds : public testing::Test {
 protected:
  Feeds() {
    FixtureLayer study, habitat, site, measures, parcels, lines, authority;
    study.name = "study";
    study.fields = {"ref"};
    study.rows = {{wkt(0, 500), {"s"}}};
    habitat.name = "habitat";
    habitat.rows = {{wkt(0, 100), {"H1", "w1f"}},
                    {wkt(100, 200), {"H2", "g4"}},
                    {wkt(200, 300), {"H3", "g4"}},
                    {wkt(300, 400), {"H4", "g4"}},
                    {wkt(400, 500), {"H5", "g3a"}}};
    site.name = "site";
    site.fields = {"ref", "title"};
    site.rows = {{wkt(200, 300), {"S1", "Second Field"}}};
    measures.name = "measures";
    measures.fields = {"measure_id", "measure_code"};
    measures.rows = {{wkt(150, 350), {"p1", "M1"}}};
    parcels.name = "parcels";
    parcels.fields = {"ref"};
    parcels.rows = {{wkt(50, 150), {"P1"}}, {wkt(250, 450), {"P2"}}};
    lines.name = "lines";
    lines.fields = {"bline_id"};
    lines.rows = {{wkt(0, 500), {"B1"}}};
    authority.name = "authority";
    authority.fields = {"code"};
    authority.rows = {{wkt(0, 250), {"E1"}}, {wkt(250, 400), {"E2"}}, {wkt(400, 500), {"E2"}}};
    write_fixture(folder_ / "in.gpkg", "GPKG", {study, habitat, site, measures, parcels, lines, authority});
    write_file(folder_ / "statement.csv", "measure_code,measure_text,bng_habitats,mapped\nM1,Woods,Woodland,yes\n");
  }
  static std::string wkt(double from, double to) {
    const auto corner = [](double x, double y) {
      return std::to_string(500000 + x) + " " + std::to_string(100000 + y);
    };
    return "POLYGON((" + corner(from, 0) + "," + corner(to, 0) + "," + corner(to, 100) + "," + corner(from, 100) + "," +
           corner(from, 0) + "))";
  }
  /// Runs a command on a config of its own; the output is COMMAND.gpkg.
  ToolRun run(const std::string& command, const std::string& text) const {
    write_file(folder_ / (command + ".toml"), "[project]\narea = \"in.gpkg#study\"\ndate = \"2026-03-31\"\n" + text);
    const ToolRun tool = run_tool({command, command + ".toml", "-o", command + ".gpkg", "--overwrite"}, folder_.path());
    EXPECT_EQ(tool.exit_code, 0) << command << ": " << tool.err;
    return tool;
  }
  void opportunities(const std::string& more = "") const {
    run("opportunities", habitat_ + "[[network]]\npreset = \"woodland\"\n[candidates]\nmin_unit_ha = 0.1\n" + more);
  }
  std::string ask(const std::string& command, const std::string& sql) const {
    return query(folder_ / (command + ".gpkg"), sql);
  }
  const std::string habitat_ =
      "[layers.habitat]\nlayer = \"in.gpkg#habitat\"\nid = \"ref\"\nclass = \"class\"\ncrosswalk = \"ukhab\"\n";
  const std::string authority_ = "[layers.authority]\nlayer = \"in.gpkg#authority\"\nid = \"code\"\n";
  TempDir folder_;
};

TEST_F(Feeds, ABaselineIsTheHabitatOfPlantingAndPollinatorsWithTheSameNumbers) {
  run("baseline", "[[baseline.source]]\nlayer = \"in.gpkg#habitat\"\nid = \"ref\"\nclass = \"class\"\n" + authority_);
  const std::string baseline =
      "[layers.habitat]\nlayer = \"baseline.gpkg#baseline\"\nid = \"hab_id\"\nclass = \"code\"\ncrosswalk = "
      "\"ukhab\"\n";
  std::vector<std::string> flowers, woodland;
  for (const std::string& habitat : {habitat_, baseline}) {
    run("pollinators", "[layers.bline]\nlayer = \"in.gpkg#lines\"\n[pollinators]\nflower_rich = [\"g3*\"]\n" + habitat);
    flowers.push_back(ask("pollinators", "SELECT round(flower_rich_ha, 9) || ' ' || patches FROM bline_progress"));
    run("planting",
        "[layers.parcel]\nlayer = \"in.gpkg#parcels\"\nid = \"ref\"\n[[planting.layer]]\nlayer = "
        "\"in.gpkg#site\"\nclass = \"high\"\n" +
            habitat);
    woodland.push_back(ask("planting",
                           "SELECT round(woodland_m, 9) || ' ' || round(gain_ha, 9) FROM tree_parcels "
                           "WHERE parcel_id = 'P2'"));
  }
  EXPECT_EQ(flowers[0], "1.0 1");
  EXPECT_EQ(flowers[1], flowers[0]);
  EXPECT_THAT(woodland[0], testing::StartsWith("150.0 "));
  EXPECT_EQ(woodland[1], woodland[0]);
}

TEST_F(Feeds, ProtectedLandAndTheStrategysSitesPartCreateFromRestore) {
  run("protected",
      "[[protected.area]]\nlayer = \"in.gpkg#site\"\nid = \"ref\"\nname = \"title\"\ncategory = \"lws\"\n");
  run("strategy",
      "[layers.designated]\nlayer = \"in.gpkg#site\"\nid = \"ref\"\nname = \"title\"\ncategory = \"sssi\"\n"
      "[layers.measure]\nlayer = \"in.gpkg#measures\"\n[strategy]\nstatement = \"statement.csv\"\n");
  for (const std::string& sites :
       {std::string("[layers.designated]\nlayer = \"strategy.gpkg#apib\"\nid = \"site_ref\"\nname = \"site_name\"\n"),
        std::string("[layers.designated]\nlayer = \"protected.gpkg#thirty_map\"\nwhere = \"status = 'counts'\"\n"
                    "id = \"sites\"\n")}) {
    opportunities(sites);
    EXPECT_EQ(ask("opportunities", "SELECT group_concat(source_id) FROM opportunity_areas WHERE action = 'restore'"),
              "H3")
        << sites;
    EXPECT_EQ(ask("opportunities",
                  "SELECT group_concat(source_id) FROM (SELECT source_id FROM opportunity_areas WHERE "
                  "action = 'create' ORDER BY source_id)"),
              "H2,H4")
        << sites;
    EXPECT_EQ(ask("opportunities", "SELECT round(in_site_ha, 6) FROM opportunity_areas WHERE action = 'restore'"),
              "1.0");
  }
}

TEST_F(Feeds, OpportunitiesStandBesidePlantingWithoutWeight) {
  opportunities();
  const std::string text =
      "[layers.parcel]\nlayer = \"in.gpkg#parcels\"\nid = \"ref\"\n[[planting.layer]]\nlayer = \"in.gpkg#site\"\nclass "
      "= \"high\"\n[planting]\n";
  run("planting", text);
  const std::string without = ask("planting",
                                  "SELECT group_concat(parcel_id || low_ha || high_ha || plantable_ha || "
                                  "worst, '|') FROM tree_parcels");
  EXPECT_EQ(ask("planting", "SELECT count(*) FROM tree_parcels WHERE opportunity_ha IS NOT NULL"), "0");
  run("planting", text + "opportunities = \"opportunities.gpkg\"\n");
  EXPECT_EQ(ask("planting",
                "SELECT group_concat(parcel_id || low_ha || high_ha || plantable_ha || worst, '|') FROM "
                "tree_parcels"),
            without)
      << "a column, not a weight";
  const auto score = [&](const std::string& id) {
    return std::stod(ask("opportunities", "SELECT score FROM opportunity_areas WHERE source_id = '" + id + "'"));
  };
  const auto parcel = [&](const std::string& column, const std::string& id) {
    return ask("planting", "SELECT " + column + " FROM tree_parcels WHERE parcel_id = '" + id + "'");
  };
  EXPECT_NEAR(std::stod(parcel("opportunity_ha", "P1")), 0.5, 1e-9) << "half of it is wood already";
  EXPECT_NEAR(std::stod(parcel("opportunity_score", "P1")), score("H2"), 1e-9);
  EXPECT_EQ(parcel("opportunity_network", "P1"), "woodland");
  EXPECT_NEAR(std::stod(parcel("opportunity_ha", "P2")), 1.5, 1e-9) << "the meadow is no place for a wood";
  EXPECT_NEAR(std::stod(parcel("opportunity_score", "P2")), (50 * score("H3") + 100 * score("H4")) / 150, 1e-9);
  EXPECT_NEAR(std::stod(ask("planting", "SELECT sum(opportunity_ha) FROM tree_sensitivity")), 3, 1e-9);
  EXPECT_EQ(ask("planting", "SELECT count(*) FROM run WHERE item = 'opportunities.gpkg' AND key = 'sha256'"), "1");
  run("planting", text + "opportunities = \"opportunities.gpkg\"\nnetwork = \"grassland_neutral\"\n");
  EXPECT_EQ(parcel("opportunity_ha || ' ' || opportunity_other_ha", "P1"), "0.0 0.5")
      << "land that is better for another network is told apart";
}

TEST_F(Feeds, OpportunitiesStandBesideGapsOfPollinators) {
  opportunities();
  const std::string text = "[layers.bline]\nlayer = \"in.gpkg#lines\"\n" + habitat_ +
                           "[pollinators]\nflower_rich = [\"g3*\", \"w1*\"]\ndistances_m = [50]\n";
  run("pollinators", text);
  EXPECT_EQ(ask("pollinators", "SELECT count(*) FROM pollinator_gaps WHERE opportunity_ha IS NOT NULL"), "0");
  run("pollinators", text + "opportunities = \"opportunities.gpkg\"\n");
  EXPECT_EQ(ask("pollinators", "SELECT round(area_ha, 6) || ' ' || round(opportunity_ha, 6) FROM pollinator_gaps"),
            "2.0 2.0")
      << "from 150 to 350 m, all of it fields that could be wood";
  EXPECT_EQ(ask("pollinators", "SELECT round(gap_m, 6) || ' ' || round(opportunity_m, 6) FROM stepping_stones"),
            "300.0 300.0");
  EXPECT_EQ(ask("pollinators", "SELECT opportunity_id IN ('H2', 'H3', 'H4') FROM stepping_stones"), "1");
  const ToolRun wrong =
      run_tool({"pollinators", "pollinators.toml", "-o", "x.gpkg", "--set", "pollinators.opportunities=in.gpkg"},
               folder_.path());
  EXPECT_EQ(wrong.exit_code, 3) << wrong.err;
  EXPECT_THAT(wrong.err, HasSubstr("is not an opportunity map"));
  EXPECT_EQ(run_tool({"pollinators", "pollinators.toml", "-o", "opportunities.gpkg", "--overwrite"}, folder_.path())
                .exit_code,
            2)
      << "sources are never changed";
}

/// Rows of `indicators` by authority: E1 has 250 m of the strip, E2 (two rows of one code) the other 250 m.
TEST_F(Feeds, IndicatorsHaveRowsByAuthority) {
  const auto value = [&](const std::string& command, const std::string& authority, const std::string& indicator) {
    const std::string where =
        " FROM indicators WHERE authority = '" + authority + "' AND indicator = '" + indicator + "'";
    EXPECT_EQ(ask(command, "SELECT count(*)" + where), "1") << command << where;
    const std::string text = ask(command, "SELECT value" + where);
    return text.empty() ? -1.0 : std::stod(text);
  };
  run("strategy",
      "[layers.designated]\nlayer = \"in.gpkg#site\"\nid = \"ref\"\ncategory = \"sssi\"\n"
      "[layers.measure]\nlayer = \"in.gpkg#measures\"\n[strategy]\nstatement = \"statement.csv\"\n" +
          authority_);
  for (const char* authority : {"E1", "E2"}) {
    EXPECT_NEAR(value("strategy", authority, "Areas of particular importance for biodiversity"), 0.5, 1e-9);
    EXPECT_NEAR(value("strategy", authority, "Share of the strategy area of particular importance"), 20, 1e-9);
    EXPECT_NEAR(value("strategy", authority, "Areas that could become of particular importance"), 0.5, 1e-9);
  }
  EXPECT_NEAR(value("strategy", "all", "Land mapped for measures"), 2, 1e-9);
  EXPECT_EQ(ask("strategy", "SELECT count(*) FROM issues WHERE rule = 'register_rows_joined'"), "1");

  run("baseline",
      "[[baseline.source]]\nlayer = \"in.gpkg#habitat\"\nid = \"ref\"\nclass = \"class\"\nwhere = \"ref <> "
      "'H4'\"\n" +
          authority_);
  EXPECT_NEAR(value("baseline", "E1", "Extent of g4"), 1.5, 1e-9);
  EXPECT_NEAR(value("baseline", "E2", "Extent of g4"), 0.5, 1e-9);
  EXPECT_NEAR(value("baseline", "all", "Extent of g4"), 2, 1e-9);
  EXPECT_NEAR(value("baseline", "E2", "Share of the study area that is mapped"), 60, 1e-9);
  EXPECT_NEAR(value("baseline", "E2", "Extent of unmapped land"), 1, 1e-9);

  run("pollinators", "[layers.bline]\nlayer = \"in.gpkg#lines\"\n" + habitat_ + authority_ +
                         "[pollinators]\nflower_rich = [\"g3*\"]\n");
  EXPECT_NEAR(value("pollinators", "E1", "Flower-rich share of B-Lines"), 0, 1e-9);
  EXPECT_NEAR(value("pollinators", "E2", "Flower-rich share of B-Lines"), 40, 1e-9);
  EXPECT_NEAR(value("pollinators", "all", "Flower-rich habitat in B-Lines"), 1, 1e-9);

  run("planting",
      "[layers.parcel]\nlayer = \"in.gpkg#parcels\"\nid = \"ref\"\n[[planting.layer]]\nlayer = "
      "\"in.gpkg#site\"\nclass = \"high\"\n" +
          authority_);
  EXPECT_NEAR(value("planting", "E1", "Land of high sensitivity to new woodland"), 0.5, 1e-9);
  EXPECT_NEAR(value("planting", "E2", "Land of high sensitivity to new woodland"), 0.5, 1e-9)
      << "two rows of one code are one authority";

  write_file(folder_ / "targets.csv", "target_id,boa_id,habitat,action,quantity_ha,kind\nT1,B1,Wood,create,4,more\n");
  write_file(folder_ / "projects.csv",
             "project_id;habitat;status;action;end;loss;wkt\nP1;Wood;completed;create;2025-06-01;;" + wkt(200, 350) +
                 "\nP2;Wood;completed;create;2026-01-01;yes;" + wkt(300, 350) + "\n");
  run("targets",
      "[layers.boa]\nlayer = \"in.gpkg#lines\"\nid = \"bline_id\"\n[layers.boa.targets]\nlayer = "
      "\"targets.csv\"\n[layers.project]\nlayer = \"projects.csv\"\nassume_crs = \"EPSG:27700\"\n" +
          authority_);
  EXPECT_NEAR(value("targets", "E1", "Habitat delivered for targets"), 0.5, 1e-9);
  EXPECT_NEAR(value("targets", "E2", "Habitat delivered for targets"), 0.5, 1e-9);
  EXPECT_NEAR(value("targets", "E2", "Delivered habitat lost again"), 0.5, 1e-9);
  EXPECT_NEAR(value("targets", "all", "Habitat delivered for targets"), 1, 1e-9);
}

/// Two years of several commands in one table, by one join.
TEST_F(Feeds, IndicatorsOfTwoYearsJoin) {
  const auto config = [&](const std::string& year, const std::string& layer) {
    write_file(folder_ / "year.toml", "[project]\narea = \"in.gpkg#study\"\ndate = \"" + year +
                                          "-03-31\"\n[[protected.area]]\nlayer = \"in.gpkg#" + layer +
                                          "\"\ncategory = \"lws\"\n" + authority_);
    const ToolRun tool = run_tool({"protected", "year.toml", "-o", "protected_" + year + ".gpkg"}, folder_.path());
    ASSERT_EQ(tool.exit_code, 0) << tool.err;
  };
  config("2025", "site");
  config("2026", "measures");
  run_sql(folder_ / "board.gpkg",
          "ATTACH '" + (folder_ / "protected_2025.gpkg").string() + "' AS before; ATTACH '" +
              (folder_ / "protected_2026.gpkg").string() +
              "' AS now; CREATE TABLE stacked AS SELECT * FROM before.indicators UNION ALL SELECT * FROM "
              "now.indicators; CREATE TABLE joined AS SELECT a.authority, a.indicator, a.unit, a.value AS value_2025, "
              "b.value AS value_2026, (b.value - a.value) * CASE a.good_direction WHEN 'up' THEN 1 WHEN 'down' THEN -1 "
              "END AS better FROM before.indicators a JOIN now.indicators b USING (authority, indicator, unit)");
  const auto of = [&](const std::string& sql) { return query(folder_ / "board.gpkg", sql); };
  EXPECT_EQ(of("SELECT count(*) FROM joined"), of("SELECT count(*) / 2 FROM stacked")) << "every row finds its pair";
  EXPECT_EQ(of("SELECT count(*) - count(DISTINCT authority || '|' || indicator || '|' || period) FROM stacked"), "0")
      << "authority, indicator and period name a row";
  EXPECT_EQ(of("SELECT group_concat(DISTINCT period) FROM stacked"), "2025-03-31,2026-03-31");
  EXPECT_EQ(
      of("SELECT round(value_2025, 6) || ' ' || round(value_2026, 6) || ' ' || round(better, 6) FROM joined WHERE "
         "authority = 'E1' AND indicator = 'Land that counts towards 30 by 30'"),
      "0.5 1.0 0.5");
  EXPECT_EQ(of("SELECT round(better, 6) FROM joined WHERE authority = 'all' AND indicator = 'Land missing to the "
               "target'"),
            "0.5")
      << "1.5 ha are 30 % of 5 ha: 0.5 ha were missing, none are now";
}

}  // namespace
}  // namespace spatial::test
