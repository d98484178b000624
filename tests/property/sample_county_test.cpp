// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "county/county.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/io/write.hpp"
#include "libspatial/landscape/clean.hpp"
#include "libspatial/landscape/habitat_map.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using county::CountyOptions;
using test::source_dir;

const std::filesystem::path samples = source_dir() / "data/samples";

const FeatureTable& layer_named(const Dataset& dataset, const std::string& name) {
  for (const FeatureTable& layer : dataset.layers)
    if (layer.table.name == name) return layer;
  throw std::runtime_error("no layer " + name);
}

const MultiPolygonColumn& polygons_of(const Dataset& dataset, const std::string& name) {
  return std::get<MultiPolygonColumn>(layer_named(dataset, name).geometry);
}

double total_m2(const MultiPolygonColumn& column) {
  StableSum sum;
  for (std::size_t i = 0; i < column.size(); ++i) sum.add(area_m2(column[i]));
  return sum.value();
}

const Dataset& small_county() {
  static const Dataset dataset = county::make_county({.polygons = 1500, .seed = 7}, {});
  return dataset;
}

TEST(SampleCounty, IsMadeAgainByteForByteAtAnyNumberOfThreads) {
  const test::TempDir folder;
  const std::string committed = test::read_file(samples / "county.gpkg");
  const std::string plans = test::read_file(samples / "plans.gpkg");
  const CountyOptions options{.polygons = 2000, .seed = 1, .defects = true};
  for (const unsigned threads : {1U, 2U, 8U}) {
    const std::filesystem::path file = folder / ("county" + std::to_string(threads) + ".gpkg"),
                                of_plans = folder / ("plans" + std::to_string(threads) + ".gpkg");
    Executor executor;
    executor.threads = threads;
    write_geopackage(file, county::make_county(options, executor), {.page_bytes = 512});
    EXPECT_TRUE(test::read_file(file) == committed)
        << "with " << threads << " threads; run scripts/make-samples if the generator was changed on purpose";
    write_geopackage(of_plans, county::make_plans(options, executor), {.page_bytes = 512});
    EXPECT_TRUE(test::read_file(of_plans) == plans) << "with " << threads << " threads";
  }
}

TEST(SampleCounty, StaysUnderEightMegabytes) {
  std::uintmax_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(samples)) bytes += entry.file_size();
  EXPECT_LE(bytes, 8'000'000U);
}

TEST(SampleCounty, HasTheSameCountyUnderItsPlans) {
  // Plans are made for a county with defects, whatever is asked for.
  const Dataset with = county::make_plans({.polygons = 2000, .seed = 1, .defects = true}, {});
  const Dataset without = county::make_plans({.polygons = 2000, .seed = 1}, {});
  ASSERT_EQ(with.layers.size(), without.layers.size());
  EXPECT_EQ(polygons_of(with, "habitat_2016").point_count(), polygons_of(without, "habitat_2016").point_count());
}

TEST(SampleCounty, PlansAreValid) {
  GeosContext geos;
  for (const FeatureTable& layer : county::make_plans({.polygons = 2000, .seed = 1, .defects = true}, {}).layers) {
    const auto* column = std::get_if<MultiPolygonColumn>(&layer.geometry);
    if (column == nullptr || layer.table.name == "lws_2021") continue;  // the register has its faults in both editions
    for (std::size_t i = 0; i < column->size(); ++i) {
      const auto problem = validity(geos, (*column)[i]);
      EXPECT_FALSE(problem) << layer.table.name << " " << i << ": " << problem->reason;
    }
  }
}

TEST(SampleCounty, EveryFeatureIsValidAndOnTheMillimetreGrid) {
  GeosContext geos;
  for (const FeatureTable& layer : small_county().layers) {
    const auto* column = std::get_if<MultiPolygonColumn>(&layer.geometry);
    if (column == nullptr) continue;
    EXPECT_EQ(column->size(), layer.table.rows()) << layer.table.name;
    for (std::size_t i = 0; i < column->size(); ++i) {
      const auto problem = validity(geos, (*column)[i]);
      EXPECT_FALSE(problem) << layer.table.name << " " << i << ": " << problem->reason;
      EXPECT_FALSE((*column)[i].empty()) << layer.table.name << " " << i;
      for (const Point p : (*column)[i].points()) ASSERT_TRUE(p == county::on_grid(p)) << layer.table.name << " " << i;
    }
  }
}

