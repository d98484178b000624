// SPDX-License-Identifier: MIT
// Overlapping features taken apart: pieces do not overlap, each feature is the sum of its pieces, GEOS agrees on the
// land of all, and neither order nor threads show.
#include "libspatial/overlay/arrangement.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/overlap_pairs.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

MultiPolygonColumn stars(std::uint64_t seed) {
  MultiPolygonColumn features;
  for (std::uint64_t i = 0; i < 16; ++i) {
    const double x = 500000 + static_cast<double>((seed * 37 + i * 53) % 97) * 6;
    const double y = 100000 + static_cast<double>((seed * 71 + i * 29) % 89) * 6;
    features.append(random_star(seed * 100 + i, {x, y}, 120, 9));
  }
  return features;
}

TEST(Arrangement, PiecesAddUpToFeaturesAndDoNotOverlap) {
  GeosContext geos;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const MultiPolygonColumn features = stars(seed);
    const Arrangement parts = arrangement(features, {});
    std::vector<double> sum(features.size(), 0);
    double all = 0;
    for (std::size_t p = 0; p < parts.size(); ++p) {
      all += parts.areas_m2[p];
      ASSERT_FALSE(parts.members[p].empty());
      for (const std::uint32_t f : parts.members[p]) sum[f] += parts.areas_m2[p];
    }
    for (std::size_t f = 0; f < features.size(); ++f)
      EXPECT_NEAR(sum[f], area_m2(features[f]), 1e-4) << seed << " " << f;
    std::vector<MultiPolygonView> views;
    for (std::size_t f = 0; f < features.size(); ++f) views.push_back(features[f]);
    EXPECT_NEAR(all, area_m2(union_of(geos, views)), 1e-4) << seed;
    EXPECT_NEAR(all, united_m2(features, {}), 1e-4) << seed;
    EXPECT_TRUE(
        overlapping_pairs(parts.geometry, boxes_of(parts.geometry), areas_m2_of(parts.geometry), 1e-3, {}).empty());
  }
}

TEST(Arrangement, IsTheSameWithAnyNumberOfThreadsAndOrderOfFeatures) {
  const MultiPolygonColumn features = stars(5);
  const Arrangement one = arrangement(features, {1}), eight = arrangement(features, {8});
  EXPECT_EQ(one.areas_m2, eight.areas_m2);
  EXPECT_EQ(one.members, eight.members);
  MultiPolygonColumn reversed;
  for (std::size_t f = features.size(); f-- > 0;) reversed.append(features[f]);
  const auto by_set = [&](const Arrangement& parts, bool turned) {
    std::vector<std::pair<std::vector<std::uint32_t>, double>> sets;
    for (std::size_t p = 0; p < parts.size(); ++p) {
      std::vector<std::uint32_t> members = parts.members[p];
      if (turned)
        for (std::uint32_t& f : members) f = static_cast<std::uint32_t>(features.size()) - 1 - f;
      std::sort(members.begin(), members.end());
      if (parts.areas_m2[p] > 1e-3) sets.emplace_back(members, parts.areas_m2[p]);
    }
    std::sort(sets.begin(), sets.end());
    return sets;
  };
  const auto a = by_set(one, false), b = by_set(arrangement(reversed, {}), true);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].first, b[i].first);
    EXPECT_NEAR(a[i].second, b[i].second, 1e-4);
  }
}

TEST(Arrangement, LeavesFeaturesAloneThatOnlyTouch) {
  MultiPolygonColumn squares;
  squares.append(polygon_of(Box{0, 0, 10, 10}));
  squares.append(polygon_of(Box{10, 0, 20, 10}));
  EXPECT_EQ(arrangement(squares, {}).size(), 2U);
  EXPECT_EQ(arrangement({}, {}).size(), 0U);
}

}  // namespace
}  // namespace spatial::test
