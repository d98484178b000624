// SPDX-License-Identifier: MIT
// lnrs greenspace: numbers found independently (skipped where ../shared is absent), rules, bad input.
#include <gmock/gmock.h>

#include <map>

#include "tests/cli/run_tool.hpp"
#include "tests/cli/strategy_numbers.hpp"
#include "tests/support/expected_rows.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;

class GreenspaceNumbers : public StrategyNumbers {
 protected:
  GreenspaceNumbers() : StrategyNumbers("greenspace") {}
  std::string source(const std::string& name) const { return "layer = \"" + layer(name) + "\"\n"; }
  void run_config(const std::string& keys, const std::string& rest) {
    write_file(folder_ / "county.toml", "[greenspace]\n" + keys + rest);
    run({(folder_ / "county.toml").string()});
  }
  void run_trafford(const std::string& keys) {
    run_config(keys, "[layers.authority]\n" + source("trafford/la_2023_bfe.geojson") +
                         "id = \"area_code\"\n[[greenspace.site]]\n" + source("trafford/greenspace_2023-04b.geojson") +
                         "[greenspace.access]\n" + source("trafford/greenspace_access_2023-10.geojson") +
                         "[greenspace.people]\n" + source("trafford/trafford.gpkg#output_area") +
                         "id = \"area_code\"\npeople = \"value\"\ntable = \"" + layer("trafford/oa_pop_sex_2021.csv") +
                         "\"\ntable_where = \"indicator = 'All persons' AND measure = 'Count'\"\n");
  }
  double standard(const std::string& name, const std::string& column) const {
    return number("SELECT " + column + " FROM ags_authority WHERE authority = 'all' AND standard = '" + name + "'");
  }
};

TEST_F(GreenspaceNumbers, AreThoseFoundByHand) {
  for (const bool joined : {false, true}) {
    run_config(joined ? "size_of = \"joined\"\n" : "", "[[greenspace.site]]\n" + source("hand/hand.gpkg#green_site") +
                                                           "id = \"site_id\"\n[greenspace.people]\n" +
                                                           source("hand/hand.gpkg#green_unit") + "id = \"unit_id\"\n");
    EXPECT_EQ(standard("local", "served"), joined ? 800 : 500);
    EXPECT_EQ(standard("local", "large_enough"), joined ? 3 : 2);
    EXPECT_EQ(standard("sub_regional", "served"), 0) << "a standard that no greenspace meets has a row";
    EXPECT_EQ(ask("SELECT local_distance_m FROM ags_units WHERE unit_id = 'G1'"), "300.0") << "equality serves";
    EXPECT_EQ(ask("SELECT local FROM ags_units WHERE unit_id = 'G1'"), "1.0");
    EXPECT_EQ(ask("SELECT local FROM ags_units WHERE unit_id = 'G2'"), "0.0") << "half a metre too far";
  }
}

TEST_F(GreenspaceNumbers, AreThoseOfARealBorough) {
  std::map<std::string, double> found;
  for (const std::string size : {"site", "joined"}) {
    const auto key = [&](const std::string& item) { return size + " " + item; };
    run_trafford("size_of = \"" + size + "\"\n");
    for (const std::string name : {"doorstep", "local"}) {
      found[key(name + ": sites large enough")] = standard(name, "large_enough");
      found[key(name + ": people served, centroid")] = standard(name, "served");
      found[key(name + ": share of the authority within reach")] = standard(name, "percent_of_area");
    }
    if (size == "joined") found["groups"] = number("SELECT value FROM run WHERE key = 'groups'");
    run_trafford("size_of = \"" + size + "\"\npopulation = \"area\"\n");
    for (const std::string name : {"doorstep", "local"})
      found[key(name + ": people served, area share")] = standard(name, "served");
    run_trafford("size_of = \"" + size + "\"\ndistance = \"access\"\n");
    for (const std::string name : {"doorstep", "local"})
      found[key(name + ": people served, access")] = standard(name, "served");
  }
  std::size_t compared = 0;
  for (const std::string name : {"doorstep", "local"})
    for (const std::string size : {"site", "joined"})
      for (const ExpectedValue& one :
           expected_values(shared_ / "expected.csv", "greenspace",
                           "Trafford, edition 2023-04b, all types, " + name + ", size_of = " + size)) {
        const std::string item =
            one.item.starts_with("people served, centroid to") ? "people served, access" : one.item;
        const double tolerance = item == "people served, area share" ? 0.0005 * one.value : one.tolerance;
        ASSERT_TRUE(found.contains(size + " " + name + ": " + item)) << item;
        EXPECT_NEAR(found[size + " " + name + ": " + item], one.value, tolerance + 1e-9)
            << size << " " << name << ": " << item;
        ++compared;
      }
  EXPECT_EQ(compared, 20u);
  const auto sum = [&](const std::string& column) {
    return number("SELECT sum(" + column + ") FROM capacity WHERE authority <> 'all'");
  };
  const std::map<std::string, double> all{{"people in output areas", sum("people")},
                                          {"sites", number("SELECT value FROM run WHERE key = 'sites'")},
                                          {"sum of sites", sum("raw_ha")},
                                          {"each place once", sum("accessible_ha")},
                                          {"ha per 1,000 people", sum("accessible_ha") / sum("people") * 1000},
                                          {"shortfall against 3 ha per 1,000", sum("shortfall_ha")},
                                          {"groups of sites that touch or overlap", found["groups"]}};
  const auto values = expected_values(shared_ / "expected.csv", "greenspace", "Trafford, edition 2023-04b, all types");
  ASSERT_EQ(values.size(), all.size());
  for (const ExpectedValue& one : values) EXPECT_NEAR(all.at(one.item), one.value, one.tolerance + 1e-9) << one.item;
}

