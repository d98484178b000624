// SPDX-License-Identifier: MIT
// Odd input of the commands on strategies and monitoring: what it means must come out, or be told, never be taken at
// its word. Every layer is made here; the numbers follow from its squares.
#include <gmock/gmock.h>

#include "tests/cli/input_test.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class OddInput : public InputTest {};

class OddTargets : public OddInput {
 protected:
  void projects(const std::vector<std::vector<std::string>>& rows) const {
    write({one("boa", 500000, 100000, 5000, {"boa_id", "name"}, {"BOA 01", "East"}),
           squares("project", {"project_id", "boa_id", "habitat", "status", "action", "start", "end", "stated_ha"},
                   rows)});
    config(
        "[project]\ndate = \"2026-03-31\"\n[layers.boa]\nlayer = \"in.gpkg#boa\"\nid = \"boa_id\"\n"
        "[layers.boa.targets]\nlayer = \"targets.csv\"\n[layers.project]\nlayer = \"in.gpkg#project\"\n");
  }
  void targets(
      const std::string& rows,
      const std::string& head = "target_id,boa_id,habitat,action,quantity_ha,kind,start,by,baseline_ha") const {
    write_file(folder_ / "targets.csv", head + "\n" + rows);
  }
  std::string of(const std::string& target, const std::string& column) const {
    return ask("SELECT " + column + " FROM target_progress WHERE target_id = '" + target + "'");
  }
};

TEST_F(OddTargets, NumbersBelowZeroAndSeveralNumbersAreNone) {
  projects({{"P1", "", "Meadow", "completed", "create", "2024-01-01", "2025-12-31", ""}});
  targets(
      "T1,,Meadow,create,-5,more,,,\nT2,,Meadow,create,1 2,more,,,\nT3,,Meadow,create,100,reach,,,-20\n"
      "T4,,Meadow,create,\"1 200\",more,,,\nT5,,Meadow,create,10%,more,,,\n");
  const ToolRun tool = run({"targets", "county.toml"});
  ASSERT_EQ(tool.exit_code, 0) << tool.err;
  EXPECT_EQ(of("T1", "rag || ' ' || rag_reason"), "blank no quantity") << "and not reached";
  EXPECT_EQ(of("T2", "rag_reason"), "no quantity") << "neither 12 nor 1";
  EXPECT_EQ(of("T3", "need_ha"), "100.0") << "a baseline below 0 adds nothing";
  EXPECT_EQ(of("T4", "need_ha"), "1200.0");
  EXPECT_EQ(features_with("number_unreadable"), "T1,T2,T3,T5");
}

TEST_F(OddTargets, DatesThatContradictAreTold) {
  projects({{"P1", "", "Meadow", "completed", "create", "2026-01-01", "2025-01-01", ""},
            {"P2", "", "Meadow", "underway", "create", "2027-01-01", "", ""},
            {"P3", "", "Meadow", "completed", "create", "2024-01-01", "31/12/2025 00:00:00", ""},
            {"P4", "", "Meadow", "completed", "create", "2024-01-01", "31st December 2025", ""},
            {"P5", "", "Meadow", "completed", "create", "2024-01-01", "31/12/25", ""}});
  targets("T1,,Meadow,create,10,more,2028-01-01,2027-01-01,\nT2,,Meadow,create,10,more,2027-01-01,2025-01-01,\n");
  ASSERT_EQ(run({"targets", "county.toml"}).exit_code, 0);
  EXPECT_EQ(of("T1", "rag || ' ' || rag_reason"), "blank no dates") << "a window that ends before it begins is none";
  EXPECT_EQ(of("T2", "rag || ' ' || rag_reason"), "red overdue");
  EXPECT_EQ(of("T1", "round(delivered_ha, 6)"), "3.0") << "P1, P3, P4";
  EXPECT_EQ(features_with("date_unreadable"), "P1,P2,P5,T1,T2") << "a year of two digits could be any";
}

