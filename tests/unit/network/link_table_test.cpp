// SPDX-License-Identifier: MIT
#include "libspatial/network/link_table.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/network/habitat_network.hpp"
#include "tests/support/drawn_county.hpp"

namespace spatial::test {
namespace {

// Patches 1 to 3 are H1 to H3; H4 is grassland.
const std::string_view picture = "WW..W\n.....\nG..WW";

TableLinks links_from(std::vector<LinkRow> rows, double limit = std::numeric_limits<double>::infinity()) {
  const HabitatMap map = drawn_habitat(picture);
  const PatchSet patches = patches_of(map.geometry, map.core_features(0), {}, {});
  return table_links({"own.csv", std::move(rows)}, "woodland", patches, map, limit, {});
}

std::vector<IssueRule> rules_of(const TableLinks& found) {
  std::vector<IssueRule> rules;
  for (const Issue& issue : found.issues) rules.push_back(issue.rule);
  return rules;
}

TEST(LinkTable, NamesPatchesByIdOrByAFeature) {
  const HabitatMap map = drawn_habitat(picture);
  ASSERT_EQ(map.code[3 - 1] == "G" || map.code[4 - 1] == "G", true);
  const TableLinks found = links_from({{"woodland-2", "H1", 900}, {"woodland-3", "woodland-1", 0}});
  ASSERT_EQ(found.links.size(), 2u);
  EXPECT_EQ(found.links[0].link.a, 0u);
  EXPECT_EQ(found.links[0].link.b, 1u);
  EXPECT_EQ(found.links[0].link.distance_m, 900);
  EXPECT_EQ(found.links[1].link.b, 2u);
  EXPECT_EQ(found.links[1].link.distance_m, 0);
  EXPECT_EQ(found.links[0].on_a, (Point{500200, found.links[0].on_a.y})) << "drawn where they are nearest";
  EXPECT_TRUE(found.issues.empty());
}

TEST(LinkTable, ReportsWhatIsWrongAndGoesOn) {
  const TableLinks found = links_from({{"woodland-1", "woodland-2", 50},
                                       {"woodland-2", "woodland-1", 70},
                                       {"woodland-1", "woodland-2", 50},
                                       {"woodland-1", "nowhere", 5},
                                       {"woodland-3", "woodland-3", 1}});
  ASSERT_EQ(found.links.size(), 1u);
  EXPECT_EQ(found.links[0].link.distance_m, 50) << "the smaller of two values";
  std::vector<IssueRule> rules = rules_of(found);
  std::sort(rules.begin(), rules.end());
  EXPECT_EQ(rules, (std::vector<IssueRule>{IssueRule::link_unknown_patch, IssueRule::link_to_itself,
                                           IssueRule::link_repeated, IssueRule::link_values_differ}));
  for (const Issue& issue : found.issues) EXPECT_EQ(issue.source, "own.csv");
}

TEST(LinkTable, HoldsTheLimitAndRefusesForeignTables) {
  EXPECT_EQ(links_from({{"woodland-1", "woodland-2", 50}, {"woodland-1", "woodland-3", 51}}, 50).links.size(), 1u);
  EXPECT_TRUE(links_from({}).links.empty());
  EXPECT_THROW(links_from({{"a", "b", 1}, {"c", "d", 2}}), Error);
}

TEST(LinkTable, MakesTheNetwork) {
  const HabitatMap map = drawn_habitat(picture);
  NetworkProfile profile;
  profile.id = "woodland";
  profile.dispersal_m = 100;
  profile.links.table = "own.csv";
  const LinkRows rows{"own.csv", {{"woodland-1", "woodland-3", 100}}};
  NetworkInputs inputs;
  inputs.links = &rows;
  const HabitatNetwork network = habitat_network(map, 0, profile, 0, {}, inputs).network;
  EXPECT_EQ(network.metrics.links, 1u);
  EXPECT_EQ(network.metrics.components, 2u);
  EXPECT_NEAR(network.metrics.pc_numerator, 2e4 * 2e4 + 1e4 * 1e4 + 2e4 * 2e4 + 2 * 0.5 * 2e4 * 2e4, 1e-3);
}

TEST(Quality, WeightsTheAreaOfPatches) {
  HabitatMap map = drawn_habitat("WW..W");
  NetworkProfile profile;
  profile.id = "woodland";
  profile.dispersal_m = 200;
  map.quality = {0.5, 0.25};
  const HabitatNetwork network = habitat_network(map, 0, profile, 0, {}).network;
  EXPECT_EQ(network.graph.areas(), (std::vector<double>{10000, 2500}));
  EXPECT_EQ(network.patches.areas_m2, (std::vector<double>{20000, 10000})) << "areas on the map stay";
  EXPECT_NEAR(network.metrics.pc_numerator, 1e8 + 2500.0 * 2500 + 2 * 0.5 * 10000 * 2500, 1e-3);
}

}  // namespace
}  // namespace spatial::test
