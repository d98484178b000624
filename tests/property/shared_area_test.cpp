// SPDX-License-Identifier: MIT
#include "libspatial/geometry/shared_area.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

/// Adding whole stretches of an outline gives what walking it gives.
void expect_as_walked(MultiPolygonView a, MultiPolygonView b, const std::string& which) {
  const EdgeTree tree_a(a), tree_b(b);
  const Box box = box_of(b);
  SharedAreaScratch scratch;
  const double walked = shared_area_m2(tree_a, tree_b, scratch);
  EXPECT_NEAR(shared_area_m2(tree_a, tree_b, OutlineSums(tree_b), scratch), walked,
              1e-14 * (box.width() * box.height() + walked))
      << which << " (by sums along the outline)";
  EXPECT_EQ(shared_area_m2(tree_a, tree_b, scratch), walked) << which << " (what is left in the scratch)";
}

/// 1e-9 relative or 1e-6 m², the promise of the kernel.
void expect_as_geos(MultiPolygonView a, MultiPolygonView b, const std::string& which) {
  GeosContext geos;
  const double expected = area_m2(intersection(geos, a, b));
  const double tolerance = std::max(1e-6, 1e-9 * expected);
  EXPECT_NEAR(shared_area_m2(a, b), expected, tolerance) << which;
  expect_as_walked(a, b, which);
  EXPECT_NEAR(shared_area_m2(b, a), expected, tolerance) << which << " (other way round)";
}

MultiPolygon moved(MultiPolygonView a, double dx, double dy) {
  MultiPolygonColumn column;
  for (std::size_t p = 0; p < a.part_count(); ++p) {
    for (std::size_t r = 0; r < a.part(p).ring_count(); ++r) {
      for (const Point& q : a.part(p).ring(r)) column.add_point({q.x + dx, q.y + dy});
      column.end_ring();
    }
    column.end_part();
  }
  column.end_feature();
  return MultiPolygon(std::move(column));
}

TEST(SharedArea, SquaresInEveryPosition) {
  const MultiPolygon a = polygon_of(Box{500000, 100000, 500004, 100004});
  for (int dx = -5; dx <= 5; ++dx)
    for (int dy = -5; dy <= 5; ++dy) {
      const MultiPolygon b = polygon_of(Box{500000.0 + dx, 100000.0 + dy, 500004.0 + dx, 100004.0 + dy});
      EXPECT_DOUBLE_EQ(shared_area_m2(a, b), std::max(0, 4 - std::abs(dx)) * std::max(0, 4 - std::abs(dy)))
          << dx << " " << dy;
    }
}

TEST(SharedArea, IdenticalAreasAndContainment) {
  const Drawing ring = drawn("WWWW\nW..W\nW.WW\nWWWW\n");
  const MultiPolygonView a = ring.geometry[0];
  EXPECT_DOUBLE_EQ(shared_area_m2(a, a), area_m2(a));
  EXPECT_DOUBLE_EQ(shared_area_m2(a, polygon_of(box_of(a))), area_m2(a));
  EXPECT_DOUBLE_EQ(shared_area_m2(a, polygon_of(box_of(a).grown(10))), area_m2(a));
  EXPECT_DOUBLE_EQ(shared_area_m2(a, polygon_of(box_of(a).grown(-100))), 10000);
}

TEST(SharedArea, RandomStars) {
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    const int corners = 3 + static_cast<int>(seed % 120);
    const MultiPolygon a = random_star(seed, {500000, 200000}, 100, corners);
    const MultiPolygon b = random_star(seed + 7000, {500000 + static_cast<double>(seed % 150), 200000},
                                       10 + static_cast<double>(seed % 97), 50);
    expect_as_geos(a, b, "seed " + std::to_string(seed));
  }
}

