// SPDX-License-Identifier: MIT
// The checks of land on shapes drawn for their thresholds: just inside, just outside, and the shapes between which a
// check has to tell. What must be found was worked out by hand from Defra's thresholds.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <functional>

#include "tests/support/bng_file.hpp"
#include "tests/support/bng_runs.hpp"
#include "tests/support/files.hpp"

namespace spatial::test {
namespace {

using Found = std::set<std::string>;
using Ring = std::vector<std::pair<double, double>>;
using Rings = std::vector<Ring>;

Ring box(double x0, double y0, double x1, double y1) { return {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}}; }

std::string text_of(const Ring& ring) {
  std::string text;
  for (const auto& [x, y] : ring) text += fmt::format("{}{} {}", text.empty() ? "" : ",", 400000 + x, 200000 + y);
  return "(" + text + ")";
}

std::string area(const Rings& rings) {
  std::string text;
  for (const Ring& ring : rings) text += (text.empty() ? "" : ",") + text_of(ring);
  return "POLYGON(" + text + ")";
}

std::string areas(const std::vector<Rings>& parts) {
  std::string text;
  for (const Rings& part : parts) text += (text.empty() ? "" : ",") + area(part).substr(7);
  return "MULTIPOLYGON(" + text + ")";
}

BngFileRow parcel(const std::string& reference, const std::string& wkt) {
  return {"Habitats",
          wkt,
          {{"Parcel Ref", reference},
           {"Baseline Habitat Type", "Modified grassland"},
           {"Baseline Condition", "Moderate"},
           {"Retention Category", "Retained"}}};
}
BngFileRow hedge(const std::string& reference, const Ring& line) {
  return {"Hedgerows",
          "LINESTRING" + text_of(line),
          {{"Parcel Ref", reference},
           {"Baseline Hedge Type", "Native hedgerow"},
           {"Baseline Condition", "Good"},
           {"Retention Category", "Retained"}}};
}
BngFileRow tree(const std::string& reference, double x, double y) {
  return {"Urban Trees",
          "POINT" + text_of({{x, y}}),
          {{"Tree Ref", reference},
           {"Baseline Tree Size", "Small"},
           {"Baseline Rural or Urban Tree", "Urban"},
           {"Baseline Condition", "Good"},
           {"Retention Category", "Retained"}}};
}
BngFileRow red(const std::string& wkt) { return {"Red Line Boundary", wkt, {{"Site Name", "Field"}}}; }

class BngLand : public testing::Test {
 protected:
  Found found(const BngSite& site) {
    write_bng_file(folder_ / "land.gpkg", site);
    run_ = bng_run(folder_ / "land.gpkg", true);
    Found all = run_.found();
    std::erase_if(all, [](const std::string& one) { return one.starts_with("empty_layer"); });
    return all;
  }
  /// Within a red line of 100 m by 100 m.
  Found within(BngSite rows) {
    rows.insert(rows.begin(), red(area({box(0, 0, 100, 100)})));
    return found(rows);
  }
  /// Lines and trees on a site that two parcels fill.
  Found on_the_site(BngSite rows) {
    rows.insert(rows.begin(), {parcel("P1", area({left_})), parcel("P2", area({right_}))});
    return within(std::move(rows));
  }
  const Ring left_ = box(0, 0, 50, 100), right_ = box(50, 0, 100, 100);
  BngRun run_;
  TempDir folder_;
};

TEST_F(BngLand, SumsOfAreaWithGapsAndOverlaps) {
  const auto with_gap = [&](double side) {
    return within({parcel("P1", area({left_, box(10, 10, 10 + side, 10 + side)})), parcel("P2", area({right_}))});
  };
  EXPECT_EQ(with_gap(0.7), Found{}) << "0.49 m²";
  EXPECT_EQ(with_gap(0.72), Found{"bng_area_sum "}) << "0.5184 m²";
  EXPECT_EQ(within({parcel("P1", area({left_, box(1, 1, 2, 1.3)})), parcel("P2", area({right_, box(60, 1, 61, 1.3)}))}),
            Found{"bng_area_sum "})
      << "two gaps of 0.3 m² add up";
  EXPECT_EQ(within({parcel("P1", area({box(0, 0, 50.01, 100)})),
                    parcel("P2", area({{{50, 0}, {100, 0}, {100, 99}, {99, 99}, {99, 100}, {50, 100}, {50, 0}}}))}),
            Found{"bng_parcels_overlap P1"})
      << "a gap and an overlap of 1 m² cancel in the sum";
}

TEST_F(BngLand, TeethBeyondTheRedLine) {
  const auto tooth = [](double x, double height) {
    return Ring{{x + 1, 100}, {x + 1, 100 + height}, {x, 100 + height}, {x, 100}};
  };
  const auto left_with = [&](const std::vector<Ring>& teeth, const Rings& holes = {}) {
    Ring shell{{0, 0}, {50, 0}, {50, 100}};
    for (const Ring& one : teeth) shell.insert(shell.end(), one.begin(), one.end());
    shell.insert(shell.end(), {{0, 100}, {0, 0}});
    Rings rings{shell};
    rings.insert(rings.end(), holes.begin(), holes.end());
    return area(rings);
  };
  const auto right_with = [&](const Ring& teeth) {
    Ring shell{{50, 0}, {100, 0}, {100, 100}};
    shell.insert(shell.end(), teeth.begin(), teeth.end());
    shell.insert(shell.end(), {{50, 100}, {50, 0}});
    return area({shell});
  };
  EXPECT_EQ(within({parcel("P1", left_with({tooth(9, 0.45)})), parcel("P2", area({right_}))}), Found{});
  EXPECT_EQ(within({parcel("P1", left_with({tooth(9, 0.3), tooth(2, 0.3)})), parcel("P2", area({right_}))}),
            (Found{"bng_parcel_outside P1", "bng_area_sum "}))
      << "what one parcel has outside is added up";
  EXPECT_EQ(
      within({parcel("P1", area({left_})), parcel("P2", area({right_})), parcel("P3", area({box(200, 0, 210, 10)}))}),
      (Found{"bng_parcel_outside P3", "bng_area_sum "}));

  // Two parcels with 0.3 m² each; a gap of 0.4 m² keeps the sum of areas within its tolerance.
  const Rings gap{box(10, 10, 10.4, 11)};
  EXPECT_EQ(within({parcel("P1", left_with({tooth(49, 0.3)}, gap)), parcel("P2", right_with(tooth(50, 0.3)))}),
            Found{"bng_parcel_outside P1"})
      << "together they are one piece of 0.6 m²";
  EXPECT_EQ(run_.message("bng_parcel_outside"),
            "0.60 m² in one piece lie outside the red line, shared by the parcels 'P1', 'P2': cut them back");
  EXPECT_GT(run_.rejections, 0u);
  EXPECT_EQ(within({parcel("P1", left_with({tooth(48, 0.3)}, gap)), parcel("P2", right_with(tooth(52, 0.3)))}), Found{})
      << "two pieces that do not touch";
  EXPECT_EQ(within({parcel("P1", left_with({{{50, 100.6}, {49, 100}}}, gap)),
                    parcel("P2", right_with({{51, 100}, {51, 100.6}}))}),
            Found{})
      << "two pieces that meet in a point of the red line only";
}

TEST_F(BngLand, OverlapsByPairs) {
  EXPECT_EQ(within({parcel("P1", area({box(0, 0, 50.0045, 100)})), parcel("P2", area({right_}))}), Found{});
  EXPECT_EQ(within({parcel("P1", area({{{0, 0},
                                        {50, 0},
                                        {50, 10},
                                        {50.275, 10},
                                        {50.275, 11},
                                        {50, 11},
                                        {50, 20},
                                        {50.275, 20},
                                        {50.275, 21},
                                        {50, 21},
                                        {50, 100},
                                        {0, 100},
                                        {0, 0}}})),
                    parcel("P2", area({right_}))}),
            (Found{"bng_parcels_overlap P1", "bng_area_sum "}))
      << "0.55 m² in two places";
  EXPECT_EQ(
      within({parcel("P1", area({left_})), parcel("P2", area({right_})), parcel("P3", area({box(9, 9, 19, 19)}))}),
      (Found{"bng_parcels_overlap P1", "bng_area_sum "}))
      << "a pond that was not cut out";
  EXPECT_EQ(within({parcel("P1", area({box(0, 0, 51, 100)})), parcel("P2", area({right_})),
                    parcel("P3", area({box(50, 0, 51, 100)}))}),
            (Found{"bng_parcels_overlap P1", "bng_parcels_overlap P2", "bng_area_sum "}))
      << "three on one spot";
}

TEST_F(BngLand, SmallParcelsByTheirWholeArea) {
  const auto with = [&](const Rings& holes, const std::string& third) {
    Rings first{left_};
    first.insert(first.end(), holes.begin(), holes.end());
    return within({parcel("P1", area(first)), parcel("P2", area({right_})), parcel("P3", third)});
  };
  const Ring small = box(5, 5, 6, 5.99), enough = box(5, 5, 6, 6.01), part = box(5, 5, 6, 5.6),
             other = box(8, 5, 9, 5.6);
  EXPECT_EQ(with({small}, area({small})), Found{"bng_parcel_too_small P3"});
  EXPECT_EQ(with({enough}, area({enough})), Found{});
  EXPECT_EQ(with({part, other}, areas({{part}, {other}})), Found{}) << "two parts of 0.6 m²";
}

TEST_F(BngLand, OutlinesThatAreNotValidAndThoseThatAre) {
  const auto first = [&](const std::string& wkt, BngSite more = {}) {
    more.insert(more.begin(), {parcel("P1", wkt), parcel("P2", area({right_}))});
    return within(std::move(more));
  };
  const Ring notch{{25, 100}, {20, 90}, {30, 90}, {25, 100}};
  EXPECT_EQ(first(area({{{0, 0}, {50, 0}, {50, 50}, {40, 50}, {50, 50}, {50, 100}, {0, 100}, {0, 0}}})),
            Found{"bng_self_intersection P1"})
      << "a line out and back";
  EXPECT_EQ(first(areas({{box(0, 0, 30, 100)}, {box(20, 0, 50, 100)}})),
            (Found{"bng_self_intersection P1", "bng_area_sum "}))
      << "parts that overlap";
  EXPECT_EQ(first(area({{{0, 0}, {50, 0}, {50, 100}, {25, 100}, {30, 90}, {20, 90}, {25, 100}, {0, 100}, {0, 0}}}),
                  {parcel("P3", area({notch}))}),
            Found{"bng_self_intersection P1"})
      << "a hole drawn as part of the outline: the land is right, the outline is not";
  EXPECT_EQ(first(area({left_, notch}), {parcel("P3", area({notch}))}), Found{}) << "a hole that touches the outline";
  EXPECT_EQ(first(area({{{0, 0}, {0, 0}, {50, 0}, {50, 0}, {50, 100}, {0, 100}, {0, 100}, {0, 0}}})), Found{})
      << "points that are there twice";
}

TEST_F(BngLand, LinesByWhatTheyHaveOutside) {
  EXPECT_EQ(on_the_site({hedge("H1", {{0, 0}, {100, 0}, {100, 100}, {0, 100}})}), Found{}) << "along the red line";
  EXPECT_EQ(on_the_site({hedge("H1", {{-0.045, 50}, {100.045, 50}})}), Found{}) << "0.09 m at both ends together";
  EXPECT_EQ(on_the_site({hedge("H1", {{-0.055, 50}, {100.055, 50}})}), Found{"bng_parcel_outside H1"});
  EXPECT_EQ(on_the_site({hedge("H1", {{-0.02, 10}, {-0.02, 50}})}), Found{"bng_parcel_outside H1"})
      << "the distance does not matter";
  EXPECT_EQ(on_the_site({tree("T1", -0.07, -0.07), tree("T2", -0.08, -0.08), tree("T3", 100.099, 50)}),
            Found{"bng_parcel_outside T2"})
      << "0.099 m, 0.113 m and 0.099 m";
}

TEST_F(BngLand, RedLinesWithHolesAndParts) {
  const Ring hole = box(40, 40, 60, 60);
  const BngSite holed{red(area({box(0, 0, 100, 100), hole})), parcel("P1", area({box(0, 0, 100, 100), hole}))};
  BngSite site = holed;
  site.insert(site.end(), {hedge("H1", {{30, 50}, {70, 50}}), tree("T1", 50, 50), tree("T2", 40.05, 50)});
  EXPECT_EQ(found(site), (Found{"bng_parcel_outside H1", "bng_parcel_outside T1"}));
  site = holed;
  site.push_back(parcel("P2", area({hole})));
  EXPECT_EQ(found(site), (Found{"bng_parcel_outside P2", "bng_area_sum "}));

  const Ring beyond = box(60, 0, 110, 100);
  const BngSite parted{red(areas({{left_}, {beyond}})), parcel("P1", area({left_})), parcel("P2", area({beyond}))};
  site = parted;
  site.insert(site.end(), {hedge("H1", {{10, 10}, {100, 10}}), tree("T1", 55, 10)});
  EXPECT_EQ(found(site), (Found{"bng_parcel_outside H1", "bng_parcel_outside T1"}));
  site = parted;
  site.push_back(parcel("P3", area({box(50, 0, 60, 10)})));
  EXPECT_EQ(found(site), (Found{"bng_parcel_outside P3", "bng_area_sum "}));
}

TEST_F(BngLand, SeveralRedLinesAreOneLandAndOneFinding) {
  const BngSite parcels{parcel("P1", area({left_})), parcel("P2", area({right_}))};
  const auto lines = [&](const std::vector<std::string>& outlines) {
    BngSite site = parcels;
    for (const std::string& one : outlines) site.push_back(red(one));
    return found(site);
  };
  const std::string whole = area({box(0, 0, 100, 100)});
  EXPECT_EQ(lines({whole, whole}), Found{"bng_red_line_many "}) << "the same twice is no larger";
  EXPECT_EQ(lines({area({box(0, 0, 30, 100)}), area({box(30, 0, 60, 100)}), area({box(60, 0, 100, 100)})}),
            Found{"bng_red_line_many "})
      << "side by side they do not cross themselves";
  EXPECT_EQ(lines({whole, ""}), Found{}) << "a row without a shape is no second red line";
  EXPECT_EQ(lines({whole, area({{{0, 0}, {50, 50}, {50, 0}, {0, 50}, {0, 0}}})}),
            (Found{"bng_red_line_many ", "bng_red_line_invalid 2"}));
  EXPECT_EQ(lines({area({{{0, 0}, {100, 0}, {130, 0}, {100, 0}, {100, 100}, {0, 100}, {0, 0}}})}),
            (Found{"bng_red_line_invalid Field", "invalid_repaired Field"}));
}

TEST_F(BngLand, RedLinesByTheirSizeAndPlace) {
  for (const auto& [height, told] : {std::pair{9990.0, false}, {10000.0, false}, {10000.1, true}}) {
    const std::string wkt = area({box(0, 0, 10000, height)});
    EXPECT_EQ(found({red(wkt), parcel("P1", wkt)}), told ? Found{"bng_red_line_too_large "} : Found{}) << height;
  }
  struct Where {
    const char* place;
    double x, y;
    bool england;
  };
  for (const Where& one : {Where{"Cardiff", 318000, 176000, false},
                           {"North Sea", 600000, 450000, false},
                           {"Edinburgh", 325000, 673000, false},
                           {"York", 460000, 452000, true},
                           {"Truro", 182500, 44800, true}}) {
    const double x = one.x - 400000, y = one.y - 200000;
    const std::string wkt = area({box(x, y, x + 100, y + 100)});
    EXPECT_EQ(found({red(wkt), parcel("P1", wkt)}), one.england ? Found{} : Found{"bng_outside_england "}) << one.place;
  }
}

TEST_F(BngLand, ReferencesByTheirExactText) {
  const auto named = [&](const std::vector<std::string>& names) {
    BngSite site;
    const double width = 100.0 / static_cast<double>(names.size());
    for (std::size_t k = 0; k < names.size(); ++k) {
      const double x = width * static_cast<double>(k);
      site.push_back(parcel(names[k], area({box(x, 0, x + width, 100)})));
    }
    return within(site);
  };
  EXPECT_EQ(named({"A", "A", "A", "B"}), Found{"bng_reference_duplicate A"});
  EXPECT_EQ(named({"P1", "p1"}), Found{});
  EXPECT_EQ(named({"", "", " ", " "}), Found{});
  EXPECT_EQ(on_the_site({hedge("H1", {{1, 1}, {5, 1}}), hedge("H1", {{1, 2}, {5, 2}})}), Found{}) << "only of parcels";
}

TEST_F(BngLand, TreesWithAdvanceAndDelayAreAnErrorThatDefraDoesNotSee) {
  BngFileRow planted = tree("T1", 10, 10);
  planted.cells = {{"Tree Ref", "T1"},
                   {"Category", "Newly Planted"},
                   {"Retention Category", "Created"},
                   {"Proposed Tree Size", "Small"},
                   {"Proposed Rural or Urban Tree", "Urban"},
                   {"Proposed Condition", "Good"},
                   {"Habitat Created/Enhanced in advance/years", "2"},
                   {"Delay in starting habitat creation/enhancement in years", "3"}};
  EXPECT_EQ(on_the_site({planted}), Found{"bng_advance_and_delay T1"});
  EXPECT_EQ(run_.rejections, 0u);
}

TEST_F(BngLand, ADatabaseThatIsCutOffIsAFindingOfTheCheck) {
  write_bng_file(folder_ / "cut.gpkg", {red(area({box(0, 0, 100, 100)})), parcel("P1", area({box(0, 0, 100, 100)}))});
  std::filesystem::resize_file(folder_ / "cut.gpkg", 4096);
  EXPECT_EQ(bng_run(folder_ / "cut.gpkg", true).checks(),
            (std::map<std::string, std::string>{{"file_invalid", "error, rejected"}}));
}

}  // namespace
}  // namespace spatial::test
