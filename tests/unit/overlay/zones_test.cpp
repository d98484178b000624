// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <numeric>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/landscape/clean.hpp"
#include "libspatial/overlay/mask.hpp"
#include "libspatial/overlay/near_zones.hpp"
#include "libspatial/overlay/precedence.hpp"
#include "tests/support/raw_layer.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

double total(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

MultiPolygonColumn stars(std::uint64_t seed, int count, double spread, double radius, int corners) {
  MultiPolygonColumn column;
  for (int i = 0; i < count; ++i) {
    const auto k = seed * 1000 + static_cast<std::uint64_t>(i);
    column.append(test::random_star(k,
                                    {500000 + spread * static_cast<double>(k * 7919 % 101) / 101,
                                     150000 + spread * static_cast<double>(k * 104729 % 97) / 97},
                                    radius, corners));
  }
  return column;
}

TEST(OverlappingPairs, AreThoseThatShareAnAreaAndNotThoseThatTouch) {
  // a | b touch, c lies over both.
  MultiPolygonColumn column;
  column.append(test::polygon({{0, 0}, {100, 0}, {100, 100}, {0, 100}}));
  column.append(test::polygon({{100, 0}, {200, 0}, {200, 100}, {100, 100}}));
  column.append(test::polygon({{90, 40}, {120, 40}, {120, 60}, {90, 60}}));
  const auto pairs = overlapping_pairs(column, boxes_of(column), areas_m2_of(column), 0, {});
  ASSERT_EQ(pairs.size(), 2u);
  EXPECT_EQ(pairs[0].a, 0u);
  EXPECT_EQ(pairs[0].b, 2u);
  EXPECT_DOUBLE_EQ(pairs[0].area_m2, 200);
  EXPECT_EQ(pairs[1].a, 1u);
  EXPECT_DOUBLE_EQ(pairs[1].area_m2, 400);
  EXPECT_EQ(overlapping_pairs(column, boxes_of(column), areas_m2_of(column), 300, {}).size(), 1u);
}

TEST(DisjointAreas, UniteOnlyWhatOverlaps) {
  MultiPolygonColumn column;
  column.append(test::polygon({{0, 0}, {100, 0}, {100, 100}, {0, 100}}));
  column.append(test::polygon({{100, 0}, {200, 0}, {200, 100}, {100, 100}}));    // touches the first
  column.append(test::polygon({{150, 50}, {250, 50}, {250, 150}, {150, 150}}));  // overlaps the second
  const DisjointAreas once = disjoint_areas(column, {});
  ASSERT_EQ(once.members.size(), 2u);
  EXPECT_EQ(once.members[0], (std::vector<std::uint32_t>{0}));
  EXPECT_EQ(once.members[1], (std::vector<std::uint32_t>{1, 2}));
  EXPECT_DOUBLE_EQ(area_m2(once.geometry[1]), 20000 - 2500);
}

TEST(NearZones, SharesAreThoseOfTheZoneIndexForTheFeaturesChosen) {
  const MultiPolygonColumn features = stars(1, 300, 3000, 90, 24), zones = stars(2, 400, 3000, 120, 20);
  const AreaTable all = areas_by_zone(features, boxes_of(features), areas_m2_of(features), zones, {});
  std::vector<std::uint32_t> chosen;
  for (std::uint32_t f = 0; f < features.size(); ++f)
    if (f % 3 != 1) chosen.push_back(f);
  Executor threads;
  threads.threads = 3;
  const AreaTable near = areas_by_near_zones(features, chosen, zones, threads);
  std::size_t shares = 0;
  for (std::size_t f = 0; f < features.size(); ++f) {
    if (f % 3 == 1) {
      EXPECT_TRUE(near[f].empty());
      continue;
    }
    ASSERT_EQ(near[f].size(), all[f].size());
    for (std::size_t k = 0; k < all[f].size(); ++k) {
      EXPECT_EQ(near[f][k].zone, all[f][k].zone);
      EXPECT_NEAR(near[f][k].area_m2, all[f][k].area_m2, 1e-6);
    }
    shares += all[f].size();
  }
  EXPECT_GT(shares, 300u);
}

TEST(ZoneIndex, SharesAddUpToTheFeatureOverAPartition) {
  // A chessboard of zones partitions the plane: every feature's shares must sum to its area.
  MultiPolygonColumn zones;
  for (int row = 0; row < 8; ++row)
    for (int column = 0; column < 8; ++column) {
      const double x = 499000 + 500.0 * column, y = 149000 + 500.0 * row;
      zones.append(polygon_of(Box{x, y, x + 500, y + 500}));
    }
  const MultiPolygonColumn features = stars(2, 40, 2000, 400, 60);
  const std::vector<double> areas = areas_m2_of(features);
  const AreaTable table = areas_by_zone(features, boxes_of(features), areas, ZoneIndex(zones, {}), {});
  for (std::size_t f = 0; f < features.size(); ++f) {
    double sum = 0;
    for (const ZoneShare& share : table[f]) sum += share.area_m2;
    EXPECT_NEAR(sum, areas[f], 1e-9 * areas[f]) << f;
  }
}

TEST(DisjointAreas, ManyThatHangTogetherAreOneArea) {
  // 20 × 20 squares of 60 m every 50 m: a block of 1,010 m; and one far off that stays as it is.
  MultiPolygonColumn column;
  for (int i = 0; i < 400; ++i) {
    const double x = 50 * (i % 20), y = 50 * (i / 20);
    column.append(polygon_of(Box{x, y, x + 60, y + 60}));
  }
  column.append(polygon_of(Box{5000, 0, 5010, 10}));
  const DisjointAreas areas = disjoint_areas(column, {});
  ASSERT_EQ(areas.geometry.size(), 2u);
  EXPECT_EQ(areas.members[0].size(), 400u);
  EXPECT_NEAR(area_m2(areas.geometry[0]), 1010.0 * 1010.0, 1e-3);
  EXPECT_EQ(areas.geometry[0].ring_count(), 1u);
  EXPECT_EQ(area_m2(areas.geometry[1]), 100);
}

TEST(Mask, InsideAndOutsideAddUpToTheFeature) {
  const MultiPolygonColumn masks = stars(3, 12, 2500, 700, 700);  // they overlap each other
  const Mask mask(masks, {}), as_they_are = Mask::of_overlapping(masks, {});
  const MultiPolygonColumn features = stars(4, 30, 2500, 300, 80);
  KnifeWorker worker;
  // The straightforward way: unite all masks, then intersect.
  std::vector<MultiPolygonView> views;
  for (std::size_t m = 0; m < masks.size(); ++m) views.push_back(masks[m]);
  const MultiPolygon united = union_of(worker.geos, views);
  for (std::size_t f = 0; f < features.size(); ++f) {
    const double area = area_m2(features[f]);
    const Box box = box_of(features[f]);
    const double expected = area_m2(intersection(worker.geos, features[f], united));
    for (const Mask* one : {&mask, &as_they_are}) {
      const double covered = one->covered_m2(worker, features[f], box, area);
      EXPECT_NEAR(area_m2(one->inside(worker, features[f], box, area, 0)), covered, 1e-6) << f;
      EXPECT_NEAR(area_m2(one->outside(worker, features[f], box, area, 0)), area - covered, 1e-6) << f;
      EXPECT_NEAR(covered, expected, 1e-6) << f;
    }
  }
}

TEST(Mask, OfRoadsThatCrossLeavesTheSameLandAsTheirUnion) {
  MultiPolygonColumn roads;
  for (int k = 0; k < 12; ++k) {
    const double at = 100.0 * k + 0.25 * (k % 4);
    roads.append(polygon_of(Box{500000, 150000 + at, 501200, 150006 + at}));
    roads.append(
        test::polygon({{500000 + at, 150000}, {500006 + at, 150000}, {500046 + at, 151200}, {500040 + at, 151200}}));
  }
  const Mask united(roads, {}), as_they_are = Mask::of_overlapping(roads, {});
  const MultiPolygonColumn features = stars(5, 60, 1200, 130, 60);
  KnifeWorker worker;
  GeosContext geos;
  for (std::size_t f = 0; f < features.size(); ++f) {
    const double area = area_m2(features[f]);
    const Box box = box_of(features[f]);
    const MultiPolygon expected = united.outside(worker, features[f], box, area, 0);
    const MultiPolygon found = as_they_are.outside(worker, features[f], box, area, 0);
    EXPECT_FALSE(validity(geos, found)) << f;
    EXPECT_NEAR(area_m2(found), area_m2(expected), 1e-6) << f;
    EXPECT_NEAR(area_m2(intersection(geos, found, expected)), area_m2(expected), 1e-6) << f;
    EXPECT_EQ(found.view().part_count(), expected.view().part_count()) << f;
  }
}

TEST(Precedence, LandBelongsToTheFirstSourceThatMapsIt) {
  const auto square = [](double x, double y, double side) { return polygon_of(Box{x, y, x + side, y + side}); };
  const CleanResult first = clean(test::RawLayerBuilder().add("a", square(0, 0, 100), "w1").build(), {}, {});
  CleanResult second = clean(test::RawLayerBuilder()
                                 .add("cut", square(50, 0, 100), "g4")
                                 .add("gone", square(10, 10, 20), "g4")
                                 .add("off", square(500, 0, 100), "g4")
                                 .add("touches", square(0, 100, 10), "g4")
                                 .build(),
                             {}, {});
  const double before = total(second.layer.areas_m2);
  const CleanResult rest = without_earlier(std::move(second), Mask(first.layer.geometry, {}), {}, {});
  EXPECT_EQ(rest.layer.id, (std::vector<std::string>{"cut", "off", "touches"}));
  EXPECT_DOUBLE_EQ(rest.layer.areas_m2[0], 5000);
  EXPECT_DOUBLE_EQ(total(rest.layer.areas_m2), before - 5000 - 400);
  EXPECT_EQ(rest.layer.counts.in, rest.layer.counts.used + rest.layer.counts.dropped);
  std::vector<IssueRule> rules;
  for (const Issue& issue : rest.issues)
    if (issue.rule != IssueRule::self_overlap) rules.push_back(issue.rule);
  EXPECT_EQ(rules, (std::vector<IssueRule>{IssueRule::cut_by_precedence, IssueRule::covered_by_precedence}));
}

}  // namespace
}  // namespace spatial
