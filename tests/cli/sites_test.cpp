// SPDX-License-Identifier: MIT
// lnrs sites on a small county drawn as text: what is told of a site, bad lists, rules, scored maps.
#include <gmock/gmock.h>

#include <algorithm>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr double x0 = 500000, y0 = 100000;

std::string square(double x, double y, double side) { return square_wkt(x0 + x, y0 + y, side); }

FixtureLayer list_of(std::vector<FixtureRow> rows) {
  FixtureLayer layer;
  layer.name = "applications";
  layer.fields = {"reference", "name", "area_ha:Real"};
  layer.rows = std::move(rows);
  return layer;
}

/// 4 × 4 cells of 100 m: woodland (w1f, priority habitat) in the north-west, neutral grassland (g3c) elsewhere, meadow
/// (g3a) in the south-west; one SSSI in the north-east corner, one Local Wildlife Site in the south-west, a BOA over
/// the south half.
class SitesTool : public testing::Test {
 protected:
  SitesTool() {
    const Drawing map = drawn("WWGG\nWWGG\nGGGG\nMMGG");
    FixtureLayer habitat;
    for (std::size_t i = 0; i < map.letters.size(); ++i) {
      std::string ring;
      for (const Point& p : map.geometry[i].ring(0))
        ring += (ring.empty() ? "" : ",") + std::to_string(p.x) + " " + std::to_string(p.y);
      habitat.rows.push_back({"POLYGON((" + ring + "))",
                              {"H" + std::to_string(i + 1), map.letters[i] == 'W'   ? "w1f"
                                                            : map.letters[i] == 'M' ? "g3a"
                                                                                    : "g3c"}});
    }
    FixtureLayer sssi{
        "sssi", "EPSG:27700", "Unknown", {"ref", "name"}, {{square(300, 300, 100), {"S1", "Quarry & Down"}}}};
    FixtureLayer lws{"lws",
                     "EPSG:27700",
                     "Unknown",
                     {"ref", "name"},
                     {{square(0, 0, 50), {"L1", "Corner"}}, {square(5000, 0, 50), {"L2", "Far"}}}};
    FixtureLayer boa{
        "boa",
        "EPSG:27700",
        "Unknown",
        {"ref", "name"},
        {{"POLYGON((500000 100000,500400 100000,500400 100200,500000 100200,500000 100000))", {"B1", "Vale"}}}};
    FixtureLayer authority{
        "authority",
        "EPSG:27700",
        "Unknown",
        {"ref", "name"},
        {{"POLYGON((499000 99000,500200 99000,500200 101000,499000 101000,499000 99000))", {"W", "Westshire"}},
         {"POLYGON((500200 99000,501000 99000,501000 101000,500200 101000,500200 99000))", {"E", "Eastshire"}}}};
    FixtureLayer area{"study_area",
                      "EPSG:27700",
                      "Unknown",
                      {"ref"},
                      {{"POLYGON((499000 99000,501000 99000,501000 101000,499000 101000,499000 99000))", {"A"}}}};
    FixtureLayer targets{"targets",
                         "",
                         "None",
                         {"boa_id", "habitat", "action", "quantity_ha", "text"},
                         {{"", {"B1", "Lowland meadows", "restore", "10", "Restore meadows."}}}};
    write_fixture(folder_ / "county.gpkg", "GPKG", {habitat, sssi, lws, boa, authority, area, targets});
    write_file(
        folder_ / "county.toml",
        "[project]\nname = \"Test county\"\ndate = \"2026-03-31\"\narea = \"county.gpkg#study_area\"\n"
        "[layers.habitat]\nlayer = \"county.gpkg#habitat\"\nid = \"ref\"\nclass = \"class\"\ncrosswalk = \"ukhab\"\n"
        "[[layers.designated]]\nlayer = \"county.gpkg#sssi\"\nid = \"ref\"\nname = \"name\"\ntitle = \"SSSI\"\n"
        "[layers.lws]\nlayer = \"county.gpkg#lws\"\nid = \"ref\"\nname = \"name\"\nwhere = \"ref LIKE 'L%'\"\n"
        "[layers.boa]\nlayer = \"county.gpkg#boa\"\nid = \"ref\"\nname = \"name\"\n[layers.boa.targets]\nlayer = "
        "\"county.gpkg#targets\"\n"
        "[layers.authority]\nlayer = \"county.gpkg#authority\"\nid = \"ref\"\nname = \"name\"\n"
        "[[sites.consult]]\nrole = \"designated\"\nrelation = \"overlaps\"\nwho = \"Natural England\"\nwhy = \"land of "
        "a designated site\"\n"
        "[[sites.consult]]\nrole = \"lws\"\ndistance_m = 300\nwho = \"Wildlife Trust\"\n");
  }
  void list(std::vector<FixtureRow> rows, const std::string& file = "list.gpkg") {
    write_fixture(folder_ / file, "GPKG", {list_of(std::move(rows))});
  }
  ToolRun run(std::vector<std::string> words) const {
    words.insert(words.begin(), {"sites", "county.toml"});
    return run_tool(words, folder_.path());
  }
  std::string ask(const std::string& sql, const std::string& file = "out.gpkg") const {
    return query(folder_ / file, sql);
  }
  std::filesystem::path path(const std::string& file) const { return folder_ / file; }

