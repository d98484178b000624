// SPDX-License-Identifier: MIT
// lnrs baseline: numbers found independently (skipped where ../shared is absent), rules, bad input, use by others.
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

class BaselineNumbers : public StrategyNumbers {
 protected:
  BaselineNumbers() : StrategyNumbers("baseline") {}
  void run_mode(const std::string& mode) {
    const std::string file = layer("baseline/baseline.gpkg");
    const auto source = [&](const std::string& name, const std::string& id, const std::string& more) {
      return "[[baseline.source]]\nlayer = \"" + file + "#" + name + "\"\nid = \"" + id +
             "\"\nclass = \"code\"\ndate = \"date\"\nconfidence_field = \"confidence\"\n" + more;
    };
    write_file(folder_ / "county.toml", "[project]\narea = \"" + file + "#study_area\"\n[baseline]\nmode = \"" + mode +
                                            "\"\n" + source("survey", "survey_id", "") +
                                            source("remote", "segment_id", "never_over = [\"u\", \"r1\"]\n") +
                                            source("base", "hab_id", "base = true\n"));
    run({(folder_ / "county.toml").string()});
  }
  void codes_match(const std::string& mode) {
    std::size_t rows = 0;
    for (const auto& row : expected_rows(shared_ / "expected" / ("baseline_" + mode + ".csv"))) {
      EXPECT_NEAR(number("SELECT sum(area_ha) FROM baseline_codes WHERE code = '" + row[0] +
                         "' AND coalesce(source, '') = '" + row[1] + "'"),
                  std::atof(row[2].c_str()), 1.1e-6)
          << mode << ": " << row[0] << " of " << row[1];
      ++rows;
    }
    EXPECT_EQ(ask("SELECT count(*) FROM baseline_codes"), std::to_string(rows)) << mode;
    EXPECT_NEAR(number("SELECT sum(area_ha) FROM baseline_codes"), 256, 1e-6) << "the study area";
    EXPECT_NEAR(number("SELECT sum(area_ha) FROM baseline") + number("SELECT sum(area_ha) FROM unmapped"), 256, 1e-6);
    EXPECT_EQ(ask("SELECT count(*) FROM run WHERE section = 'check' AND abs(value) > 1e-6"), "0");
  }
  void sources_match(const std::string& mode) {
    std::map<std::string, double> sums;
    for (const auto& row : expected_rows(shared_ / "expected" / ("baseline_" + mode + "_sources.csv"))) {
      EXPECT_NEAR(
          number("SELECT area_ha FROM baseline_sources WHERE source = '" + row[0] + "' AND held_by = '" + row[1] + "'"),
          std::atof(row[2].c_str()), 2e-6)
          << mode << ": " << row[0] << " held by " << row[1];
      sums[row[0]] += std::atof(row[2].c_str());
    }
    for (const auto& [source, sum] : sums)
      EXPECT_NEAR(number("SELECT sum(area_ha) FROM baseline_sources WHERE source = '" + source + "'"), sum, 4e-6);
  }
};

TEST_F(BaselineNumbers, OfPrecedenceAreThoseOfTwoOtherMethods) {
  run_mode("precedence");
  codes_match("precedence");
  sources_match("precedence");
}

TEST_F(BaselineNumbers, OfConfidenceAreThoseOfTwoOtherMethods) {
  run_mode("confidence");
  codes_match("confidence");
  sources_match("confidence");
}

TEST_F(BaselineNumbers, OfTheBaseRuleAreThoseOfTwoOtherMethods) {
  run_mode("base");
  codes_match("base");
  const auto rows = expected_rows(shared_ / "expected" / "baseline_base_evidence.csv");
  for (const auto& row : rows) {
    const std::string where = " FROM baseline_evidence WHERE hab_id = '" + row[0] + "' AND source = '" + row[3] +
                              "' AND code = '" + row[4] + "'";
    EXPECT_EQ(ask("SELECT verdict" + where), row[7]) << where;
    EXPECT_EQ(ask("SELECT base_code" + where), row[1]) << where;
    EXPECT_NEAR(number("SELECT base_m2" + where), std::atof(row[2].c_str()), 0.06) << where;
    EXPECT_NEAR(number("SELECT overlap_m2" + where), std::atof(row[5].c_str()), 0.06) << where;
    // 0.01 m2 are 1e-6 ha: what the two methods that found the table agree to.
    EXPECT_NEAR(number("SELECT share" + where), std::atof(row[6].c_str()), 1e-6 + 0.01 / std::atof(row[2].c_str()))
        << where;
  }
  EXPECT_EQ(ask("SELECT count(*) FROM baseline_evidence"), std::to_string(rows.size()));
}

