// SPDX-License-Identifier: MIT
#include "libspatial/strategy/baseline.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/shared_area.hpp"
#include "libspatial/overlay/disjoint.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using Verdict = BaselineEvidence::Verdict;

/// Features by source, rectangles in metres beside (400000, 200000).
struct Case {
  BaselineFeatures features;
  MultiPolygonColumn land;
  std::vector<BaselineRule> rules;
  MultiPolygonColumn study;
  void add(std::uint32_t source, const std::string& id, const std::string& code, Box box, double confidence = 1,
           const std::string& date = "") {
    land.append(polygon_of(moved(box)));
    features.source.push_back(source);
    features.id.push_back(id);
    features.code.push_back(code);
    features.confidence.push_back(confidence);
    features.date.push_back(date);
    rules.resize(std::max<std::size_t>(rules.size(), source + 1));
  }
  static Box moved(Box box) { return {box.min_x + 400000, box.min_y + 200000, box.max_x + 400000, box.max_y + 200000}; }
  BaselineMap made(BaselineMode mode, std::uint32_t base, unsigned threads = 1) const {
    const BaselineOptions options{.mode = mode, .sliver_m2 = 0};
    Executor executor;
    executor.threads = threads;
    return baseline_map(features, land, rules, base, study, options, executor);
  }
};

std::map<std::string, double> areas_by_code(const BaselineMap& map) {
  std::map<std::string, double> areas;
  for (const BaselinePiece& piece : map.pieces) areas[piece.code] += piece.area_m2;
  return areas;
}

// The verdicts of ../shared/strategy/expected.csv, found by hand.
TEST(Baseline, VerdictsFollowShareAndArea) {
  const BaselineOptions options;
  EXPECT_EQ(verdict_of(40, 1000, options), Verdict::kept);
  EXPECT_EQ(verdict_of(400, 10000, options), Verdict::split);
  EXPECT_EQ(verdict_of(960, 1000, options), Verdict::whole);
  EXPECT_EQ(verdict_of(200, 4000, options), Verdict::split);
  EXPECT_EQ(verdict_of(199.9, 4000, options), Verdict::kept);
  EXPECT_EQ(verdict_of(160, 3000, options), Verdict::split);
  EXPECT_EQ(verdict_of(950, 1000, options), Verdict::split);
  EXPECT_EQ(verdict_of(951, 1000, options), Verdict::whole);
}

// A polygon of 10,000 m2: A has 9,600 m2 of it, then B 300 m2 elsewhere in it: 9,700 and 300 m2. With 150 m2 of B under
// A, the other 150 m2 are too little to take from A's polygon: 10,000 and 0 m2.
TEST(Baseline, AWholePolygonStaysOpenToLaterSources) {
  for (const bool under : {false, true}) {
    Case one;
    one.study.append(polygon_of(Case::moved({0, 0, 100, 100})));
    one.add(0, "A", "a", {0, 0, 96, 100});
    one.add(1, "B", "b", under ? Box{94.5, 0, 97.5, 100} : Box{97, 0, 100, 100});
    one.add(2, "base", "g", {0, 0, 100, 100});
    const BaselineMap map = one.made(BaselineMode::base, 2);
    const auto areas = areas_by_code(map);
    EXPECT_NEAR(areas.at("a"), under ? 10000 : 9700, 1e-6);
    EXPECT_EQ(areas.contains("b"), !under);
    EXPECT_FALSE(areas.contains("g"));
    ASSERT_EQ(map.evidence.size(), 2u);
    EXPECT_EQ(map.evidence[0].verdict, Verdict::whole);
    EXPECT_EQ(map.evidence[1].verdict, under ? Verdict::kept : Verdict::split);
    EXPECT_NEAR(map.evidence[1].overlap_m2, under ? 150 : 300, 1e-6);
  }
}

TEST(Baseline, TheFirstSourceHasThePlaceAndOthersAreTold) {
  Case one;
  one.study.append(polygon_of(Case::moved({0, 0, 100, 100})));
  one.add(0, "s1", "wood", {0, 0, 40, 100});
  one.add(1, "b1", "grass", {0, 0, 90, 100});
  const BaselineMap map = one.made(BaselineMode::precedence, 1);
  ASSERT_EQ(map.pieces.size(), 2u);
  EXPECT_NEAR(map.pieces[0].area_m2, 4000, 1e-6);
  EXPECT_NEAR(map.pieces[1].area_m2, 5000, 1e-6);
  EXPECT_NEAR(map.pieces[0].disagreement, 1, 1e-9);
  EXPECT_EQ(map.pieces[1].disagreement, 0);
  ASSERT_EQ(map.others.size(), 1u);
  EXPECT_EQ(map.others[0].code, "grass");
  ASSERT_EQ(map.unmapped.size(), 1u);
  EXPECT_NEAR(area_m2(map.unmapped[0]), 1000, 1e-6);
  EXPECT_NEAR(map.held_m2[1][0], 4000, 1e-6) << "of what the base map offers the survey holds 4,000 m2";
  EXPECT_NEAR(map.held_m2[1][1], 5000, 1e-6);
}

