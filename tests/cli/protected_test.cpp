// SPDX-License-Identifier: MIT
// lnrs protected: numbers found independently (skipped where ../shared is absent), rules, bad input.
#include <gmock/gmock.h>

#include "tests/cli/run_tool.hpp"
#include "tests/cli/strategy_numbers.hpp"
#include "tests/support/expected_rows.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;

class ProtectedNumbers : public StrategyNumbers {
 protected:
  ProtectedNumbers() : StrategyNumbers("protected") {}
  std::string source(const std::string& name) const { return "layer = \"" + layer(name) + "\"\n"; }
  void run_config(const std::string& text) {
    write_file(folder_ / "county.toml", text);
    run({(folder_ / "county.toml").string()});
  }
  double of(const std::string& authority, const std::string& category, const std::string& status,
            const std::string& column) const {
    return number("SELECT coalesce(" + column + ", -1) FROM thirty_by_thirty WHERE authority = '" + authority +
                  "' AND category = '" + category + "' AND status = '" + status + "'");
  }
};

TEST_F(ProtectedNumbers, AreThoseFoundByHand) {
  run_config("[project]\ndate = \"2026-03-31\"\n[layers.authority]\n" + source("hand/hand.gpkg#authority") +
             "id = \"code\"\n[[protected.area]]\n" + source("hand/hand.gpkg#sssi_unit") +
             "category = \"sssi\"\ncondition = \"condition\"\naccepted = [\"Favourable\", \"Unfavourable - "
             "Recovering\"]\n[[protected.area]]\n" +
             source("hand/hand.gpkg#nnr") + "category = \"nnr\"\n[[protected.area]]\n" + source("hand/hand.gpkg#sac") +
             "category = \"sac\"\n[[protected.area]]\n" + source("hand/hand.gpkg#lws") +
             "category = \"lws\"\ncondition = \"assessed\"\naccepted = [\"Yes\"]\n[[protected.area]]\n" +
             source("hand/hand.gpkg#agreement") + "category = \"agreement\"\nprotection_end = \"end\"\n");
  const auto rows = expected_rows(shared_ / "expected" / "protected_hand.csv");
  ASSERT_EQ(rows.size(), 24u);
  const std::vector<std::string> columns{"raw_ha", "once_ha", "cumulative_ha", "cumulative_percent", "gap_to_30_ha"};
  for (const auto& row : rows)
    for (std::size_t c = 0; c < columns.size(); ++c)
      EXPECT_NEAR(of(row[0], row[1], row[2], columns[c]), std::atof(row[3 + c].c_str()), 1e-6)
          << row[0] << " " << row[1] << " " << row[2] << " " << columns[c];
  EXPECT_EQ(ask("SELECT count(*) FROM thirty_by_thirty WHERE authority IN ('E1', 'E2', 'all')"), "24");
  EXPECT_NEAR(of("beyond", "sac", "counts", "once_ha"), 50, 1e-6) << "SAC2 beyond the authorities";
  EXPECT_EQ(of("beyond", "sac", "counts", "cumulative_percent"), -1) << "no land, no percentage";
  EXPECT_EQ(ask("SELECT reasons FROM thirty_by_thirty WHERE authority = 'E1' AND category = 'sssi' AND status = "
                "'potential'"),
            "condition: 95.0000 ha");
  EXPECT_NEAR(number("SELECT sum(area_ha) FROM thirty_map"), 704, 1e-6) << "654 ha in the authorities, 50 ha beyond";
  EXPECT_EQ(ask("SELECT count(*) FROM run WHERE section = 'check' AND value + 0 <> 0"), "0");
}

TEST_F(ProtectedNumbers, AreThoseOfARealBorough) {
  run_config("[layers.authority]\n" + source("trafford/la_2023_bfe.geojson") +
             "id = \"area_code\"\n[[protected.area]]\n" + source("trafford/lnr.geojson") +
             "category = \"LNR\"\nrank = 2\n[[protected.area]]\n" + source("trafford/sssi.geojson") +
             "category = \"SSSI\"\nrank = 1\n");
  const auto found = [&](const std::string& item) {
    if (item == "land of the authority") return of("all", "LNR", "counts", "land_ha");
    if (item == "cumulative") return of("all", "LNR", "counts", "cumulative_percent");
    if (item == "gap to 30 %") return of("all", "LNR", "counts", "gap_to_30_ha");
    return of("all", item.substr(0, item.find(' ')), "counts", "once_ha");
  };
  const auto values = expected_values(shared_ / "expected.csv", "protected", "Trafford, rank SSSI, LNR");
  ASSERT_EQ(values.size(), 5u);
  for (const ExpectedValue& one : values) EXPECT_NEAR(found(one.item), one.value, one.tolerance) << one.item;
}