  TempDir folder_;
};

TEST_F(SitesTool, NeverPassesASiteThatWasNotChecked) {
  list({{square(250, 250, 100), {"26/01", "Barn", "1"}}, {"POINT(500300 100300)", {"26/02", "Barn", ""}}});
  EXPECT_EQ(run({"--sites", "list.gpkg", "-o", "out.gpkg"}).exit_code, 0);
  const ToolRun strict = run({"--sites", "list.gpkg", "--fail-on", "unchecked", "-o", "out.gpkg", "--overwrite"});
  EXPECT_EQ(strict.exit_code, 5);
  EXPECT_THAT(strict.out, HasSubstr("26/02 not_checked a point or line needs a radius"));
  // No site lies in a Local Wildlife Site, but of one of them nobody knows.
  EXPECT_EQ(run({"--sites", "list.gpkg", "--fail-on", "inside:lws", "-o", "out.gpkg", "--overwrite"}).exit_code, 5);
  list({{"POINT(500300 100300)", {"26/02", "Barn", ""}}}, "points.gpkg");
  const ToolRun none = run({"--sites", "points.gpkg", "-q", "-o", "out.gpkg", "--overwrite"});
  EXPECT_EQ(none.exit_code, 3);
  EXPECT_THAT(none.err, HasSubstr("1 of 1 sites could not be checked"));
}

TEST_F(SitesTool, MakesACircleOfTheStatedAreaAndCallsNoAreaMeasured) {
  list({{"POINT(500300 100300)", {"26/02", "Barn", "2"}}});
  ASSERT_EQ(run({"--sites", "list.gpkg", "-o", "out.gpkg", "--html", "out.html"}).exit_code, 0);
  EXPECT_EQ(ask("SELECT status || '|' || coalesce(area_ha, 'none') || '|' || reservations FROM sites"),
            "reservations|none|it has no outline, so a circle of the stated area (2.00 ha) is used");
  // Of 2 ha, a quarter of which is the designated site's corner at 300, 300.
  EXPECT_EQ(ask("SELECT round(share_of_site, 1) || '|' || round(overlap_ha, 3) FROM site_features WHERE role = "
                "'designated'"),
            "25.0|0.5");
  EXPECT_THAT(read_file(path("out.html")), HasSubstr("Checked with reservations"));
}

TEST_F(SitesTool, WorksWithoutHabitatAndSaysSo) {
  write_file(path("bare.toml"),
             "[[layers.designated]]\nlayer = \"county.gpkg#sssi\"\nid = \"ref\"\nname = \"name\"\ntitle = \"SSSI\"\n");
  list({{square(250, 250, 100), {"26/01", "Barn", "1"}}});
  const ToolRun out = run_tool({"sites", "bare.toml", "--sites", "list.gpkg", "-o", "out.gpkg"}, folder_.path());
  ASSERT_EQ(out.exit_code, 0) << out.err;
  EXPECT_EQ(ask("SELECT designated_relation || '|' || round(designated_affected_ha, 4) FROM sites"), "overlaps|0.25");
  const std::string summary = ask("SELECT summary FROM sites");
  EXPECT_THAT(summary, HasSubstr("Priority habitat: not checked (no habitat layer is configured)."));
  EXPECT_THAT(summary, HasSubstr("No consultation rules are configured"));
  const ToolRun map = run_tool({"opportunities", "bare.toml", "-o", "map.gpkg"}, folder_.path());
  EXPECT_EQ(map.exit_code, 2);
  EXPECT_THAT(map.err, HasSubstr("no habitat layer is configured"));
}