TEST(Baseline, ConfidenceDecidesThenOrderThenTheLaterDateThenTheId) {
  Case one;
  one.study.append(polygon_of(Case::moved({0, 0, 400, 100})));
  one.add(0, "a", "low", {0, 0, 100, 100}, 0.4);
  one.add(0, "b", "first", {100, 0, 200, 100}, 0.5);
  one.add(0, "c", "older", {200, 0, 300, 100}, 0.5, "2010-01-01");
  one.add(0, "d", "newer", {200, 0, 300, 100}, 0.5, "2020-01-01");
  one.add(0, "e", "lower_id", {300, 0, 400, 100}, 0.5, "2020-01-01");
  one.add(0, "f", "higher_id", {300, 0, 400, 100}, 0.5, "2020-01-01");
  one.add(1, "base", "base", {0, 0, 400, 100}, 0.5);
  const auto areas = areas_by_code(one.made(BaselineMode::confidence, 1));
  EXPECT_EQ(areas.size(), 4u);
  for (const char* code : {"base", "first", "newer", "lower_id"}) EXPECT_NEAR(areas.at(code), 10000, 1e-6) << code;
}

TEST(Baseline, SourcesCountOnlyOverTheCodesTheyMay) {
  Case one;
  one.study.append(polygon_of(Case::moved({0, 0, 300, 100})));
  one.add(0, "r", "remote", {0, 0, 300, 100});
  one.add(1, "u", "urban", {0, 0, 100, 100});
  one.add(1, "g", "grass", {100, 0, 200, 100});
  one.rules[0].never_over = {"urban"};
  auto areas = areas_by_code(one.made(BaselineMode::precedence, 1));
  EXPECT_NEAR(areas.at("remote"), 20000, 1e-6) << "also where the base map has nothing";
  one.rules[0] = {{"grass"}, {}};
  const BaselineMap map = one.made(BaselineMode::precedence, 1);
  EXPECT_NEAR(areas_by_code(map).at("remote"), 10000, 1e-6);
  EXPECT_NEAR(map.held_m2[0][2], 10000, 1e-6) << "offered where it may not count, and held by nobody";
}

TEST(Baseline, SliversGoToTheNeighbourWithTheLongestCommonEdge) {
  Case one;
  one.study.append(polygon_of(Case::moved({0, 0, 100, 100})));
  one.add(0, "s", "wood", {0, 0, 49.99, 30});
  one.add(1, "long", "grass", {50, 0, 100, 100});
  one.add(1, "thin", "reed", {49.99, 0, 50, 30});
  one.add(1, "rest", "heath", {0, 30, 50, 100});
  Executor executor;
  BaselineOptions options;
  options.sliver_m2 = 0.5;
  const BaselineMap map = baseline_map(one.features, one.land, one.rules, 1, one.study, options, executor);
  ASSERT_EQ(map.slivers.size(), 1u);
  EXPECT_NEAR(map.slivers[0].area_m2, 0.3, 1e-6);
  EXPECT_EQ(one.features.id[map.slivers[0].from], "thin");
  EXPECT_EQ(one.features.id[map.slivers[0].to], "s") << "of two edges of 30 m the first";
  EXPECT_FALSE(areas_by_code(map).contains("reed"));
  EXPECT_NEAR(areas_by_code(map).at("wood"), 1500, 1e-6);
}

TEST(Baseline, SurveyKindsAgeIntoConfidence) {
  const SurveyKind& quadrats = *survey_kind("nvc_quadrats");
  EXPECT_NEAR(survey_confidence(quadrats, 2), 1, 1e-12);
  EXPECT_NEAR(survey_confidence(quadrats, 5), 6 / 7.0, 1e-12);
  EXPECT_NEAR(survey_confidence(quadrats, 10), 6 / 7.0, 1e-12);
  EXPECT_NEAR(survey_confidence(quadrats, 10.1), 5 / 7.0, 1e-12);
  EXPECT_NEAR(survey_confidence(*survey_kind("aerial"), 20), 1 / 7.0, 1e-12);
  EXPECT_EQ(survey_kind("phase1"), nullptr);
}

