// SPDX-License-Identifier: MIT
#include "libspatial/overlay/buffers.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "libspatial/geometry/bays.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/overlay/union_tiles.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

MultiPolygonColumn stars(std::uint64_t seed, int count, double spread, double radius, int corners) {
  MultiPolygonColumn column;
  GeosContext geos;
  for (int i = 0; i < count; ++i) {
    const auto k = seed * 1000 + static_cast<std::uint64_t>(i);
    const Point centre{500000 + spread * static_cast<double>(k * 7919 % 1009) / 1009,
                       150000 + spread * static_cast<double>(k * 104729 % 997) / 997};
    column.append(
        make_valid(geos, test::random_star(k, centre, radius * (0.2 + static_cast<double>(k % 5) / 5), corners)));
  }
  return column;
}

std::vector<Point> points_of(const MultiPolygonColumn& column) {
  std::vector<Point> points;
  for (std::size_t i = 0; i < column.size(); ++i)
    points.insert(points.end(), column[i].points().begin(), column[i].points().end());
  return points;
}

std::vector<std::uint32_t> own_groups(std::size_t count) {
  std::vector<std::uint32_t> groups(count);
  std::iota(groups.begin(), groups.end(), 0u);
  return groups;
}

/// The buffer lies between those of the unsimplified outline by the distance more the tolerance and less what chords
/// cut off. buffer_shapes_test.cpp compares buffers with distances.
TEST(Buffers, LieBetweenTheTrueBufferAndItsTolerance) {
  GeosContext geos;
  const MultiPolygonColumn areas = stars(3, 30, 5000, 150, 40);
  const double d = 100;
  const std::vector<double> distances(areas.size(), d);
  const MultiPolygonColumn result =
      buffers({areas}, distances, own_groups(areas.size()), static_cast<std::uint32_t>(areas.size()), {}, {});
  ASSERT_EQ(result.size(), areas.size());
  for (std::uint32_t i = 0; i < areas.size(); ++i) {
    EXPECT_FALSE(validity(geos, result[i])) << i;
    // Bays may move the boundary by 0.1 % outwards; chords of 16 segments a quarter are up to 0.12 % short, of 64 0.008
    // %.
    EXPECT_NEAR(area_m2(difference(geos, result[i], buffer(geos, areas[i], d * 1.0011, 64))), 0, 1e-6) << i;
    EXPECT_NEAR(area_m2(difference(geos, buffer(geos, areas[i], d * 0.9987, 64), result[i])), 0, 1e-6) << i;
    EXPECT_NEAR(area_m2(difference(geos, areas[i], result[i])), 0, 1e-9) << i;
  }
}

TEST(Buffers, FilledBaysChangeNothingButTheTolerance) {
  GeosContext geos;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const MultiPolygonColumn areas = stars(50 + seed, 1, 0, 120, 60);
    const MultiPolygon outline = without_bays(areas[0], 200, 0.2);
    EXPECT_LE(outline.view().point_count(), areas[0].point_count());
    EXPECT_NEAR(area_m2(difference(geos, buffer(geos, outline, 200, 32), buffer(geos, areas[0], 200 * 1.0015, 64))), 0,
                1e-6);
    EXPECT_GE(area_m2(outline) + 1e-9, area_m2(areas[0]));
  }
  EXPECT_EQ(without_bays(polygon_of(Box{0, 0, 10, 10}), 5, 0.01).view().point_count(), 5u);
}

TEST(Buffers, TiledUnionEqualsGeos) {
  GeosContext geos;
  const MultiPolygonColumn areas = stars(7, 500, 15000, 500, 30);
  const std::vector<std::uint32_t> one(areas.size(), 0);
  const MultiPolygonColumn tiled = united_by_group(areas, one, 1, {});
  std::vector<MultiPolygonView> views;
  for (std::size_t i = 0; i < areas.size(); ++i) views.push_back(areas[i]);
  const MultiPolygon expected = union_of(geos, views);
  EXPECT_FALSE(validity(geos, tiled[0]));
  EXPECT_EQ(tiled[0].part_count(), expected.view().part_count());
  EXPECT_EQ(tiled[0].ring_count(), expected.view().ring_count());
  EXPECT_EQ(tiled[0].point_count(), expected.view().point_count()) << "points on seams are taken out";
  EXPECT_NEAR(area_m2(tiled[0]), area_m2(expected), 1e-9 * area_m2(expected));
  EXPECT_LT(area_m2(difference(geos, tiled[0], expected)), 1e-3);
  EXPECT_EQ(points_of(united_by_group(areas, one, 1, {.threads = 1})),
            points_of(united_by_group(areas, one, 1, {.threads = 8})));
}