/// A park of 4 ha with one entrance far from the homes, a golf course, a street.
class GreenspaceTool : public testing::Test {
 protected:
  GreenspaceTool() {
    FixtureLayer sites, units, parted, homes, gates, roads, authority;
    sites.name = "sites";
    sites.fields = {"ref", "kind", "open"};
    sites.rows = {{square_wkt(500000, 100000, 200), {"park", "Public Park", "yes"}},
                  {square_wkt(500400, 100000, 200), {"golf", "Golf Course", "no"}}};
    units.name = "units";
    units.fields = {"unit", "people"};
    units.rows = {{square_wkt(500240, 100090, 20), {"near", "1,200"}},
                  {square_wkt(500640, 100090, 20), {"golfers", "300"}},
                  {square_wkt(502000, 100090, 20), {"far", "0"}}};
    parted.name = "parted";
    parted.fields = {"unit", "people"};
    parted.rows = {{square_wkt(500240, 100090, 20), {"a", "10"}},
                   {square_wkt(500280, 100090, 20), {"a", "10"}},
                   {square_wkt(500320, 100090, 20), {"b", "5"}},
                   {square_wkt(500360, 100090, 20), {"b", "6"}}};
    homes.name = "homes";
    homes.fields = {"home", "people"};
    homes.rows = {{"POINT (500250 100100)", {"h1", "3"}}, {"POINT (500650 100100)", {"h2", "many"}}};
    gates.name = "gates";
    gates.fields = {"gate"};
    gates.rows = {{"POINT (499995 100100)", {"west"}}};
    roads.name = "roads";
    roads.fields = {"road"};
    roads.rows = {{"LINESTRING (499995 100100, 499995 99950, 500250 99950, 500250 100090)", {"round the park"}}};
    authority.name = "authority";
    authority.fields = {"code"};
    authority.rows = {{square_wkt(499000, 99000, 2000), {"A"}}};
    write_fixture(folder_ / "in.gpkg", "GPKG", {sites, units, parted, homes, gates, roads, authority});
    write_file(folder_ / "people.csv",
               "id,sex,count\nnear,all,\"1 000\"\nnear,female,510\ngolfers,all,50\nnowhere,all,1.200\nfar,all,-4\n");
  }
  ToolRun run(const std::string& keys, const std::string& rest, std::vector<std::string> more = {}) const {
    write_file(folder_ / "county.toml", "[greenspace]\n" + keys + rest);
    std::vector<std::string> words{"greenspace", "county.toml", "-o", "out.gpkg", "--overwrite"};
    words.insert(words.end(), more.begin(), more.end());
    return run_tool(words, folder_.path());
  }
  std::string ask(const std::string& sql) const { return query(folder_ / "out.gpkg", sql); }
  const std::string site_ = "[[greenspace.site]]\nlayer = \"in.gpkg#sites\"\nid = \"ref\"\n";
  const std::string units_ = "[greenspace.people]\nlayer = \"in.gpkg#units\"\nid = \"unit\"\n";
  const std::string gates_ = "[greenspace.access]\nlayer = \"in.gpkg#gates\"\n";
  const std::string roads_ = "[greenspace.roads]\nlayer = \"in.gpkg#roads\"\n";
  const std::string authority_ = "[layers.authority]\nlayer = \"in.gpkg#authority\"\nid = \"code\"\n";
  TempDir folder_;
};

