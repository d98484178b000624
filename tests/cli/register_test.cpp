// SPDX-License-Identifier: MIT
// lnrs register and lnrs register sdl160: numbers found independently (skipped where ../shared is absent), bad input.
#include <gmock/gmock.h>

#include "tests/cli/run_tool.hpp"
#include "tests/cli/strategy_numbers.hpp"
#include "tests/support/expected_rows.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;

class RegisterNumbers : public StrategyNumbers {
 protected:
  RegisterNumbers() : StrategyNumbers("register") {}
  double total(const std::string& column, const std::string& item) const {
    return number("SELECT " + column + " FROM register_totals WHERE item = '" + item + "'");
  }
  /// An item of expected.csv in our tables; identities are checked by the run itself.
  double found(const std::string& item) const {
    const auto rows = [&](const std::string& where) {
      return number("SELECT count(*) FROM register_review WHERE " + where);
    };
    if (item == "matched") return total("sites", "matched");
    if (item == "matched_by_name") return total("sites", "matched by name");
    if (item == "unmatched_old") return total("sites", "unmatched old sites");
    if (item == "unmatched_new") return total("sites", "unmatched new sites");
    if (item == "leftover_pairs_sharing_over_1_m2") return total("sites", "pairs of unmatched sites that share land");
    if (item == "split_among_the_unmatched") return rows("match = 'geometry' AND iou IS NULL AND change = 'split'");
    if (item == "unmatched_old_ha") return total("area_ha", "unmatched old sites");
    if (item == "unmatched_new_ha") return total("area_ha", "unmatched new sites");
    if (item == "lost_in_matched_ha") return total("area_ha", "lost by matched sites");
    if (item == "gained_in_matched_ha") return total("area_ha", "gained by matched sites");
    if (item == "lost_in_boundary_ha")
      return number("SELECT coalesce(sum(lost_ha), 0) FROM register_review WHERE change = 'boundary'");
    if (item == "gained_in_boundary_ha")
      return number("SELECT coalesce(sum(gained_ha), 0) FROM register_review WHERE change = 'boundary'");
    if (item == "area_old_ha") return total("area_ha", "old edition");
    if (item == "area_new_ha") return total("area_ha", "new edition");
    if (item.starts_with("area_old +")) return number("SELECT max(abs(value)) FROM run WHERE section = 'check'");
    return rows("';' || change_all || ';' LIKE '%;" + item + ";%'");
  }
  void matches(const std::string& what) {
    const std::vector<ExpectedValue> values = expected_values(shared_ / "expected.csv", "register", what);
    ASSERT_FALSE(values.empty()) << what;
    for (const ExpectedValue& one : values)
      EXPECT_NEAR(found(one.item), one.value, one.tolerance + 1e-9) << what << ": " << one.item;
  }
};

struct Editions {
  std::string from, to, old_name, new_name, old_kind, new_kind;
};

TEST_F(RegisterNumbers, AreThoseOfFourRealEditions) {
  const std::vector<Editions> editions{{"2018-03", "2018-10", "site_name", "Site name", "site_type", "Site type"},
                                       {"2018-10", "2023-04", "Site name", "site_name", "Site type", "site_type"},
                                       {"2023-04", "2023-04b", "site_name", "site_name", "site_type", "site_type"}};
  for (const Editions& one : editions) {
    const std::vector<std::string> words{layer("trafford/greenspace_" + one.from + ".geojson"),
                                         layer("trafford/greenspace_" + one.to + ".geojson"),
                                         "--old-name",
                                         one.old_name,
                                         "--new-name",
                                         one.new_name,
                                         "--old-kind",
                                         one.old_kind,
                                         "--new-kind",
                                         one.new_kind};
    const std::string what = "Trafford greenspace " + one.from + " -> " + one.to;
    run(words);
    matches(what);
    if (one.to == "2023-04b") continue;
    std::vector<std::string> by_area = words;
    by_area.insert(by_area.end(), {"--boundary-move", "0", "--no-names"});
    run(by_area);
    matches(what + "; area rule alone (move_m = 0, no matching by name)");
  }
}

