// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/suitability.hpp"

#include <gmock/gmock.h>

#include <limits>

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
  refused("class,all\npeat,1.5\n", "line 2, column 6: '1.5' is not a factor");
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

/// One field of 400 m × 100 m, and its corner.
struct Field {
  Field() : map(test::drawn_habitat("GGGG")) {
    CandidateInputs inputs;
    inputs.habitat = &map;
    set = candidates_of(inputs, {}, {}, {}).candidates;
    EXPECT_EQ(set.size(), 1u);
    EXPECT_NEAR(set.boxes[0].width(), 400, 1e-9);
  }
  Issues apply(const RasterPart& raster, const SuitabilityFactors* factors = nullptr) {
    return apply_suitability(set, {"woodland"}, {{nullptr, factors, &raster, "wet.tif"}}, {});
  }
  HabitatMap map;
  CandidateSet set;
};

/// One row of cells, as tall as the field and more, that starts `left` of the field's west edge.
RasterPart cells_over(const Box& field, double left, double width, std::vector<float> values) {
  const auto columns = static_cast<std::uint32_t>(values.size());
  const RasterGrid grid{field.min_x - left, field.max_y + 10, width, field.height() + 20, columns, 1};
  return {grid, whole_window(grid), std::move(values)};
}

TEST(SuitabilityRaster, TheMeanCountsEachCellWithTheAreaItSharesWithTheLand) {
  Field field;
  const double before = field.set.restored(0, 0);
  // Cells of 150 m from 50 m west of the field: 100, 150 and 150 m of its 400 m.
  const Issues issues = field.apply(cells_over(field.set.boxes[0], 50, 150, {0.2F, 0.5F, 1}));
  EXPECT_TRUE(issues.empty());
  EXPECT_NEAR(field.set.restored(0, 0), before * (100 * 0.2 + 150 * 0.5 + 150 * 1) / 400, 1e-3);
}

TEST(SuitabilityRaster, WhereItSaysNothingTheFactorIsOneAndThatIsSaid) {
  const float none = std::numeric_limits<float>::quiet_NaN();
  Field field;
  const double before = field.set.restored(0, 0);
  // Half the field lies beyond the raster, and a quarter on a cell without data.
  const Issues issues = field.apply(cells_over(field.set.boxes[0], 0, 100, {0, none}));
  EXPECT_NEAR(field.set.restored(0, 0), before * 0.75, 1e-3);
  ASSERT_EQ(issues.size(), 1u);
  EXPECT_EQ(issues[0].rule, IssueRule::suitability_in_part);
  EXPECT_THAT(issues[0].message, testing::HasSubstr("the raster covers 25.0 %"));
}

TEST(SuitabilityRaster, NumbersCanBeClasses) {
  const SuitabilityFactors factors = parse_factors("class,woodland\n1,0.2\n2,0.6\n", "wet.csv");
  Field field;
  const double before = field.set.restored(0, 0);
  const Issues issues = field.apply(cells_over(field.set.boxes[0], 0, 100, {1, 2, 7, 2}), &factors);
  EXPECT_NEAR(field.set.restored(0, 0), before * (0.2 + 0.6 + 1 + 0.6) / 4, 1e-3);
  ASSERT_EQ(issues.size(), 1u);
  EXPECT_EQ(issues[0].rule, IssueRule::suitability_class_unknown);
  EXPECT_THAT(issues[0].message, testing::HasSubstr("has no class '7' (under 1 candidates)"));
}

TEST(SuitabilityRaster, ValuesThatAreNoFactorsAreRefused) {
  Field field;
  const auto refused = [&](float value, const char* words) {
    const RasterPart raster = cells_over(field.set.boxes[0], 0, 400, {value});
    try {
      field.apply(raster);
      ADD_FAILURE() << value << " is taken for a factor";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::input);
      EXPECT_THAT(error.message(), testing::HasSubstr(words));
    }
  };
  refused(5, "wet.tif has the value 5 under 1 candidates");
  refused(-9999, "wet.tif has the value -9999");
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
