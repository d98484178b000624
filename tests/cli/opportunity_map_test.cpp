// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr const char* config = R"([project]
crs = "EPSG:27700"
date = "2026-01-01"
[layers.habitat]
layer = "county.gpkg#habitat"
id = "ref"
class = "class"
crosswalk = "ukhab"
[layers.lws]
layer = "county.gpkg#lws"
id = "ref"
name = "class"
title = "LWS"
[layers.authority]
layer = "county.gpkg#parish"
name = "ref"
[candidates]
min_unit_ha = 0.01
[sensitivity]
runs = 0
)";

std::string square(double x, double y, double width = 100, double height = 100) {
  const auto corner = [](double east, double north) {
    return std::to_string(500000 + east) + " " + std::to_string(100000 + north);
  };
  return "POLYGON((" + corner(x, y) + "," + corner(x + width, y) + "," + corner(x + width, y + height) + "," +
         corner(x, y + height) + "," + corner(x, y) + "))";
}

/// Wood, three grass fields in a row, the last half inside a wildlife site, and a path across the first field.
class MapCounty {
 public:
  explicit MapCounty(const std::string& more = {}) {
    write_fixture(
        folder_ / "county.gpkg", "GPKG",
        {{"habitat",
          "EPSG:27700",
          "MultiPolygon",
          {"ref", "class"},
          {{square(0, 0), {"H1", "w1f"}},
           {square(100, 0), {"H2", "g4"}},
           {square(300, 0), {"H3", "g4"}},
           {square(500, 0), {"H4", "g4"}}}},
         {"lws", "EPSG:27700", "MultiPolygon", {"ref", "class"}, {{square(550, 0), {"L1", "Long Meadow"}}}},
         {"parish", "EPSG:27700", "MultiPolygon", {"ref"}, {{square(-10, -10, 900, 200), {"Little Wooding"}}}},
         {"path", "EPSG:27700", "LineString", {"ref"}, {{"LINESTRING(500150 99000,500150 101000)", {"P1"}}}}});
    write_file(folder_ / "county.toml", config + more);
  }
  ToolRun run(std::vector<std::string> words) const { return run_tool(words, folder_.path()); }
  void map(const std::string& output, std::vector<std::string> more = {}) const {
    std::vector<std::string> words{"opportunities", "county.toml", "-o", output, "--overwrite", "-q"};
    words.insert(words.end(), more.begin(), more.end());
    const ToolRun done = run(words);
    ASSERT_EQ(done.exit_code, 0) << done.err;
  }
  std::string ask(const std::string& sql, const std::string& file) const { return query(folder_ / file, sql); }
  std::filesystem::path file(const std::string& name) const { return folder_ / name; }

 private:
  TempDir folder_;
};

TEST(OpportunityMap, TellsCreateFromRestoreAndSaysWhere) {
  const MapCounty county;
  county.map("map.gpkg");
  EXPECT_EQ(county.ask("SELECT group_concat(candidate_id || ' ' || action, ', ') FROM (SELECT * FROM opportunity_areas "
                       "ORDER BY candidate_id)",
                       "map.gpkg"),
            "H2 create, H3 create, H4 create, H4/site restore");
  EXPECT_EQ(county.ask("SELECT rank || ' ' || site_name || ' ' || round(in_site_share, 6) FROM opportunity_areas WHERE "
                       "action = 'restore'",
                       "map.gpkg"),
            "1 Long Meadow (LWS) 1.0");
  EXPECT_EQ(county.ask("SELECT place FROM opportunity_areas WHERE candidate_id = 'H2'", "map.gpkg"),
            "TQ 0015 0005, Little Wooding");
  EXPECT_EQ(county.ask("SELECT sum(candidates) FROM opportunity_map", "map.gpkg"), "4");
}