TEST_F(OddTargets, OtherUnitsAreNoHectares) {
  projects({{"P1", "", "Meadow", "completed", "create", "2024-01-01", "2025-12-31", ""}});
  targets("T1,,Meadow,create,4,acres\nT2,,Meadow,create,40,sites\nT3,,Meadow,create,4,Hectares\nT4,,Meadow,create,4,\n",
          "target_id,boa_id,habitat,action,quantity_ha,unit");
  ASSERT_EQ(run({"targets", "county.toml"}).exit_code, 0);
  EXPECT_EQ(ask("SELECT group_concat(target_id) FROM target_progress WHERE need_ha IS NOT NULL"), "T3,T4");
  EXPECT_EQ(features_with("value_misfit"), "T1,T2");
  targets("T1,,Meadow,create,4\n", "target_id,boa_id,habitat,action,quantity");
  ASSERT_EQ(run({"targets", "county.toml"}).exit_code, 0);
  EXPECT_THAT(said("number_unreadable"), HasSubstr("no column quantity_ha, so no target can be rated; did you mean "
                                                   "'quantity'?"));
}

TEST_F(OddTargets, NamesOfAreasThatAreAlmostRightAreErrorsOnTheConsole) {
  projects({{"P1", "boa 01", "Meadow", "completed", "create", "2024-01-01", "2025-12-31", ""}});
  targets("T1,BOA 1,Meadow,create,4,more,,,\n");
  const ToolRun tool = run({"targets", "county.toml"});
  ASSERT_EQ(tool.exit_code, 0);
  EXPECT_EQ(features_with("target_boa_unknown"), "P1,T1") << "of projects too";
  EXPECT_THAT(said("target_boa_unknown"), HasSubstr("did you mean 'BOA 01'?"));
  EXPECT_THAT(tool.err, HasSubstr("2 errors in the table issues, read them before you use the result: "
                                  "target_boa_unknown × 2"));
}

TEST_F(OddInput, RowsOfOneSiteThatDifferAreToldAndTheirOrderDoesNotShow) {
  const std::vector<std::string> fields{"ref", "name", "kind"};
  FixtureLayer old_edition = squares("old", fields, {{"1", "Wood", "lws"}, {"1", "Meadow", "lgs"}});
  FixtureLayer new_edition = old_edition;
  new_edition.name = "new";
  std::swap(new_edition.rows[0], new_edition.rows[1]);
  write({old_edition, new_edition});
  const std::vector<std::string> words{"register", "in.gpkg#old", "in.gpkg#new", "--id", "ref",
                                       "--name",   "name",        "--kind",      "kind"};
  ASSERT_EQ(run(words).exit_code, 0);
  EXPECT_EQ(ask("SELECT group_concat(change) FROM register_review"), "unchanged");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE message LIKE '%its rows have%'"), "4")
      << "name and kind of both editions";
  EXPECT_THAT(said("register_rows_joined"), HasSubstr("its rows have 'Meadow', 'Wood' in name; 'Meadow' counts"));
  new_edition.rows[1].wkt = square_wkt(500000, 100000, 110);  // now most of the land is the wood's
  write({old_edition, new_edition});
  ASSERT_EQ(run(words).exit_code, 0);
  EXPECT_EQ(ask("SELECT change_all FROM register_review"), "boundary;renamed;reclassified");
}

TEST_F(OddInput, WordsInThePlaceOfIdsMakeNoSite) {
  const std::vector<std::string> fields{"ref", "name"};
  const std::vector<std::vector<std::string>> rows{{"N/A", "A"}, {"N/A", "B"}, {"n/a", "C"}, {"\x01", "unnamed"}};
  FixtureLayer new_edition = squares("new", fields, rows);
  new_edition.rows[3].wkt = square_wkt(503000, 100000, 100);
  write({squares("old", fields, rows), new_edition});
  ASSERT_EQ(run({"register", "in.gpkg#old", "in.gpkg#new", "--id", "ref", "--name", "name"}).exit_code, 0);
  EXPECT_EQ(ask("SELECT group_concat(change || ' ' || n, ', ') FROM (SELECT change, count(*) AS n FROM register_review "
                "GROUP BY change ORDER BY change)"),
            "deleted 1, new 1, unchanged 3")
      << "two unnamed sites are not one that moved";
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'register_rows_joined'"), "0");
  EXPECT_THAT(said("missing_id"),
              HasSubstr("'N/A' is not an id; 2 rows with it are sites matched by land and name alone"));
}