/// Random stars of three sources: every mode closes, pieces do not overlap, threads do not show.
TEST(Baseline, EveryPlaceHasOnePieceInEveryMode) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> where(0, 600), sure(0, 1);
    Case one;
    one.study.append(polygon_of(Case::moved({0, 0, 600, 600})));
    for (std::uint32_t source = 0; source < 2; ++source)
      for (int k = 0; k < 12; ++k) {
        const MultiPolygon star = random_star(seed * 1000 + source * 100 + static_cast<std::uint64_t>(k),
                                              {400000 + where(random), 200000 + where(random)}, 80, 14);
        // In precedence and base no two features of one source may overlap.
        MultiPolygonColumn with = one.land;
        bool free = true;
        for (std::uint32_t f = 0; f < with.size(); ++f)
          free = free && (one.features.source[f] != source || shared_area_m2(with[f], star.view()) < 1e-9);
        if (!free) continue;
        one.land.append(star);
        one.features.source.push_back(source);
        one.features.id.push_back("f" + std::to_string(k));
        one.features.code.push_back("code" + std::to_string(k % 3));
        one.features.confidence.push_back(sure(random));
        one.features.date.emplace_back();
        one.rules.resize(source + 1);
      }
    for (int k = 0; k < 9; ++k)
      one.add(2, "b" + std::to_string(k), k % 2 == 0 ? "base0" : "base1",
              {k % 3 * 200.0, k / 3 * 200.0, k % 3 * 200.0 + 200, k / 3 * 200.0 + 190}, 0.5);
    one.rules[1].never_over = {"base1"};
    for (const BaselineMode mode : {BaselineMode::precedence, BaselineMode::confidence, BaselineMode::base}) {
      const BaselineMap map = one.made(mode, 2), again = one.made(mode, 2, 3);
      Executor executor;
      double sum = 0, united = 0;
      for (const BaselinePiece& piece : map.pieces) sum += piece.area_m2;
      for (const double area : areas_m2_of(disjoint_areas(map.geometry, executor).geometry)) united += area;
      EXPECT_NEAR(sum, united, 1e-3) << "pieces do not overlap";
      ASSERT_EQ(map.pieces.size(), again.pieces.size());
      for (std::size_t p = 0; p < map.pieces.size(); ++p) EXPECT_EQ(map.pieces[p].area_m2, again.pieces[p].area_m2);
      for (const ClosingSum& check : map.sums) EXPECT_TRUE(closes(check)) << check.what;
    }
  }
}

// Fields that meet along slanting lines at odd coordinates, and a habitat in the midst of them: what all of them have
// of it adds up to its land, so nothing of it is left, not even a sliver.
TEST(Baseline, LandThatNeighboursCoverTogetherLeavesNothing) {
  Case one;
  one.study.append(polygon_of(Case::moved({0, 0, 400, 400})));
  const auto at = [](int column, int row) {
    const double skew = 13.377 * ((column * 7 + row * 5) % 4) / 3;
    return Point{400000 + 100.001 * column + (column % 4 == 0 ? 0 : skew),
                 200000 + 100.003 * row + (row % 4 == 0 ? 0 : skew / 3)};
  };
  for (int column = 0; column < 4; ++column)
    for (int row = 0; row < 4; ++row) {
      one.add(0, "f" + std::to_string(4 * column + row), "field", {0, 0, 1, 1});
      one.land = [&] {
        MultiPolygonColumn land;
        for (std::size_t f = 0; f + 1 < one.land.size(); ++f) land.append(one.land[f]);
        const std::vector<Point> ring{at(column, row), at(column + 1, row), at(column + 1, row + 1),
                                      at(column, row + 1), at(column, row)};
        land.append(normalised(polygon_of(ring)));
        return land;
      }();
    }
  for (std::uint64_t k = 0; k < 5; ++k) {
    one.add(1, "s" + std::to_string(k), "wood", {0, 0, 1, 1});
    MultiPolygonColumn land;
    for (std::size_t f = 0; f + 1 < one.land.size(); ++f) land.append(one.land[f]);
    land.append(random_star(90 + k, {400200 + 10.0 * static_cast<double>(k), 200200}, 60, 40));
    one.land = std::move(land);
  }
  for (const unsigned threads : {1U, 3U}) {
    const BaselineMap map = one.made(BaselineMode::precedence, 1, threads);
    EXPECT_EQ(map.pieces.size(), 16u);
    EXPECT_FALSE(areas_by_code(map).contains("wood"));
    EXPECT_GT(map.held_m2[1][0], 1000) << "what it offers is held by the fields";
    EXPECT_EQ(map.held_m2[1][1], 0);
    EXPECT_FALSE(map.others.empty());
  }
}

// Two features of one source share 1,000 m2, and a field has land of both: what the source offers counts once.
TEST(Baseline, LandThatASourceMapsTwiceIsOfferedOnce) {
  Case one;
  one.study.append(polygon_of(Case::moved({0, 0, 400, 100})));
  one.add(0, "over both", "wood", {55, 20, 85, 60});
  one.add(1, "a", "grass", {0, 0, 70, 100});
  one.add(1, "b", "heath", {60, 0, 200, 100});
  one.add(1, "apart", "reed", {300, 0, 400, 100});
  for (const BaselineMode mode : {BaselineMode::precedence, BaselineMode::confidence, BaselineMode::base}) {
    const BaselineMap map = one.made(mode, 1, 2);
    EXPECT_NEAR(map.offered_m2[1], 30000, 1e-6);
    EXPECT_NEAR(map.held_m2[1][0] + map.held_m2[1][1], 30000, 1e-6);
    EXPECT_NEAR(map.held_m2[1][0], 1200, 1e-6) << "the wood, each place once";
    EXPECT_NEAR(map.held_m2[1][2], 0, 1e-6);
  }
}

}  // namespace
}  // namespace spatial::test
