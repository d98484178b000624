// SPDX-License-Identifier: MIT
#include "libspatial/network/corridors.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "libspatial/core/error.hpp"
#include "tests/support/drawn_county.hpp"

namespace spatial::test {
namespace {

HabitatNetwork drawn_network(std::string_view picture) {
  NetworkProfile profile;
  profile.id = "woodland";
  profile.distance = LinkDistance::least_cost;
  profile.dispersal_m = 1000;
  profile.max_link_m = 2500;
  profile.p_min = 0;
  profile.cost = {.cell_m = 50, .unmapped = 3};
  return habitat_network(drawn_habitat(picture), 0, profile, 0, {}).network;
}

TEST(Corridors, SurfaceIsZeroOnBestPathsAndWithinTheSlack) {
  const HabitatNetwork network = drawn_network("W....W\n.A..A.\n..AA..\nW....W");
  const Raster surface = corridor_surface(network, 300, {}), narrow = corridor_surface(network, 0.001, {});
  for (const CostLink& link : network.paths)
    for (const std::size_t cell : link.path) EXPECT_NEAR(surface.values[cell], 0, 1e-9);
  std::size_t wide_cells = 0, narrow_cells = 0;
  for (std::size_t cell = 0; cell < surface.values.size(); ++cell) {
    if (std::isfinite(surface.values[cell])) {
      ++wide_cells;
      EXPECT_LE(surface.values[cell], 300);
    }
    narrow_cells += std::isfinite(narrow.values[cell]) ? 1 : 0;
  }
  EXPECT_GT(wide_cells, narrow_cells);
  EXPECT_EQ(corridor_surface(network, 300, {.threads = 1}).values.size(), surface.values.size());
  EXPECT_THROW(corridor_surface(network, -1, {}), Error);
}

TEST(Corridors, TheOnlyLinkCostsAllThatItJoins) {
  const HabitatNetwork network = drawn_network("W..W");
  const CorridorLoss losses = corridor_losses(network, 10, {});
  ASSERT_EQ(losses.eca_loss_m2.size(), 1u);
  EXPECT_NEAR(losses.eca_loss_m2[0], network.metrics.eca_m2 - std::sqrt(2) * 1e4, 1e-6);
  ASSERT_EQ(losses.pinch.size(), 4u) << "the four cells between the patches";
  EXPECT_EQ(losses.pinch[0].paths, 1u);
  EXPECT_NEAR(losses.pinch[0].eca_loss_m2, losses.eca_loss_m2[0], 1e-9);
}

}  // namespace
}  // namespace spatial::test