TEST_F(SitesTool, TellsWhatIsOnAndAroundASite) {
  list({{square(250, 250, 100), {"26/01", "Barn", "2"}}});
  const ToolRun out = run({"--sites", "list.gpkg", "-o", "out.gpkg"});
  ASSERT_EQ(out.exit_code, 0) << out.err;
  EXPECT_EQ(ask("SELECT site_id || '|' || name || '|' || status || '|' || round(area_ha, 6) || '|' || authorities FROM "
                "sites"),
            "26/01|Barn|checked|1.0|Eastshire");
  EXPECT_EQ(ask("SELECT round(stated_ha, 3) FROM sites"), "2.0");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'site_area_differs'"), "1");
  EXPECT_EQ(
      ask("SELECT relation || '|' || round(overlap_ha, 6) || '|' || round(share_of_site, 6) || '|' || "
          "round(share_of_feature, 6) || '|' || direction || '|' || kind FROM site_features WHERE role = 'designated'"),
      "overlaps|0.25|25.0|25.0|NE|SSSI");
  // Corner to corner, 200 m east and north of the Local Wildlife Site.
  EXPECT_EQ(ask("SELECT relation || '|' || round(distance_m, 6) || '|' || direction || '|' || nearest FROM "
                "site_features WHERE role = 'lws'"),
            "near|282.842712|SW|1");
  EXPECT_EQ(ask("SELECT round(distance_m, 6) FROM site_features WHERE role = 'priority_habitat' AND nearest = 1"),
            "50.0");
  EXPECT_EQ(ask("SELECT round(boundary_m, 6) FROM site_features WHERE role = 'boa'"), "50.0");
  EXPECT_EQ(ask("SELECT round(designated_affected_ha, 6) || '|' || designated_relation FROM sites"), "0.25|overlaps");
  EXPECT_EQ(ask("SELECT round(area_ha, 6) FROM site_pieces WHERE role = 'designated'"), "0.25");
  EXPECT_EQ(ask("SELECT round(area_ha, 6) || '|' || distinctiveness FROM site_habitats WHERE place = 'on_site'"),
            "1.0|4.0");
  EXPECT_EQ(ask("SELECT round(within_1km_ha, 6) || '|' || round(within_5km_ha, 6) FROM site_habitats WHERE place = "
                "'around' ORDER BY within_1km_ha DESC LIMIT 1"),
            "4.0|4.0");
  EXPECT_EQ(ask("SELECT habitat || '|' || action || '|' || round(suitable_ha, 6) || '|' || round(existing_ha, 6) FROM "
                "site_targets"),
            "Lowland meadows|restore|1.0|0.0");
  EXPECT_EQ(ask("SELECT group_concat(who, '|') FROM site_consultations"), "Natural England|Wildlife Trust");
  const std::string summary = ask("SELECT summary FROM sites");
  EXPECT_THAT(summary, HasSubstr("The site covers 1.00 ha at TQ 0030 0030"));
  EXPECT_THAT(
      summary,
      HasSubstr("Designated sites: the site contains 25.0 % of Quarry & Down (SSSI): 0.25 ha, 25.0 % of the site."));
  EXPECT_THAT(summary, HasSubstr("Targets there: restore Lowland meadows."));
  EXPECT_THAT(summary, HasSubstr("does not decide whether a proposal is acceptable"));
  EXPECT_LT(summary.find("Designated sites"), summary.find("Local Wildlife Sites"));
  EXPECT_LT(summary.find("Local Wildlife Sites"), summary.find("Priority habitat"));
  EXPECT_LT(summary.find("Priority habitat"), summary.find("Biodiversity Opportunity Areas"));
  EXPECT_EQ(ask("SELECT count(*) FROM layer_styles WHERE f_table_name IN ('sites', 'site_pieces', 'site_features', "
                "'site_habitats')"),
            "4");
  EXPECT_EQ(ask("SELECT count(*) > 10 FROM gpkg_data_columns WHERE table_name = 'sites'"), "1");
  EXPECT_EQ(ask("SELECT value FROM run WHERE key = 'command'"), "lnrs sites");
}

