// SPDX-License-Identifier: MIT
#include "libspatial/network/cost_search.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <queue>
#include <random>

#include "libspatial/core/error.hpp"

namespace spatial::test {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr float no_data = std::numeric_limits<float>::quiet_NaN();

/// Dijkstra (1959) with a binary heap, over the whole surface.
std::vector<double> plain_costs(const Raster& surface, const std::vector<std::size_t>& sources, double limit) {
  const RasterGrid& grid = surface.grid;
  std::vector<double> cost(grid.size(), infinity);
  using Entry = std::pair<double, std::size_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> heap;
  for (const std::size_t cell : sources) {
    cost[cell] = 0;
    heap.emplace(0, cell);
  }
  while (!heap.empty()) {
    const auto [d, cell] = heap.top();
    heap.pop();
    if (d > cost[cell]) continue;
    const auto row = static_cast<long>(cell / grid.columns), column = static_cast<long>(cell % grid.columns);
    for (long r = std::max(0L, row - 1); r <= std::min<long>(grid.rows - 1, row + 1); ++r)
      for (long c = std::max(0L, column - 1); c <= std::min<long>(grid.columns - 1, column + 1); ++c) {
        const double half = std::hypot(r != row ? grid.cell_y : 0, c != column ? grid.cell_x : 0) / 2;
        const std::size_t other = static_cast<std::size_t>(r) * grid.columns + static_cast<std::size_t>(c);
        const double resistance = surface.values[cell], through = d + (resistance + surface.values[other]) * half;
        if (!(through < cost[other]) || through > limit) continue;
        cost[other] = through;
        heap.emplace(through, other);
      }
  }
  return cost;
}

Raster random_surface(unsigned seed, double cell_x, double cell_y, float most) {
  std::mt19937 random(seed);
  Raster raster{{500000, 200000, cell_x, cell_y, 37, 29}, {}};
  for (std::size_t k = 0; k < raster.grid.size(); ++k)
    raster.values.push_back(random() % 7 == 0   ? no_data
                            : random() % 3 == 0 ? 1
                                                : 1 + most * static_cast<float>(random() % 1000) / 1000);
  return raster;
}

TEST(CostSearch, GivesTheBitsOfABinaryHeap) {
  CostSearch search;
  unsigned seed = 0;
  for (const double cell_y : {10.0, 7.5})
    for (const float most : {0.0F, 50.0F, 5e6F})
      for (const double limit : {0.0, 55.5, 400.0, 1e9}) {
        const Raster surface = random_surface(++seed, 10, cell_y, most);
        std::mt19937 random(seed);
        std::vector<std::size_t> sources;
        while (sources.size() < 5) {
          const std::size_t cell = random() % surface.grid.size();
          if (!std::isnan(surface.values[cell])) sources.push_back(cell);
        }
        search.run(surface, CostSearch::steps_of(surface), sources, limit);
        const std::vector<double> expected = plain_costs(surface, sources, limit);
        for (std::size_t cell = 0; cell < expected.size(); ++cell)
          ASSERT_EQ(search.cost(cell), expected[cell]) << "seed " << seed << " cell " << cell;
      }
}

TEST(CostSearch, PathsCostWhatTheSearchSays) {
  const Raster surface = random_surface(7, 10, 10, 50);
  CostSearch search;
  const std::size_t source[] = {0};
  Raster open = surface;
  open.values[0] = 1;
  search.run(open, CostSearch::steps_of(open), source, 1e9);
  for (std::size_t cell = 5; cell < open.grid.size(); cell += 97) {
    if (!std::isfinite(search.cost(cell))) continue;
    const std::vector<std::size_t> path = search.path_from(cell);
    EXPECT_EQ(path.front(), cell);
    EXPECT_EQ(path.back(), 0u);
    double sum = 0;
    for (std::size_t k = path.size() - 1; k-- > 0;) {
      const Point a = open.grid.centre(path[k]), b = open.grid.centre(path[k + 1]);
      sum += (open.values[path[k]] + open.values[path[k + 1]]) / 2.0 * std::hypot(a.x - b.x, a.y - b.y);
    }
    EXPECT_NEAR(sum, search.cost(cell), 1e-6 * (1 + sum));
  }
}

TEST(CostSearch, EndsEarlyWithTheCostsAndPathsOfAWholeSearch) {
  CostSearch search, whole;
  for (unsigned seed = 1; seed <= 20; ++seed)
    for (const float most : {0.0F, 50.0F, 5e6F}) {
      Raster surface = random_surface(seed, 10, 10, most);
      const std::size_t source[] = {37 * 11 + 5 + seed};
      surface.values[source[0]] = 1;
      const CostSearch::Steps steps = CostSearch::steps_of(surface);
      whole.run(surface, steps, source, 1e12);
      std::size_t seen = 0;
      search.run(surface, steps, source, 1e12,
                 [&](const CostSearch::Cells& cells) { return (seen += cells.size()) >= 20 * seed; });
      ASSERT_EQ(search.reached().size(), seen);
      for (const std::size_t cell : search.reached()) {
        ASSERT_EQ(search.cost(cell), whole.cost(cell)) << "seed " << seed;
        ASSERT_EQ(search.path_from(cell), whole.path_from(cell));
      }
      search.run(surface, steps, source, 1e12);  // nothing of the search that ended early is left
      for (std::size_t cell = 0; cell < surface.grid.size(); ++cell) ASSERT_EQ(search.cost(cell), whole.cost(cell));
    }
}

TEST(CostSearch, StepsAreHalfOfBothCellsTimesTheDistance) {
  const Raster surface{{0, 30, 10, 10, 3, 3}, {1, 3, 5, 1, no_data, 5, 1, 1, 1}};
  CostSearch search;
  const std::size_t source[] = {0};
  search.run(surface, CostSearch::steps_of(surface), source, 1e9);
  EXPECT_EQ(search.cost(1), 20);
  EXPECT_EQ(search.cost(3), 10);
  EXPECT_EQ(search.cost(4), infinity) << "cells without data cannot be entered";
  EXPECT_DOUBLE_EQ(search.cost(7), 10 + 10 * std::sqrt(2));
  EXPECT_DOUBLE_EQ(search.cost(8), 20 + 10 * std::sqrt(2));
}

TEST(CostSearch, RefusesResistanceThatMakesNoSense) {
  for (const float bad : {0.0F, -1.0F, std::numeric_limits<float>::infinity()})
    EXPECT_THROW(CostSearch::steps_of(Raster{{0, 10, 10, 10, 2, 1}, {1, bad}}), Error);
  EXPECT_THROW(CostSearch::steps_of(Raster{{0, 10, 10, 10, 2, 1}, {no_data, no_data}}), Error);
}

}  // namespace
}  // namespace spatial::test