/// A base map of two fields, a survey with a crosswalk, and a source that no longer holds.
class BaselineTool : public testing::Test {
 protected:
  BaselineTool() {
    FixtureLayer area, base, survey, old;
    area.name = "area";
    area.fields = {"name"};
    area.rows = {{square_wkt(500000, 100000, 300), {"here"}}};
    base.name = "base";
    base.rows = {{square_wkt(500000, 100000, 200), {"b1", "g4"}}, {square_wkt(500100, 100000, 200), {"b2", "w1f"}}};
    survey.name = "survey";
    survey.fields = {"ref", "class", "kind", "seen", "sure"};
    survey.rows = {{square_wkt(500000, 100000, 100), {"s1", "J11", "nvc_quadrats", "2024-05-01", "0.9"}},
                   {square_wkt(500000, 100150, 100), {"s2", "A111", "nvc_quadrat", "2001-05-01", "1.5"}},
                   {square_wkt(500200, 100250, 50), {"s3", "A111", "phase1_map", "\x01", "0.2"}},
                   {square_wkt(500250, 100250, 50), {"s4", "\x01", "aerial", "spring", "0.2"}}};
    old.name = "old";
    old.fields = {"ref", "class", "until"};
    old.rows = {{square_wkt(500000, 100000, 300), {"o1", "r1", "2025-12-31"}}};
    write_fixture(folder_ / "in.gpkg", "GPKG", {area, base, survey, old});
    write_file(folder_ / "codes.csv", "code,class\nJ11,c1\nA111,w1f\n");
    write_file(folder_ / "short.csv", "code,class\nJ11,c1\n");
    write_file(folder_ / "two.csv", "code,class\nJ11,c1\nJ11,c2\nA111,w1f\n");
  }
  ToolRun run(const std::string& text, std::vector<std::string> more = {}) const {
    write_file(folder_ / "county.toml", text);
    std::vector<std::string> words{"baseline", "county.toml", "-o", "out.gpkg", "--overwrite"};
    words.insert(words.end(), more.begin(), more.end());
    return run_tool(words, folder_.path());
  }
  std::string ask(const std::string& sql) const { return query(folder_ / "out.gpkg", sql); }
  std::string code(const std::string& name) const {
    return ask("SELECT coalesce(round(sum(area_ha), 6), 0) FROM baseline WHERE code = '" + name + "'");
  }
  const std::string head_ = "[project]\narea = \"in.gpkg#area\"\ndate = \"2026-03-31\"\n";
  const std::string survey_ = "[[baseline.source]]\nlayer = \"in.gpkg#survey\"\nid = \"ref\"\nclass = \"class\"\n";
  const std::string base_ = "[[baseline.source]]\nlayer = \"in.gpkg#base\"\nid = \"ref\"\nclass = \"class\"\n";
  TempDir folder_;
};

TEST_F(BaselineTool, TheFirstSourceWinsAndInASourceTheLowerId) {
  ASSERT_EQ(run(head_ + survey_ + "crosswalk = \"codes.csv\"\n" + base_).exit_code, 0);
  EXPECT_EQ(code("c1"), "1.0");
  EXPECT_EQ(code("g4"), "2.5") << "4 ha less 1 ha and 0.5 ha of the survey";
  EXPECT_EQ(code("w1f"), "3.25") << "2 ha of b2 that b1 does not have, 1 ha and 0.25 ha of the survey";
  EXPECT_EQ(ask("SELECT alternatives FROM baseline WHERE source_id = 's1'"), "base: g4");
  EXPECT_EQ(ask("SELECT round(disagreement, 6) FROM baseline WHERE source_id = 's2'"), "0.5");
  EXPECT_NE(ask("SELECT count(*) FROM issues WHERE rule = 'self_overlap'"), "0");
  EXPECT_EQ(ask("SELECT feature_id FROM issues WHERE rule = 'missing_habitat_code'"), "s4");
  EXPECT_EQ(ask("SELECT count(DISTINCT hab_id) = count(*) FROM baseline"), "1");
}