TEST_F(OddInput, ASiteSmallerThanAContactIsItself) {
  write({one("old", 500000, 100000, 0.5, {"ref", "name"}, {"1", "Kerb"}),
         one("new", 500000, 100000, 0.5, {"ref", "name"}, {"2", "Kerb"})});
  ASSERT_EQ(run({"register", "in.gpkg#old", "in.gpkg#new", "--id", "ref", "--name", "name"}).exit_code, 0);
  EXPECT_EQ(ask("SELECT change || ' ' || match FROM register_review"), "unchanged name") << "and has not moved";
}

TEST_F(OddInput, EvidenceWithoutADateOrAnEndBeforeItsStartIsTold) {
  write({squares("lws", {"ref"}, {{"LWS 01"}, {"LWS 02"}, {"LWS 03"}, {"LWS 04"}}),
         one("authority", 499000, 99000, 5000, {"code"}, {"E1"})});
  write_file(folder_ / "evidence.csv",
             "site_ref,kind,date,end_date \nLWS 01,management plan,,\nLWS 02,agreement,2025-06-01,2024-01-01\n"
             "LWS 03,advice,01/06/2024 00:00:00,\nlws04,advice,2025-01-01,\nLWS 04,none,,\n");
  const ToolRun tool = run({"register", "sdl160", "in.gpkg#lws", "--id", "ref", "--evidence", "evidence.csv",
                            "--authority", "in.gpkg#authority", "--authority-code", "code", "--year", "2026"});
  ASSERT_EQ(tool.exit_code, 0) << tool.err;
  EXPECT_EQ(ask("SELECT in_positive_management || ' ' || unknown FROM sdl160"), "2 0");
  EXPECT_EQ(features_with("date_unreadable"), "LWS 01,LWS 02") << "and a row that says none needs no date";
  EXPECT_THAT(said("evidence_without_site"), HasSubstr("'lws04' is not a site in in.gpkg#lws; did you mean 'LWS 04'?"));
  EXPECT_THAT(tool.err, HasSubstr("1 error in the table issues"));
  fails({"register", "sdl160", "in.gpkg#lws", "--id", "ref", "--evidence", "evidence.csv", "--authority",
         "in.gpkg#authority", "--year", "26"},
        2, "--year 26 is not the year of a return");
}

TEST_F(OddInput, WordsThatAreNeitherYesNorNoAreToldAndTheWorstRowOfASiteCounts) {
  write({squares("lws", {"ref", "managed", "la"},
                 {{"1", "Yes", "E1"},
                  {"2", "maybe", "e1"},
                  {"3", "N/A", "E1 "},
                  {"4", "1.0", "E1"},
                  {"5", "yes", "E1"},
                  {"5", "no", "E1"},
                  {"6", "yes", "n/a"}})});
  ASSERT_EQ(run({"register", "sdl160", "in.gpkg#lws", "--id", "ref", "--positive", "managed", "--attribution", "field",
                 "--authority-field", "la", "--year", "2026"})
                .exit_code,
            0);
  EXPECT_EQ(ask("SELECT group_concat(authority_code || ': ' || sites || ' ' || in_positive_management || ' ' || "
                "unknown) FROM "
                "sdl160"),
            "E1: 5 2 2")
      << "one authority, however its code is written";
  EXPECT_EQ(features_with("value_misfit"), "2") << "N/A says that it is not known";
  EXPECT_EQ(features_with("register_rows_joined"), "5,5") << "joined, and told that they differ";
  EXPECT_EQ(features_with("site_without_authority"), "6");
}

