// SPDX-License-Identifier: MIT
#include "libspatial/planning/site_connectivity.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "libspatial/geometry/operations.hpp"
#include "tests/support/drawn_county.hpp"

namespace spatial::test {
namespace {

/// The same the slow way: the map drawn again without, or with, the habitat.
double eca_of(const HabitatMap& map, const NetworkProfile& profile) {
  return habitat_network(map, 0, profile, 1e6, {}).network.metrics.eca_m2;
}

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

std::optional<SiteNetworkEffect> effect_of(const HabitatMap& map, const MultiPolygon& site,
                                           const MultiPolygon& proposed = {}) {
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
  EXPECT_NEAR(effect->eca_proposed_m2, eca_of(drawn_habitat("WWWWWW\n......\nW....G"), profile()), 1e-6)
      << "both patches and the new habitat are one patch";
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

/// The same map with a quality for each habitat feature, by its id: H1, H2 …
HabitatMap with_quality(HabitatMap map, const std::vector<std::pair<std::string, double>>& quality, double others = 1) {
  map.quality.assign(map.size(), others);
  for (std::size_t f = 0; f < map.size(); ++f)
    for (const auto& [id, value] : quality)
      if (map.id[f] == id) map.quality[f] = value;
  return map;
}

TEST(SiteConnectivity, QualityWeighsBeforeAndAfter) {
  const char* const picture = "WWWWW..W\n....W..W\nW...WWWW";
  const HabitatMap full = drawn_habitat(picture), half = with_quality(full, {}, 0.5);
  // A bridge, a whole patch, an end, a middle where no link changes.
  for (const MultiPolygon& site : {cell(4, 1), cell(0, 0), cell(0, 2), cell(2, 2, 1, 0.5)}) {
    const auto whole = effect_of(full, site), halved = effect_of(half, site);
    ASSERT_TRUE(whole && halved);
    EXPECT_NEAR(halved->eca_before_m2, whole->eca_before_m2 / 2, 1e-9 * whole->eca_before_m2);
    EXPECT_NEAR(halved->eca_without_m2, whole->eca_without_m2 / 2, 1e-9 * whole->eca_before_m2);
    EXPECT_EQ(halved->core_lost_m2, whole->core_lost_m2) << "an area on the map";
  }
}

TEST(SiteConnectivity, WeighsWhatIsLeftByTheQualityOfItsFeatures) {
  // Two letters, both core of the network, so that one patch has two features: W of quality 0.2, V of 1.
  const auto map_of = [](std::string_view picture) {
    const Drawing drawing = drawn(picture);
    RawLayerBuilder builder;
    for (std::size_t i = 0; i < drawing.letters.size(); ++i)
      builder.add(drawing.letters[i] == 'V' ? "V" + std::to_string(i) : "H" + std::to_string(i), drawing.geometry[i],
                  "W");
    const CleanResult layer = clean(builder.build(), {}, {});
    const Crosswalk crosswalk = drawn_crosswalk();
    const HabitatSource source{&layer.layer, &crosswalk, layer.overlaps, {}};
    HabitatMap map = habitat_map(std::span(&source, 1), std::vector<std::string>{"woodland"}).map;
    map.quality.clear();
    for (const std::string& id : map.id) map.quality.push_back(id.starts_with("V") ? 1 : 0.2);
    return map;
  };
  const HabitatMap map = map_of("WWVV..W\nWWVV...\n.......\nV.....V");
  const auto expect = [&](const MultiPolygon& site, std::string_view rest) {
    const auto effect = effect_of(map, site);
    ASSERT_TRUE(effect);
    EXPECT_NEAR(effect->eca_before_m2, eca_of(map, profile()), 1e-6);
    EXPECT_NEAR(effect->eca_without_m2, eca_of(map_of(rest), profile()), 1e-6);
  };
  expect(cell(0, 2, 1, 2), ".WVV..W\n.WVV...\n.......\nV.....V");
  expect(cell(3, 2, 1, 2), "WWV...W\nWWV....\n.......\nV.....V");
  expect(cell(1, 2, 2, 2), "W..V..W\nW..V...\n.......\nV.....V");
  expect(cell(0, 2, 2, 2), "..VV..W\n..VV...\n.......\nV.....V");
  expect(cell(0, 0), "WWVV..W\nWWVV...\n.......\n......V");
}

TEST(SiteConnectivity, WhatIsProposedHasQuality1) {
  const HabitatMap half = with_quality(drawn_habitat("WW..WW\n......\nW....G"), {}, 0.5);
  const auto effect = effect_of(half, cell(3, 0), cell(3, 0));
  ASSERT_TRUE(effect);
  const HabitatMap more = drawn_habitat("WW..WW\n......\nW..W.G");
  HabitatMap rated = with_quality(more, {}, 0.5);
  for (std::size_t f = 0; f < rated.size(); ++f)
    if (rated.boxes[f].min_x == 500300) rated.quality[f] = 1;
  EXPECT_NEAR(effect->eca_proposed_m2, eca_of(rated, profile()), 1e-6);
}

TEST(SiteConnectivity, PartsOfOneFeatureStayOnePatch) {
  // One feature of two squares 600 m apart; a site at the edge of one of them takes 1,000 m² of it.
  MultiPolygonColumn two;
  two.append_parts(cell(0, 0).view());
  two.append_parts(cell(7, 0).view());
  two.end_feature();
  const auto map_of = [](MultiPolygonView wood) {
    RawLayerBuilder builder;
    builder.add("A", wood, "W");
    builder.add("B", cell(3, 3).view(), "W");
    const CleanResult layer = clean(builder.build(), {}, {});
    const Crosswalk crosswalk = drawn_crosswalk();
    const HabitatSource source{&layer.layer, &crosswalk, layer.overlaps, {}};
    return habitat_map(std::span(&source, 1), std::vector<std::string>{"woodland"}).map;
  };
  const HabitatMap map = map_of(two[0]);
  ASSERT_EQ(habitat_network(map, 0, profile(), 1e6, {}).network.patches.size(), 2u);
  const auto effect = effect_of(map, cell(0, 0, 0.1));
  ASSERT_TRUE(effect);
  MultiPolygonColumn rest;
  rest.append_parts(polygon_of(Box{500010, 100000, 500100, 100100}).view());
  rest.append_parts(cell(7, 0).view());
  rest.end_feature();
  EXPECT_NEAR(effect->eca_without_m2, eca_of(map_of(rest[0]), profile()), 1e-6);
}

TEST(SiteConnectivity, NamesNetworksThatItCannotAssess) {
  NetworkProfile one = profile();
  EXPECT_EQ(SiteConnectivity::left_out(one), "");
  one.links.table = "links.csv";
  EXPECT_THAT(SiteConnectivity::left_out(one), testing::HasSubstr("table links.csv"));
  one.links.table.clear();
  one.patches.raster = "classes.tif";
  EXPECT_THAT(SiteConnectivity::left_out(one), testing::HasSubstr("raster classes.tif"));
  one.patches.raster.clear();
  one.distance = LinkDistance::least_cost;
  EXPECT_THAT(SiteConnectivity::left_out(one), testing::HasSubstr("least-cost"));
}

TEST(SiteConnectivity, DoesNotDependOnThreads) {
  const HabitatMap map = drawn_habitat("WWWWW..W\n....W..W\nW...WWWW");
  const HabitatNetwork network = habitat_network(map, 0, profile(), 1e6, {}).network;
  const Executor serial{1, Backend::serial}, parallel{4, Backend::std_thread};
  const auto one = SiteConnectivity(map, 0, network, serial).effect(cell(4, 1), MultiPolygon(), 0.5, serial),
             four = SiteConnectivity(map, 0, network, parallel).effect(cell(4, 1), MultiPolygon(), 0.5, parallel);
  EXPECT_EQ(one->eca_without_m2, four->eca_without_m2);
}

}  // namespace
}  // namespace spatial::test
