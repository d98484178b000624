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
    for (int c = 0; c < columns; ++c) column.append(polygon_of(Box{x + side * c, y + side * r, x + side * (c + 1), y + side * (r + 1)}));
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
    const auto place = [&]() { return Point{500000 + static_cast<double>(random() % 200), 100000 + static_cast<double>(random() % 200)}; };
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
    for (int i = 0; i < samples; ++i) inside += tree.covers({a.x + (i + 0.5) / samples * (b.x - a.x), a.y + (i + 0.5) / samples * (b.y - a.y)}) ? 1 : 0;
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

}  // namespace
}  // namespace spatial
