// SPDX-License-Identifier: MIT
#include "libspatial/geometry/interior_area.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using Interval = std::pair<double, double>;

double length_of_union(std::vector<Interval> intervals, Interval within) {
  std::sort(intervals.begin(), intervals.end());
  double at = within.first, sum = 0;
  for (const auto& [from, to] : intervals) {
    const double begin = std::max(at, from), end = std::min(within.second, to);
    if (end > begin) sum += end - begin;
    at = std::max(at, std::min(end, within.second));
  }
  return sum;
}

/// Brute force: on each of many rows what lies inside and is on no disc and no band around an edge.
double by_rows(MultiPolygonView feature, double depth, int rows) {
  const Box box = box_of(feature);
  const double height = box.height() / rows;
  double area = 0;
  for (int row = 0; row < rows; ++row) {
    const double y = box.min_y + (row + 0.5) * height;
    std::vector<double> crossings;
    std::vector<Interval> edge;
    for (std::size_t r = 0; r < feature.ring_count(); ++r) {
      const RingView ring = feature.ring(r);
      for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        const Point a = ring[i], b = ring[i + 1];
        if ((a.y > y) != (b.y > y)) crossings.push_back(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x));
        if (std::abs(a.y - y) < depth) {
          const double half = std::sqrt(depth * depth - (a.y - y) * (a.y - y));
          edge.emplace_back(a.x - half, a.x + half);
        }
        // The band as the four half planes that bound it.
        const double length = std::hypot(b.x - a.x, b.y - a.y), dx = (b.x - a.x) / length, dy = (b.y - a.y) / length;
        double from = -1e12, to = 1e12;
        const auto keep = [&](double nx, double ny, double most) {  // nx x + ny y ≤ most
          const double rest = most - ny * y;
          if (nx > 0)
            to = std::min(to, rest / nx);
          else if (nx < 0)
            from = std::max(from, rest / nx);
          else if (rest < 0)
            to = -1e12;
        };
        const double u = dx * a.x + dy * a.y, v = -dy * a.x + dx * a.y;
        keep(dx, dy, u + length);
        keep(-dx, -dy, -u);
        keep(-dy, dx, v + depth);
        keep(dy, -dx, depth - v);
        if (from < to) edge.emplace_back(from, to);
      }
    }
    std::sort(crossings.begin(), crossings.end());
    for (std::size_t k = 0; k + 1 < crossings.size(); k += 2) {
      const Interval inside{crossings[k], crossings[k + 1]};
      area += height * (inside.second - inside.first - length_of_union(edge, inside));
    }
  }
  return area;
}

MultiPolygon with_hole(const std::vector<Point>& shell, const std::vector<Point>& hole) {
  MultiPolygonColumn column;
  column.add_ring(shell);
  column.add_ring(hole);
  column.end_part();
  column.end_feature();
  return MultiPolygon(std::move(column));
}

TEST(InteriorArea, IsTheFormulasOfSimpleShapes) {
  InteriorScratch scratch;
  const MultiPolygon square = polygon_of(Box{530000, 180000, 531000, 181000});
  EXPECT_DOUBLE_EQ(interior_area_m2(square, 0, scratch), 1e6);
  EXPECT_NEAR(interior_area_m2(square, 100, scratch), 640000, 1e-6);
  EXPECT_NEAR(interior_area_m2(square, 499, scratch), 4, 1e-6);
  EXPECT_EQ(interior_area_m2(square, 500, scratch), 0);
  EXPECT_EQ(interior_area_m2(square, 5000, scratch), 0);
  EXPECT_EQ(interior_area_m2(MultiPolygon(), 10, scratch), 0);
  // Around a square hole there are four quarter circles.
  const MultiPolygon ring =
      with_hole({{0, 0}, {1000, 0}, {1000, 1000}, {0, 1000}}, {{450, 450}, {450, 550}, {550, 550}, {550, 450}});
  EXPECT_NEAR(interior_area_m2(ring, 50, scratch), 900.0 * 900 - (100.0 * 100 + 4 * 100 * 50 + std::numbers::pi * 2500),
              1e-6);
  // An L has one re-entrant corner: five squares of 100 m less a band, with a quarter circle around that corner.
  const MultiPolygon corner = test::polygon({{0, 0}, {300, 0}, {300, 100}, {100, 100}, {100, 300}, {0, 300}});
  EXPECT_NEAR(interior_area_m2(corner, 20, scratch),
              60.0 * 260 + 60.0 * 200 - 0 + (20 * 20 - std::numbers::pi * 400 / 4), 1e-6);
  EXPECT_EQ(scratch.repeated, 0u);
}

