// SPDX-License-Identifier: MIT
#include "libspatial/geometry/box_chains.hpp"

#include <gmock/gmock.h>

#include <random>

namespace spatial {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(BoxChains, FollowBoxesThatMeetAndStopAtGaps) {
  const std::vector<Box> boxes{{0, 0, 1, 1}, {1, 1, 2, 2}, {2, 0, 3, 1}, {5, 0, 6, 1}, {}, {6, 1, 7, 2}};
  EXPECT_THAT(chained(boxes, {0}), ElementsAre(0, 1, 2));  // corners that touch are enough
  EXPECT_THAT(chained(boxes, {5}), ElementsAre(3, 5));
  EXPECT_THAT(chained(boxes, {4, 4}), ElementsAre(4));  // an empty box meets nothing
  EXPECT_THAT(chained(boxes, {}), IsEmpty());
  EXPECT_THAT(chained_to(boxes, std::vector<Box>{{2.5, 0.5, 2.6, 0.6}}), ElementsAre(0, 1, 2));
  EXPECT_THAT(chained_to(boxes, std::vector<Box>{{3.5, 0, 4, 1}, {}}), IsEmpty());
  EXPECT_THAT(chained_to(std::vector<Box>{}, std::vector<Box>{{0, 0, 1, 1}}), IsEmpty());
}

TEST(BoxChains, AreTheConnectedComponentsOfRandomBoxes) {
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> at(0, 100), length(0, 8);
  for (int round = 0; round < 20; ++round) {
    std::vector<Box> boxes;
    for (int k = 0; k < 120; ++k) {
      const double x = at(random), y = at(random);
      boxes.push_back({x, y, x + length(random), y + length(random)});
    }
    std::vector<std::size_t> group(boxes.size());
    for (std::size_t k = 0; k < boxes.size(); ++k) group[k] = k;
    for (bool changed = true; changed;) {  // the least number spreads over boxes that meet
      changed = false;
      for (std::size_t a = 0; a < boxes.size(); ++a)
        for (std::size_t b = 0; b < boxes.size(); ++b)
          if (boxes[a].intersects(boxes[b]) && group[b] < group[a]) group[a] = group[b], changed = true;
    }
    std::vector<std::uint32_t> expected;
    for (std::uint32_t k = 0; k < boxes.size(); ++k)
      if (group[k] == group[17] || group[k] == group[63]) expected.push_back(k);
    EXPECT_EQ(chained(boxes, {63, 17}), expected);
  }
}

}  // namespace
}  // namespace spatial