TEST_F(RegisterNumbers, AreThoseFoundByHand) {
  run({layer("hand/hand.gpkg#register_old"), layer("hand/hand.gpkg#register_new"), "--id", "site_ref", "--name",
       "site_name", "--kind", "kind"});
  const auto rows = expected_rows(shared_ / "expected" / "register_hand.csv");
  EXPECT_EQ(ask("SELECT count(*) FROM register_review"), std::to_string(rows.size()));
  for (const std::vector<std::string>& row : rows) {
    const auto is = [](const std::string& column, const std::string& text) {
      return text.empty() ? column + " IS NULL" : column + " = '" + text + "'";
    };
    const std::string where =
        " FROM register_review WHERE " + is("site_id_old", row[0]) + " AND " + is("site_id_new", row[1]);
    EXPECT_EQ(ask("SELECT change_all" + where), row[2]) << row[0] << " " << row[1];
    EXPECT_EQ(ask("SELECT coalesce(match, '')" + where), row[3]) << row[0] << " " << row[1];
    const std::vector<std::string> columns{"area_old_ha", "area_new_ha", "gained_ha", "lost_ha",
                                           "shared_ha",   "iou",         "moved_m"};
    for (std::size_t c = 0; c < columns.size(); ++c)
      if (!row[4 + c].empty()) {
        EXPECT_NEAR(number("SELECT " + columns[c] + where), std::atof(row[4 + c].c_str()), 1e-6)
            << row[0] << " " << row[1] << " " << columns[c];
      }
  }
  EXPECT_NEAR(total("area_ha", "old edition"), 37.8, 1e-6);
  EXPECT_NEAR(total("area_ha", "unmatched old sites"), 12.3, 1e-6);
  EXPECT_NEAR(total("area_ha", "unmatched new sites"), 16.8, 1e-6);
  EXPECT_NEAR(total("area_ha", "gained by matched sites"), 2.50009, 1e-6);
  EXPECT_NEAR(total("area_ha", "lost by matched sites"), 5, 1e-6);
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'register_id_reused' AND feature_id = 'A13'"), "1");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'register_rows_joined' AND feature_id = 'A14'"), "1");
}

TEST_F(RegisterNumbers, OfTheYearlyReturnAreThoseFoundByHand) {
  for (const std::vector<std::string>& row : expected_rows(shared_ / "expected" / "sdl160_hand.csv")) {
    run({"sdl160", layer("hand/hand.gpkg#local_site"), "--id", "site_ref", "--kind", "kind", "--evidence",
         layer("hand/sdl_evidence.csv"), "--authority", layer("hand/hand.gpkg#authority"), "--authority-code", "code",
         "--year", row[1].substr(0, 4), "--attribution", row[10]});
    const std::vector<std::string> columns{"sites_wildlife",         "sites_geological", "sites",
                                           "in_positive_management", "percent",          "unknown",
                                           "percent_of_known",       "sites_straddling"};
    for (std::size_t c = 0; c < columns.size(); ++c)
      EXPECT_NEAR(number("SELECT " + columns[c] + " FROM sdl160 WHERE authority_code = '" + row[0] + "'"),
                  std::atof(row[2 + c].c_str()), 0.005)
          << row[0] << " " << row[1] << " " << row[10] << " " << columns[c];
    EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'evidence_without_site' AND feature_id = 'L99'"), "1");
  }
}

TEST_F(RegisterNumbers, OfSheffieldAreThoseCounted) {
  run({"sdl160", (shared_dir() / "data" / "sheffield_local_wildlife_sites.geojson").string(), "--positive",
       "positive_m", "--attribution", "field", "--authority-field", "designatio", "--year", "2025"});
  const std::vector<std::pair<std::string, std::string>> items{
      {"sites", "sum(sites)"},
      {"y", "sum(in_positive_management)"},
      {"n", "sum(sites) - sum(in_positive_management) - sum(unknown)"},
      {"unknown", "sum(unknown)"},
      {"percent of all", "100.0 * sum(in_positive_management) / sum(sites)"},
      {"percent of known", "100.0 * sum(in_positive_management) / (sum(sites) - sum(unknown))"}};
  const std::vector<ExpectedValue> values =
      expected_values(shared_ / "expected.csv", "register", "Sheffield Local Wildlife Sites, field positive_m");
  ASSERT_EQ(values.size(), items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    EXPECT_EQ(values[i].item, items[i].first);
    EXPECT_NEAR(number("SELECT " + items[i].second + " FROM sdl160"), values[i].value, values[i].tolerance + 1e-9)
        << items[i].first;
  }
}

