// SPDX-License-Identifier: MIT
#include "libspatial/geometry/neighbourhood.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/shared_area.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

/// Area of a regular polygon of 64 corners in a circle, as a share of the circle.
const double roundness = 64 * std::sin(2 * std::numbers::pi / 64) / (2 * std::numbers::pi);

TEST(ConvexHull, OfASquareWithABayIsTheSquare) {
  const auto hull = convex_hull(test::polygon({{0, 0}, {10, 0}, {10, 10}, {5, 2}, {0, 10}}));
  EXPECT_EQ(hull, (std::vector<Point>{{0, 0}, {10, 0}, {10, 10}, {0, 10}}));
}

TEST(Grown, HasTheAreaOfSteinersFormula) {
  // A + P r + π r², the last with 64 corners.
  const double area = area_m2(grown({{0, 0}, {100, 0}, {100, 50}, {0, 50}}, 2000, 16));
  EXPECT_NEAR(area, 100 * 50 + 300 * 2000.0 + roundness * std::numbers::pi * 2000 * 2000, 1e-3);
  EXPECT_NEAR(area_m2(grown({{7, 7}}, 10, 16)), roundness * std::numbers::pi * 100, 1e-9);
}

TEST(Neighbourhood, IsTheBufferOfGeosWithinItsSimplification) {
  GeosContext geos;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const MultiPolygon star = test::random_star(seed, {550000, 150000}, 180, 40);
    const MultiPolygon fast = neighbourhood(geos, star, 2000, 16), exact = buffer(geos, star, 2000, 64);
    EXPECT_FALSE(validity(geos, fast));
    const double both = shared_area_m2(fast, exact);
    EXPECT_NEAR(both / area_m2(exact), 1, 2e-3) << seed;
    EXPECT_NEAR(both / area_m2(fast), 1, 2e-3) << seed;
    EXPECT_NEAR(shared_area_m2(fast, star), area_m2(star), 1e-6);
  }
}

TEST(Neighbourhood, OfALargeFeatureIsBuffered) {
  GeosContext geos;
  const MultiPolygon star = test::random_star(3, {550000, 150000}, 900, 60);
  EXPECT_DOUBLE_EQ(area_m2(neighbourhood(geos, star, 500, 16)), area_m2(buffer(geos, star, 500, 16)));
  EXPECT_DOUBLE_EQ(area_m2(neighbourhood(geos, star, 0, 16)), area_m2(star));
}

}  // namespace
}  // namespace spatial
