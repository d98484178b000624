// SPDX-License-Identifier: MIT
// The land of a baseline: what features share, what is left of each, what sources offer, and slivers; by hand.
#include "libspatial/strategy/baseline_land.hpp"

#include <gtest/gtest.h>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/strategy/baseline_slivers.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

MultiPolygonColumn boxes(const std::vector<Box>& all) {
  MultiPolygonColumn column;
  for (const Box& box : all) column.append(polygon_of(box));
  return column;
}

TEST(BaselineLand, SharesAndRestsFollowTheOrderGiven) {
  // 0 and 1 share 20 m², 1 and 2 share 30 m²; 3 lies in 0 alone.
  const MultiPolygonColumn land = boxes({{0, 0, 10, 10}, {8, 0, 18, 10}, {15, 0, 30, 10}, {1, 1, 2, 2}});
  const AreaTable shares = shares_within(land, {});
  ASSERT_EQ(shares[1].size(), 2u);
  EXPECT_EQ(shares[1][0].zone, 0u);
  EXPECT_NEAR(shares[1][0].area_m2, 20, 1e-9);
  EXPECT_NEAR(shares[1][1].area_m2, 30, 1e-9);
  EXPECT_EQ(shares[3].size(), 1u);
  const auto left = [&](const std::vector<std::uint32_t>& rank, const std::vector<std::uint32_t>& groups) {
    std::vector<double> areas;
    const auto rests = rests_in_order(land, shares, rank, groups, {});
    for (std::size_t i = 0; i < rests.size(); ++i) areas.push_back(rests[i] ? area_m2(*rests[i]) : area_m2(land[i]));
    return areas;
  };
  const auto near = [](const std::vector<double>& found, const std::vector<double>& wanted) {
    for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_NEAR(found[i], wanted[i], 1e-9) << i;
  };
  near(left({0, 1, 2, 3}, {}), {100, 80, 120, 0});
  near(left({3, 2, 1, 0}, {}), {79, 70, 150, 1});
  near(left({0, 1, 2, 3}, {0, 1, 1, 0}), {100, 100, 120, 0});
}

TEST(BaselineLand, SourcesOfferEachPlaceOnce) {
  const MultiPolygonColumn land = boxes({{0, 0, 10, 10}, {5, 0, 15, 10}, {0, 0, 20, 10}});
  const AreaTable shares = shares_within(land, {});
  const OfferedLand offered(land, shares, {0, 0, 1}, 2, {});
  EXPECT_NEAR(offered.offered_m2()[0], 150, 1e-9) << "not 200";
  EXPECT_NEAR(offered.offered_m2()[1], 200, 1e-9);
  const MultiPolygonColumn pieces = boxes({{4, 0, 16, 10}});
  const AreaTable of_piece = shares_of_pieces(pieces, std::vector<std::uint32_t>{0xFFFFFFFF}, land, {}, {});
  const auto in = offered.in_pieces(pieces, of_piece, {});
  EXPECT_NEAR(in[0][0], 110, 1e-9) << "from 4 to 15 m, once";
  EXPECT_NEAR(in[0][1], 120, 1e-9);
}

TEST(BaselineSlivers, GoToTheNeighbourWithTheLongestCommonEdge) {
  // A sliver of 0.4 m² that touches one neighbour along 4 m and the other along 0.1 m.
  MultiPolygonColumn geometry = boxes({{0, 0, 4, 10}, {4, 10, 10, 10.1}, {0, 10, 4, 10.1}});
  std::vector<BaselinePiece> pieces;
  for (std::uint32_t p = 0; p < 3; ++p) pieces.push_back({p, "g" + std::to_string(p), area_m2(geometry[p]), 0});
  std::vector<GivenSliver> given;
  give_slivers(pieces, geometry, 0.5, given, {});
  ASSERT_EQ(given.size(), 1u);
  EXPECT_EQ(given[0].from, 2u);
  EXPECT_EQ(given[0].to, 0u);
  EXPECT_NEAR(given[0].area_m2, 0.4, 1e-9);
  ASSERT_EQ(pieces.size(), 2u);
  EXPECT_NEAR(pieces[0].area_m2, 40.4, 1e-9);
  EXPECT_NEAR(pieces[1].area_m2, 0.6, 1e-9) << "no smaller than 0.5 m2, so it stays";
}

TEST(BaselineSlivers, WithoutANeighbourStay) {
  MultiPolygonColumn geometry = boxes({{0, 0, 0.1, 1}, {5, 5, 10, 10}});
  std::vector<BaselinePiece> pieces{{0, "g4", 0.1, 0}, {1, "g3", 25, 0}};
  std::vector<GivenSliver> given;
  give_slivers(pieces, geometry, 0.5, given, {});
  EXPECT_TRUE(given.empty());
  EXPECT_EQ(pieces.size(), 2u);
}

}  // namespace
}  // namespace spatial::test
