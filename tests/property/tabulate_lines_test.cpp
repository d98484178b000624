// SPDX-License-Identifier: MIT
#include "libspatial/overlay/tabulate_lines.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "libspatial/geometry/edge_tree.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

MultiPolygonColumn squares(double x, double y, double side, int columns, int rows) {
  MultiPolygonColumn column;
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c)
      column.append(polygon_of(Box{x + side * c, y + side * r, x + side * (c + 1), y + side * (r + 1)}));
  return column;
}

void add_line(MultiLineColumn& lines, std::initializer_list<Point> points) {
  for (const Point p : points) lines.add_point(p);
  lines.end_line();
  lines.end_feature();
}

TEST(TabulateLines, LengthsAndSharedSegments) {
  MultiLineColumn lines;
  add_line(lines, {{-50, 50}, {150, 50}, {150, 250}});  // in from the west, then north and out
  add_line(lines, {{150, 50}, {-50, 50}});              // the first part again, the other way round
  add_line(lines, {{500, 500}, {600, 600}});            // nowhere
  const auto rows = lengths_by_zone_and_class(lines, {0, 0, 0}, squares(0, 0, 100, 2, 1), {});
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].features, 2u);
  EXPECT_NEAR(rows[0].length_m, 200, 1e-9);
  EXPECT_NEAR(rows[0].once_m, 100, 1e-9);
  EXPECT_NEAR(rows[1].length_m, 50 + 50 + 50, 1e-9);
  EXPECT_NEAR(rows[1].once_m, 100, 1e-9);
  const auto apart = lengths_by_zone_and_class(lines, {0, 1, 0}, squares(0, 0, 100, 2, 1), {});
  EXPECT_EQ(apart.size(), 4u);
  EXPECT_NEAR(apart[0].once_m, 100, 1e-9) << "each class has its own";
}

/// A partition's lengths add up to the whole line, also for lines along borders and through corners.
TEST(TabulateLines, LengthIsConserved) {
  const MultiPolygonColumn zones = squares(500000, 100000, 10, 20, 20);
  std::mt19937_64 random(4);
  MultiLineColumn lines;
  std::vector<std::uint32_t> classes;
  double total = 0;
  for (int k = 0; k < 200; ++k) {
    const auto place = [&]() {
      return Point{500000 + static_cast<double>(random() % 200), 100000 + static_cast<double>(random() % 200)};
    };
    Point p = place();
    lines.add_point(p);
    for (int i = 0; i < 5; ++i) {
      Point q = place();
      if (k % 3 == 0) (i % 2 == 0 ? q.x : q.y) = i % 2 == 0 ? p.x : p.y;  // along the grid
      total += std::hypot(q.x - p.x, q.y - p.y);
      lines.add_point(q);
      p = q;
    }
    lines.end_line();
    lines.end_feature();
    classes.push_back(0);
  }
  StableSum sum;
  for (const ZoneClassLength& row : lengths_by_zone_and_class(lines, classes, zones, {})) sum.add(row.length_m);
  EXPECT_NEAR(sum.value(), total, 1e-6);
}

/// Against the share of many points of the line that are inside.
TEST(TabulateLines, EqualsASampledLineInStars) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    MultiPolygonColumn zone;
    zone.append(normalised(test::random_star(seed, {500000, 100000}, 100, 25)));
    const EdgeTree tree(zone[0]);
    MultiLineColumn lines;
    const Point a{499900.0 + static_cast<double>(seed), 99950}, b{500090, 100080.0 - 3 * static_cast<double>(seed)};
    add_line(lines, {a, b});
    const auto rows = lengths_by_zone_and_class(lines, {0}, zone, {});
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    constexpr int samples = 200000;
    int inside = 0;
    for (int i = 0; i < samples; ++i)
      inside += tree.covers({a.x + (i + 0.5) / samples * (b.x - a.x), a.y + (i + 0.5) / samples * (b.y - a.y)}) ? 1 : 0;
    EXPECT_NEAR(rows.empty() ? 0 : rows[0].length_m, length * inside / samples, length * 30 / samples) << seed;
  }
}