TEST_F(OddInput, OneClassInTwoSpellingsIsNoChange) {
  write({squares("old", {"code:Integer"}, {{"1"}, {"2"}, {"3"}}), squares("new", {"code"}, {{"1.0"}, {"02"}, {"3"}})});
  fails({"change", "in.gpkg#old", "in.gpkg#new", "--class", "code"}, 3, "'2' and '02', '1' and '1.0'");
  write({squares("old", {"code"}, {{"W1f"}, {"g4"}}), squares("new", {"code"}, {{"w1 f"}, {"g4"}})});
  fails({"change", "in.gpkg#old", "in.gpkg#new", "--class", "code"}, 3, "'W1f' and 'w1 f'; their land would seem to");
  write({squares("old", {"code"}, {{"A"}, {"a"}}), squares("new", {"code"}, {{"a"}, {"A"}})});
  ASSERT_EQ(run({"change", "in.gpkg#old", "in.gpkg#new", "--class", "code"}).exit_code, 0)
      << "a legend may have both, if it has them in both maps";
  EXPECT_EQ(ask("SELECT round(changed_ha, 6) FROM change_summary"), "2.0");
}

TEST_F(OddInput, MapsOfOneLegendMayHaveNoClassInCommon) {
  write({squares("old", {"code"}, {{"1"}}), squares("new", {"code"}, {{"2"}})});
  fails({"change", "in.gpkg#old", "in.gpkg#new", "--class", "code"}, 3, "no class in common");
  write_file(folder_ / "legend.csv", "code,class\n1,Grass\n2,Wood\n");
  ASSERT_EQ(run({"change", "in.gpkg#old", "in.gpkg#new", "--class", "code", "--crosswalk", "legend.csv"}).exit_code, 0);
  EXPECT_EQ(ask("SELECT round(area_ha, 6) FROM change_matrix WHERE from_class = 'Grass' AND to_class = 'Wood'"), "1.0");
}

TEST_F(OddInput, TotalsOfATableOfTransitionsAreNotCountedAgain) {
  write_file(folder_ / "m.csv", "from,to,amount\na,a,5\na,Total,5\nTotal,Total,5\n");
  fails({"change", "--matrix", "m.csv"}, 3, "a row of totals counts land twice");
  write_file(folder_ / "m.csv", "from,to,amount\na,b,\"1,234.5\"\na,b,10 20\n");
  fails({"change", "--matrix", "m.csv"}, 3, "row 2 of m.csv");
  write_file(folder_ / "m.csv", "from,to,amount\na,b,\"1,234.5\"\nb,c,\"2,5\"\n");
  ASSERT_EQ(run({"change", "--matrix", "m.csv"}).exit_code, 0);
  EXPECT_EQ(ask("SELECT round(changed_ha, 6) FROM change_summary"), "1237.0") << "changes alone are a table too";
}

TEST_F(OddInput, ProtectionThatEndsAtAnHourOfADayEndsOnThatDay) {
  write({one("authority", 499000, 99000, 5000, {"code"}, {"E1"}), squares("land", {"ref", "end", "state"},
                                                                          {{"1", "31/03/2046 00:00:00", "Good"},
                                                                           {"2", "30/03/2046 23:59", "Good"},
                                                                           {"3", "31/03/46", "Good"},
                                                                           {"4", "2050-01-01", "N/A"},
                                                                           {"5", "2050-01-01", "Not assessed"},
                                                                           {"6", "2050-01-01", "bad"}})});
  config(
      "[project]\ndate = \"2026-03-31\"\n[layers.authority]\nlayer = \"in.gpkg#authority\"\nid = \"code\"\n"
      "[[protected.area]]\nlayer = \"in.gpkg#land\"\nid = \"ref\"\ncategory = \"covenant\"\nprotection_end = \"end\"\n"
      "condition = \"state\"\naccepted = [\"good\"]\n");
  ASSERT_EQ(run({"protected", "county.toml"}).exit_code, 0);
  EXPECT_EQ(ask("SELECT round(once_ha, 6) FROM thirty_by_thirty WHERE authority = 'E1' AND status = 'counts'"), "1.0");
  EXPECT_EQ(ask("SELECT reasons FROM thirty_by_thirty WHERE authority = 'E1' AND status = 'potential'"),
            "condition: 1.0000 ha; not_assessed: 2.0000 ha; protection_end: 2.0000 ha");
  EXPECT_EQ(features_with("date_unreadable"), "3");
}

