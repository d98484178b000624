// SPDX-License-Identifier: MIT
#include "libspatial/network/least_cost.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/network/habitat_network.hpp"
#include "tests/support/drawn_county.hpp"

namespace spatial::test {
namespace {

HabitatNetworkResult drawn_network(std::string_view picture, NetworkProfile profile,
                                   const MultiPolygonColumn& barriers = {}, const Raster* raster = nullptr) {
  const HabitatMap map = drawn_habitat(picture);
  profile.id = "woodland";
  profile.distance = LinkDistance::least_cost;
  NetworkInputs inputs;
  inputs.barriers = std::make_shared<const MultiPolygonColumn>(barriers);
  const RasterSource source = raster != nullptr ? source_of(*raster) : RasterSource();
  if (raster != nullptr) inputs.resistance = &source;
  return habitat_network(map, 0, profile, 0, {}, inputs);
}

TEST(LeastCost, CrossesGroundAtItsResistance) {
  NetworkProfile profile;
  profile.dispersal_m = 1e5;
  profile.cost.cell_m = 100;
  profile.cost.unmapped = 4;
  const HabitatNetwork network = drawn_network("W..W", profile).network;
  ASSERT_EQ(network.graph.links().size(), 1u);
  // ½ (1 + 4) × 100, 4 × 100, ½ (4 + 1) × 100
  EXPECT_DOUBLE_EQ(network.graph.links()[0].distance_m, 250 + 400 + 250);
  ASSERT_EQ(network.paths.size(), 1u);
  EXPECT_EQ(network.paths[0].path, (std::vector<std::size_t>{0, 1, 2, 3}));
  EXPECT_DOUBLE_EQ(path_length_m(network.cost->grid(), network.paths[0].path), 300);
}

TEST(LeastCost, GoesRoundBarriers) {
  NetworkProfile profile;
  profile.dispersal_m = 1e6;
  profile.cost.cell_m = 100;
  profile.cost.unmapped = 1;
  const std::string_view picture = "W...W\n.....\n.....\nG...G";  // the grassland stretches the grid
  const HabitatNetwork open = drawn_network(picture, profile).network;
  MultiPolygonColumn wall;
  wall.append(polygon_of(Box{500210, 100110, 500290, 100390}));
  const HabitatNetwork walled = drawn_network(picture, profile, wall).network;
  EXPECT_DOUBLE_EQ(open.graph.links()[0].distance_m, 400);
  EXPECT_GT(walled.graph.links()[0].distance_m, 700);
  EXPECT_LT(walled.graph.links()[0].distance_m, 2000) << "round the wall, not through it";
}

TEST(LeastCost, EqualsSearchingFromEachPatchAndIsPlanarIfAsked) {
  NetworkProfile profile;
  profile.dispersal_m = 1e5;
  profile.cost.cell_m = 50;
  profile.cost.unmapped = 3;
  const std::string_view picture = "W..W..W\nA.....A\n.A.G.A.\nG..W..G\n...A...\nW.....W";
  const HabitatNetwork all = drawn_network(picture, profile).network;
  EXPECT_EQ(all.graph.links().size(), 15u);
  profile.cost.topology = LinkTopology::planar;
  const HabitatNetwork planar = drawn_network(picture, profile).network;
  EXPECT_LT(planar.graph.links().size(), 15u);
  EXPECT_EQ(planar.graph.components(), std::vector<std::uint32_t>(6, 0));
  for (const Link& link : planar.graph.links()) {
    const auto same = std::find_if(all.graph.links().begin(), all.graph.links().end(),
                                   [&](const Link& other) { return other.a == link.a && other.b == link.b; });
    ASSERT_NE(same, all.graph.links().end());
    EXPECT_EQ(same->distance_m, link.distance_m);
  }
  std::vector<std::uint32_t> every;
  for (std::uint32_t a = 0; a < all.patches.size(); ++a) every.push_back(a);
  const auto near_each = patches_within_cost(*all.cost, all.patches.geometry, every, 1e9, {});
  for (const std::uint32_t a : every)
    for (const PatchLocator::Near& near : near_each[a]) {
      if (near.patch == a) continue;
      const auto [low, high] = std::minmax(a, near.patch);
      const auto link =
          std::find_if(all.graph.links().begin(), all.graph.links().end(),
                       [&, low = low, high = high](const Link& other) { return other.a == low && other.b == high; });
      EXPECT_NEAR(near.distance_m, link->distance_m, 1e-9 * link->distance_m) << "the way there and back";
    }
}

TEST(LeastCost, SaysWhichLimitLeavesPatchesWithoutLinks) {
  NetworkProfile profile;
  profile.dispersal_m = 100;
  profile.max_link_m = 800;
  profile.cost.cell_m = 100;
  profile.cost.unmapped = 4;
  const HabitatNetworkResult none = drawn_network("W..W", profile);
  ASSERT_EQ(none.issues.size(), 1u);
  EXPECT_EQ(none.issues[0].rule, IssueRule::network_without_links);
  EXPECT_NE(none.issues[0].message.find("max_link_m is 800, which with least-cost distances means metres x resistance; "
                                        "the cheapest way between two patches costs 900"),
            std::string::npos)
      << none.issues[0].message;
  profile.max_link_m = 900;
  EXPECT_TRUE(drawn_network("W..W", profile).issues.empty());
}

TEST(LeastCost, IsNeededForPlanarTopology) {
  const HabitatMap map = drawn_habitat("W..W");
  NetworkProfile profile;
  profile.id = "woodland";
  profile.cost.topology = LinkTopology::planar;
  EXPECT_THROW(habitat_network(map, 0, profile, 0, {}), Error);
  profile.distance = LinkDistance::least_cost;
  EXPECT_EQ(habitat_network(map, 0, profile, 0, {}).network.links.size(), 0u) << "beyond the limit, but not refused";
  profile.links.table = "links.csv";
  try {
    habitat_network(map, 0, profile, 0, {});
    FAIL() << "a table of links is no triangulation";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    EXPECT_NE(std::string(error.what()).find("links.csv"), std::string::npos);
  }
}

TEST(LeastCost, PlacesSmallPatchesAndSaysSo) {
  NetworkProfile profile;
  profile.dispersal_m = 1e5;
  profile.cost.cell_m = 250;
  profile.min_patch_ha = 0;
  const HabitatNetworkResult result = drawn_network("W....W", profile);
  EXPECT_EQ(result.network.graph.links().size(), 1u);
  EXPECT_FALSE(texts_of(result.issues).empty());
  EXPECT_EQ(result.issues.front().rule, IssueRule::patch_snapped_to_cell);
}

TEST(LeastCost, TakesTheUsersRaster) {
  NetworkProfile profile;
  profile.dispersal_m = 1e5;
  const float none = std::numeric_limits<float>::quiet_NaN();
  const Raster uneven{{500000, 100100, 100, 50, 4, 2}, {none, 2, 2, 1, none, 7, 7, 1}};
  const HabitatNetworkResult result = drawn_network("W..W", profile, {}, &uneven);
  ASSERT_EQ(result.network.graph.links().size(), 1u);
  EXPECT_DOUBLE_EQ(result.network.graph.links()[0].distance_m, 150 + 200 + 150)
      << "resistance 1 stands in for no data inside a patch";
  ASSERT_EQ(result.issues.size(), 1u);
  EXPECT_EQ(result.issues[0].rule, IssueRule::resistance_missing);
  const Raster elsewhere{{0, 100, 100, 100, 1, 1}, {1}};
  EXPECT_THROW(drawn_network("W..W", profile, {}, &elsewhere), Error);
  const Raster zero{{500000, 100100, 100, 100, 4, 1}, {1, 0, 1, 1}};
  EXPECT_THROW(drawn_network("W..W", profile, {}, &zero), Error);
}

TEST(LeastCost, IsTheSameWithAnyNumberOfThreads) {
  const HabitatMap map = drawn_habitat("W..W..W\nA.....A\n.A.G.A.\nG..W..G\n...A...\nW.....W");
  NetworkProfile profile;
  profile.id = "woodland";
  profile.distance = LinkDistance::least_cost;
  profile.dispersal_m = 1e5;
  const HabitatNetwork one = habitat_network(map, 0, profile, 0, {.threads = 1}).network,
                       eight = habitat_network(map, 0, profile, 0, {.threads = 8}).network;
  ASSERT_EQ(one.paths.size(), eight.paths.size());
  for (std::size_t l = 0; l < one.paths.size(); ++l) {
    EXPECT_EQ(one.paths[l].link.distance_m, eight.paths[l].link.distance_m);
    EXPECT_EQ(one.paths[l].path, eight.paths[l].path);
  }
  EXPECT_EQ(one.metrics.pc_numerator, eight.metrics.pc_numerator);
}

}  // namespace
}  // namespace spatial::test
