// SPDX-License-Identifier: MIT
#include "libspatial/landscape/clean.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <limits>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "tests/support/raw_layer.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using test::polygon;
using test::RawLayerBuilder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Executor serial{.threads = 1, .backend = Backend::serial};
using Rings = std::vector<std::vector<Point>>;

MultiPolygon feature(const std::vector<Rings>& parts) {
  MultiPolygonColumn column;
  for (const Rings& rings : parts) {
    for (const auto& ring : rings) column.add_ring(ring);
    column.end_part();
  }
  column.end_feature();
  return MultiPolygon(std::move(column));
}

std::vector<Point> square(double x, double y, double side) {
  return {{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}, {x, y}};
}
MultiPolygon square_feature(double x, double y, double side) { return feature({{square(x, y, side)}}); }

std::vector<IssueRule> rules_of(const Issues& issues) {
  std::vector<IssueRule> rules;
  for (const Issue& issue : issues) rules.push_back(issue.rule);
  return rules;
}

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct BadFeature {
  std::string name;
  std::vector<Rings> parts;
  double area_m2;  ///< afterwards; 0 = dropped
  std::vector<IssueRule> rules;
};

class BadFeatures : public testing::TestWithParam<BadFeature> {};

TEST_P(BadFeatures, AreRepairedOrDroppedWithAReason) {
  using enum IssueRule;
  const CleanResult result =
      clean(RawLayerBuilder().add("bad", feature(GetParam().parts)).add("good", square_feature(5000, 5000, 10)).build(),
            {}, serial);
  const bool used = GetParam().area_m2 > 0;
  ASSERT_EQ(result.layer.size(), used ? 2u : 1u);
  EXPECT_EQ(result.layer.counts.in, 2u);
  EXPECT_EQ(result.layer.counts.used + result.layer.counts.dropped, 2u);
  EXPECT_EQ(result.layer.counts.dropped, used ? 0u : 1u);
  EXPECT_EQ(result.layer.counts.repaired, used && !GetParam().rules.empty() ? 1u : 0u);
  EXPECT_EQ(rules_of(result.issues), GetParam().rules);
  for (const Issue& issue : result.issues) {
    EXPECT_EQ(issue.feature_id, "bad");
    EXPECT_EQ(issue.role, "habitat");
    EXPECT_EQ(issue.source, "drawn.gpkg#habitat");
  }
  if (!used) return;
  GeosContext geos;
  EXPECT_EQ(validity(geos, result.layer.geometry[0]), std::nullopt);
  EXPECT_NEAR(result.layer.areas_m2[0], GetParam().area_m2, 1e-6);
}

