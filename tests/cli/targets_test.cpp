// SPDX-License-Identifier: MIT
// lnrs targets: numbers found independently (skipped where ../shared is absent), bad input, page, threads.
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
using testing::Not;

class TargetNumbers : public StrategyNumbers {
 protected:
  TargetNumbers() : StrategyNumbers("targets") {}
  void count() {
    const std::string bath = (shared_dir() / "data" / "bath.gpkg").string();
    std::string text = "[project]\nname = \"Bath\"\ndate = \"2026-03-31\"\n[clean]\nsmallest_part_m2 = 0\n";
    text += "[layers.boa]\nlayer = \"" + bath + "#biodiversity_opportunity_area\"\nid = \"boa_id\"\nname = \"name\"\n";
    text += "[layers.boa.targets]\nlayer = \"" + layer("targets/targets.csv") + "\"\n";
    text += "[layers.project]\nlayer = \"" + layer("targets/projects.gpkg") + "#projects\"\n";
    text += "[layers.habitat]\nlayer = \"" + bath +
            "#habitat\"\nid = \"hab_id\"\nclass = \"hab_code\"\ncrosswalk = \"ukhab\"\n";
    for (const char* sites : {"sssi", "sac", "spa", "local_nature_reserve"})
      text += "[[layers.designated]]\nlayer = \"" + bath + "#" + sites + "\"\n";
    text += "[targets]\nhabitats = [\"Woodland = w1*\", \"Other neutral grassland = g3*\"]\n";
    write_file(folder_ / "county.toml", text);
    run({(folder_ / "county.toml").string(), "--html", (folder_ / "page.html").string()});
  }
  void same(const std::string& column, const std::string& where, const std::string& expected) {
    if (expected.empty())
      EXPECT_EQ(ask("SELECT " + column + " IS NULL FROM " + where), "1") << column << " of " << where;
    else
      EXPECT_NEAR(number("SELECT " + column + " FROM " + where), std::atof(expected.c_str()), 1e-4)
          << column << " of " << where;
  }
};

TEST_F(TargetNumbers, AreThoseFoundIndependently) {
  count();
  const auto targets = expected_rows(shared_ / "expected" / "target_progress.csv");
  EXPECT_EQ(ask("SELECT count(*) FROM target_progress"), std::to_string(targets.size() + 1));
  const std::vector<std::string> columns{"target_ha", "need_ha",     "delivered_ha",   "underway_ha", "planned_ha",
                                         "lost_ha",   "unmapped_ha", "expected_share", "progress",    "expected_ha"};
  for (const std::vector<std::string>& row : targets) {
    const std::string where = "target_progress WHERE target_id = '" + row[0] + "'";
    EXPECT_EQ(ask("SELECT coalesce(boa_id, '') || habitat || action FROM " + where), row[1] + row[2] + row[3]);
    for (std::size_t c = 0; c < columns.size(); ++c) same(columns[c], where, row[4 + c]);
    EXPECT_EQ(ask("SELECT rag FROM " + where), row[14]) << row[0];
    EXPECT_EQ(ask("SELECT rag_reason FROM " + where), row[15]) << row[0];
  }
  const auto projects = expected_rows(shared_ / "expected" / "target_project.csv");
  EXPECT_EQ(ask("SELECT count(*) FROM target_project"), std::to_string(projects.size()));
  for (const std::vector<std::string>& row : projects) {
    const std::string where = "target_project WHERE target_id = '" + row[0] + "' AND project_id = '" + row[1] +
                              "' AND status = '" + row[2] + "'";
    same("area_ha", where, row[3]);
    same("new_ha", where, row[4]);
    same("lost_ha", where, row[5]);
  }
  const auto untargeted = expected_rows(shared_ / "expected" / "target_untargeted.csv");
  EXPECT_EQ(ask("SELECT count(*) FROM untargeted"), std::to_string(untargeted.size()));
  for (const std::vector<std::string>& row : untargeted) {
    const std::vector<std::string> names{"area_ha", "used_ha", "unused_ha", "unused_in_boa_ha", "unused_outside_ha"};
    for (std::size_t c = 0; c < names.size(); ++c)
      same(names[c], "untargeted WHERE project_id = '" + row[0] + "'", row[1 + c]);
  }
  for (const std::vector<std::string>& row : expected_rows(shared_ / "expected" / "target_bars.csv")) {
    const std::string where = "bars_report WHERE target_id = '" + row[0] + "' AND project_id = '" + row[1] + "'";
    same("amount_before", where, row[2]);
    same("amount_this_quarter", where, row[3]);
  }
  for (const ExpectedValue& one : expected_values(shared_ / "expected.csv", "targets", "Bath example 2026-03-31"))
    EXPECT_NEAR(number(std::string("SELECT sum(delivered_ha) FROM target_progress WHERE target_id ") +
                       (one.item == "sum of the rows" ? "<>" : "=") + " 'all'"),
                one.value, one.tolerance)
        << one.item;
  EXPECT_EQ(ask("SELECT grid_ref LIKE 'ST %' FROM bars_report WHERE project_id = 'P02'"), "1");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'date_unreadable' AND feature_id = 'T7'"), "1") << "Ongoing";
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'project_without_place' AND feature_id = 'U01'"), "1");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'null_geometry' AND role = 'project'"), "0");
  EXPECT_THAT(read_file(folder_ / "page.html"), HasSubstr("115.5 ha"));
}

