// SPDX-License-Identifier: MIT
#include "libspatial/network/swept_graph.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "libspatial/network/path_search.hpp"

namespace spatial {
namespace {

/// Two parts without a link between them; many links have the same length, some none.
PatchGraph random_graph(std::uint32_t seed) {
  std::mt19937 random(seed);
  constexpr std::uint32_t half = 60;
  std::vector<double> areas;
  for (std::uint32_t i = 0; i < 2 * half; ++i) areas.push_back(1 + random() % 9);
  std::vector<Link> links;
  for (std::uint32_t k = 0; k < 400; ++k) {
    const std::uint32_t part = k % 2 * half, a = part + random() % half, b = part + random() % half;
    if (a != b) links.push_back({a, b, static_cast<double>(random() % 4)});
  }
  return {areas, links};
}

TEST(SweptGraph, HoldsTheSameNetworkByOtherNumbers) {
  const PatchGraph graph = random_graph(1);
  const SweptGraph swept(graph);
  ASSERT_EQ(swept.size(), graph.size());
  for (std::uint32_t number = 0; number < graph.size(); ++number) {
    const std::uint32_t node = swept.node(number);
    ASSERT_EQ(swept.number(node), number);
    EXPECT_EQ(swept.areas()[node], graph.areas()[number]);
    const auto arcs = swept.arcs(node);
    ASSERT_EQ(arcs.size(), graph.arcs(number).size());
    for (std::size_t k = 0; k < arcs.size(); ++k) {
      EXPECT_EQ(swept.number(arcs[k].to), graph.arcs(number)[k].to);
      EXPECT_EQ(arcs[k].distance_m, graph.arcs(number)[k].distance_m);
    }
  }
}

/// On a chain of patches in any order, neighbours have numbers one after the other.
TEST(SweptGraph, SweepsFromEndToEnd) {
  const std::vector<std::uint32_t> chain{3, 0, 5, 1, 4, 2};
  std::vector<Link> links;
  for (std::size_t k = 1; k < chain.size(); ++k) links.push_back({chain[k - 1], chain[k], 10});
  const SweptGraph swept(PatchGraph(std::vector<double>(chain.size(), 1), links));
  for (std::size_t k = 1; k < chain.size(); ++k)
    EXPECT_EQ(std::abs(static_cast<int>(swept.node(chain[k])) - static_cast<int>(swept.node(chain[k - 1]))), 1);
}

TEST(SweptGraph, SearchesSettleTheSamePatchesInTheSameOrder) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    const PatchGraph graph = random_graph(seed);
    const SweptGraph swept(graph);
    PathSearch plain, other;
    for (std::uint32_t source = 0; source < graph.size(); source += 7) {
      const PathSearch::Start start{source, 0}, there{swept.node(source), 0};
      plain.run(graph, {&start, 1}, 6, PathSearch::Tree::dominators);
      other.run(swept, {&there, 1}, 6, PathSearch::Tree::dominators);
      ASSERT_EQ(plain.settled().size(), other.settled().size());
      for (std::size_t k = 0; k < plain.settled().size(); ++k) {
        const std::uint32_t number = plain.settled()[k], node = other.settled()[k];
        ASSERT_EQ(swept.number(node), number) << "seed " << seed << ", source " << source;
        EXPECT_EQ(other.distance_m(node), plain.distance_m(number));
        const std::uint32_t parent = other.parent(node);
        EXPECT_EQ(parent == PathSearch::none ? parent : swept.number(parent), plain.parent(number));
      }
    }
  }
}

}  // namespace
}  // namespace spatial
