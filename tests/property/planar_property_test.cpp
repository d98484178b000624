// SPDX-License-Identifier: MIT
// Planar least-cost links on random surfaces against the slow way: every patch searches the whole surface, and regions
// are grown by a binary heap.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <queue>
#include <random>
#include <set>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/network/least_cost.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

constexpr float no_data = std::numeric_limits<float>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr Executor single{.threads = 1};

/// What the patches stand on; few values make many ties.
Raster random_ground(unsigned seed, int values) {
  std::mt19937 random(seed);
  Raster raster{{500000, 200000, 10, seed % 3 == 0 ? 7.5 : 10, 40, 34}, {}};
  for (std::size_t k = 0; k < raster.grid.size(); ++k)
    raster.values.push_back(random() % 11 == 0 ? no_data
                            : values == 0      ? 1 + static_cast<float>(random() % 100000) / 1000
                                               : static_cast<float>(1 + random() % static_cast<unsigned>(values)));
  return raster;
}

PatchSet random_patches(unsigned seed, const RasterGrid& grid, int count) {
  std::mt19937_64 random(seed);
  const Box box = grid.box();
  PatchSet patches;
  for (int k = 0; k < count; ++k) {
    const Point centre{box.min_x + box.width() * static_cast<double>(random() % 1000) / 1000,
                       box.min_y + box.height() * static_cast<double>(random() % 1000) / 1000};
    const MultiPolygon shape = random_star(random(), centre, 4 + static_cast<double>(random() % 25), 6);
    patches.geometry.append(shape);
    patches.areas_m2.push_back(area_m2(shape.view()));
    patches.boxes.push_back(box_of(shape.view()));
    patches.members.push_back({});
  }
  return patches;
}

using Pairs = std::set<std::pair<std::uint32_t, std::uint32_t>>;

/// Regions of least cost, grown together; a tie goes to the lower patch. Patches that share a cell touch.
Pairs touching_pairs(const CostSurface& surface, double limit) {
  const CostTile& tile = surface.whole("a test");
  const RasterView ground = tile.surface;
  const RasterGrid& grid = surface.grid();
  std::vector<double> cost(grid.size(), infinity);
  std::vector<std::uint32_t> owner(grid.size(), CostTile::none);
  using Entry = std::tuple<double, std::uint32_t, std::size_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> heap;
  for (std::size_t cell = 0; cell < grid.size(); ++cell)
    if (tile.patch_of(cell) != CostTile::none) heap.emplace(0, tile.patch_of(cell), cell);
  const auto around = [&](std::size_t cell, auto&& use) {
    const auto row = static_cast<long>(cell / grid.columns), column = static_cast<long>(cell % grid.columns);
    for (long r = std::max(0L, row - 1); r <= std::min<long>(grid.rows - 1, row + 1); ++r)
      for (long c = std::max(0L, column - 1); c <= std::min<long>(grid.columns - 1, column + 1); ++c)
        if (r != row || c != column)
          use(grid.index(static_cast<std::uint32_t>(r), static_cast<std::uint32_t>(c)),
              std::hypot((r - row) * grid.cell_y, (c - column) * grid.cell_x) / 2);
  };
  while (!heap.empty()) {
    const auto [d, patch, cell] = heap.top();
    heap.pop();
    if (owner[cell] != CostTile::none) continue;
    owner[cell] = patch;
    cost[cell] = d;
    around(cell, [&, d = d, patch = patch, cell = cell](std::size_t other, double half) {
      const double through = d + (double{ground[cell]} + double{ground[other]}) * half;
      if (owner[other] == CostTile::none && through <= limit) heap.emplace(through, patch, other);
    });
  }
  Pairs pairs;
  for (std::size_t cell = 0; cell < grid.size(); ++cell) {
    if (owner[cell] == CostTile::none) continue;
    around(cell, [&](std::size_t other, double) {
      if (owner[other] != CostTile::none && owner[other] != owner[cell])
        pairs.insert(std::minmax(owner[cell], owner[other]));
    });
  }
  for (const auto& [cell, patch] : tile.shared) pairs.insert(std::minmax(patch, tile.patch_of(cell)));
  return pairs;
}

class PlanarLinks : public testing::TestWithParam<unsigned> {};

TEST_P(PlanarLinks, AreTheLinksOfPatchesWhoseRegionsTouch) {
  const unsigned seed = GetParam();
  std::size_t kept = 0, dropped = 0;
  for (const int values : {1, 3, 50, 0})
    for (const double limit : {60.0, 400.0, 1e5}) {
      SCOPED_TRACE(testing::Message() << values << " values, limit " << limit);
      const Raster ground = random_ground(seed, values);
      const CostSurface surface(source_of(ground), random_patches(seed, ground.grid, 5 + static_cast<int>(seed % 40)),
                                limit, 0, single);
      const Pairs touching = touching_pairs(surface, limit);
      std::vector<CostLink> expected;
      for (CostLink& link : cost_links(surface, limit, LinkTopology::all, single)) {
        if (touching.contains({link.link.a, link.link.b}))
          expected.push_back(std::move(link));
        else
          ++dropped;
      }
      const std::vector<CostLink> found = cost_links(surface, limit, LinkTopology::planar, {.threads = 2});
      ASSERT_EQ(found.size(), expected.size());
      kept += found.size();
      double cheapest = infinity;
      for (std::size_t l = 0; l < found.size(); ++l) {
        EXPECT_EQ(found[l].link.a, expected[l].link.a);
        EXPECT_EQ(found[l].link.b, expected[l].link.b);
        EXPECT_EQ(found[l].link.distance_m, expected[l].link.distance_m);
        EXPECT_EQ(found[l].path, expected[l].path);
        cheapest = std::min(cheapest, found[l].link.distance_m);
      }
      if (found.empty())
        EXPECT_GT(*cheapest_way(surface, single), limit);
      else
        EXPECT_NEAR(*cheapest_way(surface, single), cheapest, 1e-9 * (1 + cheapest));
    }
  EXPECT_GT(kept, 0u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, PlanarLinks, testing::Range(1u, 41u));

}  // namespace
}  // namespace spatial::test