TEST_F(SitesTool, NamesTheNearestWhereverItIs) {
  list({{square(4000, 0, 100), {"A", "", "1"}}});
  ASSERT_EQ(run({"--sites", "list.gpkg", "-o", "out.gpkg"}).exit_code, 0);
  EXPECT_EQ(ask("SELECT feature_id || '|' || relation || '|' || round(distance_m, 6) || '|' || direction FROM "
                "site_features WHERE role = 'designated'"),
            "S1|beyond|3605.551275|W");
  EXPECT_EQ(ask("SELECT feature_id || '|' || relation FROM site_features WHERE role = 'lws'"), "L2|near");
}

TEST_F(SitesTool, AWindowOfTheLayersTellsTheSameAsAllOfThem) {
  list({{square(9000, 300, 100), {"A", "", "1"}}}, "one.gpkg");
  list({{square(9000, 300, 100), {"A", "", "1"}}, {square(60000, 0, 100), {"B", "", "1"}}},
       "two.gpkg");  // too far apart for a window
  ASSERT_EQ(run({"--sites", "one.gpkg", "-o", "one_out.gpkg"}).exit_code, 0);
  ASSERT_EQ(run({"--sites", "two.gpkg", "-o", "two_out.gpkg"}).exit_code, 0);
  for (const char* sql : {"SELECT group_concat(role || feature_id || relation || distance_m || direction, ';') FROM "
                          "site_features WHERE site_id = 'A'",
                          "SELECT summary FROM sites WHERE site_id = 'A'"})
    EXPECT_EQ(ask(sql, "one_out.gpkg"), ask(sql, "two_out.gpkg"));
  // The nearest designated site is further than the first window of 5 km.
  EXPECT_EQ(ask("SELECT feature_id || '|' || (distance_m > 5000) FROM site_features WHERE role = 'designated'",
                "one_out.gpkg"),
            "S1|1");
}

TEST_F(SitesTool, SharesSitesBetweenAuthorities) {
  list({{square(150, 0, 200), {"A", "", "4"}}, {square(900, 0, 200), {"B", "", "4"}}});
  ASSERT_EQ(run({"--sites", "list.gpkg", "-o", "out.gpkg"}).exit_code, 0);
  EXPECT_EQ(ask("SELECT authorities FROM sites WHERE site_id = 'A'"), "Eastshire (75.0 %), Westshire (25.0 %)");
  // The rest lies in no authority.
  EXPECT_EQ(ask("SELECT authorities FROM sites WHERE site_id = 'B'"), "Eastshire (50.0 %)");
}

