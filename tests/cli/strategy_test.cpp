// SPDX-License-Identifier: MIT
// lnrs strategy: numbers found independently (skipped where ../shared is absent), validation, review, names, bad input.
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

class StrategyTool : public StrategyNumbers {
 protected:
  StrategyTool() : StrategyNumbers("strategy") {}
  std::string source(const std::string& role, const std::string& file, const std::string& more) const {
    return "[[layers." + role + "]]\nlayer = \"" + file + "\"\n" + more;
  }
  void bath_config() const {
    const std::string bath = (shared_dir() / "data" / "bath.gpkg").string(), own = layer("lnrs/lnrs.gpkg");
    std::string text = "[project]\ndate = \"2026-03-31\"\n[clean]\nsmallest_part_m2 = 0\n";
    text += source("strategy_area", own + "#strategy_area", "");
    text += source("designated", bath + "#sssi", "category = \"sssi\"\nname = \"sssi_name\"\n");
    text += source("designated", bath + "#sac", "category = \"sac\"\nid = \"sac_code\"\n");
    text += source("designated", bath + "#local_nature_reserve", "category = \"lnr\"\n");
    text += source("lws", own + "#lws", "id = \"site_ref\"\nname = \"site_name\"\n");
    text += source("irreplaceable", bath + "#ancient_woodland", "category = \"ancient_woodland\"\n");
    text += source("measure", own + "#measures", "");
    text += "[strategy]\nstatement = \"" + own + "#measure_statement\"\npriorities = \"" + own +
            "#priority\"\nmeasure_priorities = \"" + own + "#measure_priority\"\n";
    write_file(folder_ / "county.toml", text);
  }
  double expected(const std::string& item) {
    std::string where;
    const auto total = [&](const std::string& name, const char* column) {
      return number(std::string("SELECT ") + column + " FROM strategy_totals WHERE item = '" + name + "'");
    };
    const auto word = [&](std::size_t from) { return item.substr(from, item.find(':') - from); };
    if (item == "strategy area") return total(item, "area_ha");
    if (item.starts_with("apib_flat ")) return total("apib_flat " + word(10), "area_ha");
    if (item == "apib union") return total("apib", "area_ha");
    if (item.starts_with("apib "))
      return total("apib " + word(5), item.find("features") == std::string::npos ? "area_ha" : "features");
    if (item.starts_with("measures_flat with top"))
      return number("SELECT coalesce(sum(area_ha), 0) FROM measures_flat WHERE top_measure = '" + item.substr(31) +
                    "'");
    if (item.starts_with("measures_flat with n"))
      return number("SELECT sum(area_ha) FROM measures_flat WHERE n_measures = " + item.substr(32));
    if (item == "measures, sum of rows") return number("SELECT sum(area_ha) FROM measures");
    if (item == "measures union") return total("measures", "area_ha");
    if (item == "measures outside the strategy area") return total(item, "area_ha");
    if (item == "measures inside apib") return total("measures in apib", "area_ha");
    if (item == "acib") return number("SELECT sum(area_ha) FROM acib");
    if (item == "acib parts under 100 m2") return number("SELECT count(*) FROM acib WHERE small = 1");
    if (item == "acib area in parts under 100 m2") return number("SELECT sum(area_ha) FROM acib WHERE small = 1");
    const std::string code = item.substr(8, 3);
    const std::string holds = " FROM measures_flat WHERE ';' || measure_codes || ';' LIKE '%;" + code + ";%'";
    if (item.ends_with("rows")) return number("SELECT count(*) FROM measures WHERE measure_code = '" + code + "'");
    if (item.ends_with("(it straddles)")) return number("SELECT sum(area_ha - acib_ha)" + holds);
    return number("SELECT sum(area_ha)" + holds);
  }
};

