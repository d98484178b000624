// SPDX-License-Identifier: MIT
#include "libspatial/geometry/nearest.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "libspatial/geometry/line_tree.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

struct World {
  std::vector<std::unique_ptr<EdgeTree>> trees;
  std::vector<Box> boxes;
  Box extent;
  BoxIndex index;
  void add(EdgeTree tree) {
    trees.push_back(std::make_unique<EdgeTree>(std::move(tree)));
    boxes.push_back(trees.back()->box());
    extent.add(boxes.back());
  }
  std::vector<NearFeature> nearest(const EdgeTree& from, NearOptions options) {
    index = BoxIndex(boxes);
    return nearest_features(from, {boxes, index, extent, [&](std::uint32_t f) -> const EdgeTree& { return *trees[f]; }},
                            options);
  }
};

double segment_distance(Point p, Point a, Point b) {
  const double dx = b.x - a.x, dy = b.y - a.y, l2 = dx * dx + dy * dy;
  const double t = l2 > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / l2, 0.0, 1.0) : 0;
  return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

TEST(Nearest, EqualsABruteForceWithAnyCountAndLimit) {
  World world;
  for (std::uint64_t k = 0; k < 120; ++k)
    world.add(EdgeTree(test::random_star(
        k, {500000 + static_cast<double>(k * 7919 % 9973), 150000 + static_cast<double>(k * 104729 % 9967)},
        60 + static_cast<double>(k % 9) * 20, 17)));
  for (std::uint64_t s = 0; s < 25; ++s) {
    const EdgeTree site(test::random_star(
        1000 + s, {500000 + static_cast<double>(s * 3571 % 9973), 150000 + static_cast<double>(s * 6007 % 9967)}, 50,
        9));
    std::vector<std::pair<double, std::uint32_t>> all;
    for (std::uint32_t f = 0; f < world.trees.size(); ++f) all.emplace_back(distance_m(site, *world.trees[f]), f);
    std::sort(all.begin(), all.end());
    for (const std::size_t count : {1, 3, 200})
      for (const double within : {200.0, 2500.0, 1e9})
        for (const double radius : {1.0, 5000.0}) {
          const auto found = world.nearest(site, {.count = count, .within_m = within, .first_radius_m = radius});
          std::vector<std::uint32_t> expected, features;
          for (const auto& [d, f] : all)
            if (d <= within + 1e-8 && (expected.size() < count || d <= all[count - 1].first + 1e-8))
              expected.push_back(f);
          for (const NearFeature& near : found) features.push_back(near.feature);
          std::sort(expected.begin(), expected.end());
          std::sort(features.begin(), features.end());
          EXPECT_EQ(features, expected) << "site " << s << " count " << count << " within " << within;
          for (std::size_t k = 1; k < found.size(); ++k)
            EXPECT_LE(found[k - 1].closest.distance_m, found[k].closest.distance_m + 1e-8);
        }
  }
}

TEST(Nearest, TiesComeByIndexAndExceptionIsLeftOut) {
  World world;
  for (const Point p : {Point{100, 0}, Point{-110, 0}, Point{0, 100}, Point{0, -110}, Point{500, 0}})
    world.add(EdgeTree(polygon_of(Box{p.x, p.y, p.x + 10, p.y + 10})));
  const EdgeTree site(polygon_of(Box{0, 0, 1e-3, 1e-3}));
  const auto found = world.nearest(site, {.count = 1, .tie_m = 0.01, .first_radius_m = 1});
  ASSERT_EQ(found.size(), 4u);
  for (std::uint32_t k = 0; k < 4; ++k) EXPECT_EQ(found[k].feature, k);
  EXPECT_EQ(world.nearest(site, {.count = 1, .tie_m = 0.01, .except = 1}).size(), 3u);
  EXPECT_TRUE(world.nearest(site, {.count = 1, .within_m = 99}).empty());
  EXPECT_EQ(world.nearest(site, {.count = 5}).back().feature, 4u);
}

TEST(Nearest, LinesAndPoints) {
  const std::vector<Point> line{{500000, 100000}, {500100, 100050}, {500200, 100000}},
      other{{500100, 100000}, {500100, 100020.5}}, dot{{500300, 100040}};
  const auto tree = [](const std::vector<Point>& points) {
    const std::span<const Point> view(points);
    return tree_of(MultiPolygon().view(), std::span(&view, 1));
  };
  double expected = 1e9;
  for (const Point p : other)
    expected = std::min({expected, segment_distance(p, line[0], line[1]), segment_distance(p, line[1], line[2])});
  EXPECT_NEAR(distance_m(tree(line), tree(other)), expected, 1e-8);
  EXPECT_NEAR(distance_m(tree(dot), tree(line)), segment_distance(dot[0], line[1], line[2]), 1e-8);
  EXPECT_NEAR(distance_m(tree(dot), tree(dot)), 0, 1e-9);
  const EdgeTree area(polygon_of(Box{500050, 99900, 500400, 100100}));
  EXPECT_EQ(distance_m(tree(dot), area), 0) << "a point in an area";
  EXPECT_EQ(distance_m(area, tree(dot)), 0);
  EXPECT_EQ(distance_m(tree(line), area), 0);
  EXPECT_FALSE(tree(line).covers({500100, 100010})) << "lines have no inside";
}

TEST(Nearest, DirectionsAndBearings) {
  EXPECT_EQ(direction_of({0, 0}, {0, 5}), 0);
  EXPECT_EQ(direction_of({0, 0}, {5, 4.9}), 1);
  EXPECT_EQ(direction_of({0, 0}, {-5, 0}), 6);
  EXPECT_EQ(direction_of({0, 0}, {0, 0}), -1);
  EXPECT_DOUBLE_EQ(bearing_deg({0, 0}, {1, 1}), 45);
  EXPECT_DOUBLE_EQ(bearing_deg({0, 0}, {-1, 0}), 270);
  EXPECT_TRUE(std::isnan(bearing_deg({1, 1}, {1, 1})));
}

}  // namespace
}  // namespace spatial