TEST(BaselineOfManyNeighbours, KeepsAPolygonThatSharesLandWithDozensBeforeIt) {
  // 36 fields of 1 ha reach into one of 100 ha that comes last: it keeps the other 64 ha.
  const TempDir folder;
  FixtureLayer habitat;
  habitat.name = "habitat";
  habitat.fields = {"ref", "code"};
  for (int k = 0; k < 36; ++k)
    habitat.rows.push_back(
        {square_wkt(500050 + 150 * (k % 6), 100050 + 150 * (k / 6), 100), {"A" + std::to_string(10 + k), "g3c"}});
  habitat.rows.push_back({square_wkt(500000, 100000, 1000), {"Z", "c1"}});
  FixtureLayer area;
  area.name = "area";
  area.rows = {{square_wkt(500000, 100000, 1000), {}}};
  write_fixture(folder / "in.gpkg", "GPKG", {habitat, area});
  for (const char* mode : {"precedence", "base"}) {
    write_file(folder / "county.toml",
               "[project]\narea = \"in.gpkg#area\"\n[baseline]\nmode = \"" + std::string(mode) +
                   "\"\n[[baseline.source]]\nlayer = \"in.gpkg#habitat\"\nid = \"ref\"\nclass = \"code\"\n");
    const ToolRun run = run_tool({"baseline", "county.toml", "-o", "out.gpkg", "--overwrite"}, folder.path());
    ASSERT_EQ(run.exit_code, 0) << run.err;
    const auto hectares = [&](const std::string& where) {
      return std::atof(query(folder / "out.gpkg", "SELECT coalesce(sum(area_ha), 0) FROM " + where).c_str());
    };
    EXPECT_NEAR(hectares("baseline WHERE code = 'g3c'"), 36, 1e-6) << mode;
    EXPECT_NEAR(hectares("baseline WHERE code = 'c1'"), 64, 1e-6) << mode;
    EXPECT_NEAR(hectares("unmapped"), 0, 1e-6) << mode;
  }
}

TEST_F(BaselineTool, ConfidenceComesFromSurveysAndTheirAge) {
  const ToolRun tool =
      run(head_ + "[baseline]\nmode = \"confidence\"\n" + survey_ +
          "crosswalk = \"codes.csv\"\nsurvey_field = \"kind\"\ndate = \"seen\"\n" + base_ + "confidence = 0.5\n");
  ASSERT_EQ(tool.exit_code, 0) << tool.err;
  EXPECT_EQ(ask("SELECT confidence FROM baseline WHERE source_id = 's1'"), "1.0");
  EXPECT_EQ(ask("SELECT round(confidence, 6) FROM baseline WHERE source_id = 's3'"), "0.285714") << "(8 - 6) / 7";
  EXPECT_EQ(ask("SELECT source_id || ' ' || round(area_ha, 4) FROM baseline WHERE source_id = 's2'"), "s2 0.5")
      << "unknown kinds have confidence 0, so the base map holds what it maps";
  EXPECT_THAT(ask("SELECT message FROM issues WHERE rule = 'confidence_unreadable'"),
              HasSubstr("did you mean 'nvc_quadrats'?"));
  EXPECT_EQ(ask("SELECT feature_id FROM issues WHERE rule = 'survey_undated'"), "s3");
}

TEST_F(BaselineTool, SourcesThatWouldBeCalledAlikeAreToldApart) {
  const ToolRun tool = run(head_ + base_ + "where = \"ref = 'b2'\"\n" + base_ + "where = \"ref = 'b1'\"\n" + survey_);
  ASSERT_EQ(tool.exit_code, 0) << tool.err;
  EXPECT_EQ(ask("SELECT group_concat(DISTINCT source) FROM baseline"), "in.gpkg#base (1),in.gpkg#base (2),survey");
  EXPECT_EQ(ask("SELECT count(DISTINCT source) FROM baseline_sources"), "3");
}

