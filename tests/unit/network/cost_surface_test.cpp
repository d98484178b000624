// SPDX-License-Identifier: MIT
#include "libspatial/network/cost_surface.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/network/corridors.hpp"
#include "libspatial/network/least_cost.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

constexpr float no_data = std::numeric_limits<float>::quiet_NaN();
constexpr Executor single{.threads = 1};
constexpr double limit = 180;

/// A place that no tile begins at a round number: what differs by rounding would show.
RasterGrid odd_grid() { return {500003.37, 201234.56, 10, 8.3, 121, 97}; }

enum class Ground { few_values, uneven };

Raster random_ground(unsigned seed, Ground kind) {
  std::mt19937 random(seed);
  Raster raster{odd_grid(), {}};
  for (std::size_t k = 0; k < raster.grid.size(); ++k) {
    const bool gap = random() % 9 == 0;
    const float value = kind == Ground::few_values ? static_cast<float>(1 + random() % 3)
                                                   : 1 + 6 * static_cast<float>(random() % 1000) / 1000;
    raster.values.push_back(gap ? no_data : value);
  }
  return raster;
}

/// Patches all over the grid and a little beyond; one is as long as the grid, some overlap, some cover no centre.
PatchSet random_patches(std::uint64_t seed) {
  const Box box = odd_grid().box();
  std::mt19937_64 random(seed);
  const auto between = [&](double low, double high) {
    return low + (high - low) * static_cast<double>(random() % 100000) / 100000;
  };
  PatchSet patches;
  const auto add = [&](const MultiPolygon& shape) {
    patches.geometry.append(shape);
    patches.areas_m2.push_back(area_m2(shape.view()));
    patches.boxes.push_back(box_of(shape.view()));
    patches.members.push_back({});
  };
  add(polygon({{box.min_x - 20, box.min_y + 300},
               {box.max_x + 20, box.min_y + 420},
               {box.max_x + 20, box.min_y + 428},
               {box.min_x - 20, box.min_y + 308}}));
  for (int k = 0; k < 90; ++k)
    add(random_star(random(), {between(box.min_x - 30, box.max_x + 30), between(box.min_y - 30, box.max_y + 30)},
                    between(2, 35), 7));
  return patches;
}

struct Surfaces {
  Raster ground;
  PatchSet patches;
  RasterSource source() const { return source_of(ground); }
  CostSurface whole() const { return {source(), patches, limit, 0, single}; }
  CostSurface tiled(double megabytes) const { return {source(), patches, limit, megabytes, single}; }
};

void expect_same(const std::vector<CostLink>& expected, const std::vector<CostLink>& found) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t l = 0; l < found.size(); ++l) {
    EXPECT_EQ(found[l].link.a, expected[l].link.a);
    EXPECT_EQ(found[l].link.b, expected[l].link.b);
    EXPECT_EQ(found[l].link.distance_m, expected[l].link.distance_m);
    EXPECT_EQ(found[l].path, expected[l].path);
  }
}

TEST(CostSurface, TilesAreTheGridAndSeeAsFarAsAWayCanLead) {
  const Surfaces surfaces{random_ground(1, Ground::uneven), random_patches(1)};
  const CostSurface tiled = surfaces.tiled(0.4);
  const RasterGrid grid = odd_grid();
  std::vector<int> owners(grid.size(), 0);
  std::size_t tiles = 0;
  tiled.for_tiles(limit, single, [&](const CostTile& tile) {
    ++tiles;
    const CostSearch::Reach reach = CostSearch::reach_of(grid, tiled.steps(), limit);
    EXPECT_EQ(tile.surface.window, grown(tile.core, reach.rows + 1, reach.columns + 1, grid));
    EXPECT_LE(static_cast<double>(tile.surface.window.size()) * 8, 0.4e6);
    for (std::size_t cell = 0; cell < grid.size(); ++cell) owners[cell] += tile.owns(cell) ? 1 : 0;
  });
  EXPECT_GT(tiles, 4u);
  EXPECT_EQ(owners, std::vector<int>(grid.size(), 1));
  EXPECT_EQ(surfaces.whole().tiles(limit, single).size(), 1u);
}