TEST_F(GreenspaceTool, DistancesLeadToEdgesToEntrancesOrAlongRoads) {
  const std::string all = site_ + "class = \"kind\"\ninaccessible = [\"golf course\"]\n" + units_ + gates_ + roads_;
  const std::string distance = "SELECT round(local_distance_m, 6) FROM ags_units WHERE unit_id = 'near'";
  ASSERT_EQ(run("", all).exit_code, 0);
  EXPECT_EQ(ask(distance), "50.0");
  EXPECT_EQ(ask("SELECT local_nearest_id FROM ags_units WHERE unit_id = 'golfers'"), "park");
  ASSERT_EQ(run("distance = \"access\"\n", all).exit_code, 0);
  EXPECT_EQ(ask(distance), "255.0");
  ASSERT_EQ(run("distance = \"network\"\n", all).exit_code, 0);
  EXPECT_EQ(ask(distance), "555.0") << "10 m to the road, 140 + 255 + 150 m along it";
  EXPECT_EQ(ask("SELECT count(*) FROM ags_zone"), "0");
  EXPECT_EQ(ask("SELECT choices FROM capacity"),
            "size_of = site, distance = network, population = centroid, access_m = 10, beyond_m = 10000");
}

TEST_F(GreenspaceTool, WhatIsNotOpenServesNobodyAndSitesWithoutEntrancesUseTheirEdge) {
  ASSERT_EQ(run("", site_ + "accessible = \"open\"\n" + units_).exit_code, 0);
  EXPECT_EQ(ask("SELECT served FROM ags_authority WHERE standard = 'local'"), "1200.0");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'greenspace_inaccessible'"), "1");
  ASSERT_EQ(run("distance = \"access\"\n", site_ + units_ + gates_).exit_code, 0);
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'greenspace_without_access'"), "1");
  EXPECT_EQ(ask("SELECT round(local_distance_m, 6) FROM ags_units WHERE unit_id = 'golfers'"), "50.0");
}

TEST_F(GreenspaceTool, CountsPeopleFromTablesAndPoints) {
  ASSERT_EQ(run("", site_ + units_ +
                        "people = \"count\"\ntable = \"people.csv\"\ntable_id = \"id\"\ntable_where = "
                        "\"sex = 'all'\"\n")
                .exit_code,
            0);
  EXPECT_EQ(ask("SELECT sum(people) FROM ags_units"), "1050.0");
  EXPECT_EQ(ask("SELECT feature_id FROM issues WHERE rule = 'people_without_unit'"), "nowhere");
  EXPECT_THAT(ask("SELECT message FROM issues WHERE rule = 'people_without_unit'"),
              HasSubstr("a number of people, 1.2, is stated for a unit that in.gpkg#units does not have"))
      << "as it is read, not \"1.200\", which looks like 1,200";
  EXPECT_EQ(ask("SELECT feature_id FROM issues WHERE rule = 'people_unreadable'"), "far");
  ASSERT_EQ(run("population = \"points\"\n",
                site_ + "[greenspace.people]\nlayer = \"in.gpkg#homes\"\nid = \"home\"\n" + authority_)
                .exit_code,
            0);
  EXPECT_EQ(ask("SELECT people FROM ags_authority WHERE standard = 'local' AND authority = 'A'"), "3.0");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'people_unreadable'"), "1");
}

TEST_F(GreenspaceTool, PeopleOfAUnitInSeveralRowsCountOnce) {
  const std::string parted = "[greenspace.people]\nlayer = \"in.gpkg#parted\"\nid = \"unit\"\n";
  ASSERT_EQ(run("", site_ + parted + "where = \"unit = 'a'\"\n").exit_code, 0);
  EXPECT_EQ(ask("SELECT group_concat(unit_id || ' ' || people) FROM ags_units"), "a 10.0");
  const ToolRun tool = run("", site_ + parted);
  EXPECT_EQ(tool.exit_code, 3);
  EXPECT_THAT(tool.err, HasSubstr("in.gpkg#parted has two numbers of people for 'b': '5' and '6'"));
}