using enum IssueRule;
INSTANTIATE_TEST_SUITE_P(
    Cases, BadFeatures,
    testing::Values(
        BadFeature{"bow_tie", {{{{0, 0}, {100, 100}, {100, 0}, {0, 100}, {0, 0}}}}, 5000, {invalid_repaired}},
        BadFeature{"spike",
                   {{{{0, 0}, {100, 0}, {100, 100}, {200, 100}, {100, 100}, {0, 100}, {0, 0}}}},
                   10000,
                   {invalid_repaired}},
        // A hole that lies outside was drawn as an area: the repair makes it a part of its own.
        BadFeature{"hole_outside_shell", {{square(0, 0, 100), square(300, 0, 10)}}, 10100, {invalid_repaired}},
        BadFeature{"nested_shells", {{square(0, 0, 100)}, {square(20, 20, 10)}}, 10000, {invalid_repaired}},
        BadFeature{"hole_sharing_an_edge",
                   {{square(0, 0, 100), {{0, 20}, {0, 40}, {20, 40}, {20, 20}, {0, 20}}}},
                   9600,
                   {invalid_repaired}},
        BadFeature{"overlapping_parts", {{square(0, 0, 100)}, {square(50, 0, 100)}}, 15000, {invalid_repaired}},
        BadFeature{
            "duplicate_rings", {{square(0, 0, 100), square(20, 20, 20), square(20, 20, 20)}}, 9600, {invalid_repaired}},
        BadFeature{"zero_area", {{{{0, 0}, {50, 0}, {100, 0}, {0, 0}}}}, 0, {invalid_dropped}},
        BadFeature{"two_point_ring", {{{{0, 0}, {50, 0}, {0, 0}}}}, 0, {invalid_dropped}},
        BadFeature{"one_point", {{{{7, 7}}}}, 0, {invalid_dropped}},
        BadFeature{"lost_hole",
                   {{square(0, 0, 100), {{50, 50}, {50.0001, 50}, {50, 50.0001}, {50, 50}}}},
                   10000,
                   {rounding_repaired}},
        BadFeature{"sliver_thinner_than_the_grid",
                   {{{{0, 0}, {100, 0}, {100, 1e-12}, {0, 1e-12}, {0, 0}}}},
                   0,
                   {rounding_dropped}},
        // 0.4 mm above the lower edge: rounding puts the corner onto it.
        BadFeature{"corner_just_off_an_edge",
                   {{{{0, 0}, {100, 0}, {100, 20}, {50, 0.0004}, {0, 20}, {0, 0}}}},
                   1000,
                   {rounding_repaired}},
        BadFeature{"needle_hole",
                   {{square(0, 0, 100), {{20, 50}, {80, 50.0003}, {80, 50.0004}, {20, 50}}}},
                   10000,
                   {rounding_repaired}},
        BadFeature{"not_a_number", {{{{0, 0}, {100, 0}, {nan, 100}, {0, 0}}}}, 0, {coordinates_not_finite}},
        BadFeature{"infinite",
                   {{{{0, 0}, {100, 0}, {std::numeric_limits<double>::infinity(), 100}, {0, 0}}}},
                   0,
                   {coordinates_not_finite}},
        BadFeature{"huge", {{{{0, 0}, {1e300, 0}, {1e300, 1e300}, {0, 0}}}}, 0, {coordinates_not_finite}},
        BadFeature{"off_every_map", {{{{0, 0}, {1.1e8, 0}, {1e3, 1e3}, {0, 0}}}}, 0, {coordinates_not_finite}},
        BadFeature{"nothing", {}, 0, {empty_geometry}},
        BadFeature{"one_small_part",
                   {{square(0, 0, 100)}, {square(200, 0, 0.5)}, {square(300, 0, 0.9)}},
                   10000,
                   {small_part_dropped}},
        BadFeature{"all_small", {{square(200, 0, 0.5)}}, 0, {empty_geometry, small_part_dropped}},
        BadFeature{"repeated_points",
                   {{{{0, 0}, {0, 0}, {100, 0}, {100, 0}, {100, 100}, {0, 100}, {0, 100.0004}, {0, 0}}}},
                   10000,
                   {}},
        BadFeature{"clockwise", {{{{0, 0}, {0, 100}, {100, 100}, {100, 0}, {0, 0}}}}, 10000, {}}),
    [](const auto& row) { return row.param.name; });

/// The file is blamed for what it has, rounding for what it does.
TEST(Clean, RoundingIsNamedWhereTheFileIsValid) {
  const MultiPolygon field = polygon({{0, 0}, {100, 0}, {100, 20}, {50, 0.0004}, {0, 20}});
  const CleanResult coarse = clean(RawLayerBuilder().add("field", field).build(), {}, serial);
  ASSERT_EQ(rules_of(coarse.issues), std::vector{IssueRule::rounding_repaired});
  EXPECT_THAT(coarse.issues[0].message,
              HasSubstr("valid in the file, but rounding to the grid of 0.001 m made the outline meet itself"));
  CleanOptions fine;
  fine.snap_m = 1e-6;
  const CleanResult kept = clean(RawLayerBuilder().add("field", field).build(), fine, serial);
  EXPECT_THAT(kept.issues, IsEmpty());
  EXPECT_NEAR(kept.layer.areas_m2[0], 1000.02, 1e-6);
  // Wrong in the file as well: that is what is told.
  const CleanResult both =
      clean(RawLayerBuilder().add("bow", polygon({{0, 0}, {100, 100}, {100, 0}, {50, 49.9998}, {0, 100}})).build(), {},
            serial);
  EXPECT_THAT(rules_of(both.issues), testing::Each(IssueRule::invalid_repaired));
}

TEST(Clean, SaysWhyAndWhereAFeatureWasInvalid) {
  const CleanResult result =
      clean(RawLayerBuilder().add("bow", polygon({{0, 0}, {100, 100}, {100, 0}, {0, 100}})).build(), {}, serial);
  ASSERT_EQ(result.issues.size(), 1u);
  EXPECT_THAT(result.issues[0].message, HasSubstr("Self-intersection"));
  ASSERT_TRUE(result.issues[0].place);
  EXPECT_DOUBLE_EQ(result.issues[0].place->x, 50);
  EXPECT_DOUBLE_EQ(result.issues[0].place->y, 50);
}