TEST(TabulatePoints, CountsEachPlaceOfAPartitionOnce) {
  const MultiPolygonColumn zones = squares(0, 0, 10, 3, 3);
  MultiPointColumn points;
  std::vector<std::uint32_t> classes;
  for (int x = 1; x < 30; ++x)
    for (int y = 1; y < 30; ++y) {
      points.add_point({static_cast<double>(x), static_cast<double>(y)});
      points.end_feature();
      classes.push_back(static_cast<std::uint32_t>(x % 2));
    }
  for (const Point p : {Point{2.5, 2.5}, Point{3.5, 2.5}, Point{15.5, 2.5}, Point{99, 99}}) points.add_point(p);
  points.end_feature();
  classes.push_back(2);
  std::size_t singles = 0;
  for (const ZoneClassCount& row : points_by_zone_and_class(points, classes, zones, {})) {
    if (row.feature_class < 2) singles += row.points;
    if (row.feature_class == 2 && row.zone == 0) {
      EXPECT_EQ(row.features, 1u);
      EXPECT_EQ(row.points, 2u);
    }
  }
  EXPECT_EQ(singles, 29u * 29u) << "points on borders too";
}

MultiPolygon turned(const MultiPolygon& area, Point about, double angle) {
  MultiPolygonColumn column;
  for (const Point p : area.view().part(0).shell()) {
    const double x = p.x - about.x, y = p.y - about.y;
    column.add_point(
        {about.x + x * std::cos(angle) - y * std::sin(angle), about.y + x * std::sin(angle) + y * std::cos(angle)});
  }
  column.end_ring();
  column.end_part();
  column.end_feature();
  return normalised(MultiPolygon(std::move(column)));
}

Point to_mm(Point p) { return {std::round(p.x * 1000) / 1000, std::round(p.y * 1000) / 1000}; }

/// A zone's whole outline counts for it, whichever way its sides face and however many vertices the line has in
/// between.
TEST(TabulateLines, TheOutlineOfAZoneIsInIt) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    MultiPolygonColumn zone;
    const Point middle{500000, 100000};
    const MultiPolygon shape = seed % 2 == 0 ? test::random_star(seed, middle, 80, 3 + static_cast<int>(seed % 20))
                                             : turned(polygon_of(Box{499960, 99970, 500040, 100030}), middle,
                                                      0.01 * static_cast<double>(seed));
    zone.append(normalised(shape));
    const RingView ring = zone[0].ring(0);
    MultiLineColumn lines;
    MultiPointColumn points;
    std::size_t count = 0;
    for (std::size_t i = 1; i < ring.size(); ++i) {
      const int pieces = static_cast<int>(seed % 4) + 1;
      for (int k = 0; k < pieces; ++k) {
        const double t = static_cast<double>(k) / pieces;
        const Point p{ring[i - 1].x + t * (ring[i].x - ring[i - 1].x), ring[i - 1].y + t * (ring[i].y - ring[i - 1].y)};
        lines.add_point(k == 0 ? p : to_mm(p));
        points.add_point(k == 0 ? p : to_mm(p));
        ++count;
      }
    }
    lines.add_point(ring.front());
    lines.end_line();
    lines.end_feature();
    points.end_feature();
    const auto rows = lengths_by_zone_and_class(lines, {0}, zone, {});
    ASSERT_EQ(rows.size(), 1u) << seed;
    EXPECT_NEAR(rows[0].length_m, perimeter_m(zone[0]), 1e-3) << seed;
    const auto counts = points_by_zone_and_class(points, {0}, zone, {});
    ASSERT_EQ(counts.size(), 1u) << seed;
    EXPECT_EQ(counts[0].points, count) << seed;
  }
}