class RegisterTool : public testing::Test {
 protected:
  RegisterTool() {
    FixtureLayer old_sites, new_sites, authority;
    old_sites.name = "old";
    old_sites.fields = {"ref", "title"};
    old_sites.rows = {{square_wkt(500000, 100000, 100), {"1", "Ash"}}, {square_wkt(500200, 100000, 100), {"2", "Elm"}}};
    new_sites.name = "new";
    new_sites.fields = {"nr", "title"};
    new_sites.rows = {{square_wkt(500000, 100000, 100), {"91", "Ash"}},
                      {square_wkt(500200, 100000, 100), {"92", "Elm"}}};
    authority.name = "authority";
    authority.fields = {"code"};
    authority.rows = {{square_wkt(499000, 99000, 5000), {"E1"}},
                      {square_wkt(510000, 99000, 500), {"E2"}},
                      {square_wkt(510000, 99500, 500), {"E2"}}};
    write_fixture(folder_ / "in.gpkg", "GPKG", {old_sites, new_sites, authority});
    write_file(folder_ / "evidence.csv",
               "site_ref,kind,date,end_date\n1,advice,31/03/2026,\n1,Agreement,spring 2020,\n2,Management plan,1 Apr "
               "2026,\n");
    write_file(folder_ / "odd.csv", "site_ref,kind,date\n1,managment plan,2025-01-01\n");
    write_file(folder_ / "less.csv", "site_ref,sort,date\n1,advice,2025-01-01\n");
  }
  ToolRun run(std::vector<std::string> words) const {
    words.insert(words.begin(), "register");
    words.insert(words.end(), {"--overwrite"});
    return run_tool(words, folder_.path());
  }
  std::string ask(const std::string& sql) const { return query(folder_ / "out.gpkg", sql); }
  TempDir folder_;
};

TEST_F(RegisterTool, SitesThatWereAllRenumberedAreTheSameSites) {
  ASSERT_EQ(run({"in.gpkg#old", "in.gpkg#new", "--old-id", "ref", "--new-id", "nr", "--name", "title", "--authority",
                 "in.gpkg#authority", "--authority-code", "code", "-o", "out.gpkg"})
                .exit_code,
            0);
  EXPECT_EQ(ask("SELECT count(*) FROM register_review WHERE change = 'unchanged' AND match = 'geometry'"), "2");
  EXPECT_EQ(ask("SELECT count(*) FROM register_review WHERE authority = 'E1'"), "2");
  EXPECT_EQ(ask("SELECT count(*) FROM register_pieces"), "0");
  EXPECT_EQ(ask("SELECT value FROM indicators WHERE indicator = 'New sites'"), "0.0");
}

TEST_F(RegisterTool, TheReturnCountsTheLastDayAndListsAuthoritiesWithoutSites) {
  const ToolRun tool = run({"sdl160", "in.gpkg#old", "--id", "ref", "--evidence", "evidence.csv", "--authority",
                            "in.gpkg#authority", "--authority-code", "code", "--year", "2026", "-o", "out.gpkg"});
  ASSERT_EQ(tool.exit_code, 0) << tool.err;
  EXPECT_EQ(ask("SELECT in_positive_management || ' ' || unknown FROM sdl160 WHERE authority_code = 'E1'"), "1 0")
      << "31 March counts, 1 April does not";
  EXPECT_EQ(ask("SELECT sites FROM sdl160 WHERE authority_code = 'E2'"), "0");
  EXPECT_EQ(ask("SELECT count(*) FROM sdl160 WHERE percent IS NULL"), "1");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'date_unreadable'"), "1");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'evidence_outside_window'"), "1");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'register_rows_joined'"), "1")
      << "two rows are one authority";
}

TEST_F(RegisterTool, TheReturnIsACsvFileWithFurtherTablesBeside) {
  const std::vector<std::string> words{"sdl160",           "in.gpkg#old",  "--id",        "ref",
                                       "--evidence",       "evidence.csv", "--authority", "in.gpkg#authority",
                                       "--authority-code", "code",         "--year",      "2026"};
  std::vector<std::string> csv = words, own = words;
  csv.insert(csv.end(), {"-o", "sdl.csv"});
  ASSERT_EQ(run(csv).exit_code, 0);
  EXPECT_THAT(read_file(folder_ / "sdl.csv"), HasSubstr("\nE1,2026-03-31,2,0,2,1,50"));
  EXPECT_THAT(read_file(folder_ / "sdl.indicators.csv"), HasSubstr("SDL 160-00"));
  EXPECT_THAT(read_file(folder_ / "sdl.issues.csv"), HasSubstr("evidence_outside_window"));
  own.insert(own.end(), {"-o", "evidence.csv"});
  const ToolRun refused = run(own);
  EXPECT_EQ(refused.exit_code, 2) << refused.err;
  EXPECT_THAT(read_file(folder_ / "evidence.csv"), HasSubstr("spring 2020")) << "sources are never changed";
}