class OddGreenspace : public OddInput {
 protected:
  const std::string site_ = "[[greenspace.site]]\nlayer = \"in.gpkg#sites\"\nid = \"ref\"\n";
  const std::string people_ = "[greenspace.people]\nlayer = \"in.gpkg#units\"\nid = \"unit\"\n";
};

TEST_F(OddGreenspace, ASiteThatIsOpenInPartCountsWithThatPart) {
  FixtureLayer sites =
      squares("sites", {"ref", "kind", "open"}, {{"A", "Golf", "no"}, {"A", "Park", "yes"}, {"B", "Golf", "no"}});
  write({sites, squares("units", {"unit", "people"}, {{"u", "10"}})});
  for (const bool turned : {false, true}) {
    if (turned) std::swap(sites.rows[0], sites.rows[1]);
    write({sites, squares("units", {"unit", "people"}, {{"u", "10"}})});
    for (const char* rule : {"class = \"kind\"\ninaccessible = [\"golf\"]\n", "accessible = \"open\"\n"}) {
      config(site_ + rule + people_);
      ASSERT_EQ(run({"greenspace", "county.toml"}).exit_code, 0);
      EXPECT_EQ(ask("SELECT round(accessible_ha, 6) FROM capacity"), "1.0") << rule << turned;
      EXPECT_EQ(ask("SELECT value FROM run WHERE key = 'sites'"), "1");
      EXPECT_EQ(ask("SELECT value FROM run WHERE key = 'sites_not_accessible'"), "1") << "B";
      EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'greenspace_inaccessible'"), "2");
    }
  }
}

TEST_F(OddGreenspace, SitesWithoutAnIdAreNotOneSite) {
  write({squares("sites", {"ref"}, {{"N/A"}, {"N/A"}, {"N/A"}}), squares("units", {"unit", "people"}, {{"u", "10"}})});
  config(site_ + people_);
  ASSERT_EQ(run({"greenspace", "county.toml"}).exit_code, 0);
  EXPECT_EQ(ask("SELECT large_enough FROM ags_authority WHERE standard = 'local'"), "0") << "three of 1 ha, none of 3";
  EXPECT_EQ(ask("SELECT large_enough FROM ags_authority WHERE standard = 'doorstep'"), "3");
}

TEST_F(OddGreenspace, PeopleOfUnitsThatAreSpeltOtherwiseAreErrorsOnTheConsole) {
  write({squares("sites", {"ref"}, {{"park"}}), squares("units", {"unit"}, {{"E0001"}, {"3"}, {"E0003"}})});
  write_file(folder_ / "people.csv", "id,people\ne0001,10\n03,40\nE0003,10 20\n");
  config(site_ + people_ + "table = \"people.csv\"\ntable_id = \"id\"\npeople = \"people\"\n");
  const ToolRun tool = run({"greenspace", "county.toml"});
  ASSERT_EQ(tool.exit_code, 0);
  EXPECT_THAT(tool.err, HasSubstr("people_unreadable × 1, people_without_unit × 2"));
  EXPECT_THAT(said("people_without_unit"), HasSubstr("; it has 'E0001'"));
  EXPECT_THAT(said("people_without_unit"), HasSubstr("; it has '3'"));
  EXPECT_EQ(ask("SELECT sum(people) FROM ags_units"), "0.0") << "10 20 is not 1020";
}