/// One authority of 400 ha and some small sites.
class ProtectedTool : public testing::Test {
 protected:
  ProtectedTool() {
    FixtureLayer authority, sites, ends, twice;
    authority.name = "authority";
    authority.fields = {"code", "title"};
    authority.rows = {{square_wkt(500000, 100000, 2000), {"A", "Abbots & Langley"}}};
    sites.name = "sites";
    sites.fields = {"ref", "state"};
    sites.rows = {{square_wkt(500000, 100000, 100), {"a", "Good"}},
                  {square_wkt(500050, 100000, 100), {"b", "good "}},
                  {square_wkt(501000, 100000, 100), {"c", "\x01"}},
                  {square_wkt(501950, 100000, 100), {"d", "poor"}}};
    ends.name = "ends";
    ends.rows = {{square_wkt(500000, 101000, 100), {"2046-03-31"}},
                 {square_wkt(500200, 101000, 100), {"30/03/2046"}},
                 {square_wkt(500400, 101000, 100), {"Ongoing"}},
                 {square_wkt(500600, 101000, 100), {"\x01"}}};
    ends.fields = {"until"};
    twice.name = "twice";
    twice.fields = {"code"};
    twice.rows = {{square_wkt(500000, 100000, 1000), {"A"}},
                  {square_wkt(501000, 100000, 1000), {"A"}},
                  {square_wkt(500500, 100500, 1000), {"B"}}};
    write_fixture(folder_ / "in.gpkg", "GPKG", {authority, sites, ends, twice});
  }
  ToolRun run(const std::string& text, std::vector<std::string> more = {}) const {
    write_file(folder_ / "county.toml", text);
    std::vector<std::string> words{"protected", "county.toml", "-o", "out.gpkg", "--overwrite"};
    words.insert(words.end(), more.begin(), more.end());
    return run_tool(words, folder_.path());
  }
  std::string ask(const std::string& sql) const { return query(folder_ / "out.gpkg", sql); }
  const std::string head_ =
      "[project]\ndate = \"2026-03-31\"\n[layers.authority]\nlayer = \"in.gpkg#authority\"\nid = "
      "\"code\"\n";
  const std::string sites_ = "[[protected.area]]\nlayer = \"in.gpkg#sites\"\nid = \"ref\"\ncategory = \"lws\"\n";
  TempDir folder_;
};

TEST_F(ProtectedTool, TellsWhyLandDoesNotCountYet) {
  const ToolRun tool = run(head_ + sites_ + "condition = \"state\"\naccepted = [\"Good\", \"Splendid\"]\n");
  ASSERT_EQ(tool.exit_code, 0) << tool.err;
  EXPECT_EQ(ask("SELECT round(once_ha, 6) FROM thirty_by_thirty WHERE authority = 'A' AND status = 'counts'"), "1.5");
  EXPECT_EQ(ask("SELECT reasons FROM thirty_by_thirty WHERE authority = 'A' AND status = 'potential'"),
            "condition: 0.5000 ha; not_assessed: 1.0000 ha");
  EXPECT_EQ(ask("SELECT round(once_ha, 6) FROM thirty_by_thirty WHERE authority = 'beyond' AND status = 'potential'"),
            "0.5");
  EXPECT_EQ(ask("SELECT sites FROM thirty_map WHERE status = 'counts'"), "a, b");
  EXPECT_THAT(tool.err, HasSubstr("no feature has the accepted condition 'splendid'"));
  EXPECT_THAT(tool.err, HasSubstr("does not state the seaward limit of the authorities' land ([protected] land)"));
}

TEST_F(ProtectedTool, LandMustBeSecuredForLongEnough) {
  const std::string ends =
      "[[protected.area]]\nlayer = \"in.gpkg#ends\"\ncategory = \"agreement\"\nprotection_end = "
      "\"until\"\n";
  ASSERT_EQ(run(head_ + ends).exit_code, 0);
  EXPECT_EQ(ask("SELECT round(once_ha, 6) FROM thirty_by_thirty WHERE authority = 'A' AND status = 'counts'"), "1.0")
      << "twenty years to the day are enough";
  EXPECT_EQ(ask("SELECT reasons FROM thirty_by_thirty WHERE authority = 'A' AND status = 'potential'"),
            "protection_end: 3.0000 ha");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'date_unreadable'"), "2");
  ASSERT_EQ(run(head_ + ends, {"--set", "protected.years=21"}).exit_code, 0);
  EXPECT_EQ(ask("SELECT round(once_ha, 6) FROM thirty_by_thirty WHERE authority = 'A' AND status = 'counts'"), "0.0");
}