TEST_F(StrategyTool, HasTheNumbersFoundIndependently) {
  bath_config();
  run({(folder_ / "county.toml").string()});
  const auto rows = expected_rows(shared_ / "expected" / "lnrs.csv");
  ASSERT_GT(rows.size(), 40U);
  // Parts of 1e-10 m2 come and go with the order of an overlay, so the number of small parts is right to one.
  for (const std::vector<std::string>& row : rows)
    EXPECT_NEAR(expected(row[0]), std::atof(row[1].c_str()),
                row[2] != "count"        ? 1e-4
                : row[0].ends_with("m2") ? 1
                                         : 0)
        << row[0];
  const auto flat = expected_rows(shared_ / "expected" / "lnrs_flat.csv");
  EXPECT_EQ(ask("SELECT count(*) FROM measures_flat WHERE area_ha > 0.0001"), std::to_string(flat.size()));
  for (const std::vector<std::string>& row : flat) {
    const std::string where = " FROM measures_flat WHERE measure_codes = '" + row[0] + "'";
    EXPECT_EQ(ask("SELECT n_measures" + where), row[1]) << row[0];
    EXPECT_NEAR(number("SELECT area_ha" + where), std::atof(row[2].c_str()), 1e-4) << row[0];
    EXPECT_NEAR(number("SELECT acib_ha" + where), std::atof(row[3].c_str()), 1e-4) << row[0];
  }
  EXPECT_EQ(ask("SELECT count(*) FROM measure_unmapped"), "2");
  EXPECT_EQ(ask("SELECT count(DISTINCT measure_id) = count(*) FROM measures"), "1");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE severity = 'error'"), "0");
  EXPECT_EQ(ask("SELECT count(*) FROM measures WHERE bng_habitats IS NOT NULL") == "0", false);
  // Its own products are right, and a review with itself finds nothing that changed.
  const ToolRun check =
      run_tool({"strategy", (folder_ / "county.toml").string(), "--check", (folder_ / "out.gpkg").string()});
  EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
  std::filesystem::copy_file(folder_ / "out.gpkg", folder_ / "before.gpkg");
  run({(folder_ / "county.toml").string(), "--previous", (folder_ / "before.gpkg").string()});
  EXPECT_NEAR(number("SELECT area_ha FROM strategy_review WHERE fate = 'still_acib'"), 673.16963, 2e-3);
  EXPECT_NEAR(number("SELECT sum(area_ha) FROM strategy_review WHERE fate <> 'still_acib'"), 0, 1e-3);
}

TEST_F(StrategyTool, FindsThePlantedFaults) {
  const std::string broken = layer("lnrs/lnrs_broken.gpkg");
  std::string text = "[project]\ndate = \"2026-03-31\"\n";
  text += source("strategy_area", broken + "#strategy_area", "");
  text += source("designated", broken + "#sssi", "category = \"sssi\"\nid = \"ref_code\"\nname = \"sssi_name\"\n");
  text += source("measure", broken + "#measures", "");
  text += "[strategy]\nstatement = \"" + broken + "#measure_statement\"\npriorities = \"" + broken +
          "#priority\"\nmeasure_priorities = \"" + broken + "#measure_priority\"\n";
  write_file(folder_ / "county.toml", text);
  const std::string out = (folder_ / "out.gpkg").string();
  const ToolRun tool = run_tool({"strategy", (folder_ / "county.toml").string(), "--check", broken, "-o", out});
  EXPECT_EQ(tool.exit_code, 5) << tool.err;
  for (const std::vector<std::string>& row : expected_rows(shared_ / "expected" / "lnrs_validation.csv")) {
    if (row[1] == "text_too_long" || row[1] == "z_or_m_dropped") continue;  // below; a row for the layer
    const std::size_t blank = row[0].find(' ');
    const std::string feature = blank == std::string::npos ? "" : row[0].substr(blank + 1);
    const std::string is =
        feature.empty() ? "(feature_id IS NULL OR feature_id = '')" : "feature_id = '" + feature + "'";
    if (row[1].empty()) {
      EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'outside_strategy_area' AND " + is), "0") << row[0];
      continue;
    }
    EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = '" + row[1] + "' AND " + is), "1")
        << row[0] << " " << row[1];
    EXPECT_EQ(ask("SELECT severity FROM issues WHERE rule = '" + row[1] + "' AND " + is), row[2]) << row[0];
    if (row[2] == "error") {
      EXPECT_THAT(tool.out, HasSubstr(row[1] + ": ")) << row[0];
    }
  }
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'z_or_m_dropped' AND role = 'measure'"), "1");
  EXPECT_THAT(ask("SELECT message FROM issues WHERE rule = 'acib_in_apib'"),
              HasSubstr("1.0000 ha lie in apib as supplied, 1.2500 ha"));
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'text_too_long'"), "0") << "a GeoPackage cuts nothing";
  const ToolRun shape = run_tool({"strategy", (folder_ / "county.toml").string(), "-o", (folder_ / "out.shp").string(),
                                  "--csv", (folder_ / "tables").string()});
  EXPECT_EQ(shape.exit_code, 0) << shape.err;
  EXPECT_THAT(read_file(folder_ / "tables" / "issues.csv"), HasSubstr("text_too_long"));
}