TEST_F(OddGreenspace, SeveralPointsOfOneRowAreTold) {
  FixtureLayer homes;
  homes.name = "homes";
  homes.fields = {"home", "people"};
  homes.rows = {{"MULTIPOINT((500050 100050),(510000 100000))", {"two", "6"}},
                {"MULTIPOINT((500050 100050))", {"one", "1"}}};
  write({squares("sites", {"ref"}, {{"park"}}), homes});
  config(site_ +
         "[greenspace.people]\nlayer = \"in.gpkg#homes\"\nid = \"home\"\n[greenspace]\npopulation = \"points\"\n");
  ASSERT_EQ(run({"greenspace", "county.toml"}).exit_code, 0);
  EXPECT_EQ(features_with("non_polygon_parts_dropped"), "two");
  EXPECT_EQ(ask("SELECT served FROM ags_authority WHERE standard = 'doorstep'"), "7.0");
}

TEST_F(OddInput, ABufferOfZeroIsNotThatOfTheKind) {
  write({squares("parcels", {"ref"}, {{"P"}}), squares("monument", {"ref"}, {{"M"}, {"N"}})});
  const std::string text =
      "[layers.parcel]\nlayer = \"in.gpkg#parcels\"\nid = \"ref\"\n[[planting.layer]]\nlayer = \"in.gpkg#monument\"\n"
      "kind = \"scheduled_monument\"\n[layers.study_area]\nlayer = \"in.gpkg#area\"\n";
  write(
      {squares("parcels", {"ref"}, {{"P"}}), squares("monument", {"ref"}, {{"M"}}), one("area", 499000, 99000, 3000)});
  const auto high = [&](const std::string& more) {
    std::string config_text = text;
    config_text.insert(config_text.find("kind"), more);
    config(config_text);
    EXPECT_EQ(run({"planting", "county.toml"}).exit_code, 0);
    return ask("SELECT round(raw_ha, 1) FROM tree_summary WHERE class = 'high' AND authority = 'all'");
  };
  EXPECT_EQ(high("buffer_m = 0\n"), "1.0");
  EXPECT_EQ(high(""), "1.9") << "20 m around it: 1 + 0.8 + 0.126 ha";
  const ToolRun printed = run_tool({"planting", "county.toml", "--print-config"}, folder_.path());
  write_file(folder_ / "again.toml", printed.out);
  ASSERT_EQ(run({"planting", "again.toml"}).exit_code, 0);
  EXPECT_EQ(ask("SELECT round(raw_ha, 1) FROM tree_summary WHERE class = 'high' AND authority = 'all'"), "1.9")
      << "a config that was written out says the same";
}

TEST_F(OddInput, DistancesAndForagersOfPollinatorsMustMakeSense) {
  write({one("lines", 500000, 100000, 1000, {"bline_id"}, {"B"}), squares("habitat", {"ref", "code"}, {{"1", "g3a"}})});
  const auto keys = [&](const std::string& more) {
    config(
        "[layers.bline]\nlayer = \"in.gpkg#lines\"\n[layers.habitat]\nlayer = \"in.gpkg#habitat\"\nid = \"ref\"\nclass "
        "= "
        "\"code\"\ncrosswalk = \"ukhab\"\n[pollinators]\nflower_rich = [\"g3*\", \"g9*\"]\n" +
        more);
  };
  keys("distances_m = [500, -5]\n");
  fails({"pollinators", "county.toml"}, 2, "distances_m in [pollinators] must be more than 0, not -5");
  keys("foragers = []\n");
  fails({"pollinators", "county.toml"}, 2, "names neither distances_m nor foragers");
  keys("crops = [\"c9\"]\n");
  const ToolRun tool = run({"pollinators", "county.toml"});
  ASSERT_EQ(tool.exit_code, 0) << tool.err;
  EXPECT_THAT(tool.err, HasSubstr("no habitat has the code 'g9*' (flower_rich in [pollinators])"));
  EXPECT_THAT(tool.err, HasSubstr("no habitat has the code 'c9' (crops in [pollinators])"));
  EXPECT_THAT(tool.err, Not(HasSubstr("'g3*'")));
}