/// A scribble of a thousand corners is repaired; one that crosses itself beyond all reason is dropped, and does not
/// hold up the run.
TEST(Clean, ScribblesAreRepairedUpToAMeasure) {
  const auto scribble = [](int corners) {
    std::vector<Point> ring;
    std::uint64_t state = 5;
    const auto next = [&] {
      state = state * 6364136223846793005u + 1442695040888963407u;
      return static_cast<double>(state >> 33) / 2147483648.0 * 1000;
    };
    for (int k = 0; k < corners; ++k) {
      const double x = next();
      ring.push_back({x, next()});
    }
    ring.push_back(ring.front());
    return feature({{ring}});
  };
  const CleanResult small = clean(RawLayerBuilder().add("small", scribble(300)).build(), {}, serial);
  ASSERT_EQ(small.layer.size(), 1u);
  EXPECT_THAT(rules_of(small.issues), testing::Contains(IssueRule::invalid_repaired));
  const CleanResult large = clean(
      RawLayerBuilder().add("large", scribble(20000)).add("good", square_feature(5000, 5000, 10)).build(), {}, serial);
  ASSERT_EQ(large.layer.size(), 1u);
  EXPECT_THAT(rules_of(large.issues), ElementsAre(IssueRule::invalid_dropped));
  EXPECT_THAT(large.issues.front().message, HasSubstr("crosses itself 500,000 times or more"));
}

TEST(Clean, SnapsToOneMillimetreInNormalForm) {
  const CleanResult result =
      clean(RawLayerBuilder()
                .add("a", polygon({{600000.00049, 150000.00051}, {600100.1236, 150000}, {600100, 150100}}))
                .build(),
            {}, serial);
  EXPECT_THAT(test::points_of(result.layer.geometry), ElementsAre(Point{600000, 150000.001}, Point{600100.124, 150000},
                                                                  Point{600100, 150100}, Point{600000, 150000.001}));
  EXPECT_THAT(result.issues, IsEmpty());
  EXPECT_EQ(result.layer.counts.repaired, 0u);
}

TEST(Clean, SortsByNaturalIdAndCarriesAttributes) {
  RawLayer raw = RawLayerBuilder()
                     .add("H-10", square_feature(0, 0, 10), "g3")
                     .add(" H-9 ", square_feature(50, 0, 20), "w1")
                     .build();
  raw.extra.push_back(AttributeColumn::of_texts("survey", {"2019", "2021"}));
  const Layer layer = clean(raw, {}, serial).layer;
  EXPECT_THAT(layer.id, ElementsAre("H-9", "H-10"));
  EXPECT_THAT(layer.code, ElementsAre("w1", "g3"));
  EXPECT_THAT(layer.extra.at(0).texts(), ElementsAre("2021", "2019"));
  EXPECT_THAT(layer.areas_m2, ElementsAre(400, 100));
  EXPECT_EQ(layer.boxes.at(0), (Box{50, 0, 70, 20}));
}

TEST(Clean, MakesIdsUnique) {
  const CleanResult result = clean(RawLayerBuilder()
                                       .add("A", square_feature(0, 0, 10))
                                       .add("A~2", square_feature(100, 0, 10))
                                       .add("A", square_feature(200, 0, 10))
                                       .add("", square_feature(300, 0, 10))
                                       .add("A", square_feature(400, 0, 10))
                                       .build(),
                                   {}, serial);
  EXPECT_THAT(result.layer.id, ElementsAre("4", "A", "A~2", "A~3", "A~4"));
  EXPECT_EQ(result.layer.boxes.at(3).min_x, 200);
  EXPECT_THAT(test::texts_of(result.issues),
              ElementsAre(HasSubstr("duplicate_id A~3: id 'A' is shared"), HasSubstr("duplicate_id A~4"),
                          HasSubstr("missing_id 4: no id; feature number 4")));
}

TEST(Clean, KeepsTheReadersAccount) {
  RawLayer raw = RawLayerBuilder().add("null", MultiPolygon()).add("ok", square_feature(0, 0, 10)).build();
  raw.dropped = 3;
  raw.issues.push_back({null_geometry, "habitat", raw.source, "null", "the feature has no geometry", std::nullopt});
  raw.issues.push_back({curve_linearised, "habitat", raw.source, "ok", "a curve was linearised", std::nullopt});
  raw.issue_row = {0, 1};
  const CleanResult result = clean(raw, {}, serial);
  EXPECT_EQ(result.issues.size(), 2u) << testing::PrintToString(test::texts_of(result.issues));
  EXPECT_EQ(result.layer.counts.in, 5u);
  EXPECT_EQ(result.layer.counts.used, 1u);
  EXPECT_EQ(result.layer.counts.dropped, 4u);
  EXPECT_EQ(result.layer.counts.repaired, 1u);
}

