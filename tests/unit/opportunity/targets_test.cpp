// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/targets.hpp"

#include <gmock/gmock.h>

#include "libspatial/core/issue_rule.hpp"

namespace spatial::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

NetworkProfile network(const std::string& id, const std::string& title, std::vector<std::string> habitats) {
  NetworkProfile profile;
  profile.id = id;
  profile.title = title;
  profile.target_habitats = std::move(habitats);
  return profile;
}

Layer boas(const std::vector<std::string>& ids) {
  Layer layer;
  for (const std::string& id : ids) {
    layer.id.push_back(id);
    layer.name.emplace_back();
    layer.geometry.end_feature();
  }
  return layer;
}

TargetedBoas found(const std::vector<BoaTarget>& targets) {
  return targeted_boas(targets, boas({"BOA01", "BOA02", "BOA03"}),
                       {network("woodland", "Woodland", {"Lowland mixed deciduous woodland"}),
                        network("grassland_neutral", "Neutral grassland", {"Lowland meadows"})},
                       "targets.csv");
}

TEST(Targets, MeanHabitatByItsNameItsNetworksTitleOrIdInAnyCase) {
  const TargetedBoas result = found({{"BOA02", "lowland MEADOWS ", "", "", ""},
                                     {" BOA01 ", "Neutral grassland", "", "", ""},
                                     {"BOA03", "woodland", "", "", ""},
                                     {"BOA03", "Lowland mixed deciduous woodland", "", "", ""}});
  EXPECT_THAT(result.issues, IsEmpty());
  ASSERT_EQ(result.by_network.size(), 2u);
  EXPECT_THAT(result.by_network[0], ElementsAre(2u)) << "two targets of one BOA count once";
  EXPECT_THAT(result.by_network[1], ElementsAre(0u, 1u));
}

TEST(Targets, AMisspeltHabitatOrAreaIsAnIssueThatNamesTheNearest) {
  const TargetedBoas result =
      found({{"BOA02", "Lowland medows", "", "", ""}, {"BOA0l", "Lowland meadows", "", "", ""}});
  ASSERT_EQ(result.issues.size(), 2u);
  EXPECT_EQ(result.issues[0].rule, IssueRule::boa_target_unmatched);
  EXPECT_THAT(result.issues[0].message, HasSubstr("did you mean 'Lowland meadows'?"));
  EXPECT_EQ(result.issues[0].feature_id, "BOA02");
  EXPECT_THAT(result.issues[1].message, HasSubstr("did you mean 'BOA0"));
  EXPECT_THAT(result.by_network[0], IsEmpty());
  EXPECT_THAT(result.by_network[1], IsEmpty());
}

TEST(Targets, AHabitatThatDoesNotOccurIsAnIssueWithoutAGuess) {
  const TargetedBoas result = found({{"BOA01", "Coastal saltmarsh", "", "", ""}});
  ASSERT_EQ(result.issues.size(), 1u);
  EXPECT_THAT(result.issues[0].message, HasSubstr("belongs to no network of this run"));
  EXPECT_THAT(result.issues[0].message, Not(HasSubstr("did you mean")));
}

}  // namespace
}  // namespace spatial::test