TEST(Buffers, DissolvedEqualsTheUnionOfSingleBuffers) {
  GeosContext geos;
  const MultiPolygonColumn areas = stars(9, 300, 20000, 300, 30);
  const std::vector<double> distances(areas.size(), 250);
  const MultiPolygonColumn single =
      buffers({areas}, distances, own_groups(areas.size()), static_cast<std::uint32_t>(areas.size()), {}, {});
  std::vector<std::uint32_t> two;
  for (std::uint32_t i = 0; i < areas.size(); ++i) two.push_back(i % 2);
  const MultiPolygonColumn united = buffers({areas}, distances, two, 2, {}, {});
  for (std::uint32_t g = 0; g < 2; ++g) {
    std::vector<MultiPolygonView> views;
    for (std::uint32_t i = g; i < areas.size(); i += 2) views.push_back(single[i]);
    const double expected = area_m2(union_of(geos, views));
    EXPECT_NEAR(area_m2(united[g]), expected, 1e-9 * expected);
    EXPECT_FALSE(validity(geos, united[g]));
  }
}

TEST(Buffers, ConvexShapesHaveTheirTextbookArea) {
  MultiPolygonColumn square;
  square.append(polygon_of(Box{500000, 100000, 500100, 100100}));
  const std::vector<std::uint32_t> own{0};
  const double segments = 64, disc = 50.0 * 50 * segments / 2 * std::sin(2 * std::acos(-1.0) / segments);
  EXPECT_NEAR(area_m2(buffers({square}, std::vector<double>{50}, own, 1, {}, {})[0]), 100.0 * 100 + 4 * 100 * 50 + disc,
              1e-6);
  EXPECT_DOUBLE_EQ(area_m2(buffers({square}, std::vector<double>{-10}, own, 1, {}, {})[0]), 6400);
  EXPECT_TRUE(buffers({square}, std::vector<double>{-50}, own, 1, {}, {})[0].empty());
  EXPECT_DOUBLE_EQ(area_m2(buffers({square}, std::vector<double>{0}, own, 1, {}, {})[0]), 10000);
  EXPECT_EQ(buffers({MultiPolygonColumn()}, {}, {}, 0, {}, {}).size(), 0u);
}

TEST(Buffers, LinesInPiecesAndPoints) {
  GeosContext geos;
  MultiPolygonColumn areas;
  MultiLineColumn lines;
  MultiPointColumn points;
  std::vector<Point> way;
  for (int i = 0; i < 300; ++i) way.push_back({500000 + 20.0 * i, 100000 + 300 * std::sin(i * 0.1)});
  for (const Point p : way) lines.add_point(p);
  lines.end_line();
  points.add_point({500000, 90000});
  for (int f = 0; f < 2; ++f) areas.end_feature();
  lines.end_feature();
  points.end_feature();
  lines.end_feature();
  points.add_point({510000, 90000});
  points.end_feature();
  const std::vector<std::uint32_t> own{0, 1};
  const MultiPolygonColumn result = buffers({areas, &lines, &points}, std::vector<double>{50, 30}, own, 2, {}, {});
  const std::span<const Point> whole(way);
  const double disc = 64.0 / 2 * std::sin(2 * std::acos(-1.0) / 64);
  const double line_area = area_m2(buffer_of_lines(geos, std::span(&whole, 1), 50, 16));
  EXPECT_NEAR(area_m2(result[0]), line_area + 2500 * disc, 2e-4 * line_area);
  EXPECT_EQ(result[0].part_count(), 2u);
  EXPECT_NEAR(area_m2(result[1]), 900 * disc, 1e-6);
  EXPECT_TRUE(buffers({areas, &lines, &points}, std::vector<double>{-5, 0}, own, 2, {}, {})[0].empty());
}

TEST(Buffers, HolesCloseWhenTheyAreNarrow) {
  MultiPolygonColumn ring;
  ring.add_ring(polygon_of(Box{0, 0, 1000, 1000}).view().ring(0));
  ring.add_ring(polygon_of(Box{400, 400, 450, 900}).view().ring(0));
  ring.end_part();
  ring.end_feature();
  const MultiPolygon feature = normalised(ring[0]);
  MultiPolygonColumn column;
  column.append(feature);
  const std::vector<std::uint32_t> own{0};
  EXPECT_EQ(buffers({column}, std::vector<double>{24}, own, 1, {}, {})[0].ring_count(), 2u);
  EXPECT_EQ(buffers({column}, std::vector<double>{25}, own, 1, {}, {})[0].ring_count(), 1u);
}

}  // namespace
}  // namespace spatial
