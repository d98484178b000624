// SPDX-License-Identifier: MIT
#include "libspatial/network/gain.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "libspatial/core/error.hpp"

namespace spatial::test {
namespace {

const DispersalKernel kernel(100, 0.5);

std::vector<Gain> gains(const PatchGraph& graph, double numerator, const std::vector<CandidateNode>& candidates,
                        double p_min = 0) {
  return gains_of(graph, kernel, numerator, p_min, candidates, {});
}

TEST(Gain, AStepBetweenTwoPatchesByHand) {
  // Two patches of 2 and 3 that are 400 m apart (p = 1/16); the candidate of 1 lies 100 m from each.
  const PatchGraph graph({2, 3}, {{0, 1, 400}});
  const double numerator = 4 + 9 + 2 * 6 / 16.0;
  const Gain gain = gains(graph, numerator, {{1, {{0, 100}, {1, 100}}}})[0];
  EXPECT_NEAR(gain.intra, 1, 1e-12);
  EXPECT_NEAR(gain.flux, 2 * (2 * 0.5 + 3 * 0.5), 1e-12);
  EXPECT_NEAR(gain.connector, 2 * 6 * (0.25 - 0.0625), 1e-12);
  EXPECT_NEAR(gain.eca_gain_m2, std::sqrt(numerator + 1 + 5 + 2.25) - std::sqrt(numerator), 1e-12);
}

TEST(Gain, ACandidateThatTouchesEnlargesAndJoins) {
  const PatchGraph graph({2, 3}, {});
  const Gain gain = gains(graph, 13, {{1, {{0, 0}, {1, 0}}}})[0];
  EXPECT_NEAR(gain.eca_gain_m2, 6 - std::sqrt(13), 1e-12);  // one patch of 6
}

TEST(Gain, ACandidateFarFromEverythingIsWorthItsOwnArea) {
  const PatchGraph graph({3}, {});
  const std::vector<Gain> both = gains(graph, 9, {{4, {}}, {0, {}}});
  EXPECT_NEAR(both[0].eca_gain_m2, 2, 1e-12);  // √(9 + 16) − 3
  EXPECT_EQ(both[0].flux, 0);
  EXPECT_EQ(both[1].eca_gain_m2, 0);
}

TEST(Gain, ADetourThatIsLongerThanTheLinkAddsNothing) {
  const PatchGraph graph({2, 3}, {{0, 1, 100}});
  EXPECT_EQ(gains(graph, 19, {{0, {{0, 60}, {1, 60}}}})[0].eca_gain_m2, 0);
  EXPECT_GT(gains(graph, 19, {{0, {{0, 40}, {1, 40}}}})[0].connector, 0);
}

TEST(Gain, PathsBelowTheCutOffDoNotCount) {
  const PatchGraph graph({2, 3}, {});
  const std::vector<CandidateNode> candidate{{0, {{0, 100}, {1, 150}}}};
  EXPECT_EQ(gains(graph, 13, candidate, 0.25)[0].connector, 0);  // the path is 250 m, the reach 200 m
  EXPECT_GT(gains(graph, 13, candidate, 0.125)[0].connector, 0);
}

TEST(Gain, WorksInALandscapeWithoutPatches) {
  EXPECT_NEAR(gains({}, 0, {{5, {}}})[0].eca_gain_m2, 5, 1e-12);
  EXPECT_EQ(gains({}, 0, {{0, {}}})[0].eca_gain_m2, 0);
  EXPECT_TRUE(gains({}, 0, {}).empty());
}

TEST(Gain, RefusesInputWithoutMeaning) {
  const PatchGraph graph({2, 3}, {});
  EXPECT_THROW(gains(graph, 13, {{1, {{2, 10}}}}), Error);
  EXPECT_THROW(gains(graph, 13, {{1, {{0, -1}}}}), Error);
  EXPECT_THROW(gains(graph, 13, {{1, {{0, std::nan("")}}}}), Error);
  EXPECT_THROW(gains(graph, 13, {{-1, {}}}), Error);
  EXPECT_THROW(gains(graph, std::nan(""), {{1, {}}}), Error);
  EXPECT_THROW(gains(graph, 13, {{1, {}}}, 1.5), Error);
}

}  // namespace
}  // namespace spatial::test