TEST(OpportunityMap, ExplainsByIdPlaceAndRank) {
  const MapCounty county;
  county.map("map.gpkg");
  const ToolRun two = county.run({"explain", "map.gpkg", "H2", "H4/site", "--json"});
  ASSERT_EQ(two.exit_code, 0) << two.err;
  const nlohmann::json told = nlohmann::json::parse(two.out);
  ASSERT_EQ(told.size(), 2u);
  for (const nlohmann::json& one : told) {
    const nlohmann::json& factors = one["factors"];
    EXPECT_NEAR(100 * factors["suitability"].get<double>() * factors["merit"].get<double>() *
                    factors["constraint"].get<double>(),
                one["score"].get<double>(), 1e-9);
    double points = 0;
    for (const nlohmann::json& row : one["indicators"]) points += row.value("points", 0.0);
    EXPECT_NEAR(points, 100 * factors["merit"].get<double>(), 1e-9);
  }
  EXPECT_THAT(county.run({"explain", "map.gpkg", "--at", "TQ 0015 0005"}).out, HasSubstr("feature H2"));
  EXPECT_THAT(county.run({"explain", "map.gpkg", "--at", "500350, 100050"}).out, HasSubstr("feature H3"));
  const ToolRun nowhere = county.run({"explain", "map.gpkg", "--at", "TQ 002 003"});
  EXPECT_EQ(nowhere.exit_code, 3);
  EXPECT_THAT(nowhere.err, HasSubstr("m away"));
  EXPECT_EQ(county.run({"explain", "map.gpkg", "--at", "here"}).exit_code, 2);
  EXPECT_EQ(county.run({"explain", "map.gpkg"}).exit_code, 2);
  EXPECT_THAT(county.run({"explain", "map.gpkg", "--top", "1", "--action", "restore"}).out, HasSubstr("H4/site"));
}