TEST(SampleCounty, HabitatsAndDistrictsCoverTheCountyOnce) {
  const double county_m2 = total_m2(polygons_of(small_county(), "study_area"));
  for (const std::string name : {"habitat", "district"}) {
    const MultiPolygonColumn& column = polygons_of(small_county(), name);
    std::vector<MultiPolygonView> views;
    for (std::size_t i = 0; i < column.size(); ++i) views.push_back(column[i]);
    GeosContext geos;
    // Equal sums exclude overlaps only together with an equal union.
    EXPECT_NEAR(total_m2(column), county_m2, 1e-3) << name;
    EXPECT_NEAR(area_m2(union_of(geos, views)), county_m2, 1e-3) << name;
  }
  EXPECT_NEAR(county_m2 / 1500, county::mean_polygon_m2, 0.05 * county::mean_polygon_m2);
}

TEST(SampleCounty, NeighboursShareTheirBorderVertexForVertex) {
  const MultiPolygonColumn& column = polygons_of(small_county(), "habitat");
  const auto key = [](Point a, Point b) { return std::array<double, 4>{a.x, a.y, b.x, b.y}; };
  std::map<std::array<double, 4>, int> steps;
  std::size_t doubled = 0;
  for (std::size_t i = 0; i < column.size(); ++i)
    for (std::size_t r = 0; r < column[i].ring_count(); ++r) {
      const RingView ring = column[i].ring(r);
      for (std::size_t k = 0; k + 1 < ring.size(); ++k) doubled += ++steps[key(ring[k], ring[k + 1])] > 1 ? 1 : 0;
    }
  EXPECT_EQ(doubled, 0U);
  // A step that no neighbour walks the other way lies on the county's edge.
  std::size_t single = 0;
  for (const auto& [step, count] : steps) single += steps.count({step[2], step[3], step[0], step[1]}) == 0 ? 1 : 0;
  std::size_t edge = 0;
  const MultiPolygonView outline = polygons_of(small_county(), "study_area")[0];
  for (std::size_t r = 0; r < outline.ring_count(); ++r) edge += outline.ring(r).size() - 1;
  EXPECT_EQ(single, edge);
}

TEST(SampleCounty, LooksLikeASurveyedCounty) {
  const FeatureTable& habitat = layer_named(small_county(), "habitat");
  const MultiPolygonColumn& column = polygons_of(small_county(), "habitat");
  ASSERT_EQ(column.size(), 1500U);
  std::vector<std::size_t> corners;
  std::map<char, double> share;
  const auto& codes = std::get<TextCells>(habitat.table.find("ukhab")->cells);
  const double all_m2 = total_m2(column);
  for (std::size_t i = 0; i < column.size(); ++i) {
    corners.push_back(column[i].point_count());
    share[codes[i]->front()] += area_m2(column[i]) / all_m2;
  }
  std::sort(corners.begin(), corners.end());
  EXPECT_GT(corners[750], 50U);
  EXPECT_LT(corners[750], 120U);
  EXPECT_GT(corners[1485], 500U);
  EXPECT_NEAR(share['c'], 0.37, 0.05);
  EXPECT_NEAR(share['g'], 0.38, 0.07);
  EXPECT_NEAR(share['w'], 0.12, 0.03);
  EXPECT_NEAR(share['u'], 0.09, 0.03);
}

TEST(SampleCounty, EveryCodeIsInTheShippedCrosswalk) {
  const Crosswalk crosswalk = read_crosswalk((source_dir() / "data/presets/crosswalks/ukhab.csv").string());
  for (const county::Cover& cover : county::covers()) {
    for (const std::string& code : split_codes(cover.code)) EXPECT_GE(crosswalk.find(code), 0) << code;
  }
}

