// SPDX-License-Identifier: MIT
// What `lnrs init` makes of layers that single commands read.
#include "libspatial/county/plan_guess.hpp"

#include <gmock/gmock.h>

#include "libspatial/config/config.hpp"
#include "libspatial/county/init.hpp"

namespace spatial {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

FieldSummary field(const std::string& name, const std::vector<std::string>& values, bool unique = false) {
  FieldSummary result;
  result.name = name;
  result.type = "String";
  result.examples = {values.begin(), values.begin() + static_cast<long>(std::min<std::size_t>(3, values.size()))};
  for (const std::string& value : values) result.counts.emplace_back(value, 1);
  result.distinct = values.size();
  result.unique = unique;
  return result;
}

LayerSummary layer(const std::string& name, std::vector<FieldSummary> fields,
                   const std::string& geometry = "Multi Polygon") {
  LayerSummary result;
  result.file = "county.gpkg";
  result.layer = name;
  result.geometry_type = geometry;
  result.crs = geometry == "None" ? "none" : "EPSG:27700 OSGB36 / British National Grid";
  result.features = 12;
  result.area_ha = geometry == "Multi Polygon" ? 120 : 0;
  result.fields = std::move(fields);
  return result;
}

LayerSummary habitat() {
  return layer("habitat", {field("hab_id", {"H1", "H2"}, true), field("hab_code", {"g3c", "w1f", "u1b5"})});
}

std::string text_for(std::vector<LayerSummary> layers) {
  const std::vector<Crosswalk> crosswalks = read_preset_crosswalks();
  layers.push_back(habitat());
  return guessed_config(layers, crosswalks);
}
Config config_for(std::vector<LayerSummary> layers) { return parse_config(text_for(std::move(layers)), "county.toml"); }

std::size_t count_of(const Config& config, Role role) {
  return static_cast<std::size_t>(std::count_if(config.layers.begin(), config.layers.end(),
                                                [&](const LayerSource& one) { return one.role == role; }));
}

TEST(PlanGuess, FindsProjectsByTheirColumns) {
  const Config known = config_for(
      {layer("projects", {field("project_id", {"P1"}), field("habitat", {"Woodland"}), field("status", {"planned"})})});
  EXPECT_EQ(count_of(known, Role::project), 1u);
  const std::string unknown = text_for({layer("projects", {field("ref", {"P1"}), field("stage", {"done"})})});
  EXPECT_THAT(unknown, HasSubstr("# [[layers.project]]"));
  EXPECT_THAT(unknown, HasSubstr("# fields = [\"project_id = FIELD\""));
  EXPECT_EQ(count_of(parse_config(unknown, "county.toml"), Role::project), 0u);
}

TEST(PlanGuess, FindsTheTablesOfAStrategyByTheirColumns) {
  const Config config =
      config_for({layer("measures", {field("measure_id", {"1", "2"}, true), field("measure_code", {"M1"})}),
                  layer("words", {field("measure_code", {"M1"}, true), field("measure_text", {"Plant trees"})}, "None"),
                  layer("aims", {field("priority_id", {"P1"}, true), field("priority", {"More woods"})}, "None"),
                  layer("links", {field("measure_code", {"M1"}), field("priority_id", {"P1"})}, "None"),
                  layer("animals", {field("measure_code", {"M1"}), field("species", {"Dormouse"})}, "None"),
                  layer("strategy_area", {field("name", {"County"})}),
                  layer("sssi", {field("sssi_name", {"Blagdon", "Browns"})})});
  EXPECT_EQ(count_of(config, Role::measure), 1u);
  EXPECT_EQ(count_of(config, Role::strategy_area), 1u);
  EXPECT_EQ(config.strategy.statement, "county.gpkg#words");
  EXPECT_EQ(config.strategy.priorities, "county.gpkg#aims");
  EXPECT_EQ(config.strategy.measure_priorities, "county.gpkg#links");
  EXPECT_EQ(config.strategy.measure_species, "county.gpkg#animals");
  for (const LayerSource& one : config.layers)
    if (one.role == Role::designated) {
      EXPECT_EQ(one.category, "sssi");
    }
}

TEST(PlanGuess, CountsUnitsWithTheirConditionInsteadOfSites) {
  const std::string text =
      text_for({layer("sssi", {field("sssi_name", {"Blagdon", "Browns"})}),
                layer("sssi_unit", {field("unit_id", {"U1", "U2"}, true),
                                    field("condition", {"Favourable", "Unfavourable - Recovering", "Destroyed"})}),
                layer("lws", {field("site_ref", {"S1", "S2"}, true)}),
                layer("agreement", {field("agreement_id", {"A1"}, true), field("end_date", {"2060-01-01"})})});
  const Config config = parse_config(text, "county.toml");
  ASSERT_EQ(config.protection.areas.size(), 3u);
  EXPECT_EQ(config.protection.areas[0].layer, "county.gpkg#sssi_unit");
  EXPECT_THAT(config.protection.areas[0].accepted, ElementsAre("Favourable", "Unfavourable - Recovering"));
  EXPECT_EQ(config.protection.areas[1].status, ProtectionStatus::potential) << "Local Wildlife Sites";
  EXPECT_EQ(config.protection.areas[2].protection_end_field, "end_date");
  EXPECT_THAT(text, HasSubstr("# layer = \"county.gpkg#sssi\"")) << "the sites as a whole stand as a comment";
  EXPECT_EQ(count_of(config, Role::designated), 1u) << "units are no layer of sites";
}

TEST(PlanGuess, FindsPeopleInATableOfAreas) {
  const Config config = config_for(
      {layer("greenspace", {field("id", {"a", "b"}, true), field("function", {"Golf Course", "Play Space"})}),
       layer("output_area", {field("area_code", {"E1", "E2"}, true)}),
       layer("census",
             {field("code", {"E1", "E2"}), field("indicator", {"All persons", "Males"}), field("measure", {"Count"}),
              field("value", {"312", "150"})},
             "None"),
       layer("access_points", {field("access_type", {"Pedestrian"})}, "Point"),
       layer("road", {}, "Multi Line String")});
  ASSERT_EQ(config.greenspace.sites.size(), 1u);
  EXPECT_EQ(config.greenspace.sites[0].class_field, "function");
  EXPECT_THAT(config.greenspace.sites[0].inaccessible, ElementsAre("Golf Course"));
  EXPECT_EQ(config.greenspace.people.layer, "county.gpkg#output_area");
  EXPECT_EQ(config.greenspace.people.id_field, "area_code");
  EXPECT_EQ(config.greenspace.people.people_field, "value");
  EXPECT_EQ(config.greenspace.people.table, "county.gpkg#census");
  EXPECT_EQ(config.greenspace.people.table_id_field, "code");
  EXPECT_EQ(config.greenspace.people.table_where, "indicator = 'All persons' AND measure = 'Count'");
  EXPECT_EQ(config.greenspace.access.layer, "county.gpkg#access_points");
  EXPECT_EQ(config.greenspace.roads.layer, "county.gpkg#road");
}

TEST(PlanGuess, SaysWhatGreenspaceLacksWhereNobodyIsKnownToLive) {
  const std::string text = text_for({layer("greenspace", {field("id", {"a", "b"}, true)})});
  EXPECT_THAT(text, HasSubstr("no layer says where people live"));
  EXPECT_THAT(text, HasSubstr("# [[greenspace.site]]\n# layer = \"county.gpkg#greenspace\""));
  EXPECT_TRUE(parse_config(text, "county.toml").greenspace.sites.empty()) << "sites without people stop every run";
}

TEST(PlanGuess, KnowsWhatMakesPlantingHard) {
  const Config config =
      config_for({layer("sssi", {field("sssi_name", {"Blagdon", "Browns"})}), layer("ancient_woodland", {}),
                  layer("peat_depth", {}), layer("surface_water", {}), layer("open_access_land", {}),
                  layer("agricultural_land_class", {field("alc_grade", {"Grade 2", "Grade 3"})})});
  std::vector<std::string> kinds;
  for (const PlantingLayer& one : config.planting.layers) kinds.push_back(one.kind);
  EXPECT_THAT(kinds, ElementsAre("sssi", "woodland", "deep_peat", "water", "open_access", "bmv_1_2", "alc_3"));
  EXPECT_EQ(config.planting.layers.back().where, "\"alc_grade\" = 'Grade 3'");
}

TEST(PlanGuess, FindsBLinesAsAreasOrLines) {
  for (const char* geometry : {"Multi Polygon", "Line String"}) {
    const Config config = config_for({layer("b_lines", {field("bline_id", {"1", "2"}, true)}, geometry)});
    EXPECT_EQ(count_of(config, Role::bline), 1u) << geometry;
    EXPECT_FALSE(config.pollinators.flower_rich.empty()) << geometry;
  }
  EXPECT_EQ(count_of(config_for({layer("b_lines", {}), layer("b_line_axes", {}, "Line String")}), Role::bline), 1u)
      << "the second layer stands as a comment";
}

TEST(PlanGuess, PutsSurveysBeforeImagesBeforeTheHabitatMap) {
  const Config config =
      config_for({layer("living_england", {field("seg_id", {"1", "2"}, true), field("code", {"w1f", "g4"})}),
                  layer("survey", {field("survey_id", {"1", "2"}, true), field("code", {"w1f6", "g3c5"}),
                                   field("date", {"2024"})})});
  ASSERT_EQ(config.baseline.sources.size(), 3u);
  EXPECT_EQ(config.baseline.sources[0].layer, "county.gpkg#survey");
  EXPECT_EQ(config.baseline.sources[0].date_field, "date");
  EXPECT_EQ(config.baseline.sources[1].layer, "county.gpkg#living_england");
  EXPECT_EQ(config.baseline.sources[2].layer, "county.gpkg#habitat");
  EXPECT_TRUE(config.baseline.sources[2].base);
}

TEST(PlanGuess, ListsNoLayerAsUnusedThatASectionReads) {
  const std::string text = text_for({layer("aims", {field("priority_id", {"P1"})}, "None"),
                                     layer("words", {field("measure_code", {"M1"})}, "None"),
                                     layer("greenspace", {field("id", {"a", "b"}, true)}),
                                     layer("access_points", {}, "Point"), layer("gibberish", {})});
  EXPECT_THAT(text, Not(HasSubstr("#   county.gpkg#aims")));
  EXPECT_THAT(text, Not(HasSubstr("#   county.gpkg#access_points")));
  EXPECT_THAT(text, HasSubstr("#   county.gpkg#gibberish"));
}

}  // namespace
}  // namespace spatial
