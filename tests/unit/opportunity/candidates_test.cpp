// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/candidates.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/opportunity/grid.hpp"
#include "libspatial/opportunity/split.hpp"
#include "tests/support/drawn_county.hpp"

namespace spatial {
namespace {

using test::drawn_habitat;

CandidateResult candidates(const HabitatMap& map, CandidateOptions options = {}, const Mask* exclusions = nullptr,
                           const Mask* area = nullptr, const Layer* layer = nullptr, const Mask* sites = nullptr) {
  CandidateInputs inputs;
  inputs.habitat = &map;
  inputs.exclusions = exclusions;
  inputs.study_area = area;
  inputs.layer = layer;
  inputs.sites = sites;
  inputs.study_box = extent_of(map.geometry);
  return candidates_of(inputs, options, {}, {});
}

MultiPolygonColumn column_of(const MultiPolygon& one) {
  MultiPolygonColumn column;
  column.append(one);
  return column;
}

double sum(const std::vector<double>& values) {
  double total = 0;
  for (const double value : values) total += value;
  return total;
}

TEST(Candidates, AreRestorableLandAndNothingElse) {
  // W core woodland, G grassland (potential 0.5), A arable (0.25), U built-up (excluded).
  const HabitatMap map = drawn_habitat("WWG\nWAG\nUUU");
  const CandidateResult result = candidates(map);
  ASSERT_EQ(result.candidates.size(), 2u);
  EXPECT_EQ(result.candidates.id, result.candidates.source_id);
  for (std::size_t c = 0; c < 2; ++c) {
    const bool grass = result.candidates.habitat[c] == "Grassland";
    EXPECT_DOUBLE_EQ(result.candidates.areas_m2[c], grass ? 20000 : 10000);
    EXPECT_DOUBLE_EQ(result.candidates.restored(c, 0), grass ? 10000 : 2500);
    EXPECT_DOUBLE_EQ(result.candidates.suitable(c, 0), result.candidates.areas_m2[c]);
  }
}

TEST(Candidates, LoseExclusionsAndSayWhatIsDropped) {
  const HabitatMap map = drawn_habitat("GGGG.A");
  const Point corner =
      extent_of(map.geometry).empty() ? Point{} : Point{extent_of(map.geometry).min_x, extent_of(map.geometry).min_y};
  // The excluded strip covers the last tenth of the grass and all of the arable cell.
  const Mask exclusion(column_of(polygon_of(Box{corner.x + 360, corner.y, corner.x + 700, corner.y + 100})), {});
  const CandidateResult result = candidates(map, {}, &exclusion);
  ASSERT_EQ(result.candidates.size(), 1u);
  EXPECT_NEAR(result.candidates.areas_m2[0], 36000, 1e-6);
  ASSERT_EQ(result.issues.size(), 1u);
  EXPECT_EQ(result.issues[0].rule, IssueRule::candidate_excluded);
  EXPECT_EQ(result.issues[0].feature_id, map.id[map.size() - 1]);
}

TEST(Candidates, AreCutToTheStudyArea) {
  const HabitatMap map = drawn_habitat("GGGG.A");
  const Box extent = extent_of(map.geometry);
  const Mask area(
      column_of(polygon_of(Box{extent.min_x - 50, extent.min_y - 50, extent.min_x + 150, extent.max_y + 50})), {});
  const CandidateResult result = candidates(map, {}, nullptr, &area);
  ASSERT_EQ(result.candidates.size(), 1u);
  EXPECT_NEAR(result.candidates.areas_m2[0], 15000, 1e-6);
  ASSERT_EQ(result.issues.size(), 1u);
  EXPECT_EQ(result.issues[0].rule, IssueRule::outside_study_area);
}

TEST(Candidates, LargeOnesAreSplitOnAnAlignedGridWithoutLosingArea) {
  const HabitatMap map = drawn_habitat("GGGGGGGGGG\nGGGGGGGGGG\nGGGGGGGGGG");
  CandidateOptions options;
  options.max_unit_ha = 4;
  options.min_unit_ha = 0;
  const CandidateResult result = candidates(map, options);
  EXPECT_GT(result.candidates.size(), 8u);
  EXPECT_NEAR(sum(result.candidates.areas_m2), 300000, 1e-6);
  for (std::size_t c = 0; c < result.candidates.size(); ++c) {
    EXPECT_LE(result.candidates.areas_m2[c], 40000 + 1e-6);
    const Box& box = result.candidates.boxes[c];
    EXPECT_EQ(std::floor(box.min_x / 200), std::floor((box.max_x - 1e-6) / 200));
    EXPECT_EQ(std::floor(box.min_y / 200), std::floor((box.max_y - 1e-6) / 200));
  }
}

TEST(Candidates, UnitsSmallerThanAMetreOrTooManyAreRefused) {
  const HabitatMap map = drawn_habitat("GGGGGGGGGG");
  CandidateOptions options;
  options.min_unit_ha = 0;
  for (const double too_small : {9e-5, 1e-9, 0.0}) {
    options.max_unit_ha = too_small;
    EXPECT_THAT([&] { candidates(map, options); },
                testing::ThrowsMessage<Error>(testing::HasSubstr("no grid of whole metres")))
        << too_small;
  }
  options.max_unit_ha = 1e-4;  // 1 m
  EXPECT_EQ(candidates(drawn_habitat("G"), options).candidates.size(), 10000u);
  std::string rows;
  for (int r = 0; r < 20; ++r) rows += std::string(30, 'G') + "\n";
  const HabitatMap county = drawn_habitat(rows);  // 600 ha
  EXPECT_THAT([&] { candidates(county, options); },
              testing::ThrowsMessage<Error>(testing::HasSubstr("6 million candidates")));
}

TEST(Candidates, BelowTheSmallestUnitAreIssues) {
  const HabitatMap map = drawn_habitat("G.GG");
  CandidateOptions options;
  options.min_unit_ha = 1.5;
  const CandidateResult result = candidates(map, options);
  EXPECT_EQ(result.candidates.size(), 1u);
  ASSERT_EQ(result.issues.size(), 1u);
  EXPECT_EQ(result.issues[0].rule, IssueRule::candidate_below_minimum);
}

TEST(Candidates, ParcelsKeepTheirShapeButCountOnlyOpenGround) {
  const HabitatMap map = drawn_habitat("WGAU");
  const Box extent = extent_of(map.geometry);
  const CleanResult parcels =
      clean(test::RawLayerBuilder(Role::candidate)
                .add("all", polygon_of(extent))
                .add("built", polygon_of(Box{extent.max_x - 90, extent.min_y, extent.max_x, extent.max_y}))
                .build(),
            {}, {});
  CandidateOptions options;
  options.source = CandidateSource::layer;
  const CandidateResult result = candidates(map, options, nullptr, nullptr, &parcels.layer);
  ASSERT_EQ(result.candidates.size(), 1u);
  EXPECT_EQ(result.candidates.source_id[0], "all");
  EXPECT_DOUBLE_EQ(result.candidates.areas_m2[0], 40000);
  EXPECT_NEAR(result.candidates.suitable(0, 0), 20000, 1e-6);
  EXPECT_NEAR(result.candidates.restored(0, 0), 0.5 * 10000 + 0.25 * 10000, 1e-6);
  ASSERT_EQ(result.issues.size(), 1u);
  EXPECT_EQ(result.issues[0].rule, IssueRule::candidate_without_suitable_habitat);
  EXPECT_EQ(result.issues[0].feature_id, "built");
}

/// The western part of a drawing as a mask, up to `east_m` from its west edge.
Mask west_of(const HabitatMap& map, double east_m) {
  const Box extent = extent_of(map.geometry);
  return Mask(
      column_of(polygon_of(Box{extent.min_x - 10, extent.min_y - 10, extent.min_x + east_m, extent.max_y + 10})), {});
}

TEST(Candidates, AreSplitAtTheBoundaryOfSites) {
  const HabitatMap map = drawn_habitat("GGGG.GG");
  const Mask sites = west_of(map, 130);
  const CandidateSet set = candidates(map, {}, nullptr, nullptr, nullptr, &sites).candidates;
  ASSERT_EQ(set.size(), 3u);
  EXPECT_EQ(set.id, (std::vector<std::string>{"H1", "H1/site", "H2"}));
  EXPECT_EQ(set.action, (std::vector<LandAction>{LandAction::create, LandAction::restore, LandAction::create}));
  EXPECT_NEAR(set.areas_m2[0], 27000, 1e-6);
  EXPECT_NEAR(set.areas_m2[1], 13000, 1e-6);
  EXPECT_EQ(set.ranking_of(0), 0u);
  EXPECT_EQ(set.ranking_of(1), 1u);
}

TEST(Candidates, InsideSitesCanStayTogetherOrBeLeftOut) {
  const HabitatMap map = drawn_habitat("GGGG.GG");
  const Mask sites = west_of(map, 230);
  CandidateOptions options;
  options.inside_sites = InsideSites::together;
  const CandidateSet together = candidates(map, options, nullptr, nullptr, nullptr, &sites).candidates;
  EXPECT_EQ(together.id, (std::vector<std::string>{"H1", "H2"}));
  EXPECT_EQ(together.action[0], LandAction::restore) << "more than half of it lies in the site";
  EXPECT_EQ(together.ranking_of(0), 0u);
  EXPECT_NEAR(together.areas_m2[0], 40000, 1e-6);

  options.inside_sites = InsideSites::leave_out;
  const CandidateResult outside = candidates(map, options, nullptr, nullptr, nullptr, &sites);
  EXPECT_EQ(outside.candidates.id, (std::vector<std::string>{"H1", "H2"}));
  EXPECT_NEAR(outside.candidates.areas_m2[0], 17000, 1e-6);
  ASSERT_EQ(outside.issues.size(), 1u);
  EXPECT_EQ(outside.issues[0].rule, IssueRule::candidate_in_site);
}

TEST(Candidates, IdsStayWithTheLandWhateverIsCutAway) {
  const HabitatMap map = drawn_habitat("GGGGGGGGGG\nGGGGGGGGGG\nGGGGGGGGGG");
  CandidateOptions options;
  options.max_unit_ha = 4;
  const CandidateSet whole = candidates(map, options).candidates;
  const Box extent = extent_of(map.geometry);
  // What is left is smaller than a unit, but the feature is not.
  const Mask exclusion(
      column_of(polygon_of(Box{extent.min_x - 10, extent.min_y - 10, extent.max_x - 90, extent.max_y + 10})), {});
  const CandidateSet left = candidates(map, options, &exclusion).candidates;
  ASSERT_GT(left.size(), 0u);
  ASSERT_LT(left.size(), whole.size());
  for (std::size_t c = 0; c < left.size(); ++c) {
    const auto same = std::find(whole.id.begin(), whole.id.end(), left.id[c]);
    ASSERT_NE(same, whole.id.end()) << left.id[c];
    EXPECT_TRUE(whole.boxes[static_cast<std::size_t>(same - whole.id.begin())].grown(1e-9).contains(left.boxes[c]))
        << left.id[c];
  }
  // A site that covers all of the land changes the action, not the id.
  const Mask everywhere = west_of(map, 5000);
  const CandidateSet inside = candidates(map, options, nullptr, nullptr, nullptr, &everywhere).candidates;
  EXPECT_EQ(inside.id, whole.id);
  EXPECT_EQ(inside.action.front(), LandAction::restore);
}

TEST(Candidates, CellsOfOneSizeAreNotMistakenForThoseOfAnother) {
  const HabitatMap map = drawn_habitat("GGGGGGGGGG\nGGGGGGGGGG\nGGGGGGGGGG");
  CandidateOptions options;
  options.max_unit_ha = 4;
  const CandidateSet coarse = candidates(map, options).candidates;
  options.max_unit_ha = 2.25;
  const CandidateSet fine = candidates(map, options).candidates;
  for (std::size_t c = 0; c < fine.size(); ++c) {
    const auto same = std::find(coarse.id.begin(), coarse.id.end(), fine.id[c]);
    if (same == coarse.id.end()) continue;
    EXPECT_TRUE(coarse.boxes[static_cast<std::size_t>(same - coarse.id.begin())].grown(1e-9).contains(fine.boxes[c]));
  }
}

TEST(Candidates, SourceLayerWithoutALayerIsAConfigError) {
  CandidateOptions options;
  options.source = CandidateSource::layer;
  EXPECT_THROW(candidates(drawn_habitat("G"), options), Error);
}

TEST(Candidates, GridsCoverEveryPlaceOnce) {
  const HabitatMap map = drawn_habitat("GGGGGGGG\nGGGGGGGG\nGGGGGGGG\nGGGGGGGG");
  for (const CandidateSource source : {CandidateSource::square, CandidateSource::hexagon}) {
    CandidateOptions options;
    options.source = source;
    options.grid_m = 130;
    const CandidateResult result = candidates(map, options);
    EXPECT_NEAR(sum(result.candidates.suitable_m2), 320000, 1e-3);
  }
}

TEST(Grid, HexagonsHaveTheAreaOfTheSquareAndShareTheirCorners) {
  const std::vector<CellShape> cells = hexagon_cells(Box{0, 0, 1000, 1000}, 100);
  MultiPolygonColumn column;
  for (const CellShape& cell : cells) {
    EXPECT_NEAR(area_m2(cell.geometry), 10000, 1);
    column.append(cell.geometry);
  }
  EXPECT_TRUE(overlapping_pairs(column, boxes_of(column), areas_m2_of(column), 0, {}).empty());
}

TEST(SplitOnGrid, PartsLieInTheirCellsAndAddUp) {
  GeosContext geos;
  const MultiPolygon star = test::random_star(5, {500123, 150321}, 800, 300);
  double area = 0;
  for (const CellPart& part : split_on_grid(geos, star, 150)) {
    const Box cell{150.0 * static_cast<double>(part.cell.column), 150.0 * static_cast<double>(part.cell.row),
                   150.0 * static_cast<double>(part.cell.column + 1), 150.0 * static_cast<double>(part.cell.row + 1)};
    EXPECT_TRUE(cell.grown(1e-9).contains(box_of(part.geometry.view())));
    area += area_m2(part.geometry);
  }
  EXPECT_NEAR(area, area_m2(star), 1e-6);
}

}  // namespace
}  // namespace spatial
