// SPDX-License-Identifier: MIT
#include "libspatial/overlay/class_areas.hpp"

#include <gtest/gtest.h>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

struct Classes {
  MultiPolygonColumn geometry;
  std::vector<std::uint32_t> class_of;
  ClassAreas sums(std::size_t classes, const Executor& executor) const {
    std::vector<MultiPolygonView> views;
    for (std::size_t f = 0; f < geometry.size(); ++f) views.push_back(geometry[f]);
    return {views, class_of, classes, executor};
  }
};

/// Stars of many sizes, some with a hole, in three classes and one that nothing belongs to.
Classes random_classes(std::uint64_t seed, int count) {
  Classes classes;
  GeosContext geos;
  for (int i = 0; i < count; ++i) {
    const auto k = seed * 1000 + static_cast<std::uint64_t>(i);
    const Point centre{500000 + static_cast<double>(k * 7919 % 4001), 150000 + static_cast<double>(k * 104729 % 3989)};
    const double radius = 10 + static_cast<double>(k % 7) * 40;
    const MultiPolygon star = test::random_star(k, centre, radius, 5 + static_cast<int>(k % 60));
    if (i % 5 == 0)
      classes.geometry.append(difference(geos, star, test::random_star(k + 1, centre, radius / 3, 9)));
    else
      classes.geometry.append(star);
    classes.class_of.push_back(static_cast<std::uint32_t>(k % 3));
  }
  classes.geometry.end_feature();  // without land
  classes.class_of.push_back(1);
  return classes;
}

TEST(ClassAreas, AreTheSumsOfSharedAreas) {
  const Classes classes = random_classes(1, 600);
  const ClassAreas sums = classes.sums(4, {});
  const Box extent = extent_of(classes.geometry);
  EXPECT_TRUE(sums.box().grown(1e-9).contains(extent) && extent.grown(1e-9).contains(sums.box()));
  SharedAreaScratch scratch;
  GeosContext geos;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Point centre{500000 + static_cast<double>(seed * 397 % 4500),
                       150000 + static_cast<double>(seed * 211 % 4500)};
    const MultiPolygon star = test::random_star(seed, centre, 40.0 * static_cast<double>(seed % 50 + 1), 30);
    const MultiPolygon area =
        seed % 4 == 0 ? difference(geos, star, test::random_star(seed, centre, 200, 12)) : MultiPolygon(star.view());
    std::vector<double> expected(4, 0);
    for (std::size_t f = 0; f < classes.geometry.size(); ++f)
      if (!classes.geometry[f].empty()) expected[classes.class_of[f]] += shared_area_m2(classes.geometry[f], area);
    const std::vector<double> found = sums.shared_m2(EdgeTree(area), scratch);
    ASSERT_EQ(found.size(), 4u);
    for (std::size_t c = 0; c < 4; ++c)
      EXPECT_NEAR(found[c], expected[c], 1e-6 + 1e-9 * expected[c]) << seed << " " << c;
    EXPECT_EQ(found[3], 0);
    EXPECT_EQ(sums.shared_m2(EdgeTree(area), scratch), found) << "what is left in the scratch";
  }
}

TEST(ClassAreas, OfAllAndOfNothing) {
  const Classes classes = random_classes(2, 300);
  const ClassAreas sums = classes.sums(3, {});
  SharedAreaScratch scratch;
  std::vector<StableSum> all(3);
  for (std::size_t f = 0; f < classes.geometry.size(); ++f) all[classes.class_of[f]].add(area_m2(classes.geometry[f]));
  const std::vector<double> found = sums.shared_m2(EdgeTree(polygon_of(extent_of(classes.geometry).grown(1))), scratch);
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(found[c], all[c].value(), 1e-9 * found[c]);
  const MultiPolygon elsewhere = polygon_of(Box{0, 0, 100, 100});
  EXPECT_EQ(sums.shared_m2(EdgeTree(elsewhere), scratch), std::vector<double>(3, 0));
  EXPECT_EQ(ClassAreas({}, {}, 2, {}).shared_m2(EdgeTree(elsewhere), scratch), std::vector<double>(2, 0));
  EXPECT_TRUE(ClassAreas().box().empty());
}

/// As when only the features around an area are known.
TEST(ClassAreas, FeaturesElsewhereDoNotShow) {
  const Classes classes = random_classes(4, 500);
  const ClassAreas all = classes.sums(3, {});
  SharedAreaScratch scratch;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Point centre{500000 + static_cast<double>(seed * 397 % 4500),
                       150000 + static_cast<double>(seed * 211 % 4500)};
    const EdgeTree area(test::random_star(seed, centre, 900, 40));
    Classes near;
    for (std::size_t f = 0; f < classes.geometry.size(); ++f) {
      if (!box_of(classes.geometry[f]).intersects(area.box())) continue;
      near.geometry.append(classes.geometry[f]);
      near.class_of.push_back(classes.class_of[f]);
    }
    EXPECT_LT(near.geometry.size(), 300u);
    EXPECT_EQ(near.sums(3, {}).shared_m2(area, scratch), all.shared_m2(area, scratch));
  }
}

TEST(ClassAreas, ThreadsDoNotShow) {
  const Classes classes = random_classes(3, 400);
  const ClassAreas one = classes.sums(3, {.threads = 1}), eight = classes.sums(3, {.threads = 8});
  SharedAreaScratch scratch;
  const EdgeTree area(test::random_star(5, {502000, 152000}, 1500, 64));
  EXPECT_EQ(one.shared_m2(area, scratch), eight.shared_m2(area, scratch));
}

}  // namespace
}  // namespace spatial