/// A square of 1 km with a site in its west, and a measure across the site's edge.
class StrategyCases : public testing::Test {
 protected:
  StrategyCases() {
    FixtureLayer area, site, measures, statement, projects;
    area.name = "area";
    area.fields = {"ref"};
    area.rows = {{square_wkt(400000, 100000, 1000), {"1"}}};
    site.name = "site";
    site.fields = {"ref"};
    site.rows = {{square_wkt(400000, 100000, 500), {"S"}}, {square_wkt(400900, 100900, 500), {"E"}}};
    measures.name = "measures";
    measures.fields = {"nr", "code"};
    measures.rows = {{square_wkt(400400, 100000, 200), {"a", "M1"}}, {square_wkt(400450, 100000, 200), {"b", "M1"}}};
    statement.name = "statement";
    statement.geometry_type = "None";
    statement.fields = {"measure_code", "wording", "mapped"};
    statement.rows = {{"", {"M1", "Make a meadow", "yes"}}, {"", {"M2", "Tell people", "no"}}};
    projects.name = "projects";
    projects.fields = {"project_id", "habitat", "status", "end"};
    projects.rows = {{square_wkt(400600, 100000, 40), {"P", "Meadow", "completed", "2025-01-01"}}};
    write_fixture(folder_ / "in.gpkg", "GPKG", {area, site, measures, statement, projects});
    write_file(folder_ / "names.csv", "name,alias\nacib,focus_areas\nacib.area_ha,hectares\n");
    config("");
  }
  void config(const std::string& more, const std::string& category = "category = \"sssi\"\n") const {
    write_file(folder_ / "county.toml",
               "[project]\ndate = \"2026-03-31\"\n[layers.study_area]\nlayer = \"in.gpkg#area\"\n[layers.designated]\n"
               "layer = \"in.gpkg#site\"\nid = \"ref\"\n" +
                   category +
                   "[layers.measure]\nlayer = \"in.gpkg#measures\"\nfields = [\"measure_id = nr\", \"measure_code = "
                   "code\"]\n[layers.project]\nlayer = \"in.gpkg#projects\"\n[strategy]\nstatement = "
                   "\"in.gpkg#statement\"\nfields = [\"measure_text = wording\"]\n" +
                   more);
  }
  ToolRun run(std::vector<std::string> more = {}) const {
    std::vector<std::string> words{"strategy", "county.toml", "-o", "out.gpkg", "--overwrite"};
    words.insert(words.end(), more.begin(), more.end());
    return run_tool(words, folder_.path());
  }
  std::string ask(const std::string& sql, const char* file = "out.gpkg") const { return query(folder_ / file, sql); }
  TempDir folder_;
};

TEST_F(StrategyCases, AMeasureThatOverlapsItselfCountsOnceAndIsNeverClipped) {
  const ToolRun tool = run();
  ASSERT_EQ(tool.exit_code, 0) << tool.err;
  EXPECT_EQ(ask("SELECT round(sum(area_ha), 6) FROM measures"), "8.0");
  EXPECT_EQ(ask("SELECT round(sum(area_ha), 6) || ' ' || n_measures FROM measures_flat"), "5.0 1");
  EXPECT_EQ(ask("SELECT round(sum(area_ha), 6) FROM acib"), "3.0");
  EXPECT_EQ(ask("SELECT round(area_ha, 6) FROM apib WHERE site_ref = 'E'"), "1.0") << "clipped to the study area";
  EXPECT_EQ(ask("SELECT measure_text FROM measures WHERE measure_id = 'a'"), "Make a meadow");
  EXPECT_EQ(ask("SELECT measure_code FROM measure_unmapped"), "M2");
  EXPECT_EQ(ask("SELECT value FROM indicators WHERE indicator LIKE 'Areas that could%'"), "3.0");
}

TEST_F(StrategyCases, TablesAndColumnsHaveTheNamesOfTheFileOfAliases) {
  config("aliases = \"names.csv\"\n");
  ASSERT_EQ(run().exit_code, 0);
  EXPECT_EQ(ask("SELECT round(sum(hectares), 6) FROM focus_areas"), "3.0");
  const ToolRun check = run_tool({"strategy", "county.toml", "--check", "out.gpkg"}, folder_.path());
  EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
}

