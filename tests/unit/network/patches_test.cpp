// SPDX-License-Identifier: MIT
#include "libspatial/network/patches.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using Lists = std::vector<std::vector<std::uint32_t>>;

/// Cells are 100 m, so a cell is 1 ha; polygons are numbered as the page is read.
PatchSet patches(const MultiPolygonColumn& habitat, double join_m = 0, double min_patch_m2 = 1000,
                 const Executor& executor = {}) {
  std::vector<std::uint32_t> core(habitat.size());
  std::iota(core.begin(), core.end(), 0u);
  return patches_of(habitat, core, {join_m, min_patch_m2}, executor);
}

TEST(Patches, PolygonsThatShareAnEdgeAreOne) {
  const PatchSet set = patches(drawn("AB..C\n"
                                     "A...C\n")
                                   .geometry);
  EXPECT_EQ(set.members, (Lists{{0, 1}, {2}}));
  ASSERT_EQ(set.size(), 2u);
  EXPECT_NEAR(set.areas_m2[0], 30000, 1e-6);
  EXPECT_NEAR(set.areas_m2[1], 20000, 1e-6);
  EXPECT_EQ(set.geometry.size(), 2u);
  EXPECT_EQ(set.geometry[0].part_count(), 1u);
  EXPECT_EQ(set.boxes[0], (Box{500000, 100000, 500200, 100200}));
}

TEST(Patches, PolygonsThatShareOnePointAreOne) {
  const PatchSet set = patches(drawn("A..\n"
                                     ".B.\n"
                                     "..C\n")
                                   .geometry);
  EXPECT_EQ(set.members, (Lists{{0, 1, 2}}));
  EXPECT_NEAR(set.areas_m2[0], 30000, 1e-6);
}

TEST(Patches, AGapUpToTheJoinDistanceIsBridgedButNotFilled) {
  const MultiPolygonColumn map = drawn("A.B..C").geometry;
  EXPECT_EQ(patches(map).members, (Lists{{0}, {1}, {2}}));
  EXPECT_EQ(patches(map, 99.999).members, (Lists{{0}, {1}, {2}}));
  const PatchSet set = patches(map, 100);
  EXPECT_EQ(set.members, (Lists{{0, 1}, {2}}));
  EXPECT_NEAR(set.areas_m2[0], 20000, 1e-6);
  EXPECT_EQ(set.geometry[0].part_count(), 2u);
  EXPECT_EQ(patches(map, 200).members, (Lists{{0, 1, 2}}));
}

TEST(Patches, APolygonInAHoleTouchesAndOneInAWiderHoleDoesNot) {
  EXPECT_EQ(patches(drawn("AAA\n"
                          "ABA\n"
                          "AAA\n")
                        .geometry)
                .members,
            (Lists{{0, 1}}));
  EXPECT_EQ(patches(drawn("AAAAA\n"
                          "A...A\n"
                          "A.B.A\n"
                          "A...A\n"
                          "AAAAA\n")
                        .geometry)
                .members,
            (Lists{{0}, {1}}));
}

TEST(Patches, OverlapsCountOnce) {
  MultiPolygonColumn habitat;
  habitat.append(polygon_of(Box{0, 0, 100, 100}));
  habitat.append(polygon_of(Box{50, 0, 150, 100}));
  habitat.append(polygon_of(Box{60, 20, 80, 40}));
  const PatchSet set = patches(habitat);
  EXPECT_EQ(set.members, (Lists{{0, 1, 2}}));
  EXPECT_NEAR(set.areas_m2[0], 15000, 1e-6);
}

TEST(Patches, SmallOnesAreNoNodesButAreReported) {
  const PatchSet set = patches(drawn("A.BB.C").geometry, 0, 20000);
  EXPECT_EQ(set.members, (Lists{{1}}));
  EXPECT_EQ(set.too_small, (Lists{{0}, {2}}));
  ASSERT_EQ(set.too_small_areas_m2.size(), 2u);
  EXPECT_NEAR(set.too_small_areas_m2[1], 10000, 1e-6);
}

TEST(Patches, OnlyCoreFeaturesTakePart) {
  const Drawing map = drawn("ABC.D");
  const std::vector<std::uint32_t> core{0, 2, 3};
  const PatchSet set = patches_of(map.geometry, core, {}, {});
  EXPECT_EQ(set.members, (Lists{{0}, {2}, {3}}));
  EXPECT_EQ(patches_of(map.geometry, {}, {}, {}).size(), 0u);
}

TEST(Patches, AFeatureWithoutGeometryIsAccountedFor) {
  MultiPolygonColumn habitat;
  habitat.append(polygon_of(Box{0, 0, 100, 100}));
  habitat.end_feature();
  const PatchSet set = patches(habitat, 0, 0);
  EXPECT_EQ(set.members, (Lists{{0}}));
  EXPECT_EQ(set.too_small, (Lists{{1}}));
  EXPECT_EQ(set.too_small_areas_m2, (std::vector<double>{0}));
}

TEST(Patches, RefusesInputWithoutMeaning) {
  const Drawing map = drawn("A.B");
  const auto with = [&](std::vector<std::uint32_t> core, PatchOptions options) {
    return patches_of(map.geometry, core, options, {});
  };
  EXPECT_THROW(with({2}, {}), Error);
  EXPECT_THROW(with({1, 0}, {}), Error);
  EXPECT_THROW(with({0, 0}, {}), Error);
  EXPECT_THROW(with({0}, {-1, 0}), Error);
  EXPECT_THROW(with({0}, {0, std::nan("")}), Error);
}

TEST(Patches, TheSameForAnyNumberOfThreads) {
  MultiPolygonColumn habitat;
  for (std::uint64_t s = 0; s < 120; ++s)
    habitat.append(random_star(
        s, {500000 + 170.0 * static_cast<double>(s % 11), 100000 + 150.0 * static_cast<double>(s / 11)}, 95, 24));
  const PatchSet one = patches(habitat, 5, 1000, {1});
  EXPECT_GT(one.size(), 3u);
  EXPECT_LT(one.size(), 120u);
  for (const unsigned threads : {2u, 8u}) {
    const PatchSet other = patches(habitat, 5, 1000, {threads});
    EXPECT_EQ(one.members, other.members);
    EXPECT_EQ(one.areas_m2, other.areas_m2);
    for (std::size_t p = 0; p < one.size(); ++p)
      EXPECT_TRUE(std::ranges::equal(one.geometry[p].points(), other.geometry[p].points())) << p;
  }
}

}  // namespace
}  // namespace spatial::test