TEST(SampleCounty, AnotherSeedIsAnotherCounty) {
  const Dataset other = county::make_county({.polygons = 1500, .seed = 8}, {});
  EXPECT_NE(polygons_of(other, "habitat").point_count(), polygons_of(small_county(), "habitat").point_count());
}

TEST(SampleCounty, RefusesSizesOutOfRange) {
  EXPECT_THROW(county::make_county({.polygons = 999}, {}), Error);
  EXPECT_THROW(county::make_county({.polygons = 1'000'001}, {}), Error);
}

struct Planted {
  std::string layer, feature_id, defect, rule;
};

std::vector<Planted> planted_defects() {
  const std::vector<TextColumn> columns =
      read_table({(samples / "county.gpkg").string(), "planted_defect"}, {"layer", "feature_id", "defect", "rule"});
  std::vector<Planted> planted;
  for (std::size_t i = 0; i < columns.at(0).values.size(); ++i)
    planted.push_back({columns[0].values[i], columns[1].values[i], columns[2].values[i], columns[3].values[i]});
  return planted;
}

CleanResult cleaned(const std::string& layer, Role role, const std::string& id, const std::string& code) {
  ReadOptions options;
  options.id_field = id;
  options.class_field = code;
  return clean(read_layer({(samples / "county.gpkg").string(), layer}, role, options, {}).layer, {}, {});
}

TEST(SampleCounty, EveryPlantedDefectIsFound) {
  std::map<std::string, Issues> found;
  CleanResult habitat = cleaned("habitat", Role::habitat, "hab_id", "ukhab");
  const Crosswalk crosswalk = read_crosswalk((source_dir() / "data/presets/crosswalks/ukhab.csv").string());
  HabitatSource source;
  source.layer = &habitat.layer;
  source.crosswalk = &crosswalk;
  const std::vector<HabitatSource> sources{source};
  found["habitat"] = habitat_map(sources, {"woodland"}).issues;
  found["habitat"].insert(found["habitat"].end(), habitat.issues.begin(), habitat.issues.end());
  found["lws"] = cleaned("lws", Role::lws, "site_ref", "").issues;
  found["sssi"] = cleaned("sssi", Role::designated, "ref_code", "").issues;

  const std::vector<Planted> planted = planted_defects();
  ASSERT_GE(planted.size(), 20U);
  for (const Planted& defect : planted) {
    const auto about = [&](const Issue& issue) {
      return defect.feature_id.empty() || issue.feature_id == defect.feature_id ||
             issue.message.find("'" + defect.feature_id + "'") != std::string::npos;
    };
    const Issues& issues = found.at(defect.layer);
    if (defect.rule.empty()) {
      EXPECT_TRUE(std::none_of(issues.begin(), issues.end(), about))
          << defect.layer << " " << defect.feature_id << ": " << defect.defect;
    } else {
      EXPECT_TRUE(std::any_of(issues.begin(), issues.end(),
                              [&](const Issue& issue) { return info(issue.rule).code == defect.rule && about(issue); }))
          << defect.layer << " " << defect.feature_id << ": " << defect.defect << " raises no " << defect.rule;
    }
  }
}

TEST(SampleCounty, NothingButWhatWasPlantedIsInvalid) {
  const std::vector<Planted> planted = planted_defects();
  for (const auto& [layer, role, id] :
       {std::tuple{"habitat", Role::habitat, "hab_id"}, std::tuple{"lws", Role::lws, "site_ref"},
        std::tuple{"sssi", Role::designated, "ref_code"}}) {
    for (const Issue& issue : cleaned(layer, role, id, "").issues) {
      if (issue.rule != IssueRule::invalid_repaired && issue.rule != IssueRule::empty_geometry) continue;
      EXPECT_TRUE(std::any_of(planted.begin(), planted.end(),
                              [&](const Planted& p) { return p.layer == layer && p.feature_id == issue.feature_id; }))
          << layer << " " << issue.feature_id << ": " << issue.message;
    }
  }
}

}  // namespace
}  // namespace spatial
