// SPDX-License-Identifier: MIT
#include "libspatial/overlay/combine.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numbers>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/overlay/tabulate.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

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

MultiPolygonColumn squares(double x, double y, double side, int columns, int rows) {
  MultiPolygonColumn column;
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c)
      column.append(polygon_of(Box{x + side * c, y + side * r, x + side * (c + 1), y + side * (r + 1)}));
  return column;
}

double total(const Combined& result) {
  StableSum sum;
  for (const double area : result.areas_m2) sum.add(area);
  return sum.value();
}

double total(const MultiPolygonColumn& column) {
  StableSum sum;
  for (const double area : areas_m2_of(column)) sum.add(area);
  return sum.value();
}

/// Two squares that share a corner of any size: a piece down to the square of the grid's spacing, and the union closes.
TEST(Combine, PiecesDownToTheSquareOfTheGrid) {
  for (const double side : {1e-5, 3e-5, 1e-4, 9e-4, 0.0015, 0.2}) {
    MultiPolygonColumn a, b;
    a.append(polygon_of(Box{500000, 100000, 500010, 100010}));
    b.append(polygon_of(Box{500010 - side, 100010 - side, 500020, 100020}));
    const double shared = (a[0].points()[2].x - b[0].points()[0].x) * (a[0].points()[2].y - b[0].points()[0].y);
    for (const double smallest : {1e-12, 1e-6}) {
      const bool kept = shared > smallest;
      const auto of = [&](OverlayOperation operation) {
        return combine(std::vector<OverlayLayer>{{&a}, {&b}}, operation, 0, {}, smallest);
      };
      EXPECT_EQ(of(OverlayOperation::intersection).size(), kept ? 1u : 0u) << side << " " << smallest;
      EXPECT_NEAR(total(of(OverlayOperation::intersection)), kept ? shared : 0, 1e-3 * shared)
          << side << " " << smallest;
      const Combined all = of(OverlayOperation::union_all);
      EXPECT_EQ(all.size(), kept ? 3u : 2u) << side << " " << smallest;
      EXPECT_NEAR(total(all), total(a) + total(b) - (kept ? shared : 0), 1e-9) << side << " " << smallest;
      EXPECT_NEAR(total(of(OverlayOperation::difference)), total(a) - (kept ? shared : 0), 1e-9)
          << side << " " << smallest;
    }
  }
}

/// Neighbours that follow each other share nothing, on the finest grid as well.
TEST(Combine, NeighboursShareNothingHoweverSmallThePieces) {
  const MultiPolygonColumn cells = squares(500000.123456, 100000.654321, 33.333333, 8, 8);
  MultiPolygonColumn left, right;
  for (std::size_t k = 0; k < cells.size(); ++k) (k % 2 == 0 ? left : right).append(cells[k]);
  EXPECT_EQ(combine(std::vector<OverlayLayer>{{&left}, {&right}}, OverlayOperation::intersection, 0, {}, 1e-12).size(),
            0u);
  EXPECT_EQ(combine(std::vector<OverlayLayer>{{&left}, {&right}}, OverlayOperation::union_all, 0, {}, 1e-12).size(),
            64u);
}

TEST(Combine, IntersectionEqualsGeosPairByPair) {
  GeosContext geos;
  const MultiPolygonColumn a = stars(1, 40, 3000, 300, 60), b = stars(2, 8, 3000, 900, 1500);
  const Combined result = combine(a, b, OverlayOperation::intersection, 0, {});
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> found;
  for (std::size_t k = 0; k < result.size(); ++k) found[{result.source[0][k], result.source[1][k]}] = k;
  std::size_t pairs = 0;
  for (std::uint32_t i = 0; i < a.size(); ++i)
    for (std::uint32_t j = 0; j < b.size(); ++j) {
      const MultiPolygon expected = intersection(geos, a[i], b[j]);
      if (expected.empty()) {
        EXPECT_FALSE(found.contains({i, j}));
        continue;
      }
      ++pairs;
      ASSERT_TRUE((found.contains({i, j})));
      const MultiPolygonView piece = result.geometry[found[{i, j}]];
      EXPECT_FALSE(validity(geos, piece));
      EXPECT_NEAR(area_m2(piece), area_m2(expected), 1e-6);
      // No vertex of the cutting of b into pieces is left.
      EXPECT_EQ(piece.point_count(), expected.view().point_count()) << i << " " << j;
    }
  EXPECT_EQ(pairs, result.size());
  EXPECT_GT(pairs, 30u);
}