/// Wedges around a point, in any order, on a millimetre grid: every line along a border, every corner and the common
/// point count once.
TEST(TabulateLines, SharedBordersAndCornersCountOnce) {
  std::mt19937_64 random(11);
  for (int trial = 0; trial < 200; ++trial) {
    const int wedges = 3 + static_cast<int>(random() % 7);
    const Point hub{500000.123, 100000.456};
    std::vector<Point> rim;
    const double offset = static_cast<double>(random() % 628) / 100;
    for (int k = 0; k < wedges; ++k) {
      const double angle = offset + 2 * std::acos(-1.0) * k / wedges;
      rim.push_back(to_mm({hub.x + 100 * std::cos(angle), hub.y + 100 * std::sin(angle)}));
    }
    std::vector<int> order(static_cast<std::size_t>(wedges));
    for (int k = 0; k < wedges; ++k) order[static_cast<std::size_t>(k)] = k;
    std::shuffle(order.begin(), order.end(), random);
    MultiPolygonColumn zones;
    MultiLineColumn lines;
    MultiPointColumn points;
    double total = 0;
    for (const int k : order) {
      const Point a = rim[static_cast<std::size_t>(k)], b = rim[static_cast<std::size_t>((k + 1) % wedges)];
      zones.append(normalised(test::polygon({hub, a, b})));
      add_line(lines, {hub, a, b});
      total += std::hypot(a.x - hub.x, a.y - hub.y) + std::hypot(b.x - a.x, b.y - a.y);
      for (const Point p :
           {a, to_mm({(a.x + b.x) / 2, (a.y + b.y) / 2}), to_mm({(a.x + hub.x) / 2, (a.y + hub.y) / 2})})
        points.add_point(p);
    }
    points.add_point(hub);
    points.end_feature();
    StableSum sum;
    for (const ZoneClassLength& row :
         lengths_by_zone_and_class(lines, std::vector<std::uint32_t>(lines.size(), 0), zones, {}))
      sum.add(row.length_m);
    EXPECT_NEAR(sum.value(), total, 1e-6) << trial;
    std::size_t counted = 0;
    for (const ZoneClassCount& row : points_by_zone_and_class(points, {0}, zones, {})) counted += row.points;
    EXPECT_EQ(counted, 3u * static_cast<std::size_t>(wedges) + 1) << trial;
  }
}

/// Overlapping zones each have their own edges, also inside another zone; a millimetre off the edge is off it.
TEST(TabulateLines, ZonesThatOverlapEachCountTheirEdges) {
  MultiPolygonColumn zones;
  zones.append(polygon_of(Box{0, 0, 100, 100}));
  zones.append(polygon_of(Box{20, 20, 60, 60}));
  zones.append(polygon_of(Box{20, 20, 60, 60}));
  MultiLineColumn lines;
  add_line(lines, {{20, 20}, {60, 20}, {60, 60}, {20, 60}, {20, 20}});
  add_line(lines, {{-0.001, 10}, {-0.001, 90}});
  const auto rows = lengths_by_zone_and_class(lines, {0, 0}, zones, {});
  ASSERT_EQ(rows.size(), 3u);
  for (const ZoneClassLength& row : rows) EXPECT_NEAR(row.length_m, 160, 1e-9) << row.zone;
  MultiPointColumn points;
  for (const Point p : {Point{60, 40}, Point{40, 60}, Point{60, 60}, Point{100.001, 50}, Point{100, 100}})
    points.add_point(p);
  points.end_feature();
  const auto counts = points_by_zone_and_class(points, {0}, zones, {});
  ASSERT_EQ(counts.size(), 3u);
  EXPECT_EQ(counts[0].points, 4u);
  EXPECT_EQ(counts[1].points, 3u);
  EXPECT_EQ(counts[2].points, 3u);
}

}  // namespace
}  // namespace spatial
