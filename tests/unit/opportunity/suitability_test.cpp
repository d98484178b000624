// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/suitability.hpp"

#include <gmock/gmock.h>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/county/grown_layer.hpp"
#include "libspatial/geometry/measures.hpp"
#include "tests/support/drawn_county.hpp"

namespace spatial {
namespace {

SuitabilityFactors table() { return parse_factors("class,all,woodland\npeat,,0.2\nchalk,0.5,\nloam,,\n", "soil.csv"); }

TEST(SuitabilityFactors, FallBackOnAllAndThenOnOne) {
  const SuitabilityFactors factors = table();
  EXPECT_EQ(factors.factor("Peat", "woodland"), 0.2);
  EXPECT_EQ(factors.factor("peat", "wetland"), 1);
  EXPECT_EQ(factors.factor("chalk", "woodland"), 0.5);
  EXPECT_EQ(factors.factor("loam", "woodland"), 1);
  EXPECT_EQ(factors.factor("sand", "woodland"), std::nullopt);
}

TEST(SuitabilityFactors, FaultsOfTheTableAreNamedWithTheirPlace) {
  const auto refused = [](const char* text, const char* words) {
    EXPECT_THAT([&] { parse_factors(text, "soil.csv"); }, testing::ThrowsMessage<Error>(testing::HasSubstr(words)));
  };
  refused("soil,all\npeat,1\n", "no column 'class'");
  refused("class,all\npeat,1.5\n", "line 2, column 6: '1.5' is no factor");
  refused("class,all\npeat,1\nPeat,0\n", "line 3, column 1: the class 'Peat' occurs twice");
  refused("class,all,all\npeat,1,1\n", "occurs twice");
  refused("class,all\npeat\n", "1 cells stand under 2 columns");
}

TEST(Suitability, LowersTheRestoredAreaByTheMeanFactorOfTheLand) {
  const HabitatMap map = test::drawn_habitat("GGGG");
  CandidateInputs inputs;
  inputs.habitat = &map;
  CandidateSet set = candidates_of(inputs, {}, {}, {}).candidates;
  ASSERT_EQ(set.size(), 1u);
  const double before = set.restored(0, 0);
  const Box box = set.boxes[0];
  test::RawLayerBuilder soil(Role::suitability);
  soil.add("1", polygon_of(Box{box.min_x, box.min_y, box.min_x + 100, box.max_y}), "peat");
  soil.add("2", polygon_of(Box{box.min_x + 100, box.min_y, box.min_x + 200, box.max_y}), "chalk");
  soil.add("3", polygon_of(Box{box.min_x + 200, box.min_y, box.min_x + 300, box.max_y}), "sand");
  const CleanResult layer = clean(soil.build(), {}, {});
  const SuitabilityFactors factors = table();
  const Issues issues = apply_suitability(set, {"woodland"}, {{&layer.layer, &factors}}, {});
  EXPECT_NEAR(set.restored(0, 0), before * (0.2 + 0.5 + 1 + 1) / 4, 1e-6);
  ASSERT_EQ(issues.size(), 2u);
  EXPECT_EQ(issues[0].rule, IssueRule::suitability_class_unknown);
  EXPECT_EQ(issues[1].rule, IssueRule::suitability_in_part);
  EXPECT_THAT(issues[1].message, testing::HasSubstr("75.0 %"));
}

TEST(GrownLayer, LinesPointsAndAreasGrowByTheDistance) {
  RawFeatures features;
  features.layer.id = {"line", "point", "area", "none"};
  for (int row = 0; row < 4; ++row) {
    if (row == 2)
      features.layer.geometry.append(polygon_of(Box{0, 0, 100, 100}));
    else
      features.layer.geometry.end_feature();
    if (row == 0) {
      features.lines.add_point({0, 0});
      features.lines.add_point({100, 0});
      features.lines.end_line();
    }
    features.lines.end_feature();
    if (row == 1) features.points.add_point({50, 50});
    features.points.end_feature();
  }
  const RawLayer grown = grown_to_areas(std::move(features), 10, {});
  const double disc = 314.159;  // 16 chords a quarter circle are 0.16 % short
  EXPECT_NEAR(area_m2(grown.geometry[0]), 2000 + disc, 1);
  EXPECT_NEAR(area_m2(grown.geometry[1]), disc, 1);
  EXPECT_NEAR(area_m2(grown.geometry[2]), 10000 + 4000 + disc, 1);
  EXPECT_TRUE(grown.geometry[3].empty());
}

}  // namespace
}  // namespace spatial
