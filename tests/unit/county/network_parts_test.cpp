// SPDX-License-Identifier: MIT
// Networks that pass from parts to the merge.
#include "libspatial/county/network_parts.hpp"

#include <gmock/gmock.h>

#include "libspatial/core/error.hpp"
#include "libspatial/io/write.hpp"
#include "tests/support/drawn_county.hpp"
#include "tests/support/files.hpp"

namespace spatial::test {
namespace {

/// The items of a part that has put the woodland together from tiles, which found core habitat with these ids.
PartItems items_of(const TempDir& folder, const HabitatMap& map, const std::vector<std::string>& ids) {
  SurveyedNetwork one;
  one.network.profile.id = "woodland";
  for (const std::uint32_t f : map.core_features(0)) {
    one.network.patches.geometry.append(map.geometry[f]);
    one.network.patches.areas_m2.push_back(map.areas_m2[f]);
    one.network.patches.boxes.push_back(map.boxes[f]);
  }
  one.network.patches.members = {{0}, {1}};
  one.network.graph = PatchGraph(one.network.patches.areas_m2, {});
  one.core_ids = ids;
  PartAccount account;
  save_network(account, one);
  Dataset dataset;
  dataset.layers.push_back(account_table(account));
  write_geopackage(folder / "part.gpkg", dataset, {.overwrite = true});
  return PartItems({folder / "part.gpkg"});
}

TEST(NetworkParts, TurnPlacesInTheNetworksHabitatIntoFeaturesOfTheMap) {
  const TempDir folder;
  const HabitatMap map = drawn_habitat("W.G.W");
  ASSERT_EQ(map.core_features(0), (std::vector<std::uint32_t>{0, 2}));
  NetworkProfile profile;
  profile.id = "woodland";
  PartItems items = items_of(folder, map, {"H1", "H3"});
  const SurveyedNetwork merged = network_of_parts(items, profile, &map, 0);
  EXPECT_EQ(merged.network.patches.members, (PatchGroups{{0}, {2}}));
  EXPECT_EQ(merged.network.patches.areas_m2, (std::vector<double>{1e4, 1e4}));
}

TEST(NetworkParts, RefuseOtherHabitatThanTheMaps) {
  const TempDir folder;
  const HabitatMap map = drawn_habitat("W.G.W");
  NetworkProfile profile;
  profile.id = "woodland";
  for (const std::vector<std::string>& ids : {std::vector<std::string>{"H1"}, {"H1", "H2"}, {"H1", "H3", "H4"}}) {
    PartItems items = items_of(folder, map, ids);
    try {
      network_of_parts(items, profile, &map, 0);
      FAIL() << ids.size() << " features were taken";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::input);
      EXPECT_THAT(error.message(), testing::HasSubstr("network woodland: the parts have found"));
      EXPECT_THAT(error.remedy(), testing::HasSubstr("spatial index"));
    }
  }
}

}  // namespace
}  // namespace spatial::test