/// Two areas of 100 ha side by side, a target in each and one over both.
class TargetTool : public testing::Test {
 protected:
  TargetTool() {
    FixtureLayer boa, projects;
    boa.name = "boa";
    boa.fields = {"boa_id", "name"};
    boa.rows = {{square_wkt(400000, 100000, 1000), {"A", "East Hill <b>"}},
                {square_wkt(401000, 100000, 1000), {"B", "West Vale"}}};
    projects.name = "projects";
    projects.fields = {"project_id", "habitat", "stage", "action", "start", "end", "loss", "stated_ha"};
    projects.rows = {
        {square_wkt(400900, 100000, 200), {"P1", "Meadow", "completed", "create", "2024-01-01", "31/12/2025", "", ""}},
        {square_wkt(400000, 100500, 100), {"P2", "Meadow", "Underway", "create", "1 Feb 2026", "soon", "no", "1"}},
        {"", {"P3", "Meadow", "completed", "create", "2024-01-01", "2025-12-31", "no", "1,200.5"}},
        {"", {"P4", "Meadow", "completed", "create", "2024-01-01", "2025-12-31", "yes", "3"}}};
    write_fixture(folder_ / "in.gpkg", "GPKG", {boa, projects});
    targets(
        "T1,A,Meadow,create,4,more,2025-01-01,2027-01-01,,\nT2,B,Meadow,create,1 ha,more,2025-01-01,Ongoing,,\n"
        "T3,,Meadow,create,10,reach,2025-01-01,2026-12-31,12,\nT4,C,Meadow,create,5,,,,,\n"
        "T5,A,Fen,maintain,,,,,,green\n");
    config("");
  }
  void targets(const std::string& rows) const {
    write_file(folder_ / "targets.csv",
               "target_id,boa_id,habitat,action,quantity_ha,kind,start,by,baseline_ha,manual_rag\n" + rows);
  }
  void config(const std::string& more) const {
    write_file(folder_ / "county.toml",
               "[project]\nname = \"Two areas\"\ndate = \"2026-03-31\"\n[layers.boa]\nlayer = \"in.gpkg#boa\"\nid = "
               "\"boa_id\"\nname = \"name\"\n[layers.boa.targets]\nlayer = \"targets.csv\"\n[layers.project]\nlayer = "
               "\"in.gpkg#projects\"\nfields = [\"status = stage\"]\n" +
                   more);
  }
  ToolRun run(std::vector<std::string> more = {}) const {
    std::vector<std::string> words{"targets", "county.toml", "-o", "out.gpkg", "--overwrite"};
    words.insert(words.end(), more.begin(), more.end());
    return run_tool(words, folder_.path());
  }
  std::string ask(const std::string& sql) const { return query(folder_ / "out.gpkg", sql); }
  TempDir folder_;
};