TEST(Combine, AreaIsConserved) {
  const MultiPolygonColumn a = squares(500000, 150000, 170, 20, 20), b = stars(5, 1, 0, 1500, 3000);
  const auto sum = [&](OverlayOperation operation) { return total(combine(a, b, operation, 0, {})); };
  using enum OverlayOperation;
  const double both = sum(intersection), only_a = sum(difference);
  EXPECT_NEAR(both + only_a, total(a), 1e-6 * 20);
  EXPECT_NEAR(sum(identity), total(a), 1e-6 * 20);
  EXPECT_NEAR(sum(clip), both, 1e-5);
  EXPECT_NEAR(sum(union_all), total(a) + total(b) - both, 1e-5);
  EXPECT_NEAR(sum(symmetric_difference), total(a) + total(b) - 2 * both, 1e-5);
  EXPECT_NEAR(total(combine(b, a, intersection, 0, {})), both, 1e-5);
}

TEST(Combine, ACoverageStaysACoverage) {
  const MultiPolygonColumn a = squares(500000, 150000, 100, 12, 12), b = stars(7, 3, 900, 400, 700);
  const Combined result = combine(a, b, OverlayOperation::identity, 0, {});
  // Pieces of different squares may touch but not overlap; those of one square overlap only where the stars do.
  for (const OverlapPair& pair :
       overlapping_pairs(result.geometry, boxes_of(result.geometry), result.areas_m2, 1e-3, {}))
    EXPECT_EQ(result.source[0][pair.a], result.source[0][pair.b]);
}

TEST(Combine, FeaturesThatAreNotCutComeThroughUnchanged) {
  const MultiPolygonColumn a = squares(500000, 150000, 10, 3, 1);
  MultiPolygonColumn b;
  b.append(polygon_of(Box{499990, 149990, 500020, 150020}));  // covers the first two, touches the third
  const Combined result = combine(a, b, OverlayOperation::identity, 0, {});
  ASSERT_EQ(result.size(), 3u);
  EXPECT_EQ(result.source[1], (std::vector<std::uint32_t>{0, 0, no_feature}));
  for (std::size_t k = 0; k < 3; ++k)
    EXPECT_TRUE(std::equal(result.geometry[k].points().begin(), result.geometry[k].points().end(),
                           a[k].points().begin(), a[k].points().end()));
}

TEST(Combine, LayersThatDoNotMeetAndIdenticalLayers) {
  const MultiPolygonColumn a = squares(500000, 150000, 10, 3, 3), far = squares(600000, 150000, 10, 3, 3);
  EXPECT_EQ(combine(a, far, OverlayOperation::intersection, 0, {}).size(), 0u);
  EXPECT_EQ(combine(a, far, OverlayOperation::union_all, 0, {}).size(), 18u);
  EXPECT_EQ(combine(a, a, OverlayOperation::intersection, 0, {}).size(), 9u);
  EXPECT_EQ(combine(a, a, OverlayOperation::symmetric_difference, 0, {}).size(), 0u);
  EXPECT_EQ(combine(a, {}, OverlayOperation::difference, 0, {}).size(), 9u);
}

