// SPDX-License-Identifier: MIT
#include "libspatial/planning/site_connectivity.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "libspatial/geometry/operations.hpp"
#include "tests/support/drawn_county.hpp"

namespace spatial::test {
namespace {

/// The same the slow way: the map drawn again without, or with, the habitat.
double eca_of(const HabitatMap& map, const NetworkProfile& profile) { return habitat_network(map, 0, profile, 1e6, {}).network.metrics.eca_m2; }

NetworkProfile profile() {
  NetworkProfile result;
  result.id = "woodland";
  result.dispersal_m = 200;
  result.p_min = 0;
  result.min_patch_ha = 0.1;
  return result;
}

MultiPolygon cell(int column, int row_from_south, double cells_wide = 1, double cells_high = 1) {
  const double x = 500000 + 100 * column, y = 100000 + 100 * row_from_south;
  return polygon_of(Box{x, y, x + 100 * cells_wide, y + 100 * cells_high});
}

std::optional<SiteNetworkEffect> effect_of(const HabitatMap& map, const MultiPolygon& site, const MultiPolygon& proposed = {}) {
  const HabitatNetwork network = habitat_network(map, 0, profile(), 1e6, {}).network;
  return SiteConnectivity(map, 0, network, {}).effect(site, proposed, 0.5, {});
}

TEST(SiteConnectivity, LosesWhatTheMapWithoutTheHabitatHasLess) {
  const HabitatMap map = drawn_habitat("WWWWW..W\n....W..W\nW...WWWW");
  // A bridge in the middle of the patch is taken: two patches are left.
  const auto bridge = effect_of(map, cell(4, 1));
  ASSERT_TRUE(bridge);
  EXPECT_NEAR(bridge->core_lost_m2, 10000, 1e-6);
  EXPECT_NEAR(bridge->eca_without_m2, eca_of(drawn_habitat("WWWWW..W\n.......W\nW...WWWW"), profile()), 1e-6);
  // A whole patch goes.
  const auto whole = effect_of(map, cell(0, 0));
  ASSERT_TRUE(whole);
  EXPECT_NEAR(whole->eca_without_m2, eca_of(drawn_habitat("WWWWW..W\n....W..W\n....WWWW"), profile()), 1e-6);
  // An end goes, so links become longer.
  const auto end = effect_of(map, cell(0, 2));
  ASSERT_TRUE(end);
  EXPECT_NEAR(end->eca_without_m2, eca_of(drawn_habitat(".WWWW..W\n....W..W\nW...WWWW"), profile()), 1e-6);
  EXPECT_LT(end->eca_without_m2, end->eca_before_m2);
  EXPECT_FALSE(effect_of(map, cell(1, 1))) << "no core habitat there";
}

TEST(SiteConnectivity, ShortcutForUnchangedLinksIsExact) {
  const HabitatMap map = drawn_habitat("WWW..W\nWWW...\nWWW..W");
  // The middle of the western side: no distance changes.
  const auto effect = effect_of(map, cell(0, 1));
  ASSERT_TRUE(effect);
  EXPECT_NEAR(effect->eca_without_m2, eca_of(drawn_habitat("WWW..W\n.WW...\nWWW..W"), profile()), 1e-6);
}

TEST(SiteConnectivity, GainsWhatTheMapWithTheProposedHabitatHasMore) {
  const HabitatMap map = drawn_habitat("WW..WW\n......\nW....G");
  const auto effect = effect_of(map, cell(2, 2, 2), cell(2, 2, 2));
  ASSERT_TRUE(effect);
  EXPECT_EQ(effect->core_lost_m2, 0);
  EXPECT_EQ(effect->eca_without_m2, effect->eca_before_m2);
  EXPECT_NEAR(effect->eca_proposed_m2, eca_of(drawn_habitat("WWWWWW\n......\nW....G"), profile()), 1e-6) << "both patches and the new habitat are one patch";
  // Swapped: a patch goes, another comes.
  MultiPolygonColumn two;
  two.append_parts(cell(0, 0).view());
  two.append_parts(cell(3, 0).view());
  two.end_feature();
  const auto swapped = effect_of(map, MultiPolygon(two), cell(3, 0));
  ASSERT_TRUE(swapped);
  EXPECT_NEAR(swapped->eca_without_m2, eca_of(drawn_habitat("WW..WW\n......\n.....G"), profile()), 1e-6);
  EXPECT_NEAR(swapped->eca_proposed_m2, eca_of(drawn_habitat("WW..WW\n......\n...W.G"), profile()), 1e-6);
}

TEST(SiteConnectivity, DropsRemainsBelowTheSmallestPatch) {
  const HabitatMap map = drawn_habitat("WW...W");
  MultiPolygon most = polygon_of(Box{500000, 100000, 500195, 100100});  // 500 m² of the patch are left
  const auto effect = effect_of(map, most);
  ASSERT_TRUE(effect);
  EXPECT_NEAR(effect->eca_without_m2, 10000, 1e-6) << "the other patch alone";
}

TEST(SiteConnectivity, DoesNotDependOnThreads) {
  const HabitatMap map = drawn_habitat("WWWWW..W\n....W..W\nW...WWWW");
  const HabitatNetwork network = habitat_network(map, 0, profile(), 1e6, {}).network;
  const Executor serial{1, Backend::serial}, parallel{4, Backend::std_thread};
  const auto one = SiteConnectivity(map, 0, network, serial).effect(cell(4, 1), MultiPolygon(), 0.5, serial), four = SiteConnectivity(map, 0, network, parallel).effect(cell(4, 1), MultiPolygon(), 0.5, parallel);
  EXPECT_EQ(one->eca_without_m2, four->eca_without_m2);
}

}  // namespace
}  // namespace spatial::test
