// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "libspatial/geometry/measures.hpp"

namespace spatial::test {
namespace {

void expect_as_area(const std::vector<Point>& ring, const char* which) {
  EXPECT_EQ(counter_clockwise(ring), signed_area_m2(ring) > 0) << which;
  const std::vector<Point> back(ring.rbegin(), ring.rend());
  EXPECT_EQ(counter_clockwise(back), signed_area_m2(back) > 0) << which << ", backwards";
}

TEST(Orientation, AsTheSignOfTheArea) {
  EXPECT_FALSE(counter_clockwise({}));
  expect_as_area({{1, 1}}, "a point");
  expect_as_area({{1, 1}, {2, 5}, {1, 1}}, "there and back");
  expect_as_area({{0, 0}, {1, 0}, {1, 1}, {0, 0}}, "triangle");
  expect_as_area({{0, 0}, {2, 2}, {2, 0}, {0, 2}, {0, 0}}, "bow tie of equal halves");
  std::mt19937_64 random(5);
  const auto number = [&](double size) { return size * static_cast<double>(random() % 1'000'003) / 1e6; };
  for (int trial = 0; trial < 20'000; ++trial) {
    // From wide rings to needles in which rounding decides.
    const double height = std::pow(10.0, -static_cast<double>(trial % 20));
    std::vector<Point> ring;
    for (std::size_t k = 0; k < 3 + random() % 9; ++k) {
      const double along = number(1000);
      ring.push_back({400000 + along, 200000 + 0.37 * along + number(height)});
    }
    ring.push_back(Point(ring.front()));
    expect_as_area(ring, "random ring");
  }
}

}  // namespace
}  // namespace spatial::test