TEST_F(RegisterTool, BadInputIsExplained) {
  const auto fails = [&](std::vector<std::string> words, int exit_code, const std::string& message) {
    words.insert(words.end(), {"-o", "x.gpkg"});
    const ToolRun tool = run(std::move(words));
    EXPECT_EQ(tool.exit_code, exit_code) << tool.err;
    EXPECT_THAT(tool.err, HasSubstr(message));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "x.gpkg"));
  };
  const std::string a = "in.gpkg#old", b = "in.gpkg#new", authority = "in.gpkg#authority";
  fails({a}, 2, "two editions are needed");
  fails({a, b, "--id", "reff"}, 3, "'ref'");
  fails({a, b, "--iou", "-1"}, 2, "--iou");
  fails({"sdl160", a, "--id", "ref", "--evidence", "odd.csv", "--authority", authority, "--year", "2026"}, 2,
        "did you mean 'management plan'?");
  fails({"sdl160", a, "--id", "ref", "--evidence", "less.csv", "--authority", authority, "--year", "2026"}, 2,
        "has no column 'kind'");
  fails({"sdl160", a, "--id", "ref", "--authority", authority, "--year", "2026"}, 2, "neither --evidence nor");
  fails({"sdl160", a, "--evidence", "odd.csv", "--authority", authority, "--year", "2026"}, 2, "Add --id FIELD.");
  fails({"sdl160", a, "--id", "ref", "--evidence", "odd.csv", "--year", "2026"}, 2, "no layer of authorities");
  fails({"sdl160", a, "--id", "ref", "--evidence", "odd.csv", "--authority", authority}, 2, "--year 2026");
}

TEST_F(RegisterTool, ThePageShowsSitesWhoseLandChangedBeforeAndAfter) {
  FixtureLayer before, after;
  before.name = "before";
  after.name = "after";
  before.fields = after.fields = {"ref", "title"};
  before.rows = {{square_wkt(500000, 100000, 100), {"1", "Ash"}},
                 {square_wkt(500300, 100000, 100), {"2", "Elm"}},
                 {square_wkt(500600, 100000, 100), {"3", "Oak & <b>Yew</b>"}}};
  after.rows = {{square_wkt(500000, 100000, 100), {"1", "Ash Wood"}},
                {square_wkt(500300, 100000, 120), {"2", "Elm"}},
                {square_wkt(500900, 100000, 100), {"4", "Lime"}}};
  write_fixture(folder_ / "page.gpkg", "GPKG", {before, after});
  const ToolRun tool = run({"page.gpkg#before", "page.gpkg#after", "--id", "ref", "--name", "title", "--period", "2026",
                            "--html", "page.html", "-o", "out.gpkg"});
  ASSERT_EQ(tool.exit_code, 0) << tool.err;
  const std::string page = read_file(folder_ / "page.html");
  EXPECT_THAT(page, HasSubstr("<h1>Review of the register: 2026</h1>"));
  EXPECT_THAT(page, HasSubstr("Boundary: 1.00 ha before, 1.44 ha after; 0.44 ha gained, 0.00 ha lost"));
  EXPECT_THAT(page, HasSubstr("New: 1.00 ha."));
  EXPECT_THAT(page, HasSubstr("Deleted: it had 1.00 ha."));
  EXPECT_THAT(page, HasSubstr("Before: the site is not in the register."));
  EXPECT_THAT(page, HasSubstr("Oak &amp; &lt;b&gt;Yew&lt;/b&gt;")) << "names stay names";
  // Two maps of the site that grew, one each of the new and the deleted one; a new name alone needs none.
  std::size_t maps = 0;
  for (std::size_t at = page.find("<svg"); at != std::string::npos; at = page.find("<svg", at + 1)) ++maps;
  EXPECT_EQ(maps, 4u);
  EXPECT_THAT(page, HasSubstr("1 Ash Wood")) << "it is in the table";
  EXPECT_EQ(run({"page.gpkg#before", "page.gpkg#after", "--html", "page.gpkg", "-o", "other.gpkg"}).exit_code, 2)
      << "a page never replaces what was read";
}

TEST_F(RegisterTool, WritesTheSameBytesWithAnyNumberOfThreads) {
  std::vector<std::string> bytes;
  for (const char* threads : {"1", "2", "8"}) {
    ASSERT_EQ(run({"in.gpkg#old", "in.gpkg#new", "--threads", threads, "-o", "out.gpkg"}).exit_code, 0);
    bytes.push_back(read_file(folder_ / "out.gpkg"));
  }
  EXPECT_EQ(bytes[0], bytes[1]);
  EXPECT_EQ(bytes[0], bytes[2]);
}

}  // namespace
}  // namespace spatial::test