TEST_F(ProtectedTool, PurposeMonitoringAndStatusDecide) {
  const auto reason = [&](const std::string& key) {
    EXPECT_EQ(run(head_ + sites_ + key).exit_code, 0);
    return ask("SELECT group_concat(DISTINCT status || ' ' || coalesce(reason, '')) FROM thirty_map");
  };
  EXPECT_EQ(reason("purpose = false\n"), "potential purpose");
  EXPECT_EQ(reason("monitored = false\n"), "potential monitoring");
  EXPECT_EQ(reason("status = \"potential\"\n"), "potential declared");
  EXPECT_EQ(reason(""), "counts ");
  ASSERT_EQ(run(head_ + sites_ + "status = \"no\"\n", {"--html", "out.html"}).exit_code, 0);
  EXPECT_EQ(ask("SELECT count(*) FROM thirty_map"), "0");
  EXPECT_THAT(read_file(folder_ / "out.html"), HasSubstr("listed but not counted"));
}

TEST_F(ProtectedTool, RowsOfOneAuthorityAreJoinedAndSharedLandIsCountedOnce) {
  ASSERT_EQ(run("[layers.authority]\nlayer = \"in.gpkg#twice\"\nid = \"code\"\n" + sites_).exit_code, 0);
  EXPECT_EQ(ask("SELECT count(DISTINCT authority) FROM thirty_by_thirty"), "4") << "A, B, beyond, all";
  EXPECT_EQ(ask("SELECT round(max(land_ha), 4) FROM thirty_by_thirty WHERE authority = 'all'"), "250.0");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'register_rows_joined'"), "1");
  EXPECT_NE(ask("SELECT count(*) FROM issues WHERE rule = 'overlap_resolved'"), "0");
}

TEST_F(ProtectedTool, ThePageNeedsNothingElseAndNamesEveryAuthority) {
  const ToolRun tool = run(head_ + "name = \"title\"\n" + sites_, {"--html", "out.html"});
  ASSERT_EQ(tool.exit_code, 0) << tool.err;
  EXPECT_THAT(tool.err, HasSubstr("  Abbots & Langley "));
  EXPECT_EQ(ask("SELECT count(*) FROM thirty_by_thirty WHERE authority = 'A'"), "1") << "tables have the code";
  const std::string page = read_file(folder_ / "out.html");
  EXPECT_THAT(page, HasSubstr("<caption>Land by authority and category</caption>"));
  EXPECT_THAT(page, HasSubstr("<th scope=row>Abbots &amp; Langley</th>"));
  EXPECT_THAT(page, HasSubstr("role=img aria-label="));
  EXPECT_THAT(page, testing::Not(HasSubstr("<script")));
  EXPECT_THAT(page, testing::Not(HasSubstr("src=")));
}

TEST_F(ProtectedTool, BadInputIsExplained) {
  const auto fails = [&](const std::string& text, int exit_code, const std::string& message) {
    std::filesystem::remove(folder_ / "out.gpkg");
    const ToolRun tool = run(text);
    EXPECT_EQ(tool.exit_code, exit_code) << tool.err;
    EXPECT_THAT(tool.err, HasSubstr(message));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "out.gpkg"));
  };
  fails(head_, 2, "no protected land is configured");
  fails(sites_, 2, "neither authorities nor a study area");
  fails(head_ + sites_ + "status = \"count\"\n", 2, "did you mean 'counts'?");
  fails(head_ + sites_ + "condition = \"state\"\n", 2, "only one of condition and accepted");
  fails(head_ + sites_ + "condition = \"stat\"\naccepted = [\"Good\"]\n", 3, "'state'");
  fails(head_ + sites_ + "rank = 3\n" + sites_, 2, "has two ranks");
  fails(head_ + sites_ + "catgory = \"x\"\n", 2, "did you mean 'category'?");
  fails(head_ + "[[protected.area]]\nlayer = \"in.gpkg#site\"\ncategory = \"lws\"\n", 3, "sites");
  fails(
      "[layers.authority]\nlayer = \"in.gpkg#authority\"\n[[protected.area]]\nlayer = \"in.gpkg#ends\"\ncategory = "
      "\"x\"\nprotection_end = \"until\"\n",
      2, "is judged from a date");
}

TEST_F(ProtectedTool, WritesTheSameBytesWithAnyNumberOfThreads) {
  std::vector<std::string> bytes;
  for (const char* threads : {"1", "2", "8"}) {
    ASSERT_EQ(run(head_ + sites_, {"--threads", threads, "--html", "out.html"}).exit_code, 0);
    bytes.push_back(read_file(folder_ / "out.gpkg") + read_file(folder_ / "out.html"));
  }
  EXPECT_EQ(bytes[0], bytes[1]);
  EXPECT_EQ(bytes[0], bytes[2]);
}

}  // namespace
}  // namespace spatial::test