TEST_F(SitesTool, FailsOnWhatItIsToldToLookFor) {
  list({{square(250, 250, 100), {"26/01", "", "1"}}, {square(100, 100, 50), {"26/02", "", "0.25"}}});
  const ToolRun found = run({"--sites", "list.gpkg", "-o", "out.gpkg", "--fail-on", "overlap:designated"});
  EXPECT_EQ(found.exit_code, 5);
  EXPECT_EQ(found.out, "26/01 overlaps designated Quarry & Down (SSSI)\n");
  EXPECT_EQ(run({"--sites", "list.gpkg", "-o", "out2.gpkg", "--fail-on", "inside:designated"}).exit_code, 0);
  const ToolRun wrong = run({"--sites", "list.gpkg", "-o", "out3.gpkg", "--fail-on", "overlap:designted"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("is not RELATION:ROLE"));
  EXPECT_FALSE(std::filesystem::exists(path("out3.gpkg")));
}

TEST_F(SitesTool, OneBadSiteNeverStopsTheList) {
  const std::string at = "POLYGON((500000 100000,500100 100100,500100 100000,500000 100100,500000 100000))";
  list({{at, {"bow-tie", "", ""}},
        {"POLYGON((500000 100000,500100 100000,500100 100100,500100 100300,500100 100100,500000 100100,500000 100000))",
         {"spike", "", ""}},
        {"POLYGON((500000 100000,500050 100000,500050 100050,500000 100050,500000 100000),(500100 100100,500120 "
         "100100,500120 100120,500100 100100))",
         {"hole outside", "", ""}},
        {"MULTIPOLYGON(((500000 100000,500010 100000,500010 100010,500000 100000)),((500300 100300,500320 "
         "100300,500320 100320,500300 100300)))",
         {"two parts", "", ""}},
        {"POLYGON((500000 100000,500100 100000,500200 100000,500000 100000))", {"no area", "", ""}},
        {square(0, 0, 10), {"twice", "", ""}},
        {square(0, 0, 20), {"twice", "", ""}},
        {square_wkt(100000, 500000, 100), {"swapped", "", ""}},
        {square_wkt(300000, 600000, 100), {"far", "", ""}},
        {"POLYGON((-1.5 51.3,-1.4 51.3,-1.4 51.4,-1.5 51.3))", {"degrees", "", ""}},
        {"POLYGON((499000 99000,501000 99000,501000 101000,499000 101000,499000 99000))", {"everything", "", ""}},
        {square(-1100, 0, 200), {"half out", "", ""}},
        {"", {"no outline", "", ""}},
        {square(0, 0, 10), {std::string(200, 'x'), "", ""}},
        {square(0, 0, 10), {"\x01", "\x01", "\x01"}},
        {square(0, 0, 100), {"=cmd|' /C calc'!A0", "<script>", ""}},
        {square(0, 0, 10), {"lies", "", "77"}}});
  const ToolRun out = run({"--sites", "list.gpkg", "-o", "out.gpkg", "--csv", "csv"});
  ASSERT_EQ(out.exit_code, 0) << out.err;
  EXPECT_EQ(ask("SELECT count(*) FROM sites"), "17") << "every row of the list is a row of the result";
  const auto status = [&](const std::string& id) {
    return ask("SELECT status FROM sites WHERE site_id = '" + id + "'");
  };
  EXPECT_EQ(status("bow-tie"), "repaired");
  EXPECT_EQ(ask("SELECT round(area_ha, 6) FROM sites WHERE site_id = 'bow-tie'"), "0.5");
  EXPECT_EQ(status("spike"), "repaired");
  EXPECT_EQ(ask("SELECT round(area_ha, 6) FROM sites WHERE site_id = 'spike'"), "1.0");
  EXPECT_EQ(status("hole outside"), "repaired");
  EXPECT_EQ(status("two parts"), "checked");
  EXPECT_EQ(status("no area"), "not_checked");
  EXPECT_EQ(status("no outline"), "not_checked");
  EXPECT_EQ(status("degrees"), "not_checked");
  EXPECT_EQ(status("twice-2"), "checked");
  EXPECT_EQ(ask("SELECT reference FROM sites WHERE site_id = 'twice-2'"), "twice");
  EXPECT_EQ(status(std::string(200, 'x')), "checked");
  EXPECT_EQ(ask("SELECT count(*) FROM sites WHERE reference IS NULL"), "1");
  const auto issue = [&](const std::string& rule, const std::string& id) {
    return ask("SELECT count(*) FROM issues WHERE rule = '" + rule + "' AND feature_id = '" + id + "'");
  };
  EXPECT_EQ(issue("invalid_repaired", "bow-tie"), "1");
  EXPECT_EQ(issue("duplicate_id", "twice-2"), "1");
  EXPECT_EQ(issue("site_axes_swapped", "swapped"), "1");
  EXPECT_EQ(issue("site_far_from_layers", "far"), "1");
  EXPECT_EQ(issue("site_in_degrees", "degrees"), "1");
  EXPECT_EQ(issue("site_covers_study_area", "everything"), "1");
  EXPECT_EQ(issue("outside_study_area", "half out"), "1");
  EXPECT_EQ(issue("site_area_differs", "lies"), "1");
  EXPECT_EQ(ask("SELECT round(in_study_area_percent, 6) FROM sites WHERE site_id = 'half out'"), "50.0");
  EXPECT_THAT(ask("SELECT summary FROM sites WHERE site_id = 'no area'"), HasSubstr("was not checked"));
  const std::string csv = read_file(path("csv") / "sites.csv");
  EXPECT_THAT(csv, HasSubstr("'=cmd|"));
  EXPECT_THAT(csv, Not(HasSubstr("\n=cmd|")));
}

TEST_F(SitesTool, AnEmptyListIsAResultToo) {
  list({});
  const ToolRun out = run({"--sites", "list.gpkg", "-o", "out.gpkg"});
  ASSERT_EQ(out.exit_code, 0) << out.err;
  EXPECT_EQ(ask("SELECT count(*) FROM sites"), "0");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'empty_layer' AND role = 'site'"), "1");
}

TEST_F(SitesTool, WritesTheSameBytesWithAnyThreadsAndOrder) {
  std::vector<FixtureRow> rows;
  for (int k = 0; k < 40; ++k)
    rows.push_back({square(10 * k, (37 * k) % 400, 30), {"26/" + std::to_string(k), "", ""}});
  list(rows, "a.gpkg");
  std::reverse(rows.begin(), rows.end());
  std::rotate(rows.begin(), rows.begin() + 7, rows.end());
  std::filesystem::create_directories(path("b"));
  list(rows, "b.gpkg");
  for (const char* threads : {"1", "2", "8"})
    ASSERT_EQ(run({"--sites", "a.gpkg", "-o", std::string("out") + threads + ".gpkg", "--threads", threads}).exit_code,
              0);
  EXPECT_EQ(read_file(path("out1.gpkg")), read_file(path("out2.gpkg")));
  EXPECT_EQ(read_file(path("out1.gpkg")), read_file(path("out8.gpkg")));
  ASSERT_EQ(run({"--sites", "b.gpkg", "-o", "shuffled.gpkg"}).exit_code, 0);
  for (const char* table : {"sites", "site_features", "site_habitats", "site_targets", "site_consultations"}) {
    const std::string all = std::string("SELECT group_concat(quote(site_id) || '|' || ") +
                            (std::string(table) == "sites"           ? "summary || '|' || area_ha"
                             : std::string(table) == "site_features" ? "feature_id || distance_m || overlap_ha"
                             : std::string(table) == "site_habitats" ? "habitat || coalesce(area_ha, within_5km_ha)"
                             : std::string(table) == "site_targets"  ? "habitat || suitable_ha"
                                                                     : "who || distance_m") +
                            ", ';') FROM " + table;
    EXPECT_EQ(ask(all, "out1.gpkg"), ask(all, "shuffled.gpkg")) << table;
  }
}

TEST_F(SitesTool, LaysAScoredMapOverSites) {
  ASSERT_EQ(run_tool({"opportunities", "county.toml", "-o", "map.gpkg", "--set", "candidates.min_unit_ha=0.1"},
                     folder_.path())
                .exit_code,
            0);
  list({{square(250, 250, 100), {"26/01", "", "1"}}});
  const ToolRun out = run({"--sites", "list.gpkg", "-o", "out.gpkg", "--opportunities", "map.gpkg"});
  ASSERT_EQ(out.exit_code, 0) << out.err;
  EXPECT_EQ(ask("SELECT round(sum(overlap_ha), 6) FROM site_opportunities"), "1.0");
  EXPECT_EQ(ask("SELECT min(score) > 0 FROM site_opportunities"), "1");
  EXPECT_THAT(ask("SELECT summary FROM sites"), HasSubstr("Opportunity map: 1.00 ha of the site"));

  EXPECT_THAT(run({"--sites", "list.gpkg", "-o", "o2.gpkg", "--opportunities", "county.gpkg"}).err,
              HasSubstr("not an opportunity map"));
  std::filesystem::copy_file(path("map.gpkg"), path("old.gpkg"));
  run_sql(path("old.gpkg"), "UPDATE run SET value = '0.0.9' WHERE section = 'software' AND item = 'lnrs'");
  const ToolRun old = run({"--sites", "list.gpkg", "-o", "o3.gpkg", "--opportunities", "old.gpkg"});
  EXPECT_EQ(old.exit_code, 3);
  EXPECT_THAT(old.err, HasSubstr("was made by version 0.0.9"));
}

TEST_F(SitesTool, RefusesAScoredMapOfAnotherCounty) {
  ASSERT_EQ(run_tool({"opportunities", "county.toml", "-o", "map.gpkg", "--set", "candidates.min_unit_ha=0.1"},
                     folder_.path())
                .exit_code,
            0);
  // The same county somewhere else.
  const auto moved = [](double x, double y, double side) { return square_wkt(200000 + x, 300000 + y, side); };
  write_fixture(path("other.gpkg"), "GPKG",
                {{"habitat",
                  "EPSG:27700",
                  "Unknown",
                  {"ref", "class"},
                  {{moved(0, 0, 500), {"H1", "w1f"}}, {moved(500, 0, 500), {"H2", "g3c"}}}}});
  write_file(
      path("other.toml"),
      "[layers.habitat]\nlayer = \"other.gpkg#habitat\"\nid = \"ref\"\nclass = \"class\"\ncrosswalk = \"ukhab\"\n");
  write_fixture(path("list.gpkg"), "GPKG", {list_of({{moved(0, 0, 100), {"A", "", ""}}})});
  const ToolRun out = run_tool(
      {"sites", "other.toml", "--sites", "list.gpkg", "-o", "out.gpkg", "--opportunities", "map.gpkg"}, folder_.path());
  EXPECT_EQ(out.exit_code, 3);
  EXPECT_THAT(out.err, HasSubstr("map of another county"));
}

TEST_F(SitesTool, TakesTheCountysOwnWords) {
  list({{square(250, 250, 100), {"26/01", "", "1"}}});
  write_file(path("words.toml"), "[designated]\noverlaps = \"Mind {names}!\"\n[closing]\nclosing = \"\"\n");
  ASSERT_EQ(run({"--sites", "list.gpkg", "-o", "out.gpkg", "--set", "sites.wording=words.toml"}).exit_code, 0);
  const std::string summary = ask("SELECT summary FROM sites");
  EXPECT_THAT(summary, HasSubstr("\nMind Quarry & Down (SSSI)!\n"));
  EXPECT_THAT(summary, Not(HasSubstr("does not decide")));
  write_file(path("words.toml"), "[designated]\noverlaps = \"Mind {nmes}!\"\n");
  const ToolRun unknown = run({"--sites", "list.gpkg", "-o", "o2.gpkg", "--set", "sites.wording=words.toml"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("{nmes}, which has no meaning here; did you mean 'names'?"));
  write_file(path("words.toml"), "[desginated]\noverlaps = \"\"\n");
  EXPECT_THAT(run({"--sites", "list.gpkg", "-o", "o2.gpkg", "--set", "sites.wording=words.toml"}).err,
              HasSubstr("did you mean 'designated'?"));
}

TEST_F(SitesTool, RefusesCommandLinesThatMakeNoSense) {
  list({{square(250, 250, 100), {"26/01", "", "1"}}});
  EXPECT_EQ(run({"-o", "out.gpkg"}).exit_code, 2);
  EXPECT_EQ(run({"--sites", "list.gpkg"}).exit_code, 2) << "no output";
  EXPECT_EQ(run({"--sites", "list.gpkg", "--wkt", "POINT(0 0)", "-o", "out.gpkg"}).exit_code, 2);
  EXPECT_EQ(run({"--sites", "nothing.gpkg", "-o", "out.gpkg"}).exit_code, 3);
  EXPECT_EQ(run({"--sites", "list.gpkg", "--ref-field", "refernce", "-o", "out.gpkg"}).exit_code, 3);
  ASSERT_EQ(run({"--sites", "list.gpkg", "-o", "out.gpkg"}).exit_code, 0);
  EXPECT_EQ(run({"--sites", "list.gpkg", "-o", "out.gpkg"}).exit_code, 4) << "already exists";
  EXPECT_EQ(run({"--sites", "list.gpkg", "-o", "out.gpkg", "--overwrite"}).exit_code, 0);
}

}  // namespace
}  // namespace spatial::test
