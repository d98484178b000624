// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include <cmath>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// Maps of the sample county: as it is, and with five sites excluded and another weight.
class SampleMaps {
 public:
  static const SampleMaps& get() {
    static const SampleMaps maps;
    return maps;
  }
  std::string ask(const std::string& sql, const std::string& file = "changes.gpkg") const {
    return query(folder_ / file, sql);
  }
  double number(const std::string& sql, const std::string& file = "changes.gpkg") const {
    const std::string text = ask(sql, file);
    EXPECT_FALSE(text.empty()) << sql;
    return text.empty() ? std::nan("") : std::stod(text);
  }
  std::filesystem::path file(const std::string& name) const { return folder_ / name; }
  std::string page() const { return read_file(file("changes.html")); }
  const std::string& printed() const { return printed_; }
  ToolRun run(const std::vector<std::string>& words) const { return run_tool(words, folder_.path()); }

 private:
  SampleMaps() {
    const std::filesystem::path samples = source_dir() / "data/samples";
    std::filesystem::copy_file(samples / "county.gpkg", folder_ / "county.gpkg");
    std::string config = read_file(samples / "county.toml");
    write_file(folder_ / "old.toml", config);
    // Five blocks of 600 m in the middle of the land to create.
    FixtureLayer blocks{"blocks", "EPSG:27700", "MultiPolygon", {"ref"}, {}};
    make("old.toml", "old.gpkg", {});
    for (int k = 0; k < 5; ++k) {
      const std::string from =
          " FROM opportunity_areas WHERE action = 'create' ORDER BY rank, candidate_id LIMIT 1 "
          "OFFSET " +
          std::to_string(20 * k);
      const double x = number("SELECT centre_x" + from, "old.gpkg"), y = number("SELECT centre_y" + from, "old.gpkg");
      blocks.rows.push_back({square_wkt(x - 50, y - 50, 100), {"B" + std::to_string(k)}});
    }
    write_fixture(folder_ / "blocks.gpkg", "GPKG", {blocks});
    config += "\n[scoring.weights]\njoined = 5\n";
    const std::string exclusion = "[layers.exclusion]";
    config.replace(config.find(exclusion), exclusion.size(),
                   "[[layers.exclusion]]\nlayer = \"blocks.gpkg#blocks\"\nid = \"ref\"\ntitle = \"Five sites\"\n\n"
                   "[[layers.exclusion]]");
    write_file(folder_ / "new.toml", config);
    make("new.toml", "new.gpkg", {});
    const ToolRun done = run({"compare", "old.gpkg", "new.gpkg", "-o", "changes.gpkg", "--html", "changes.html"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    printed_ = done.out;
  }
  void make(const std::string& config, const std::string& map, std::vector<std::string> more) const {
    std::vector<std::string> words{"opportunities", config, "-o", map, "-q"};
    words.insert(words.end(), more.begin(), more.end());
    const ToolRun done = run(words);
    ASSERT_EQ(done.exit_code, 0) << done.err;
  }

  TempDir folder_;
  std::string printed_;
};

TEST(CompareSample, LandThatDidNotChangeKeepsItsId) {
  const SampleMaps& maps = SampleMaps::get();
  EXPECT_GT(maps.number("SELECT count(*) FROM candidate_changes WHERE fate = 'stayed'"), 1000);
  EXPECT_GE(maps.number("SELECT count(*) FROM candidate_changes WHERE fate = 'redrawn' OR fate = 'went'"), 5);
  EXPECT_EQ(maps.ask("SELECT count(*) FROM candidate_changes WHERE fate = 'came'"), "0")
      << "an exclusion and a weight give no land a new id";
  EXPECT_THAT(maps.printed(), Not(HasSubstr("its id changed")));
}

TEST(CompareSample, RanksAndClassesAddUp) {
  const SampleMaps& maps = SampleMaps::get();
  const double all = maps.number("SELECT count(*) FROM candidate_changes");
  EXPECT_EQ(maps.number("SELECT sum(candidates) FROM rank_changes"), all);
  EXPECT_EQ(maps.number("SELECT sum(candidates) FROM class_changes"), all);
  EXPECT_NEAR(maps.number("SELECT sum(area_ha) FROM rank_changes"),
              maps.number("SELECT sum(ifnull(new_ha, old_ha)) FROM candidate_changes"), 1e-6);
  // All that are not new were in the old map; all that are not gone are in the new one.
  EXPECT_EQ(maps.number("SELECT sum(candidates) FROM rank_changes WHERE rank_move <> 'came'"),
            maps.number("SELECT count(*) FROM opportunity_areas", "old.gpkg"));
  EXPECT_EQ(maps.number("SELECT sum(candidates) FROM rank_changes WHERE rank_move <> 'went'"),
            maps.number("SELECT count(*) FROM opportunity_areas", "new.gpkg"));
  EXPECT_EQ(maps.number("SELECT sum(candidates) FROM rank_changes WHERE rank_move LIKE 'up%'"),
            maps.number("SELECT count(*) FROM candidate_changes WHERE rank_change > 0"));
  EXPECT_EQ(maps.number("SELECT sum(candidates) FROM rank_changes WHERE rank_move = 'down_far'"),
            maps.number("SELECT count(*) FROM candidate_changes WHERE rank_change < -100"));
}

TEST(CompareSample, PartsByIndicatorAddUpToEachChange) {
  const SampleMaps& maps = SampleMaps::get();
  const std::string parts =
      "due_suitability + due_constraint + due_better + due_bigger + due_more + due_joined + "
      "due_boa + due_boa_target + due_potential_weighed";
  EXPECT_LT(maps.number("SELECT max(abs(" + parts + " - (new_score - old_score))) FROM candidate_changes"), 1e-9);
  EXPECT_LT(maps.number("SELECT max(abs(" + parts + " - score_change)) FROM candidate_changes"), 1e-9);
  EXPECT_GT(maps.number("SELECT max(abs(score_change)) FROM candidate_changes"), 0.1);
  EXPECT_NEAR(maps.number("SELECT sum(sum) FROM change_causes"),
              maps.number("SELECT sum(score_change) FROM candidate_changes"), 1e-6);
}

TEST(CompareSample, ThePageSaysWhatChangedAndWhy) {
  const SampleMaps& maps = SampleMaps::get();
  const std::string page = maps.page();
  EXPECT_THAT(page, AllOf(HasSubstr("<html lang=\"en-GB\">"), HasSubstr("What moved up"), HasSubstr("What moved down"),
                          HasSubstr("What is new"), HasSubstr("What is gone"), HasSubstr("Why scores changed")));
  EXPECT_THAT(page, HasSubstr("<tr><th scope=row>scoring.weights.joined</th><td>3</td><td>5</td></tr>"));
  EXPECT_THAT(page, HasSubstr("<tr><th scope=row>layers.exclusion (Five sites)</th><td>&#8211;</td>"
                              "<td>blocks.gpkg#blocks</td></tr>"));
  const std::string up = page.substr(page.find("What moved up"));
  const std::string row = "<tr><th scope=row>", candidate = "</th><td class=w>";
  const std::size_t id = up.find(candidate, up.find(row)) + candidate.size();
  const std::string first = up.substr(id, up.find("</td>", id) - id);
  EXPECT_EQ(maps.ask("SELECT new_class < old_class AND rank_change > 0 FROM candidate_changes WHERE candidate_id = '" +
                     first + "'"),
            "1")
      << first << " is listed first";
  for (const char* loads : {"<script", "http://", "https://"}) EXPECT_THAT(page, Not(HasSubstr(loads)));
  EXPECT_THAT(maps.printed(), HasSubstr("scoring.weights.joined: 3, 5"));
}

TEST(CompareSample, ThePageAloneAndTheSameBytes) {
  const SampleMaps& maps = SampleMaps::get();
  std::vector<std::string> pages;
  for (const char* threads : {"1", "8"}) {
    const ToolRun done =
        maps.run({"compare", "old.gpkg", "new.gpkg", "--html", "again.html", "--overwrite", "--threads", threads});
    ASSERT_EQ(done.exit_code, 0) << done.err;
    pages.push_back(read_file(maps.file("again.html")));
  }
  EXPECT_EQ(pages[0], pages[1]);
  EXPECT_EQ(pages[0], maps.page());
  EXPECT_EQ(maps.run({"compare", "old.gpkg", "new.gpkg", "--html", "again.html"}).exit_code, 4)
      << "what exists is not replaced";
  EXPECT_EQ(maps.run({"compare", "old.gpkg", "new.gpkg", "--html", "old.gpkg", "--overwrite"}).exit_code, 2)
      << "a source is never changed";
}

TEST(Compare, RefusesMapsThatCannotBeCompared) {
  const TempDir folder;
  const auto county = [&](const std::string& name, double east, const std::string& more = "") {
    write_fixture(folder / (name + ".in.gpkg"), "GPKG",
                  {{"habitat",
                    "EPSG:27700",
                    "MultiPolygon",
                    {"ref", "class"},
                    {{square_wkt(500000 + east, 100000, 100), {"H1", "w1f"}},
                     {square_wkt(500200 + east, 100000, 100), {"H2", "g4"}},
                     {square_wkt(503000 + east, 100000, 100), {"H3", "g4"}}}}});
    write_file(folder / (name + ".toml"), "[project]\nname = \"" + name + "\"\n[layers.habitat]\nlayer = \"" + name +
                                              ".in.gpkg#habitat\"\nid = \"ref\"\nclass = \"class\"\ncrosswalk = "
                                              "\"ukhab\"\n[sensitivity]\nruns = 0\n" +
                                              more);
    const ToolRun done = run_tool({"opportunities", name + ".toml", "-o", name + ".gpkg", "-q"}, folder.path());
    ASSERT_EQ(done.exit_code, 0) << done.err;
  };
  county("here", 0);
  county("far", 50000);
  county("neighbour", 1500);  // the extents overlap, and ids are alike
  const auto refused = [&](const std::string& other, const std::string& words) {
    const ToolRun done = run_tool({"compare", "here.gpkg", other, "-o", "out.gpkg"}, folder.path());
    EXPECT_EQ(done.exit_code, 3);
    EXPECT_THAT(done.err, HasSubstr(words));
    EXPECT_FALSE(std::filesystem::exists(folder / "out.gpkg"));
  };
  refused("far.gpkg", "share no land: they are maps of different counties");
  refused("neighbour.gpkg", "('here' and 'neighbour') have no candidate in common");
  refused("here.in.gpkg", "is not an opportunity map");
  refused("absent.gpkg", "absent.gpkg");
  std::filesystem::copy_file(folder / "here.gpkg", folder / "older.gpkg");
  const std::string of_lnrs = " WHERE section = 'software' AND item = 'lnrs' AND key = 'version'";
  const std::string version = query(folder / "older.gpkg", "SELECT value FROM run" + of_lnrs);
  run_sql(folder / "older.gpkg", "UPDATE run SET value = '0.0.9'" + of_lnrs);
  refused("older.gpkg", "by versions " + version + " and 0.0.9 of lnrs, whose scores are not comparable");
  run_sql(folder / "older.gpkg", "UPDATE run SET value = 'EPSG:3035' WHERE section = 'run' AND key = 'crs'");
  run_sql(folder / "older.gpkg", "UPDATE run SET value = '" + version + "'" + of_lnrs);
  refused("older.gpkg", "Make both maps in one CRS.");
}

}  // namespace
}  // namespace spatial::test
