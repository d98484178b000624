// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/candidates.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/rings.hpp"
#include "libspatial/opportunity/grid.hpp"
#include "libspatial/opportunity/split.hpp"
#include "tests/support/drawn_county.hpp"

namespace spatial {
namespace {

using test::drawn_habitat;
using test::RawLayerBuilder;

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

/// Needles and small parts that are told of; the rest of the issues is none.
std::vector<std::string> left_out(const Issues& issues) {
  std::vector<std::string> messages;
  for (const Issue& issue : issues) {
    EXPECT_EQ(issue.rule, IssueRule::small_part_dropped) << issue.message;
    EXPECT_FALSE(issue.feature_id.empty());
    EXPECT_TRUE(issue.place.has_value());
    messages.push_back(issue.message);
  }
  return messages;
}

/// A mask of one area, in metres from the lower left corner of the map.
Mask mask_at(const HabitatMap& map, std::initializer_list<Point> corners) {
  const Box extent = extent_of(map.geometry);
  MultiPolygonColumn column;
  for (const Point p : corners) column.add_point({extent.min_x + p.x, extent.min_y + p.y});
  column.end_ring();
  column.end_part();
  column.end_feature();
  return Mask(column_of(normalised(column[0])), {});
}

// Grassland of 500 m x 100 m. What is cut away runs along its upper edge, at a distance that ends at 1 mm or none.
TEST(Candidates, HaveNoNeedlesWhereAnExclusionFollowsTheirEdge) {
  const HabitatMap map = drawn_habitat("GGGGG");
  const Mask exclusion = mask_at(map, {{300, -10}, {510, -10}, {510, 100.0005}, {300, 99.999}});
  const CandidateResult result = candidates(map, {}, &exclusion);
  ASSERT_EQ(result.candidates.size(), 1u);
  const Box extent = extent_of(map.geometry);
  EXPECT_LE(result.candidates.boxes[0].max_x, extent.min_x + 300.001) << "the needle reached 140 m further";
  EXPECT_NEAR(result.candidates.areas_m2[0], 30000, 0.1);
  EXPECT_EQ(left_out(result.issues).size(), 1u);
}

TEST(Candidates, HaveNoSlitsWhereAnExclusionEndsInAPoint) {
  const HabitatMap map = drawn_habitat("GGGGG");
  const Mask exclusion =
      mask_at(map, {{300, -10}, {510, -10}, {510, 110}, {300, 110}, {300, 50.001}, {20, 48}, {300, 50}});
  const CandidateResult result = candidates(map, {}, &exclusion);
  ASSERT_EQ(result.candidates.size(), 1u);
  EXPECT_NEAR(result.candidates.areas_m2[0], 30000, 0.01);
  EXPECT_LT(perimeter_m(result.candidates.geometry[0]), 801);
  EXPECT_EQ(left_out(result.issues).size(), 1u);
}

TEST(Candidates, AreTwoPartsWhereOnlyANeedleJoinsThem) {
  const HabitatMap map = drawn_habitat("GGGGG");
  const Mask exclusion = mask_at(map, {{200, -10}, {300, -10}, {300, 99.9995}, {200, 99.9991}});
  const CandidateResult result = candidates(map, {}, &exclusion);
  ASSERT_EQ(result.candidates.size(), 1u);
  EXPECT_EQ(result.candidates.geometry[0].part_count(), 2u);
  EXPECT_NEAR(result.candidates.areas_m2[0], 40000, 0.01);
}

TEST(Candidates, HaveNoNeedlesAtTheBoundaryOfSitesOrOfTheStudyArea) {
  const HabitatMap map = drawn_habitat("GGGGG");
  const Box extent = extent_of(map.geometry);
  const Mask sites = mask_at(map, {{300, -10}, {510, -10}, {510, 100.0005}, {300, 99.999}});
  const CandidateResult split = candidates(map, {}, nullptr, nullptr, nullptr, &sites);
  ASSERT_EQ(split.candidates.id, (std::vector<std::string>{"H1", "H1/site"}));
  EXPECT_LE(split.candidates.boxes[0].max_x, extent.min_x + 300.001);
  EXPECT_EQ(left_out(split.issues).size(), 1u);
  const Mask study = mask_at(map, {{-10, -10}, {300, -10}, {300, 99.999}, {510, 100.0005}, {510, 110}, {-10, 110}});
  const CandidateResult clipped = candidates(map, {}, nullptr, &study);
  ASSERT_EQ(clipped.candidates.size(), 1u);
  EXPECT_LE(clipped.candidates.boxes[0].max_x, extent.min_x + 300.001);
  EXPECT_EQ(left_out(clipped.issues).size(), 1u);
}

TEST(Candidates, CellsOfLargeFieldsHaveNoSmallPartsAndTellOfThem) {
  // A field that pokes 40 cm into the cell north of it: lines of cells run at 500544 and at 100488.
  RawLayerBuilder field;
  field.add("F",
            test::polygon({{500250, 100200},
                           {500800, 100200},
                           {500800, 100486.2},
                           {500302, 100487},
                           {500300, 100488.4},
                           {500298, 100487},
                           {500250, 100487}}),
            "G");
  const CleanResult layer = clean(field.build(), {}, {});
  const Crosswalk crosswalk = test::drawn_crosswalk();
  const HabitatSource source{&layer.layer, &crosswalk, layer.overlaps};
  const std::vector<std::string> networks{"woodland"};
  const HabitatMap map = habitat_map(std::span(&source, 1), networks).map;
  CandidateOptions options;
  options.min_unit_ha = 0;
  const CandidateResult result = candidates(map, options);
  double area = 0;
  for (std::size_t c = 0; c < result.candidates.size(); ++c) {
    area += result.candidates.areas_m2[c];
    for (std::size_t p = 0; p < result.candidates.geometry[c].part_count(); ++p)
      EXPECT_GE(area_m2(part_of(result.candidates.geometry[c].part(p))), 1) << result.candidates.id[c];
    for (const Point p : result.candidates.geometry[c].points())
      EXPECT_NEAR(p.x * 1000, std::round(p.x * 1000), 1e-6) << result.candidates.id[c] << " is off the grid";
  }
  EXPECT_EQ(result.candidates.size(), 2u);
  EXPECT_EQ(left_out(result.issues), std::vector<std::string>{"1 of 1 parts under 1 m² left out, together 0.228 m²"});
  EXPECT_NEAR(area, area_m2(map.geometry[0]) - 0.228, 0.15)
      << "crossings on 290 m of slanting edge are rounded to 1 mm";
}

TEST(Candidates, OfTheLayerAndParcelsAreWithoutTheNeedlesOfTheFile) {
  RawLayerBuilder fields;
  const MultiPolygon needle = test::polygon({{500000, 100000},
                                             {500100, 100000},
                                             {500100, 100050},
                                             {500290, 100060},
                                             {500100, 100050.001},
                                             {500100, 100100},
                                             {500000, 100100}});
  fields.add("F", needle, "G");
  const CleanResult layer = clean(fields.build(), {}, {});
  const Crosswalk crosswalk = test::drawn_crosswalk();
  const HabitatSource source{&layer.layer, &crosswalk, layer.overlaps};
  const std::vector<std::string> networks{"woodland"};
  const HabitatMap map = habitat_map(std::span(&source, 1), networks).map;
  const CandidateResult from_map = candidates(map);
  ASSERT_EQ(from_map.candidates.size(), 1u);
  EXPECT_LE(from_map.candidates.boxes[0].max_x, 500100);
  EXPECT_EQ(left_out(from_map.issues),
            std::vector<std::string>{"needles or slits no wider than 0.001 m at 1 corner were taken out (-0.0950 m²)"});
  CandidateOptions options;
  options.source = CandidateSource::layer;
  const CleanResult parcels = clean(RawLayerBuilder(Role::candidate).add("P", needle).build(), {}, {});
  const CandidateResult own = candidates(map, options, nullptr, nullptr, &parcels.layer);
  ASSERT_EQ(own.candidates.size(), 1u);
  EXPECT_LE(own.candidates.boxes[0].max_x, 500100);
  EXPECT_EQ(left_out(own.issues).size(), 1u);
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
