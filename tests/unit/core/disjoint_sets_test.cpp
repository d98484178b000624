// SPDX-License-Identifier: MIT
#include "libspatial/core/disjoint_sets.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

namespace spatial {
namespace {

using testing::ElementsAre;

TEST(DisjointSets, AreNamedByTheirLowestMemberAndNumberedInItsOrder) {
  DisjointSets sets(5);
  EXPECT_TRUE(sets.join(3, 1));
  EXPECT_EQ(sets.find(3), 1u);
  EXPECT_FALSE(sets.join(1, 3)) << "they hang together already";
  EXPECT_THAT(sets.numbered(), ElementsAre(0, 1, 2, 1, 3));
  EXPECT_EQ(sets.add(), 5u);
  EXPECT_TRUE(sets.join(5, 0));
  EXPECT_THAT(sets.numbered(), ElementsAre(0, 1, 2, 1, 3, 0));
  EXPECT_TRUE(DisjointSets().numbered().empty());
}

TEST(DisjointSets, AreThoseOfTransitiveClosureInAnyOrderOfPairs) {
  std::mt19937 random(17);
  for (int round = 0; round < 200; ++round) {
    const std::uint32_t count = 1 + random() % 30;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs(random() % 40);
    for (auto& [a, b] : pairs) a = random() % count, b = random() % count;
    std::vector<std::uint32_t> lowest(count);  // by spreading the lowest number until nothing changes
    for (std::uint32_t i = 0; i < count; ++i) lowest[i] = i;
    for (bool changed = true; changed;) {
      changed = false;
      for (const auto& [a, b] : pairs) {
        const std::uint32_t least = std::min(lowest[a], lowest[b]);
        changed = changed || lowest[a] != least || lowest[b] != least;
        lowest[a] = lowest[b] = least;
      }
    }
    for (int order = 0; order < 2; ++order) {
      DisjointSets sets(count);
      for (const auto& [a, b] : pairs) sets.join(a, b);
      for (std::uint32_t i = 0; i < count; ++i) EXPECT_EQ(sets.find(i), lowest[i]);
      std::shuffle(pairs.begin(), pairs.end(), random);
    }
  }
}

}  // namespace
}  // namespace spatial