TEST_F(TargetTool, AProjectAcrossAreasCountsForEachWithItsShareAndOnceInAll) {
  const ToolRun tool = run({"--html", "page.html", "--csv", "tables"});
  ASSERT_EQ(tool.exit_code, 0) << tool.err;
  EXPECT_EQ(ask("SELECT round(delivered_ha, 6) FROM target_progress WHERE target_id = 'T1'"), "2.0");
  EXPECT_EQ(ask("SELECT round(delivered_ha, 6) FROM target_progress WHERE target_id = 'T2'"), "2.0");
  EXPECT_EQ(ask("SELECT round(delivered_ha, 6) FROM target_progress WHERE target_id = 'T3'"), "4.0");
  EXPECT_EQ(ask("SELECT round(delivered_ha, 6) FROM target_progress WHERE target_id = 'all'"), "4.0");
  EXPECT_EQ(ask("SELECT round(unmapped_ha, 6) FROM target_progress WHERE target_id = 'T3'"), "1200.5")
      << "thousands separators; never part of delivered";
  EXPECT_EQ(ask("SELECT unmapped_ha FROM target_progress WHERE target_id = 'T1'"), "0.0")
      << "nobody knows in which area it lies";
  EXPECT_EQ(ask("SELECT progress FROM target_progress WHERE target_id = 'T3'"), "1.0") << "12 ha were there, 10 wanted";
  EXPECT_EQ(ask("SELECT max(abs(value)) < 1e-6 FROM run WHERE section = 'check'"), "1");
  for (const auto& [rule, feature] :
       std::vector<std::pair<std::string, std::string>>{{"target_need_none", "T3"},
                                                        {"target_boa_unknown", "T4"},
                                                        {"manual_rag_unreasoned", "T5"},
                                                        {"date_unreadable", "T2"},
                                                        {"number_unreadable", "T2"},
                                                        {"date_unreadable", "P2"},
                                                        {"project_without_place", "P3"},
                                                        {"loss_without_place", "P4"},
                                                        {"target_habitat_unmapped", "T1"}})
    EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = '" + rule + "' AND feature_id = '" + feature + "'"), "1")
        << rule << " " << feature;
  const std::string page = read_file(folder_ / "page.html");
  EXPECT_THAT(page, HasSubstr("East Hill &lt;b&gt;"));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, HasSubstr("No project was completed"));
  EXPECT_THAT(read_file(folder_ / "tables" / "bars_report.csv"), HasSubstr("2026-Q1"));
  EXPECT_EQ(ask("SELECT value FROM indicators WHERE indicator = 'Habitat delivered for targets'"), "4.0");
}

TEST_F(TargetTool, BadInputIsExplained) {
  const auto fails = [&](int exit_code, const std::string& message) {
    const ToolRun tool = run();
    EXPECT_EQ(tool.exit_code, exit_code) << tool.err;
    EXPECT_THAT(tool.err, HasSubstr(message));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "out.gpkg"));
  };
  targets("T1,A,Meadow,create,4,mor,,,,\n");
  fails(2, "did you mean 'more'?");
  targets("T1,A,Meadow,create,4,,,,,grean\n");
  fails(2, "did you mean 'green'?");
  write_file(folder_ / "targets.csv", "boaid,habitat\nA,Meadow\n");
  fails(2, "did you mean 'boaid'?");
  targets("T1,A,Meadow,create,4,,,,,\n");
  config("[targets]\ndate = \"spring\"\n");
  fails(2, "which is not a date");
  config("[targets]\namber_tolerance = 1.5\n");
  fails(2, "amber_tolerance");
  config("[targets]\nhabitats = [\"Meadow\"]\n");
  fails(2, "Write \"habitat = codes\"");
  write_file(folder_ / "county.toml", "[project]\ndate = \"2026-03-31\"\n[layers.boa]\nlayer = \"in.gpkg#boa\"\n");
  fails(2, "no targets");
  FixtureLayer projects;
  projects.name = "projects";
  projects.fields = {"project_id", "habitat", "stage"};
  projects.rows = {{square_wkt(400000, 100000, 200), {"P1", "Meadow", "complted"}}};
  write_fixture(folder_ / "in2.gpkg", "GPKG", {projects});
  config("");
  std::string text = read_file(folder_ / "county.toml");
  text.replace(text.find("in.gpkg#projects"), 16, "in2.gpkg#projects");
  write_file(folder_ / "county.toml", text);
  fails(2, "did you mean 'completed'?");
}

TEST_F(TargetTool, ChecksBeforeItWorks) {
  const ToolRun tool = run({"--dry-run"});
  EXPECT_EQ(tool.exit_code, 0) << tool.err;
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out.gpkg"));
  EXPECT_EQ(run_tool({"targets", "county.toml", "-o", "targets.csv", "--overwrite"}, folder_.path()).exit_code, 2)
      << "sources are never changed";
}

TEST_F(TargetTool, WritesTheSameBytesWithAnyNumberOfThreads) {
  std::vector<std::string> bytes;
  for (const char* threads : {"1", "2", "8"}) {
    ASSERT_EQ(run({"--threads", threads, "--html", "page.html"}).exit_code, 0);
    bytes.push_back(read_file(folder_ / "out.gpkg") + read_file(folder_ / "page.html"));
  }
  EXPECT_EQ(bytes[0], bytes[1]);
  EXPECT_EQ(bytes[0], bytes[2]);
}

}  // namespace
}  // namespace spatial::test