TEST_F(BaselineTool, SourcesHoldUntilTheirDate) {
  const std::string old = "[[baseline.source]]\nlayer = \"in.gpkg#old\"\nid = \"ref\"\nclass = \"class\"\n";
  ASSERT_EQ(run(head_ + old + "valid_to = \"until\"\n" + base_).exit_code, 0);
  EXPECT_EQ(code("r1"), "0");
  EXPECT_EQ(ask("SELECT count(*) FROM issues WHERE rule = 'source_not_valid'"), "1");
  ASSERT_EQ(run(head_ + old + "valid_to = \"2026-03-31\"\n" + base_).exit_code, 0);
  EXPECT_EQ(code("r1"), "9.0") << "it holds on its last day";
  const ToolRun tool = run(head_ + old + "only_over = [\"g4\", \"g9\"]\n" + base_);
  EXPECT_EQ(code("r1"), "4.0");
  EXPECT_THAT(tool.err, HasSubstr("the base map has no land with the code 'g9'"));
  EXPECT_EQ(ask("SELECT round(area_ha, 6) FROM baseline_sources WHERE source = 'old' AND held_by = 'unmapped'"), "3.0");
}

TEST_F(BaselineTool, ItsResultIsAHabitatLayerForOpportunities) {
  ASSERT_EQ(run(head_ + survey_ + "crosswalk = \"codes.csv\"\n" + base_).exit_code, 0);
  write_file(folder_ / "map.toml",
             "[project]\narea = \"in.gpkg#area\"\n[layers.habitat]\nlayer = \"out.gpkg#baseline\"\nid = \"hab_id\"\n"
             "class = \"code\"\ncrosswalk = \"ukhab\"\n");
  const ToolRun tool = run_tool({"opportunities", "map.toml", "-o", "map.gpkg"}, folder_.path());
  ASSERT_EQ(tool.exit_code, 0) << tool.err;
  EXPECT_NE(query(folder_ / "map.gpkg", "SELECT count(*) FROM opportunity_areas"), "0");
  EXPECT_EQ(query(folder_ / "map.gpkg", "SELECT count(*) FROM issues WHERE rule = 'self_overlap'"), "0");
  const ToolRun check = run_tool({"check-coverage", "out.gpkg#baseline", "-o", "check.gpkg"}, folder_.path());
  EXPECT_EQ(check.exit_code, 0) << check.err;
  EXPECT_EQ(query(folder_ / "check.gpkg", "SELECT count(*) FROM problems WHERE problem LIKE '%overlap%'"), "0");
}

TEST_F(BaselineTool, BadInputIsExplained) {
  const auto fails = [&](const std::string& text, int exit_code, const std::string& message) {
    std::filesystem::remove(folder_ / "out.gpkg");
    const ToolRun tool = run(text);
    EXPECT_EQ(tool.exit_code, exit_code) << tool.err;
    EXPECT_THAT(tool.err, HasSubstr(message));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "out.gpkg"));
  };
  fails("[project]\narea = \"in.gpkg#area\"\n[layers.lws]\nlayer = \"in.gpkg#area\"\n", 2, "no source of a baseline");
  fails(base_, 2, "a baseline needs a study area");
  fails(head_ + "[baseline]\nmode = \"precedense\"\n" + base_, 2, "did you mean 'precedence'?");
  fails(head_ + "[baseline]\nmode = \"confidence\"\n" + base_, 2, "does not state its confidence");
  fails(head_ + base_ + "survey = \"nvc\"\n", 2, "survey in [[baseline.source]] is 'nvc'");
  fails(head_ + base_ + "code = \"g4\"\n", 2, "names both of class and code");
  fails(head_ + base_ + "base = true\n" + base_ + "base = true\n", 2, "two sources have base = true");
  fails(head_ + survey_ + "crosswalk = \"short.csv\"\n", 3, "'A111' (2 features)");
  fails(head_ + survey_ + "crosswalk = \"two.csv\"\n", 3, "two classes");
  fails(head_ + survey_ + "where = \"class = 'X'\"\n" + base_, 3, "says nothing about this place");
  fails("[project]\narea = \"in.gpkg#area\"\n" + survey_ + "survey = \"aerial\"\n", 2, "is judged from a date");
}

TEST_F(BaselineTool, WritesTheSameBytesWithAnyNumberOfThreads) {
  std::vector<std::string> bytes;
  for (const char* threads : {"1", "2", "8"}) {
    ASSERT_EQ(run(head_ + "[baseline]\nmode = \"base\"\n" + survey_ + base_, {"--threads", threads}).exit_code, 0);
    bytes.push_back(read_file(folder_ / "out.gpkg"));
  }
  EXPECT_EQ(bytes[0], bytes[1]);
  EXPECT_EQ(bytes[0], bytes[2]);
}

}  // namespace
}  // namespace spatial::test
