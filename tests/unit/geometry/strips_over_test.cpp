// SPDX-License-Identifier: MIT
#include "libspatial/geometry/strips_over.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

/// Of closed rings, the first of each part around it.
MultiPolygon shape(const std::vector<std::vector<std::vector<Point>>>& parts) {
  MultiPolygonColumn column;
  for (const auto& rings : parts) {
    for (const std::vector<Point>& ring : rings) {
      for (const Point point : ring) column.add_point(point);
      column.end_ring();
    }
    column.end_part();
  }
  column.end_feature();
  return MultiPolygon(column[0]);
}

std::vector<Point> square(double x, double y, double side) {
  return {{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}, {x, y}};
}

double area_of(const std::vector<Box>& boxes) {
  double sum = 0;
  for (const Box& box : boxes) sum += box.width() * box.height();
  return sum;
}

/// Whether the strips hold the whole of the area. They overlap by some millimetres.
void expect_held(MultiPolygonView area, const std::vector<Box>& strips) {
  GeosContext geos;
  double held = 0;
  for (const Box& strip : strips) held += area_m2(clip(geos, area, strip));
  EXPECT_NEAR(held, area_m2(area), 1e-4 * area_m2(area));
}

TEST(StripsOver, HoldTheWholeAreaOfRandomShapes) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const MultiPolygon star = test::random_star(seed, {300000 + 7.3 * static_cast<double>(seed), 150000}, 900, 9);
    for (const double width : {37.0, 400.0, 5000.0}) {
      const std::vector<Box> strips = strips_over(star.view(), width);
      for (const Box& strip : strips) EXPECT_LE(std::min(strip.width(), strip.height()), width + 0.01);
      expect_held(star.view(), strips);
    }
  }
}

TEST(StripsOver, OfARiverAreMuchSmallerThanItsBox) {
  for (const bool upright : {false, true}) {
    std::vector<Point> ring;
    const auto add = [&](double along, double across) {
      ring.push_back(upright ? Point{across, along} : Point{along, across});
    };
    for (int k = 0; k <= 400; ++k) add(100 * k, 3000 * std::sin(k / 100.0));
    for (int k = 400; k >= 0; --k) add(100 * k, 3000 * std::sin(k / 100.0) + 15);
    ring.push_back(ring.front());
    const MultiPolygon river = shape({{ring}});
    const std::vector<Box> strips = strips_over(river.view(), 1000);
    expect_held(river.view(), strips);
    const Box box = box_of(river.view());
    EXPECT_LT(area_of(strips), 0.05 * box.width() * box.height()) << upright;
  }
}

TEST(StripsOver, CoverEachPartByItselfAndHolesToo) {
  const MultiPolygon two = shape({{square(0, 0, 5000), square(100, 100, 4800)}, {square(90000, 90000, 10)}});
  const std::vector<Box> strips = strips_over(two.view(), 1000);
  expect_held(two.view(), strips);
  EXPECT_NEAR(area_of(strips), 5 * 1000.0 * 5000 + 10 * 10, 1000);
  for (const Box& strip : strips)  // the last strip ends with the part
    EXPECT_TRUE(Box({0, 0, 5000, 5000}).grown(0.01).contains(strip) ||
                Box({90000, 90000, 90010, 90010}).grown(0.01).contains(strip));
  EXPECT_TRUE(strips_over(MultiPolygon().view(), 10).empty());
}

}  // namespace
}  // namespace spatial