TEST_F(StrategyCases, AReviewTellsWhatBecameOfTheEditionBefore) {
  ASSERT_EQ(run().exit_code, 0);
  std::filesystem::rename(folder_ / "out.gpkg", folder_ / "before.gpkg");
  FixtureLayer site;  // grows over half of the measure's rest; the measure's second place is gone
  site.name = "site2";
  site.fields = {"ref"};
  site.rows = {{square_wkt(400000, 100000, 550), {"S"}}};
  write_fixture(folder_ / "now.gpkg", "GPKG", {site});
  run_sql(folder_ / "in.gpkg", "DELETE FROM measures WHERE nr = 'b'");
  write_file(folder_ / "county.toml",
             read_file(folder_ / "county.toml")
                 .replace(read_file(folder_ / "county.toml").find("in.gpkg#site"), 12, "now.gpkg#site2"));
  const ToolRun tool = run({"--previous", "before.gpkg"});
  ASSERT_EQ(tool.exit_code, 0) << tool.err;
  const auto fate = [&](const std::string& word) {
    return ask("SELECT round(area_ha, 4) || ' ' || round(delivered_ha, 4) FROM strategy_review WHERE fate = '" + word +
               "'");
  };
  EXPECT_EQ(fate("became_apib"), "1.0 0.0");
  EXPECT_EQ(fate("still_acib"), "1.0 0.0");
  EXPECT_EQ(fate("dropped"), "1.0 0.16");
}

// Products of our own in which one thing after another is made wrong.
TEST_F(StrategyCases, EveryFaultOfSuppliedProductsIsFound) {
  ASSERT_EQ(run().exit_code, 0);
  const std::filesystem::path good = folder_ / "good.gpkg", supplied = folder_ / "supplied.gpkg";
  std::filesystem::rename(folder_ / "out.gpkg", good);
  const auto check = [&](const std::string& fault) {
    std::filesystem::copy_file(good, supplied, std::filesystem::copy_options::overwrite_existing);
    if (!fault.empty()) run_sql(supplied, fault);
    return run({"--check", "supplied.gpkg"});
  };
  const ToolRun right = check("");
  EXPECT_EQ(right.exit_code, 0) << right.out << right.err;
  const std::vector<std::pair<std::string, std::string>> faults{
      {"apib_incomplete", "DELETE FROM apib WHERE site_ref = 'S'"}, {"acib_mismatch", "DELETE FROM acib"}};
  for (const auto& [rule, sql] : faults) {
    const ToolRun tool = check(sql);
    EXPECT_EQ(tool.exit_code, 5) << rule << tool.out << tool.err;
    EXPECT_THAT(tool.out, HasSubstr(rule + ": ")) << rule;
    EXPECT_NE(ask("SELECT count(*) FROM issues WHERE rule = '" + rule + "' AND severity = 'error'"), "0") << rule;
  }
  FixtureLayer flat, measures;
  flat.name = "measures_flat";
  flat.fields = {"measure_codes"};
  flat.rows = {{square_wkt(400400, 100000, 200), {"M1"}}, {square_wkt(400500, 100000, 200), {"M2"}}};
  measures.name = "measures";
  measures.fields = {"measure_id", "measure_code"};
  measures.rows = {{square_wkt(400400, 100000, 200), {"a", "M9"}}, {square_wkt(400450, 100000, 200), {"a", "M1"}}};
  write_fixture(folder_ / "wrong.gpkg", "GPKG", {flat, measures});
  const ToolRun wrong = run({"--check", "wrong.gpkg"});
  EXPECT_EQ(wrong.exit_code, 5) << wrong.out << wrong.err;
  for (const char* rule : {"flat_overlap: ", "measure_unknown: ", "measure_id_duplicate: "})
    EXPECT_THAT(wrong.out, HasSubstr(rule));
  run_sql(folder_ / "in.gpkg", "UPDATE statement SET mapped = 'no'");
  const ToolRun tool = run();
  EXPECT_EQ(tool.exit_code, 0) << tool.err;
  EXPECT_EQ(ask("SELECT count(*) > 0 FROM issues WHERE rule = 'measure_with_place'"), "1");
}

TEST_F(StrategyCases, BadInputIsExplained) {
  const auto fails = [&](int exit_code, const std::string& message) {
    const ToolRun tool = run();
    EXPECT_EQ(tool.exit_code, exit_code) << tool.err;
    EXPECT_THAT(tool.err, HasSubstr(message));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "out.gpkg"));
  };
  config("", "");
  fails(2, "has no category");
  config("", "category = \"ssi\"\n");
  fails(2, "did you mean 'sssi'?");
  config("ranks = [\"sssi\", \"nature\"]\n");
  fails(2, "'nature'");
  config("priorities = \"in.gpkg#projects\"\n");
  fails(2, "no field 'priority_id'");
  config("");
  const ToolRun none = run({"--check", "in.gpkg"});
  EXPECT_EQ(none.exit_code, 2) << none.out << none.err;
  EXPECT_THAT(none.err, HasSubstr("measure_code"));
  run_sql(folder_ / "in.gpkg", "UPDATE statement SET mapped = 'perhaps'");
  fails(2, "Write yes or no.");
}

TEST_F(StrategyCases, WritesTheSameBytesWithAnyNumberOfThreads) {
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