TEST(SharedArea, NeighboursOfACoverageShareNothing) {
  // Cutting a star by a rectangle gives two areas with a common boundary, part of it the star's own corners.
  GeosContext geos;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const MultiPolygon star = random_star(seed, {500000, 200000}, 300, 40);
    const MultiPolygon half =
        clip(geos, star, Box{500000.0 - 400, 200000 - 400, 500000.0 + static_cast<double>(seed % 50), 200000 + 400});
    const MultiPolygon rest = difference(geos, star, half);
    EXPECT_NEAR(shared_area_m2(half, rest), 0, 1e-6) << seed;
    EXPECT_NEAR(shared_area_m2(half, star) + shared_area_m2(rest, star), area_m2(star), 1e-6) << seed;
  }
}

TEST(SharedArea, SmallIntegerGridsAreFullOfTies) {
  // Corners on a 7 × 7 grid: shared corners, corners on edges, overlapping collinear edges in every combination.
  std::mt19937_64 random(42);
  GeosContext geos;
  int compared = 0;
  for (int trial = 0; trial < 20000 && compared < 3000; ++trial) {
    const auto draw = [&] {
      std::vector<Point> corners;
      const std::size_t n = 3 + random() % 5;
      for (std::size_t i = 0; i < n; ++i)
        corners.push_back({static_cast<double>(random() % 7), static_cast<double>(random() % 7)});
      return polygon_of(corners);
    };
    const MultiPolygon a = draw(), b = draw();
    if (validity(geos, a) || validity(geos, b)) continue;
    ++compared;
    expect_as_geos(a, b, "trial " + std::to_string(trial));
  }
  EXPECT_GE(compared, 1000);
}

TEST(SharedArea, NearlyCoincidentBoundaries) {
  for (int k = 0; k < 12; ++k) {
    const double shift = std::pow(10.0, -k);
    const MultiPolygon a = random_star(static_cast<std::uint64_t>(k), {400000, 300000}, 500, 200);
    expect_as_geos(a, moved(a, shift, shift / 3), "shift 1e-" + std::to_string(k));
  }
}

TEST(SharedArea, SliversAndNeedles) {
  const MultiPolygon needle = polygon({{500000, 100000}, {510000, 100000.001}, {510000, 100000.002}});
  const MultiPolygon needle_back = polygon({{510000, 100000}, {500000, 100000.001}, {500000, 100000.002}});
  expect_as_geos(needle, needle_back, "crossing needles");
  expect_as_geos(needle, moved(needle, 0.001, 0), "needle along itself");
  const MultiPolygon flat = polygon({{0, 0}, {1, 0}, {1, 1e-12}, {0, 1e-12}});
  EXPECT_LE(shared_area_m2(flat, flat), 2e-12);
}

TEST(SharedArea, HolesAndParts) {
  const Drawing map = drawn("WWWWWW.W\nW....W.W\nW.ww.W.W\nW....W..\nWWWWWWWW\n");
  for (std::size_t i = 0; i < map.geometry.size(); ++i)
    for (std::size_t j = 0; j < map.geometry.size(); ++j)
      for (double shift : {0.0, 50.0, 100.0, 133.0})
        expect_as_geos(map.geometry[i], moved(map.geometry[j], shift, shift / 2), "map");
}

TEST(SharedArea, FastPathAgreesWithTheKernel) {
  const MultiPolygon zone = random_star(3, {500000, 200000}, 5000, 4000);
  const EdgeTree tree(zone);
  SharedAreaScratch scratch;
  std::size_t whole = 0;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const MultiPolygon a = random_star(seed, {495000 + 20.0 * static_cast<double>(seed), 200100}, 60, 30);
    const double fast = shared_area_m2(a, box_of(a), area_m2(a), tree, scratch);
    EXPECT_NEAR(fast, shared_area_m2(a, zone), 1e-6);
    whole += fast == area_m2(a);
  }
  EXPECT_GT(whole, 50u);
}

TEST(SharedArea, OrderOfPointsDoesNotMatter) {
  const MultiPolygon a = random_star(1, {0, 0}, 100, 20), b = random_star(2, {30, 0}, 100, 20);
  std::vector<Point> backwards(a.view().points().rbegin(), a.view().points().rend());
  EXPECT_NEAR(shared_area_m2(polygon_of(backwards), b), shared_area_m2(a, b), 1e-9);
}

}  // namespace
}  // namespace spatial::test