/// What two areas share is thinner than a cut keeps: then it is no land for either, in every operation.
TEST(Combine, NeedlesAreNoLandForAnyone) {
  MultiPolygonColumn a, b;
  a.append(normalised(test::polygon(
      {{328000.359, 376000.944}, {329894.201, 378808.681}, {328958.288, 379439.961}, {327064.446, 376632.224}})));
  b.append(normalised(test::polygon(
      {{328144.063, 376213.994}, {329507.846, 378235.886}, {330830.114, 378177.401}, {328936.272, 375369.664}})));
  const double both = total(combine(a, b, OverlayOperation::intersection, 0, {})),
               a_only = total(combine(a, b, OverlayOperation::difference, 0, {})),
               b_only = total(combine(b, a, OverlayOperation::difference, 0, {}));
  const double km = (perimeter_m(a[0]) + perimeter_m(b[0])) / 1000;
  EXPECT_NEAR(both + a_only, area_m2(a[0]), 1e-6 * km);
  EXPECT_NEAR(both + b_only, area_m2(b[0]), 1e-6 * km);
  EXPECT_NEAR(total(combine(a, b, OverlayOperation::union_all, 0, {})), both + a_only + b_only, 1e-6 * km);
}

TEST(Combine, ARingOfAMillionVertices) {
  // A wavy circle of 20 km radius with a vertex every 13 cm, on the grid of 1 mm.
  std::vector<Point> ring;
  for (int k = 0; k < 1000000; ++k) {
    const double angle = 2 * std::numbers::pi * k / 1000000,
                 radius = 20000 + 100 * std::sin(300 * angle) + 0.02 * std::sin(12.9898 * k);
    ring.push_back({std::round((500000 + radius * std::cos(angle)) * 1000) / 1000,
                    std::round((200000 + radius * std::sin(angle)) * 1000) / 1000});
  }
  MultiPolygonColumn large;
  large.append(normalised(polygon_of(ring)));
  ASSERT_GT(large[0].point_count(), 900000u);
  // A row of squares from the middle to well outside.
  const MultiPolygonColumn cells = squares(500000, 200000, 250, 100, 4);
  const double inside = total(combine(cells, large, OverlayOperation::intersection, 0, {})),
               outside = total(combine(cells, large, OverlayOperation::difference, 0, {}));
  EXPECT_GT(inside, 0);
  EXPECT_GT(outside, 0);
  EXPECT_NEAR(inside + outside, 100 * 4 * 250.0 * 250.0, 1e-3);
  EXPECT_NEAR(total(combine(large, cells, OverlayOperation::intersection, 0, {})), inside, 1e-3);
}

TEST(Combine, ThreadsDoNotShow) {
  const MultiPolygonColumn a = stars(11, 60, 3000, 300, 80), b = stars(12, 6, 3000, 900, 900);
  const Combined one = combine(a, b, OverlayOperation::union_all, 0, {.threads = 1}),
                 eight = combine(a, b, OverlayOperation::union_all, 0, {.threads = 8});
  EXPECT_EQ(one.source, eight.source);
  EXPECT_EQ(one.areas_m2, eight.areas_m2);
}

TEST(Tabulate, SumsPerFeatureAndEachPlaceOnce) {
  // Two zones side by side; class 0 twice over the same ground in the first, class 1 across both.
  const MultiPolygonColumn zones = squares(0, 0, 100, 2, 1);
  MultiPolygonColumn features;
  features.append(polygon_of(Box{10, 10, 50, 50}));
  features.append(polygon_of(Box{30, 10, 70, 50}));
  features.append(polygon_of(Box{80, 60, 120, 80}));
  const std::vector<OverlapPair> overlaps =
      overlapping_pairs(features, boxes_of(features), areas_m2_of(features), 0, {});
  const auto rows = areas_by_zone_and_class(features, {0, 0, 1}, overlaps, zones, {});
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].features, 2u);
  EXPECT_DOUBLE_EQ(rows[0].area_m2, 3200);
  EXPECT_DOUBLE_EQ(rows[0].dissolved_m2, 2400);
  EXPECT_DOUBLE_EQ(rows[1].area_m2, 400);
  EXPECT_DOUBLE_EQ(rows[2].dissolved_m2, 400);
  EXPECT_EQ(rows[2].zone, 1u);
}

}  // namespace
}  // namespace spatial