TEST(Clean, AnEmptyLayerIsAnIssue) {
  EXPECT_THAT(rules_of(clean(RawLayer{}, {}, serial).issues), ElementsAre(empty_layer));
}

TEST(Overlaps, AreReportedNotChanged) {
  const RawLayer raw = RawLayerBuilder()
                           .add("A", square_feature(0, 0, 100))
                           .add("B", square_feature(90, 0, 100))
                           .add("C", square_feature(190, 0, 100))
                           .build();
  const CleanResult result = clean(raw, {}, serial);
  ASSERT_EQ(test::texts_of(result.issues).size(), 1u);
  EXPECT_THAT(test::texts_of(result.issues)[0], HasSubstr("self_overlap A: shares 1000.0 m² with 'B' @95"));
  EXPECT_THAT(result.layer.areas_m2, ElementsAre(10000, 10000, 10000));
  CleanOptions quiet;
  quiet.report_overlaps = false;
  EXPECT_THAT(clean(raw, quiet, serial).issues, IsEmpty());
  CleanOptions tolerant;
  tolerant.overlap_tolerance_m2 = 1000.5;
  EXPECT_THAT(clean(raw, tolerant, serial).issues, IsEmpty());
}

TEST(Overlaps, IdenticalAndContainedFeaturesAreFound) {
  const CleanResult result = clean(RawLayerBuilder()
                                       .add("A", square_feature(0, 0, 100))
                                       .add("B", square_feature(0, 0, 100))
                                       .add("C", square_feature(40, 40, 10))
                                       .build(),
                                   {}, serial);
  EXPECT_THAT(test::texts_of(result.issues),
              ElementsAre(HasSubstr("A: shares 100.0 m² with 'C'"), HasSubstr("A: shares 10000.0 m² with 'B'"),
                          HasSubstr("B: shares 100.0 m² with 'C'")));
}

TEST(Overlaps, GoToTheFirstOrTheLargest) {
  const RawLayer raw = RawLayerBuilder()
                           .add("A", square_feature(0, 0, 50))
                           .add("B", square_feature(25, 0, 100))
                           .add("C", square_feature(30, 10, 5))
                           .build();
  CleanOptions options;
  options.resolve_overlaps = OverlapRule::first;
  const CleanResult first = clean(raw, options, serial);
  EXPECT_THAT(first.layer.id, ElementsAre("A", "B"));
  EXPECT_THAT(first.layer.areas_m2, ElementsAre(2500, 10000 - 25 * 50));
  EXPECT_EQ(first.layer.counts.dropped, 1u);
  EXPECT_EQ(first.layer.counts.repaired, 1u);
  EXPECT_THAT(rules_of(first.issues),
              testing::UnorderedElementsAre(overlap_resolved, overlap_resolved, overlap_resolved, empty_geometry));
  options.resolve_overlaps = OverlapRule::largest;
  const CleanResult largest = clean(raw, options, serial);
  EXPECT_THAT(largest.layer.id, ElementsAre("A", "B"));
  EXPECT_THAT(largest.layer.areas_m2, ElementsAre(2500 - 25 * 50, 10000));
}

TEST(Overlaps, DrawnCoverageHasNone) {
  const test::Drawing map = test::drawn("WWGGG\nWHHGG\nWWHHA\nAAAAA");
  RawLayerBuilder builder;
  for (std::size_t i = 0; i < map.geometry.size(); ++i)
    builder.add(std::string(1, map.letters[i]) + std::to_string(i), map.geometry[i]);
  EXPECT_THAT(clean(builder.build(), {}, serial).issues, IsEmpty());
}

/// A feature is a square, some with a corner off the grid, some crossing themselves; many overlap.
RawLayer random_squares(std::uint64_t seed) {
  std::uint64_t state = seed;
  const auto draw = [&](int below) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<double>((state >> 33) % static_cast<std::uint64_t>(below));
  };
  RawLayerBuilder layer;
  for (int k = 0; k < 150; ++k) {
    const double x = 7 * draw(40), y = 7 * draw(40), side = 6 + draw(9);
    std::vector<Point> ring = square(x, y, side);
    if (k % 5 == 0) ring[1].x += 0.0004;
    if (k % 9 == 0) ring[1].x += 0.3 * draw(4);
    if (k % 13 == 0) std::swap(ring[1], ring[2]);
    if (k % 17 == 0) ring.insert(ring.begin() + 1, ring[0]);
    layer.add(k % 31 == 0 ? "twice" : fmt::format("S{}", (k * 7) % 151), feature({{ring}}));
  }
  return layer.build();
}