TEST(CostSurface, GivesTheSameInTilesAsWhole) {
  std::size_t links_seen = 0, planar_seen = 0;
  for (unsigned seed = 1; seed <= 6; ++seed)
    for (const Ground kind : {Ground::few_values, Ground::uneven}) {
      const Surfaces surfaces{random_ground(seed, kind), random_patches(seed)};
      const CostSurface whole = surfaces.whole();
      std::vector<std::uint32_t> every;
      const PatchSet candidates = random_patches(seed + 100);
      for (std::uint32_t k = 0; k < candidates.size(); ++k) every.push_back(k);
      const std::vector<CostLink> all = cost_links(whole, limit, LinkTopology::all, single),
                                  planar = cost_links(whole, limit, LinkTopology::planar, single);
      const auto near = patches_within_cost(whole, candidates.geometry, every, limit, single);
      links_seen += all.size();
      planar_seen += planar.size();
      for (const double megabytes : {0.4, 0.3, 0.22}) {
        SCOPED_TRACE(testing::Message() << "seed " << seed << ", " << megabytes << " MB");
        const CostSurface tiled = surfaces.tiled(megabytes);
        ASSERT_GT(tiled.tiles(limit, single).size(), 3u);
        EXPECT_EQ(tiled.steps().lowest, whole.steps().lowest);
        EXPECT_EQ(tiled.steps().highest, whole.steps().highest);
        EXPECT_EQ(tiled.filled(), whole.filled());
        EXPECT_EQ(tiled.snapped(), whole.snapped());
        EXPECT_EQ(tiled.outside(), whole.outside());
        expect_same(all, cost_links(tiled, limit, LinkTopology::all, single));
        expect_same(planar, cost_links(tiled, limit, LinkTopology::planar, single));
        const auto near_in_tiles = patches_within_cost(tiled, candidates.geometry, every, limit, single);
        ASSERT_EQ(near_in_tiles.size(), near.size());
        for (std::size_t k = 0; k < near.size(); ++k) {
          ASSERT_EQ(near_in_tiles[k].size(), near[k].size());
          for (std::size_t n = 0; n < near[k].size(); ++n) {
            EXPECT_EQ(near_in_tiles[k][n].patch, near[k][n].patch);
            EXPECT_EQ(near_in_tiles[k][n].distance_m, near[k][n].distance_m);
          }
        }
      }
    }
  EXPECT_GT(links_seen, 1000u);
  EXPECT_LT(planar_seen, links_seen);
  EXPECT_GT(planar_seen, 500u);
}

TEST(CostSurface, CorridorsAreTheSameInTiles) {
  const Surfaces surfaces{random_ground(3, Ground::uneven), random_patches(3)};
  HabitatNetwork network;
  network.cost = std::make_shared<const CostSurface>(surfaces.whole());
  network.paths = cost_links(*network.cost, 120, LinkTopology::all, single);
  ASSERT_GE(network.paths.size(), 10u);
  const Raster expected = corridor_surface(network, 60, single);
  const std::vector<std::size_t> outside = network.cost->outside_patches(path_cells(network));
  EXPECT_GT(outside.size(), 10u);
  for (const std::size_t cell : outside) EXPECT_EQ(network.cost->whole("a test").patch_of(cell), CostTile::none);
  network.cost = std::make_shared<const CostSurface>(surfaces.tiled(0.3));
  const Raster found = corridor_surface(network, 60, single);
  ASSERT_EQ(found.values.size(), expected.values.size());
  EXPECT_EQ(std::memcmp(found.values.data(), expected.values.data(), found.values.size() * sizeof(float)), 0);
  EXPECT_EQ(network.cost->outside_patches(path_cells(network)), outside);
}

TEST(CostSurface, NeverReadsMoreThanMayBeHeld) {
  const Surfaces surfaces{random_ground(5, Ground::few_values), random_patches(5)};
  std::size_t largest = 0;
  RasterSource watched = source_of(surfaces.ground);
  const auto read = watched.read;
  watched.read = [&largest, read](const GridWindow& window, const Executor& executor) {
    largest = std::max(largest, window.size());
    return read(window, executor);
  };
  const CostSurface whole(watched, surfaces.patches, limit, 1, {.threads = 4});
  EXPECT_EQ(largest, odd_grid().size()) << "the surface alone would fit";
  EXPECT_GT(whole.tiles(limit, {.threads = 4}).size(), 1u) << "but not four searches beside it";
  largest = 0;
  const CostSurface tiled(watched, surfaces.patches, 40, 0.06, single);
  EXPECT_LE(largest * 8, 60000u);
  EXPECT_FALSE(cost_links(tiled, 40, LinkTopology::all, single).empty());
  EXPECT_LE(largest * 8, 60000u);
}

TEST(CostSurface, SaysWhatIsWrong) {
  Surfaces surfaces{random_ground(7, Ground::few_values), random_patches(7)};
  const auto message = [](auto&& act) {
    try {
      act();
    } catch (const Error& error) {
      return std::string(error.what()) + " " + error.remedy();
    }
    return std::string("nothing was thrown");
  };
  EXPECT_THAT(message([&] { surfaces.tiled(0.01); }),
              testing::AllOf(testing::HasSubstr("121 × 97 cells"), testing::HasSubstr("even in tiles of"),
                             testing::HasSubstr("--max-memory")));
  EXPECT_THAT(message([&] { surfaces.tiled(0.3).whole("a circuit"); }),
              testing::HasSubstr("a circuit needs its surface of 121 × 97 cells whole"));
  const std::size_t last = surfaces.ground.grid.size() - 1;
  surfaces.ground.values[last] = -2;
  const std::string place = "the resistance in row 97, column 121 (501208.37 200433.61) is -2";
  EXPECT_THAT(message([&] { surfaces.whole(); }), testing::HasSubstr(place));
  EXPECT_THAT(message([&] { surfaces.tiled(0.06); }), testing::HasSubstr(place)) << "looked through in strips";
  surfaces.ground.values.assign(last + 1, no_data);
  for (const double megabytes : {0.0, 0.06})
    EXPECT_THAT(message([&] { surfaces.tiled(megabytes); }), testing::HasSubstr("no cell with data"));
  surfaces.ground.values.assign(last + 1, 1);
  surfaces.ground.grid.left = 0;
  for (const double megabytes : {0.0, 0.06})
    EXPECT_THAT(message([&] { surfaces.tiled(megabytes); }),
                testing::HasSubstr("no patch lies on the resistance raster"));
}

}  // namespace
}  // namespace spatial::test
