// SPDX-License-Identifier: MIT
#include "libspatial/network/graph.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "libspatial/core/error.hpp"
#include "libspatial/network/best_links.hpp"

namespace spatial::test {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

ErrorKind kind_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.kind();
  }
  ADD_FAILURE() << "no error";
  return ErrorKind::internal;
}

TEST(DispersalKernel, HalvesAtTheMedianDistance) {
  const DispersalKernel kernel(800, 0.5);
  EXPECT_EQ(kernel.probability(0), 1);
  EXPECT_NEAR(kernel.probability(800), 0.5, 1e-15);
  EXPECT_NEAR(kernel.probability(2400), 0.125, 1e-15);
  EXPECT_NEAR(kernel.reach_m(0.25), 1600, 1e-9);
  EXPECT_EQ(kernel.reach_m(0), infinity);
}

TEST(DispersalKernel, RefusesNumbersWithoutMeaning) {
  for (const auto& [d, p] : {std::pair{0.0, 0.5},
                             {-1.0, 0.5},
                             {nan, 0.5},
                             {infinity, 0.5},
                             {100.0, 0.0},
                             {100.0, 1.0},
                             {100.0, nan},
                             {100.0, 1.5}})
    EXPECT_EQ(kind_of([d = d, p = p] { DispersalKernel(d, p); }), ErrorKind::config) << d << " " << p;
  for (const double p_min : {-0.1, 1.0, nan})
    EXPECT_EQ(kind_of([p_min] { (void)DispersalKernel(100, 0.5).reach_m(p_min); }), ErrorKind::config);
}

TEST(PatchGraph, SortsLinksAndKeepsTheShortestOfParallels) {
  const PatchGraph graph({1, 2, 3}, {{2, 1, 50}, {0, 1, 30}, {1, 2, 40}, {1, 0, 30}});
  ASSERT_EQ(graph.links().size(), 2u);
  EXPECT_EQ(graph.links()[0].a, 0u);
  EXPECT_EQ(graph.links()[0].b, 1u);
  EXPECT_EQ(graph.links()[1].distance_m, 40);
  ASSERT_EQ(graph.arcs(1).size(), 2u);
  EXPECT_EQ(graph.arcs(1)[0].to, 0u);
  EXPECT_EQ(graph.arcs(1)[1].to, 2u);
  EXPECT_EQ(graph.arcs(1)[1].link, 1u);
}

TEST(PatchGraph, NumbersComponentsByTheirLowestNode) {
  const PatchGraph graph({1, 1, 1, 1, 1, 1}, {{1, 4, 10}, {0, 5, 10}, {4, 3, 0}});
  EXPECT_EQ(graph.components(), (std::vector<std::uint32_t>{0, 1, 2, 1, 1, 0}));
  EXPECT_TRUE(PatchGraph().components().empty());
  EXPECT_TRUE(PatchGraph({}, {}).components().empty());
}

TEST(PatchGraph, LinksLongerThanTheBestPathAreNotNeeded) {
  // 0–2 is longer than the way over 1, 1–3 is as long as the way over 2, which is no reason to go.
  const PatchGraph graph({1, 1, 1, 1}, {{0, 1, 100}, {1, 2, 100}, {0, 2, 201}, {2, 3, 50}, {1, 3, 150}});
  const PatchGraph best = with_best_links(graph, {});
  ASSERT_EQ(best.links().size(), 4u);
  for (const Link& link : best.links()) EXPECT_NE(link.distance_m, 201);
  EXPECT_EQ(best.areas(), graph.areas());
}

TEST(PatchGraph, RefusesInputWithoutMeaning) {
  const auto links = [](std::vector<Link> l) { return [l] { PatchGraph({1, 1}, l); }; };
  EXPECT_EQ(kind_of(links({{0, 0, 1}})), ErrorKind::input);
  EXPECT_EQ(kind_of(links({{0, 2, 1}})), ErrorKind::input);
  EXPECT_EQ(kind_of(links({{0, 1, -1}})), ErrorKind::input);
  EXPECT_EQ(kind_of(links({{0, 1, nan}})), ErrorKind::input);
  EXPECT_EQ(kind_of(links({{0, 1, infinity}})), ErrorKind::input);
  EXPECT_EQ(kind_of([] { PatchGraph({-1}, {}); }), ErrorKind::input);
  EXPECT_EQ(kind_of([] { PatchGraph({nan}, {}); }), ErrorKind::input);
}

}  // namespace
}  // namespace spatial::test