TEST_F(OddInput, SurveysAgeByTheCalendarAndAreNotOfTheFuture) {
  FixtureLayer survey = squares("survey", {"ref", "code", "kind", "seen"},
                                {{"day5", "g3", "nvc_quadrats", "2021-03-31"},
                                 {"young", "g3", "nvc_quadrats", "2021-04-01"},
                                 {"ten", "g3", "nvc_quadrats", "31/03/2016 00:00:00"},
                                 {"old", "g3", "nvc_quadrats", "2016-03-30"},
                                 {"future", "g3", "nvc_quadrats", "2030-01-01"}});
  write({one("area", 499000, 99000, 3000), survey});
  config(
      "[project]\narea = \"in.gpkg#area\"\ndate = \"2026-03-31\"\n[baseline]\nmode = \"confidence\"\n"
      "[[baseline.source]]\nlayer = \"in.gpkg#survey\"\nid = \"ref\"\nclass = \"code\"\nsurvey_field = \"kind\"\ndate "
      "= "
      "\"seen\"\n");
  ASSERT_EQ(run({"baseline", "county.toml"}).exit_code, 0);
  EXPECT_EQ(ask("SELECT group_concat(source_id || ' ' || round(7 * confidence), ', ') FROM baseline"),
            "day5 6.0, future 7.0, old 5.0, ten 6.0, young 7.0")
      << "less than 5 years: 7; 5 to 10: 6; more: 5, of 7";
  EXPECT_EQ(features_with("date_unreadable"), "future");
}

class OddStrategy : public OddInput {
 protected:
  OddStrategy() {
    write({one("area", 499000, 99000, 3000),
           squares("measures", {"measure_id", "measure_code"}, {{"a", "M1"}, {"b", ""}}),
           squares("lws", {"ref"}, {{"S"}})});
    config(
        "[project]\narea = \"in.gpkg#area\"\n[layers.lws]\nlayer = \"in.gpkg#lws\"\nid = "
        "\"ref\"\n[layers.measure]\nlayer = "
        "\"in.gpkg#measures\"\n[strategy]\nstatement = \"statement.csv\"\n");
    write_file(folder_ / "statement.csv", "measure_code,measure_text,mapped\nM1,Meadow,yes\n,Lost its code,yes\n");
  }
};

TEST_F(OddStrategy, MeasuresWithoutACodeAreNotStated) {
  const ToolRun tool = run({"strategy", "county.toml"});
  ASSERT_EQ(tool.exit_code, 0) << tool.err;
  EXPECT_THAT(ask("SELECT message FROM issues WHERE rule = 'missing_id' AND role = 'measure_statement'"),
              HasSubstr("row 2 has no measure_code and is left out"));
  EXPECT_EQ(features_with("measure_unknown"), "b") << "two blanks are not one code";
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'measure_without_place'"), "0");
  EXPECT_THAT(tool.err, HasSubstr("1 error in the table issues"));
}

TEST_F(OddStrategy, AnEditionBeforeWithoutItsAreasIsRefused) {
  fails({"strategy", "county.toml", "--previous", "in.gpkg"}, 3,
        "in.gpkg has no layer acib, so its areas cannot be compared");
}

TEST_F(OddStrategy, TextsThatAShapefileMayHaveCutAreTold) {
  FixtureLayer statement;
  statement.name = "statement";
  statement.geometry_type = "None";
  statement.fields = {"meas_code", "meas_text"};
  std::string text;
  while (text.size() < 254) text += "meadow ";
  statement.rows = {{"", {"M1", text.substr(0, 254)}}, {"", {"M2", "short"}}};
  write_fixture(folder_ / "statement.dbf", "ESRI Shapefile", {statement});
  config(read_file(folder_ / "county.toml") +
         "fields = [\"measure_code = meas_code\", \"measure_text = meas_text\"]\n");
  std::string words = read_file(folder_ / "county.toml");
  words.replace(words.find("statement.csv"), 13, "statement.dbf");
  config(words);
  const ToolRun tool = run({"strategy", "county.toml"});
  ASSERT_EQ(tool.exit_code, 0) << tool.err;
  EXPECT_EQ(features_with("text_too_long"), "M1");
  EXPECT_THAT(said("text_too_long"), HasSubstr("it may have been cut there"));
}

}  // namespace
}  // namespace spatial::test