TEST(InteriorArea, StripsExactlyTwoDepthsWideHaveNone) {
  InteriorScratch scratch;
  // Two squares joined by a corridor whose sides are 100 m apart, along the axes and turned by 3, 4, 5.
  const std::vector<Point> shape{{0, 0},      {400, 0},   {400, 150}, {900, 150}, {900, 0},   {1300, 0},
                                 {1300, 400}, {900, 400}, {900, 250}, {400, 250}, {400, 400}, {0, 400}};
  for (const bool turned : {false, true}) {
    std::vector<Point> ring = shape;
    if (turned)
      for (Point& p : ring) p = {(3 * p.x - 4 * p.y) / 5, (4 * p.x + 3 * p.y) / 5};
    const MultiPolygon feature = polygon_of(RingView(ring));
    // The squares' interiors reach into the corridor's mouths, up to where the two corners are 50 m away.
    EXPECT_NEAR(interior_area_m2(feature, 50, scratch), by_rows(feature, 50, 40000), 1.0);
    EXPECT_NEAR(interior_area_m2(feature, 49, scratch), by_rows(feature, 49, 40000), 1.0);
  }
  EXPECT_EQ(scratch.buffered, 0u);
}

TEST(InteriorArea, IsBruteForceOnRandomShapes) {
  InteriorScratch scratch;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const MultiPolygon star = test::random_star(seed, {400000, 120000}, 200, 6 + static_cast<int>(seed % 40));
    const double area = area_m2(star);
    for (const double depth : {0.5, 7.0, 20.0, 45.0})
      EXPECT_NEAR(interior_area_m2(star, depth, scratch), by_rows(star, depth, 4000), 1e-5 * area)
          << seed << ' ' << depth;
  }
  EXPECT_EQ(scratch.buffered, 0u);
}

TEST(InteriorArea, IsBruteForceOnSquaresWhereEveryDistanceIsATie) {
  InteriorScratch scratch;
  GeosContext geos;
  std::mt19937_64 random(5);
  for (int round = 0; round < 40; ++round) {
    std::string map = "\n";
    for (int row = 0; row < 12; ++row) {
      for (int column = 0; column < 14; ++column) map += random() % 10 < 8 ? 'w' : '.';
      map += '\n';
    }
    const test::Drawing drawing = test::drawn(map, 100);
    for (std::size_t f = 0; f < drawing.geometry.size(); ++f) {
      const MultiPolygon feature = make_valid(geos, drawing.geometry[f]);  // holes may touch the outline in points
      for (const double depth : {25.0, 50.0, 100.0, 150.0})
        EXPECT_NEAR(interior_area_m2(feature, depth, scratch),
                    by_rows(feature, depth, static_cast<int>(4 * box_of(feature).height())),
                    2e-5 * area_m2(feature) + 1)
            << map << depth << ' ' << scratch.repeated;
    }
  }
  EXPECT_EQ(scratch.buffered, 0u);
}

TEST(InteriorArea, IsCloseToABufferOfTheBoundaryWithManySegments) {
  InteriorScratch scratch;
  GeosContext geos;
  for (std::uint64_t seed = 100; seed < 110; ++seed) {
    const MultiPolygon star = test::random_star(seed, {400000, 120000}, 500, 400);
    EXPECT_NEAR(interior_area_m2(star, 30, scratch), area_m2(buffer(geos, star, -30, 128)), 2e-3 * area_m2(star));
  }
}

TEST(InteriorArea, ShrinksAsTheDepthGrowsByTheEdgeOfTheInterior) {
  // The derivative of the area by the depth is the length of the interior's edge: no jumps.
  InteriorScratch scratch;
  const MultiPolygon star = test::random_star(3, {400000, 120000}, 500, 300);
  double before = area_m2(star);
  const double edge = perimeter_m(star);
  for (double depth = 0.25; depth < 100; depth += 0.25) {
    const double now = interior_area_m2(star, depth, scratch);
    EXPECT_LE(now, before);
    EXPECT_LE(before - now, 0.25 * edge * 1.5) << depth;
    before = now;
  }
}

TEST(InteriorArea, ADepthThatIsNoneIsAnError) {
  InteriorScratch scratch;
  EXPECT_THROW(interior_area_m2(polygon_of(Box{0, 0, 1, 1}), -1, scratch), Error);
  EXPECT_THROW(interior_area_m2(polygon_of(Box{0, 0, 1, 1}), std::nan(""), scratch), Error);
}

}  // namespace
}  // namespace spatial