TEST(OpportunityMap, ComparesTwoMapsAndSaysWhy) {
  const MapCounty county;
  county.map("old.gpkg");
  county.map("new.gpkg", {"--set", "scoring.weights.joined=6"});
  const ToolRun done = county.run({"compare", "old.gpkg", "new.gpkg", "-o", "changes.gpkg"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.out, AllOf(HasSubstr("4 stayed on the same land"), HasSubstr("0 came")));
  EXPECT_LT(
      std::stod(county.ask("SELECT max(abs(due_suitability + due_constraint + due_better + due_bigger + due_more + "
                           "due_joined + due_boa + due_boa_target + due_potential_weighed - score_change)) FROM "
                           "candidate_changes",
                           "changes.gpkg")),
      1e-9);
  EXPECT_GT(std::stod(county.ask("SELECT max(abs(score_change)) FROM candidate_changes", "changes.gpkg")), 0.1);
  const ToolRun same = county.run({"compare", "old.gpkg", "old.gpkg"});
  EXPECT_THAT(same.out, HasSubstr("No score changed"));
  EXPECT_EQ(county.run({"compare", "old.gpkg", "county.gpkg"}).exit_code, 3);
}

TEST(OpportunityMap, TargetsForHabitatsThatDoNotOccurAddTheirNetworkOrAreNamed) {
  const MapCounty county(
      "[layers.boa]\nlayer = \"county.gpkg#parish\"\nid = \"ref\"\n[layers.boa.targets]\nlayer = \"targets.csv\"\n");
  write_file(county.file("targets.csv"),
             "boa_id,habitat,action\nLittle Wooding,Lowland meadows,create\nLittle Wooding,Lowland medows,create\n"
             "Little Wooding,Coastal saltmarsh,create\nLittle Woding,Woodland,create\n");
  county.map("map.gpkg");
  EXPECT_EQ(county.ask("SELECT group_concat(network || ' ' || patches, ', ') FROM networks", "map.gpkg"),
            "woodland 1, grassland_neutral 0");
  EXPECT_THAT(county.ask("SELECT message FROM issues WHERE rule = 'network_for_target'", "map.gpkg"),
              HasSubstr("'Lowland meadows' asks to create habitat of which none is mapped"));
  const std::string unmatched =
      county.ask("SELECT group_concat(message, '; ') FROM issues WHERE rule = 'boa_target_unmatched'", "map.gpkg");
  EXPECT_THAT(unmatched, AllOf(HasSubstr("'Lowland medows' belongs to no network of this run; did you mean 'Lowland "
                                         "meadows'?"),
                               HasSubstr("'Coastal saltmarsh' belongs to no network"),
                               HasSubstr("did you mean 'Little Wooding'?")));
  EXPECT_THAT(county.ask("SELECT group_concat(rule) FROM issues", "map.gpkg"), HasSubstr("network_without_patches"));
}

TEST(OpportunityMap, LinesExcludeLandWithABuffer) {
  const MapCounty plain, crossed("[layers.exclusion]\nlayer = \"county.gpkg#path\"\nbuffer_m = 5\n"),
      wrong("[layers.boa]\nlayer = \"county.gpkg#lws\"\nbuffer_m = 5\n");
  plain.map("map.gpkg");
  crossed.map("map.gpkg");
  const auto area = [](const MapCounty& county) {
    return std::stod(county.ask("SELECT area_ha FROM opportunity_areas WHERE candidate_id = 'H2'", "map.gpkg"));
  };
  EXPECT_NEAR(area(plain), 1, 1e-9);
  EXPECT_NEAR(area(crossed), 0.9, 1e-6) << "a strip of 10 m is gone, and the id stays";
  EXPECT_EQ(wrong.run({"opportunities", "county.toml", "-o", "map.gpkg"}).exit_code, 2);
}

TEST(OpportunityMap, HoldsAProjectAndPutsPointsOnTop) {
  const MapCounty county;
  county.map("map.gpkg");
  EXPECT_EQ(county.ask("SELECT name || ' ' || substr(content, 1, 8) FROM qgis_projects", "map.gpkg"), "map 504B0304");
  EXPECT_EQ(county.ask("SELECT group_concat(table_name) FROM (SELECT table_name FROM gpkg_contents WHERE data_type = "
                       "'features' ORDER BY rowid)",
                       "map.gpkg"),
            "issues,links,opportunity_areas,opportunity_map,core_patches,boa_summary");
  const std::string script = (source_dir() / "scripts/check-qgis-project").string();
  const std::string command = "'" + script + "' '" + county.file("map.gpkg").string() + "' '" +
                              county.file("map.pdf").string() + "' > '" + county.file("out").string() + "' 2>&1";
  const int status = std::system(command.c_str());
  if (WEXITSTATUS(status) == 77)
    GTEST_SKIP() << "QGIS' Python module is not installed (python3-qgis): the project is not opened";
  EXPECT_EQ(WEXITSTATUS(status), 0) << read_file(county.file("out"));
  EXPECT_THAT(read_file(county.file("out")), AllOf(HasSubstr("Map: Best 20 to create (rank), Biodiversity"),
                                                   HasSubstr("labels: Best 20"), HasSubstr("layout Map")));
  EXPECT_GT(std::filesystem::file_size(county.file("map.pdf")), 5000u);
}

TEST(OpportunityMap, ReportSaysWhatTheMapSaysAndWhatItWasNotGiven) {
  const MapCounty county("\n[layers.exclusion]\nlayer = \"county.gpkg#path\"\nbuffer_m = 1\n");
  county.map("map.gpkg", {"--html", "map.html"});
  const std::string page = read_file(county.file("map.html"));
  EXPECT_THAT(page, AllOf(HasSubstr("<html lang=\"en-GB\">"), HasSubstr("The best places to create habitat"),
                          HasSubstr("The best places to restore inside wildlife sites"),
                          HasSubstr("No layer of Biodiversity Opportunity Areas was given"),
                          HasSubstr("No layer of designated sites was given")));
  EXPECT_THAT(page, testing::Not(HasSubstr("No layer of Local Wildlife Sites"))) << "that layer was read";
  EXPECT_THAT(page, testing::Not(HasSubstr("No layer of exclusions"))) << "the path is one";
  for (const char* loads : {"<script", "http://", "https://", "<link rel=stylesheet"})
    EXPECT_THAT(page, testing::Not(HasSubstr(loads)));
  const std::string place =
      county.ask("SELECT place FROM opportunity_areas WHERE rank = 1 AND action = 'create'", "map.gpkg");
  EXPECT_THAT(page, HasSubstr("<th scope=row>" + place));
  const std::string first =
      county.ask("SELECT candidate_id FROM opportunity_areas WHERE rank = 1 AND action = 'create'", "map.gpkg");
  const nlohmann::json told = nlohmann::json::parse(county.run({"explain", "map.gpkg", first, "--json"}).out);
  for (const nlohmann::json& sentence : told[0].at("why"))
    EXPECT_THAT(page, HasSubstr(sentence.get<std::string>())) << "the page says what `lnrs explain` says";
}

TEST(OpportunityMap, StatesEditionLicenceAndAttributionAndWarnsOfOldLayers) {
  const MapCounty county(
      "\n[layers.boa]\nlayer = \"county.gpkg#parish\"\nid = \"ref\"\ntitle = \"BOAs\"\ndate = \"2019-05\"\nlicence = "
      "\"Open "
      "Government Licence v3.0\"\nattribution = \"\u00a9 Natural England <2026>\"\nmax_age_days = 400\n"
      "[layers.study_area]\nlayer = \"county.gpkg#parish\"\nid = \"ref\"\nmax_age_days = 400\n");
  const ToolRun done = county.run({"opportunities", "county.toml", "-o", "map.gpkg", "--html", "map.html"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  const std::string
      old =
          "county.gpkg#parish (Biodiversity Opportunity Areas): its edition of 2019-05 is 2,407 days old on 2026-01-01",
      undated = "county.gpkg#parish (Study area) states no date";
  EXPECT_THAT(done.err, AllOf(HasSubstr(old), HasSubstr(undated)));
  EXPECT_EQ(county.ask("SELECT count(*) FROM issues WHERE rule = 'layer_outdated'", "map.gpkg"), "2");
  EXPECT_EQ(
      county.ask("SELECT group_concat(key || '=' || value, '|') FROM run WHERE section = 'layer' AND key IN ('date', "
                 "'licence', 'attribution')",
                 "map.gpkg"),
      "date=2019-05|licence=Open Government Licence v3.0|attribution=\u00a9 Natural England <2026>");
  const std::string page = read_file(county.file("map.html"));
  EXPECT_THAT(page,
              AllOf(HasSubstr("<td>2019-05<td class=n>1"), HasSubstr("<td>not stated<td class=n>"),
                    HasSubstr("<dt>BOAs (county.gpkg#parish)<dd>edition 2019-05; Open Government Licence v3.0; &#169; "
                              "Natural England &lt;2026&gt;"),
                    HasSubstr("the config states no edition, licence or attribution"), HasSubstr("2026-01-01")));
  const ToolRun dry = county.run({"opportunities", "county.toml", "--dry-run"});
  EXPECT_THAT(dry.err + dry.out, HasSubstr(old));
}

TEST(OpportunityMap, AFileDoesNotDependOnTheDayAndThePageHasOne) {
  const MapCounty county(
      "\n[layers.boa]\nlayer = \"county.gpkg#parish\"\nid = \"ref\"\ndate = \"2001\"\nmax_age_days = 9\n");
  std::string text = read_file(county.file("county.toml"));
  text.erase(text.find("date = \"2026-01-01\"\n"), 20);
  write_file(county.file("county.toml"), text);
  const ToolRun done = county.run({"opportunities", "county.toml", "-o", "map.gpkg", "--html", "map.html"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.err, HasSubstr("its edition of 2001 is"));
  EXPECT_EQ(county.ask("SELECT count(*) FROM issues WHERE rule = 'layer_outdated'", "map.gpkg"), "0");
  EXPECT_THAT(read_file(county.file("map.html")), testing::ContainsRegex("<p>20[0-9][0-9]-[01][0-9]-[0-3][0-9] "));
}

TEST(OpportunityMap, ReportHasTheSameBytesAtAnyNumberOfThreadsAndEscapesNames) {
  const MapCounty county;
  std::string config_text = read_file(county.file("county.toml"));
  config_text.replace(config_text.find("[project]\n"), 10, "[project]\nname = \"A <b>county</b> & more\"\n");
  write_file(county.file("county.toml"), config_text);
  std::vector<std::string> pages;
  for (const char* threads : {"1", "2", "8"}) {
    county.map("map.gpkg", {"--html", "map.html", "--threads", threads});
    pages.push_back(read_file(county.file("map.html")));
  }
  EXPECT_EQ(pages[0], pages[1]);
  EXPECT_EQ(pages[0], pages[2]);
  EXPECT_THAT(pages[0],
              AllOf(HasSubstr("A &lt;b&gt;county&lt;/b&gt; &amp; more"), testing::Not(HasSubstr("<b>county"))));
}

}  // namespace
}  // namespace spatial::test