TEST_F(GreenspaceTool, StandardsCanBeEditedAndCombined) {
  ASSERT_EQ(run("standards = \"angst\"\n", site_ + units_).exit_code, 0);
  EXPECT_EQ(ask("SELECT group_concat(standard) FROM ags_authority"),
            "angst_2_ha,angst_20_ha,angst_100_ha,angst_500_ha");
  ASSERT_EQ(
      run("", "[[greenspace.standard]]\nname = \"pocket\"\nsize_ha = 1\nwithin_m = 40\n" + site_ + units_).exit_code,
      0);
  EXPECT_EQ(ask("SELECT served FROM ags_authority WHERE standard = 'pocket'"), "0.0");
  ASSERT_EQ(run("", site_ + units_ + authority_, {"--html", "out.html"}).exit_code, 0);
  EXPECT_EQ(ask("SELECT served FROM ags_authority WHERE standard = 'doorstep_or_local' AND authority = 'all'"),
            "1500.0");
  EXPECT_EQ(ask("SELECT served FROM ags_authority WHERE standard = 'within_15_minutes' AND authority = 'all'"),
            "1500.0");
  EXPECT_EQ(ask("SELECT unit_id FROM ags_gaps"), "far");
  EXPECT_EQ(ask("SELECT round(accessible_ha, 6) FROM capacity WHERE authority = 'A'"), "8.0");
  EXPECT_EQ(ask("SELECT round(shortfall_ha, 6) FROM capacity WHERE authority = 'A'"), "0.0");
  const std::string page = read_file(folder_ / "out.html");
  EXPECT_THAT(page, HasSubstr("<caption>People served by each standard</caption>"));
  EXPECT_THAT(page, testing::Not(HasSubstr("<script")));
}

TEST_F(GreenspaceTool, GreenspaceFarBeyondTheAuthoritiesIsLeftOut) {
  ASSERT_EQ(run("beyond_m = 100\n", site_ + "[greenspace.people]\nlayer = \"in.gpkg#units\"\nid = \"unit\"\n" +
                                        "[layers.authority]\nlayer = \"in.gpkg#units\"\nid = \"unit\"\n"
                                        "where = \"unit = 'far'\"\n")
                .exit_code,
            0);
  EXPECT_EQ(ask("SELECT value FROM run WHERE key = 'sites_too_far_beyond'"), "2");
  EXPECT_EQ(ask("SELECT large_enough FROM ags_authority WHERE standard = 'doorstep'"), "0");
}

TEST_F(GreenspaceTool, BadInputIsExplained) {
  const auto fails = [&](const std::string& keys, const std::string& rest, int exit_code, const std::string& message) {
    std::filesystem::remove(folder_ / "out.gpkg");
    const ToolRun tool = run(keys, rest);
    EXPECT_EQ(tool.exit_code, exit_code) << tool.err;
    EXPECT_THAT(tool.err, HasSubstr(message));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "out.gpkg"));
  };
  fails("", site_, 2, "has sites but no people");
  fails("", units_ + authority_, 2, "no greenspace is configured");
  fails("distance = \"acess\"\n", site_ + units_, 2, "did you mean 'access'?");
  fails("distance = \"access\"\n", site_ + units_, 2, "needs access points");
  fails("distance = \"network\"\n", site_ + units_, 2, "needs roads");
  fails("distance = \"network\"\npopulation = \"area\"\n", site_ + units_ + roads_, 2, "people need a place");
  fails("standards = \"agst\"\n", site_ + units_, 2, "did you mean 'a");
  fails("", site_ + units_ + "people = \"peple\"\n", 3, "'people'");
  fails("", site_ + "accessible = \"kind\"\n" + units_, 3, "Write yes where the greenspace is open");
  fails("", site_ + units_ + "people = \"count\"\ntable = \"people.csv\"\ntable_id = \"id\"\n", 3,
        "two numbers of people");
  fails("",
        site_ + units_ + "people = \"count\"\ntable = \"people.csv\"\ntable_id = \"id\"\ntable_where = \"sex = 'x'\"\n",
        3, "no row that table_where lets through");
  fails("",
        site_ + units_ + "people = \"count\"\ntable = \"people.csv\"\ntable_id = \"id\"\ntable_where = \"six = 'x'\"\n",
        3, "the filter");
}

TEST_F(GreenspaceTool, WritesTheSameBytesWithAnyNumberOfThreads) {
  std::vector<std::string> bytes;
  for (const char* threads : {"1", "2", "8"}) {
    ASSERT_EQ(run("population = \"area\"\n", site_ + units_ + authority_, {"--threads", threads}).exit_code, 0);
    bytes.push_back(read_file(folder_ / "out.gpkg"));
  }
  EXPECT_EQ(bytes[0], bytes[1]);
  EXPECT_EQ(bytes[0], bytes[2]);
}

}  // namespace
}  // namespace spatial::test