TEST(KnownRows, ChangeNothingButTheTime) {
  std::size_t sound = 0, orderly = 0, known_overlaps = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const RawLayer raw = random_squares(seed);
    const CleanOptions options{.overlap_tolerance_m2 = seed % 2 == 0 ? 0.5 : 4.0,
                               .resolve_overlaps = seed % 5 == 0 ? OverlapRule::first : OverlapRule::keep};
    const CleanResult all = clean(raw, options, serial);
    const bool resolved = options.resolve_overlaps != OverlapRule::keep;
    EXPECT_EQ(all.rows.fid.size(), resolved ? 0 : all.layer.size());
    KnownRows known;
    known.outline.assign(raw.fid.size(), Outline::unknown);
    known.paired.assign(raw.fid.size(), 0);
    const auto row = [&](std::uint32_t f) { return static_cast<std::uint32_t>(all.rows.fid[f] - 1); };
    for (std::uint32_t f = 0; f < all.rows.fid.size(); ++f) {
      if ((f + seed) % 4 != 0) known.outline[row(f)] = all.rows.outline[f];
      known.paired[row(f)] = (f + seed) % 3 != 0 ? 1 : 0;
      sound += known.outline[row(f)] == Outline::sound ? 1 : 0;
      orderly += known.outline[row(f)] == Outline::orderly ? 1 : 0;
    }
    if (!resolved)
      for (const OverlapPair& pair : all.overlaps)
        for (const std::uint32_t f : {pair.a, pair.b})  // as two parts may note it
          if (known.paired[row(f)] != 0)
            known.overlaps.push_back(
                {row(f == pair.a ? pair.a : pair.b), row(f == pair.a ? pair.b : pair.a), pair.area_m2});
    known_overlaps += known.overlaps.size();

    RawLayer again = raw;
    const CleanResult faster = clean(std::move(again), options, known, serial);
    EXPECT_EQ(faster.layer.id, all.layer.id);
    EXPECT_EQ(faster.layer.areas_m2, all.layer.areas_m2);
    ASSERT_EQ(faster.layer.geometry.size(), all.layer.geometry.size());
    for (std::size_t f = 0; f < all.layer.size(); ++f)
      EXPECT_TRUE(std::ranges::equal(faster.layer.geometry[f].points(), all.layer.geometry[f].points())) << f;
    ASSERT_EQ(faster.issues.size(), all.issues.size());
    for (std::size_t k = 0; k < all.issues.size(); ++k) {
      EXPECT_EQ(faster.issues[k].message, all.issues[k].message);
      EXPECT_EQ(faster.issues[k].feature_id, all.issues[k].feature_id);
      ASSERT_EQ(faster.issues[k].place.has_value(), all.issues[k].place.has_value());
      if (!all.issues[k].place) continue;
      EXPECT_EQ(faster.issues[k].place->x, all.issues[k].place->x);
      EXPECT_EQ(faster.issues[k].place->y, all.issues[k].place->y);
    }
    ASSERT_EQ(faster.overlaps.size(), all.overlaps.size());
    for (std::size_t k = 0; k < all.overlaps.size(); ++k)
      EXPECT_EQ(faster.overlaps[k].area_m2, all.overlaps[k].area_m2);
  }
  EXPECT_GT(sound, 1500u);
  EXPECT_GT(orderly, 500u);
  EXPECT_GT(known_overlaps, 1000u);
}

TEST(KnownRows, AreNotLookedAtAgain) {
  RawLayerBuilder layer;
  const std::vector<Point> crossing{{0, 0}, {10, 0}, {10, 10}, {5, -5}, {0, 10}, {0, 0}};
  layer.add("crossing", feature({{crossing}})).add("a", square_feature(20, 0, 10)).add("b", square_feature(25, 0, 10));
  const CleanResult honest = clean(layer.build(), {}, {}, serial);
  EXPECT_THAT(rules_of(honest.issues), ElementsAre(IssueRule::invalid_repaired, IssueRule::self_overlap));
  for (const Outline believed : {Outline::sound, Outline::orderly}) {
    const KnownRows wrong{{believed, Outline::unknown, Outline::unknown}, {0, 1, 1}, {}};
    EXPECT_THAT(rules_of(clean(layer.build(), {}, wrong, serial).issues), IsEmpty());
  }
}

}  // namespace
}  // namespace spatial
