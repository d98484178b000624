// SPDX-License-Identifier: MIT
#include "libspatial/county/init.hpp"

#include <gmock/gmock.h>

#include "libspatial/config/config.hpp"

namespace spatial {
namespace {

using testing::HasSubstr;
using testing::Not;

FieldSummary field(const std::string& name, const std::vector<std::string>& examples, bool unique = false,
                   const std::string& type = "String") {
  FieldSummary result;
  result.name = name;
  result.type = type;
  result.examples = examples;
  result.distinct = unique ? 100 : examples.size();
  result.unique = unique;
  return result;
}

LayerSummary layer(const std::string& name, std::size_t features, std::vector<FieldSummary> fields,
                   const std::string& geometry = "Multi Polygon") {
  LayerSummary result;
  result.file = "county.gpkg";
  result.layer = name;
  result.geometry_type = geometry;
  result.crs = geometry == "None" ? "none" : "EPSG:27700 OSGB36 / British National Grid";
  result.features = features;
  result.area_ha = geometry == "Multi Polygon" ? 10.0 * static_cast<double>(features) : 0;
  result.fields = std::move(fields);
  return result;
}

LayerSummary habitat() {
  return layer("habitat", 100,
               {field("hab_id", {"H1", "H2", "H3"}, true), field("hab_code", {"g3c", "w1f", "u1b5"}),
                field("source", {"survey", "air"})});
}

std::string config_for(const std::vector<LayerSummary>& layers) {
  const std::vector<Crosswalk> crosswalks = read_preset_crosswalks();
  return guessed_config(layers, crosswalks);
}

const LayerSource* source(const Config& config, Role role) {
  for (const LayerSource& one : config.layers)
    if (one.role == role) return &one;
  return nullptr;
}

TEST(Init, GuessesRolesFieldsAndCrosswalk) {
  const std::string text = config_for({
      layer("study_area", 1, {field("name", {"The county"}, true)}),
      layer("sssi", 44,
            {field("ensisid", {"1", "2", "3"}, true, "Real"), field("sssi_name", {"Blagdon Lake", "Brown's Folly"})}),
      layer("sac", 12, {field("sac_code", {"UK1", "UK2"}, true), field("sac_name", {"Combe Down", "Mendip"})}),
      habitat(),
      layer("biodiversity_opportunity_area", 23,
            {field("boa_id", {"BOA01", "BOA02"}, true), field("name", {"Bathford", "Englishcombe"})}),
      layer("ancient_woodland", 122,
            {field("themid", {"7", "8"}, true, "Real"), field("themname", {"Ancient Woodland"}),
             field("status", {"ASNW", "PAWS"})}),
      layer("agricultural_land_class", 40,
            {field("objectid", {"1", "2"}, true, "Real"), field("alc_grade", {"Grade 3", "Grade 4"})}),
      layer("planning_site", 35, {field("site_ref", {"S1", "S2"}, true)}),
      layer("greenspace", 520, {field("id", {"a", "b"}, true)}),
      layer("road", 9015, {}, "Multi Line String"),
      layer("ward", 37, {field("wd11cd", {"E1", "E2"}, true), field("wd11nm", {"Abbey", "Lyncombe"})}),
  });
  const Config config = parse_config(text, "county.toml");
  EXPECT_EQ(source(config, Role::study_area)->layer, "county.gpkg#study_area");
  EXPECT_EQ(source(config, Role::habitat)->class_field, "hab_code");
  EXPECT_EQ(source(config, Role::habitat)->crosswalk, "ukhab");
  EXPECT_EQ(source(config, Role::habitat)->id_field, "hab_id");
  EXPECT_EQ(source(config, Role::boa)->id_field, "boa_id");
  EXPECT_EQ(source(config, Role::boa)->name_field, "name");
  EXPECT_EQ(source(config, Role::designated)->title, "SSSI");
  EXPECT_EQ(source(config, Role::designated)->id_field, "ensisid");
  EXPECT_EQ(source(config, Role::designated)->name_field, "sssi_name");
  EXPECT_EQ(source(config, Role::irreplaceable)->name_field, "");
  EXPECT_EQ(source(config, Role::constraint)->where, "\"alc_grade\" IN ('Grade 1', 'Grade 2')");
  EXPECT_EQ(source(config, Role::exclusion), nullptr);
  EXPECT_EQ(source(config, Role::authority), nullptr);
  EXPECT_EQ(config.layers.size(), 7u);
  EXPECT_THAT(
      text,
      HasSubstr("# [[layers.exclusion]]\n# layer = \"county.gpkg#planning_site\"  # guess: its name says 'planning'"));
  EXPECT_THAT(text, HasSubstr("# [layers.authority]\n# layer = \"county.gpkg#ward\""));
  EXPECT_THAT(text, HasSubstr("# layer = \"county.gpkg#greenspace\"  # guess: its name says 'greenspace'"));
  EXPECT_THAT(text, HasSubstr("#   county.gpkg#road (9,015 features): lines, not polygons"));
}

struct CodedField {
  std::string layer;
  std::string name;
  std::vector<std::string> values;
  std::string crosswalk;
};
class InitCrosswalk : public testing::TestWithParam<CodedField> {};

TEST_P(InitCrosswalk, IsTheOneThatKnowsTheValues) {
  const CodedField& given = GetParam();
  const Config config = parse_config(
      config_for({layer(given.layer, 9, {field("note", {"seen", "not seen"}), field(given.name, given.values)})}),
      "county.toml");
  EXPECT_EQ(source(config, Role::habitat)->crosswalk, given.crosswalk);
  EXPECT_EQ(source(config, Role::habitat)->class_field, given.name);
}
INSTANTIATE_TEST_SUITE_P(
    All, InitCrosswalk,
    testing::Values(CodedField{"habitats", "code", {"w1f7", "g4", "c1c"}, "ukhab"},
                    CodedField{"survey_2024", "UKHab", {"w1f", "g3c5"}, "ukhab"},
                    CodedField{"phase1", "p1code", {"A1.1.1", "B4", "J1.1"}, "phase1"},
                    CodedField{"PHI", "HabCodes", {"DWOOD", "LMEAD,DWOOD", "CFPGM"}, "priority_habitats"},
                    CodedField{"LE",
                               "A_pred",
                               {"Broadleaved, Mixed and Yew Woodland", "Acid, Calcareous, Neutral Grassland"},
                               "living_england"}));

TEST(Init, LeavesOutWhatWouldStopARun) {
  const std::string text =
      config_for({habitat(), layer("lws", 0, {}), layer("boa", 5, {field("boa_id", {"1"}, true)}, "Point"),
                  layer("land_cover", 5, {field("class", {"wet", "dry"})}),
                  layer("parcels", 50, {field("id", {"1", "2"}, true)})});
  const Config config = parse_config(text, "county.toml");
  EXPECT_EQ(config.layers.size(), 1u);
  EXPECT_EQ(config.candidates.source, CandidateSource::habitat);
  EXPECT_THAT(text, HasSubstr("# [[layers.candidate]]"));
  EXPECT_THAT(text, HasSubstr("# layer = \"county.gpkg#land_cover\"  # guess: its name says 'land_cover', but no "
                              "crosswalk knows the values of any field"));
}

class NoHabitatGuess : public testing::TestWithParam<CodedField> {};
TEST_P(NoHabitatGuess, OfFieldsThatAreCodesByChance) {
  const CodedField& given = GetParam();
  const std::string text = config_for({layer(given.layer, 90, {field(given.name, given.values)})});
  EXPECT_THAT(text, HasSubstr("# No habitat layer was recognised")) << text;
}
INSTANTIATE_TEST_SUITE_P(
    All, NoHabitatGuess,
    testing::Values(CodedField{"wards", "area_code", {"E08000009", "E08000010"}, ""},
                    CodedField{"network", "ref", {"A1", "A2", "A4"}, ""}, CodedField{"zones", "flag", {"T", "F"}, ""},
                    CodedField{"zones", "flag", {"t", "f"}, ""}, CodedField{"homes", "rating", {"A", "B", "C"}, ""},
                    CodedField{"plots", "postcode", {"W1F 0AB", "W2 4AB"}, ""},
                    CodedField{"survey", "nvc", {"MG5a", "W8", "U4", "S4"}, ""},
                    CodedField{"survey", "eunis", {"G1.6", "E1.26", "F4.2"}, ""},
                    CodedField{"cover", "clc", {"311", "112"}, ""}, CodedField{"water", "kind", {"Water", "Bog"}, ""},
                    CodedField{"land", "soil", {"1", "2", "3"}, ""},
                    CodedField{"land", "kind", {"Urban", "Scrub"}, ""}));

TEST(Init, JudgesAllValuesNotTheFirstThree) {
  FieldSummary refs = field("ref", {"A1", "A1.1", "B2.1"});
  refs.counts = {{"A1", 1}, {"A1.1", 1}, {"B2.1", 1}, {"A36", 50}, {"B3110", 40}};
  EXPECT_THAT(config_for({layer("things", 93, {refs})}), HasSubstr("# No habitat layer was recognised"));
}

TEST(Init, NeverGuessesLines) {
  for (const std::string geometry : {"Line String", "Multi Line String", "3D Multi Line String", "Point"})
    EXPECT_THAT(config_for({layer("ukhab_hedges", 40, {field("ukhab", {"h2a", "h2b", "w1g6"})}, geometry)}),
                HasSubstr("# No habitat layer was recognised"));
}

TEST(Init, TakesNamesOfHabitatsForCodes) {
  const Config config = parse_config(
      config_for(
          {layer("survey", 40, {field("main_habit", {"Lowland meadows", "Traditional orchards", "Blanket bog"})})}),
      "county.toml");
  ASSERT_NE(source(config, Role::habitat), nullptr);
  EXPECT_EQ(source(config, Role::habitat)->class_field, "main_habit");
  EXPECT_THAT(config_for({layer("habitats", 40, {field("hab_nvc", {"MG5a", "W8", "U4"})})}),
              HasSubstr("field hab_nvc looks like NVC codes"));
}

struct National {
  std::string layer;
  std::vector<FieldSummary> fields;
  Role role;
  std::string says;  ///< part of the config
};
class NationalData : public testing::TestWithParam<National> {};
TEST_P(NationalData, IsKnownByItsFieldsAndValues) {
  const National& given = GetParam();
  const std::string text = config_for({habitat(), layer(given.layer, 30, given.fields)});
  EXPECT_THAT(text, HasSubstr(given.says));
  const Config config = parse_config(text, "county.toml");
  const auto file = "county.gpkg#" + given.layer;
  EXPECT_TRUE(std::any_of(config.layers.begin(), config.layers.end(), [&](const LayerSource& one) {
    return one.layer == file && one.role == given.role;
  })) << text;
}
INSTANTIATE_TEST_SUITE_P(
    All, NationalData,
    testing::Values(
        National{"NATIONAL_FOREST_INVENTORY_ENGLAND_2022",
                 {field("CATEGORY", {"Woodland", "Non woodland"}),
                  field("IFT_IOA", {"Broadleaved", "Conifer", "Mixed mainly broadleaved"})},
                 Role::habitat,
                 "crosswalk = \"nfi\""},
        National{"download_3",
                 {field("IFT_IOA", {"Broadleaved", "Conifer", "Cloud \\ shadow"})},
                 Role::habitat,
                 "crosswalk = \"nfi\""},
        National{"Crop_Map_of_England_2021_Somerset",
                 {field("cromeid", {"RPA1", "RPA2", "RPA3"}, true), field("lucode", {"PG01", "AC66", "WA00"})},
                 Role::habitat,
                 "crosswalk = \"crome\""},
        National{"Priority_Habitats_Inventory_England",
                 {field("MainHabs", {"Deciduous woodland", "Lowland meadows"}), field("HabCodes", {"DWOOD", "LMEAD"})},
                 Role::habitat,
                 "class = \"HabCodes\""},
        National{"download_4", {field("SSSI_NAME", {"Long Fen", "High Down"})}, Role::designated, "title = \"SSSI\""},
        National{"polygons", {field("SAC_NAME", {"Long Fen", "High Down"})}, Role::designated, "title = \"SAC\""},
        National{"layer_1", {field("LNR_NAME", {"The Moor", "The Wood"})}, Role::designated, "title = \"LNR\""},
        National{"land", {field("ALC_GRADE", {"Grade 1", "Grade 3"})}, Role::constraint, "'Grade 1', 'Grade 2'"},
        National{"Provisional_Agricultural_Land_Classification_ALC_England",
                 {field("ALC_GRADE", {"Grade 2", "Non Agricultural", "Urban"})},
                 Role::constraint,
                 "title = \"Best and most versatile land\""},
        National{"Ancient_Woodland_England",
                 {field("NAME", {"LONG DOLE WOOD", "DAMSON WOOD"}), field("THEMNAME", {"Ancient Woodland"}),
                  field("STATUS", {"ASNW", "PAWS"})},
                 Role::irreplaceable,
                 "name = \"NAME\""},
        National{"download_5", {field("STATUS", {"ASNW", "PAWS", "AWP"})}, Role::irreplaceable, "its field 'STATUS'"},
        National{"Sites_of_Special_Scientific_Interest_England",
                 {field("NAME", {"Long Fen", "High Down"})},
                 Role::designated,
                 "title = \"SSSI\""},
        National{"Special_Areas_of_Conservation_England",
                 {field("SAC_NAME", {"Long Fen", "High Down"}), field("SAC_CODE", {"UK1", "UK2"}, true)},
                 Role::designated,
                 "id = \"SAC_CODE\""},
        National{"Special_Protection_Areas_England",
                 {field("SPA_NAME", {"Chew Valley Lake", "Severn Estuary"})},
                 Role::designated,
                 "title = \"SPA\""},
        National{"Ramsar_England",
                 {field("NAME", {"Chew Valley Lake", "Severn Estuary"}), field("CODE", {"UK11081", "UK11082"}, true)},
                 Role::designated,
                 "title = \"Ramsar\""},
        National{"National_Nature_Reserves_England",
                 {field("NNR_NAME", {"Rodney Stoke", "Ebbor Gorge"})},
                 Role::designated,
                 "title = \"NNR\""},
        National{"Local_Nature_Reserves_England",
                 {field("LNR_NAME", {"The Moor", "The Wood"})},
                 Role::designated,
                 "title = \"LNR\""},
        National{"Living_England_Phase_IV",
                 {field("SegID", {"1", "2"}, true), field("A_pred", {"Bare Sand", "Water", "Scrub"})},
                 Role::habitat,
                 "crosswalk = \"living_england\""},
        National{"LE2223_segments",
                 {field("Prmry_H", {"Bracken", "Fen, Marsh and Swamp", "Solar Farms"})},
                 Role::habitat,
                 "class = \"Prmry_H\""},
        National{"UK_Habitats_2024",
                 {field("UKHab_name", {"Modified grassland", "Lowland mixed deciduous woodland"})},
                 Role::habitat,
                 "class = \"UKHab_name\""}));

TEST(Init, ShowsZonesOfConsultationAsContextWithTheAddressOfTheirPage) {
  const std::vector<std::string> pages{"https://example.org/irz?irzcode=0010000000000",
                                       "https://example.org/irz?irzcode=0020000000000"};
  for (const char* name : {"SSSI_Impact_Risk_Zones_England", "sssi_irz", "download_9"}) {
    const std::string text = config_for({habitat(), layer(name, 30, {field("irzurl", pages)})});
    const Config config = parse_config(text, "county.toml");
    ASSERT_NE(source(config, Role::context), nullptr) << name;
    EXPECT_EQ(source(config, Role::context)->name_field, "irzurl") << name;
    EXPECT_EQ(source(config, Role::context)->title, "SSSI Impact Risk Zones")
        << "the consultation rule of the preset asks for this title";
    EXPECT_EQ(source(config, Role::designated), nullptr) << name << ": zones are no sites";
  }
}

TEST(Init, ImpactRiskZonesWithoutTheirFieldAreKnownByTheirName) {
  const Config config = parse_config(
      config_for({habitat(), layer("SSSI_Impact_Risk_Zones_England", 30, {field("notes", {"a", "b"})})}), "c.toml");
  ASSERT_NE(source(config, Role::context), nullptr);
  EXPECT_EQ(source(config, Role::context)->name_field, "");
}

TEST(Init, SuggestsOpenGreenspace) {
  const std::string text =
      config_for({habitat(), layer("GreenspaceSite", 30,
                                   {field("id", {"a", "b"}, true), field("function", {"Play Space", "Cemetery"}),
                                    field("distinctive_name_1", {"St Peter's Church", "The Park"})})});
  EXPECT_THAT(text, HasSubstr("# [[layers.constraint]]\n# layer = \"county.gpkg#GreenspaceSite\""));
  EXPECT_EQ(parse_config(text, "county.toml").layers.size(), 1u);
}

TEST(Init, TakesAStatusForAncientWoodlandOnlyByItsValues) {
  EXPECT_THAT(config_for({habitat(), layer("download_6", 30, {field("STATUS", {"ASNW", "Approved"})})}),
              HasSubstr("#   county.gpkg#download_6 (30 features): its name is not recognised"));
}

TEST(Init, KnowsWardsAndParishesByTheirFieldsAndSaysWhatToDoWithRivers) {
  const std::string text =
      config_for({layer("export_7", 30, {field("WD23CD", {"E1", "E2"}), field("WD23NM", {"A", "B"})}),
                  layer("export_8", 30, {field("PAR23NM", {"A", "B"})}),
                  layer("Priority_River_Habitat_Rivers", 30, {}, "Line String")});
  EXPECT_THAT(text, HasSubstr("# [layers.authority]\n# layer = \"county.gpkg#export_7\""));
  EXPECT_THAT(text, HasSubstr("its field 'PAR23NM' says so"));
  EXPECT_THAT(text, HasSubstr("lnrs buffer county.gpkg#Priority_River_Habitat_Rivers --distance"));
}

TEST(Init, AsksForAHabitatLayerIfItFindsNone) {
  const std::string text =
      config_for({layer("lpa", 13, {field("LAD13CD", {"E1", "E2"}, true), field("LAD13NM", {"Dover", "Swale"})}),
                  layer("county", 1, {})});
  EXPECT_THAT(text, HasSubstr("# No habitat layer was recognised"));
  const Config config = parse_config(
      text, "kent.toml", {"layers.habitat.layer=h.gpkg", "layers.habitat.class=c", "layers.habitat.crosswalk=ukhab"});
  EXPECT_EQ(source(config, Role::authority)->id_field, "LAD13CD");
  EXPECT_EQ(source(config, Role::authority)->name_field, "LAD13NM");
  EXPECT_EQ(source(config, Role::study_area)->layer, "county.gpkg#county");
}

TEST(Init, KeepsOneLayerForARoleWithRoomForOne) {
  const std::string text = config_for({habitat(), layer("boa_2024", 5, {}), layer("boa_2015", 5, {})});
  const Config config = parse_config(text, "county.toml");
  EXPECT_EQ(source(config, Role::boa)->layer, "county.gpkg#boa_2024");
  EXPECT_THAT(text, HasSubstr("only one layer can be boa, instead of boa_2024"));
}

TEST(Init, FindsTheTargetsOfOpportunityAreas) {
  const std::string text = config_for({habitat(), layer("boa", 5, {field("boa_id", {"1", "2"}, true)}),
                                       layer("boa_targets", 9,
                                             {field("boa_id", {"1"}), field("habitat", {"Lowland meadows"}),
                                              field("quantity_ha", {"5"}, false, "Real")},
                                             "None")});
  const Config config = parse_config(text, "county.toml");
  ASSERT_TRUE(config.boa_targets);
  EXPECT_EQ(config.boa_targets->quantity_field, "quantity_ha");
  EXPECT_EQ(config.boa_targets->action_field, "");
  EXPECT_THAT(text, Not(HasSubstr("not used")));
}

TEST(Init, SurvivesNamesThatAreTomlOrManyLines) {
  LayerSummary odd = habitat();
  odd.layer = "habitat \"new\"\n[project]";
  odd.fields[1].examples = {"g3c"};
  odd.fields[0].name = "hab\"id";
  LayerSummary other = layer("x\ny = 1", 3, {});
  const Config config = parse_config(config_for({odd, other}), "county.toml");
  EXPECT_EQ(source(config, Role::habitat)->layer, "county.gpkg#" + odd.layer);
}

}  // namespace
}  // namespace spatial
