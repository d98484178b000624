// SPDX-License-Identifier: MIT
#include "libspatial/config/config.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

#include "libspatial/core/error.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

const std::string minimal = R"([layers.habitat]
layer = "habitats.gpkg#phase1"
class = "code"
crosswalk = "phase1"
)";

const std::string full = R"([project]
name = "Marshes \"and\" woods"
crs = "EPSG:27700"
date = 2026-03-31
area = "county.gpkg#boundary"
allow_unknown = true
[layers.boa]
layer = "boa.gpkg"
id = "ref"
name = "boa_name"
[layers.boa.targets]
layer = "targets.csv"
quantity = "ha"
text = ""
[[layers.designated]]
layer = "sites.gpkg#sssi"
title = "SSSI"
[[layers.designated]]
layer = "sites.gpkg#sac"
where = "status = 'A'"
[layers.habitat]
layer = "habitats.gpkg#ukhab"
class = "code"
crosswalk = "ukhab"
resolve_overlaps = "largest"
[clean]
smallest_part_m2 = 2
report_overlaps = false
[[network]]
preset = "woodland"
dispersal_m = 750.5
[[network]]
id = "hedgehog"
dispersal_m = 1100
target_habitats = ["Gardens", "Parks"]
distance = "edge"
[candidates]
max_unit_ha = 5
[scoring.weights]
joined = 4
constraint = 1
[sensitivity]
runs = 10
[protected]
years = 25
[[protected.area]]
layer = "sssi.gpkg"
category = "sssi"
condition = "state"
accepted = ["Good"]
[greenspace]
size_of = "site"
[[greenspace.standard]]
name = "pocket"
size_ha = 1
within_m = 40
[[greenspace.site]]
layer = "parks.gpkg"
[greenspace.people]
layer = "units.gpkg"
id = "unit"
table = "people.csv"
[greenspace.access]
layer = "gates.gpkg"
[greenspace.roads]
layer = "roads.gpkg"
[baseline]
mode = "precedence"
[[baseline.source]]
layer = "base.gpkg"
class = "code"
)";

std::string message_of(const std::string& toml, const std::vector<std::string>& overrides = {}) {
  try {
    parse_config(toml, "map.toml", overrides);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config) << error.what();
    return error.message();
  }
  return "no error";
}

TEST(Config, NeedsNoMoreThanAHabitatLayer) {
  const Config config = parse_config(minimal, "folder/map.toml");
  ASSERT_EQ(config.layers.size(), 1u);
  EXPECT_EQ(config.layers[0].role, Role::habitat);
  EXPECT_EQ(config.layers[0].layer, "habitats.gpkg#phase1");
  EXPECT_EQ(config.crs, "EPSG:27700");
  EXPECT_TRUE(config.networks.empty());
  EXPECT_EQ(config.candidates.source, CandidateSource::habitat);
  EXPECT_EQ(base_folder(config), "folder");
  EXPECT_EQ(crosswalk_file(config, config.layers[0]).filename(), "phase1.csv");
}

TEST(Config, ReadsEveryKindOfValue) {
  const Config config = parse_config(full, "map.toml");
  EXPECT_EQ(config.name, "Marshes \"and\" woods");
  EXPECT_EQ(config.date, "2026-03-31");
  EXPECT_TRUE(config.allow_unknown);
  ASSERT_EQ(config.layers.size(), 5u);
  EXPECT_EQ(config.layers[0].role, Role::study_area);
  EXPECT_EQ(config.layers[0].layer, "county.gpkg#boundary");
  EXPECT_EQ(config.layers[1].id_field, "ref");
  EXPECT_EQ(config.layers[2].title, "SSSI");
  EXPECT_EQ(config.layers[3].where, "status = 'A'");
  EXPECT_EQ(config.layers[4].resolve_overlaps, OverlapRule::largest);
  ASSERT_TRUE(config.boa_targets);
  EXPECT_EQ(config.boa_targets->quantity_field, "ha");
  EXPECT_EQ(config.boa_targets->text_field, "");
  EXPECT_EQ(config.boa_targets->boa_field, "boa_id");
  EXPECT_EQ(config.clean.smallest_part_m2, 2);
  EXPECT_FALSE(config.clean.report_overlaps);
  ASSERT_EQ(config.networks.size(), 2u);
  EXPECT_EQ(config.networks[0].dispersal_m, 750.5);
  EXPECT_EQ(config.networks[0].title, "Woodland");
  EXPECT_EQ(config.networks[1].title, "hedgehog");
  EXPECT_THAT(config.networks[1].target_habitats, testing::ElementsAre("Gardens", "Parks"));
  EXPECT_EQ(config.scoring.weights[static_cast<std::size_t>(Indicator::joined)], 4);
  EXPECT_EQ(config.scoring.weights[static_cast<std::size_t>(Indicator::better)], 2);
  EXPECT_EQ(config.sensitivity.runs, 10);
}

TEST(Config, IsTheSameAfterWritingAndReading) {
  for (const std::string& text : {minimal, full}) {
    const Config config = parse_config(text, "map.toml");
    const std::string written = to_toml(config);
    const Config again = parse_config(written, "map.toml");
    EXPECT_EQ(to_toml(again), written);
    EXPECT_EQ(again.name, config.name);
    ASSERT_EQ(again.layers.size(), config.layers.size());
    for (std::size_t i = 0; i < config.layers.size(); ++i) {
      EXPECT_EQ(again.layers[i].role, config.layers[i].role);
      EXPECT_EQ(again.layers[i].layer, config.layers[i].layer);
      EXPECT_EQ(again.layers[i].where, config.layers[i].where);
    }
    ASSERT_EQ(again.networks.size(), config.networks.size());
    for (std::size_t i = 0; i < config.networks.size(); ++i)
      EXPECT_EQ(again.networks[i].dispersal_m, config.networks[i].dispersal_m);
    EXPECT_EQ(again.scoring.weights, config.scoring.weights);
  }
}

TEST(Config, EveryKeyCanBeOverriddenAndIsWrittenOut) {
  const std::string before = to_toml(parse_config(full, "map.toml"));
  for (const ConfigKeyInfo& row : config_keys()) {
    if (row.key == "preset" || row.key == "area" || row.key == "source" || row.key == "code" || row.key == "buffer_m" ||
        row.key == "factors" || row.key == "category" || row.key == "source_date")
      continue;                                                                   // one value only, or tied to a layer
    if (row.section.starts_with("[[") && row.section != "[[network]]") continue;  // a list without ids has no paths
    std::string path = row.section;
    if (path == "[layers.<role>]")
      path = "layers.habitat";
    else if (path == "[[network]]")
      path = "network.hedgehog";
    else if (path == "[network.cost]")
      path = "network.hedgehog.cost";
    else if (path == "[network.patches]")
      path = "network.hedgehog.patches";
    else if (path == "[network.links]")
      path = "network.hedgehog.links";
    else
      path = path.substr(1, path.size() - 2);
    std::string value = "0.75";
    if (row.type == "text") value = row.key == "date" ? "2026-12-24" : row.key == "crosswalk" ? "ukhab" : "other";
    if (row.key == "crosswalk") value = "living_england";
    if (row.key == "consultations") value = "england";
    if (row.key == "standards") value = "angst";
    if (row.type == "whole number") value = "7";
    if (row.type == "list of texts") value = "[\"other\"]";
    if (row.type == "list of numbers") value = "[1, 2.5]";
    if (row.key == "connectivity") value = "8";
    if (row.key == "faz_shape") value = "2.5";
    if (row.key == "restorable_potential") value = "0.6";
    if (row.type == "word")
      value = row.section == "[greenspace]" && row.key == "distance" ? "network"
              : row.key == "size_of"                                 ? "joined"
              : row.key == "population"                              ? "points"
              : row.key == "mode"                                    ? "base"
              : row.key == "distance"                                ? "least_cost"
              : row.key == "resistance"                              ? "high"
              : row.key == "topology"                                ? "planar"
              : row.key == "inside_sites"                            ? "together"
              : row.key == "suitability"                             ? "weigh"
                                                                     : "first";
    if (row.type == "true or false")
      value = path + "." + row.key == "project.allow_unknown" || row.key == "lnrs_published" ? "false" : "true";
    const std::string after = to_toml(parse_config(full, "map.toml", {path + "." + row.key + "=" + value}));
    EXPECT_NE(after, before) << path << "." << row.key;
    EXPECT_THAT(after, HasSubstr(row.key + " = ")) << path;
  }
}

struct Mistake {
  std::string toml;
  std::string message;
};

class ConfigMistake : public testing::TestWithParam<Mistake> {};

TEST_P(ConfigMistake, IsNamedWithItsPlace) { EXPECT_THAT(message_of(GetParam().toml), StartsWith(GetParam().message)); }

INSTANTIATE_TEST_SUITE_P(
    All, ConfigMistake,
    testing::Values(
        Mistake{minimal + "[scorin]\n", "map.toml:5:2: unknown key 'scorin' in the config; did you mean 'scoring'?"},
        Mistake{minimal + "[scoring]\nbufer_m = 5\n",
                "map.toml:6:1: unknown key 'bufer_m' in [scoring]; did you mean 'buffer_m'?"},
        Mistake{minimal + "[scoring]\njoined = 5\n",
                "map.toml:6:1: unknown key 'joined' in [scoring]; it belongs to [scoring.weights]"},
        Mistake{minimal + "[scoring.weights]\njoind = 5\n",
                "map.toml:6:1: unknown key 'joind' in [scoring.weights]; did you mean 'joined'?"},
        Mistake{minimal + "[layers.hedges]\nlayer = \"a.gpkg\"\n", "map.toml:5:9: unknown key 'hedges' in [layers]"},
        Mistake{minimal + "[scoring]\nbuffer_m = \"5\"\n",
                "map.toml:6:12: buffer_m in [scoring] must be a number, not text"},
        Mistake{minimal + "[scoring]\nbuffer_m = -5\n",
                "map.toml:6:12: buffer_m in [scoring] must be 0 or more, not -5"},
        Mistake{minimal + "[scoring]\nbuffer_m = nan\n",
                "map.toml:6:12: buffer_m in [scoring] must be 0 or more, not nan"},
        Mistake{minimal + "[scoring]\nbuffer_m = inf\n",
                "map.toml:6:12: buffer_m in [scoring] must be 0 or more, not inf"},
        Mistake{minimal + "[project]\ncrs = 27700\n",
                "map.toml:6:7: crs in [project] must be text, not a whole number"},
        Mistake{minimal + "[project]\ndate = \"31.3.2026\"\n",
                "map.toml:6:8: date in [project] must be YYYY-MM-DD, not \"31.3.2026\""},
        Mistake{minimal + "[project]\ndate = \"2026-02-30\"\n", "map.toml:6:8: date in [project] must be"},
        Mistake{minimal + "[sensitivity]\nruns = 2.5\n",
                "map.toml:6:8: runs in [sensitivity] must be a whole number, not a number"},
        Mistake{minimal + "[[network]]\npreset = \"woodlnd\"\n",
                "map.toml:6:10: there is no preset network 'woodlnd'; did you mean 'woodland'?"},
        Mistake{minimal + "[[network]]\nid = \"woodlnd\"\n",
                "map.toml:5:1: 'woodlnd' is not a preset network; did you mean 'woodland'?"},
        Mistake{minimal + "[[network]]\nid = \"Own one\"\ndispersal_m = 1\n",
                "map.toml:6:6: the network id 'Own one' is not a name for columns"},
        Mistake{minimal + "[[network]]\npreset = \"woodland\"\np_ref = 1\n",
                "map.toml:7:9: p_ref in [[network]] must be more than 0 and less than 1, not 1"},
        Mistake{minimal + "[[network]]\npreset = \"woodland\"\ndistance = \"centroid\"\n",
                "map.toml:7:12: distance in [[network]] cannot be \"centroid\": with distances between centroids the "
                "connector part is 0"},
        Mistake{minimal + "[[network]]\npreset = \"woodland\"\n[[network]]\nid = \"woodland\"\n",
                "map.toml:7:1: there are two networks with the id 'woodland'"},
        Mistake{minimal + "[[network]]\npreset = \"woodland\"\njoin_m = 4000\n",
                "map.toml:5:1: network woodland: join_m is larger than the longest link"},
        Mistake{minimal + "[network]\npreset = \"woodland\"\n", "map.toml:5:1: network must be a list of tables"},
        Mistake{minimal + "[scoring.weights]\nbetter=0\nbigger=0\nmore=0\njoined=0\nboa=0\nboa_target=0\npotential=0\n",
                "map.toml:5:1: all weights are zero"},
        Mistake{minimal + "[scoring.weights]\nconstraint=1.5\n",
                "map.toml:6:12: constraint in [scoring.weights] must be 0 or more and at most 1, not 1.5"},
        Mistake{minimal + "[scoring.weights]\nboa=\"much\"\n",
                "map.toml:6:5: boa in [scoring.weights] must be a number, not text"},
        Mistake{minimal + "[[layers.boa]]\nlayer=\"a.gpkg\"\n[[layers.boa]]\nlayer=\"b.gpkg\"\n",
                "map.toml:7:1: the role boa has 2 sources but can have one only"},
        Mistake{minimal + "[layers.lws]\nlayer=[\"a.gpkg\", \"b.gpkg\"]\n",
                "map.toml:6:7: layer in [layers.lws] must be text, not a list of texts"},
        Mistake{minimal + "[layers]\nlws=\"a.gpkg\"\n", "map.toml:6:5: lws in [layers] must be a table"},
        Mistake{minimal + "[layers.lws]\nname=\"n\"\n", "map.toml:5:1: [layers.lws] names no layer"},
        Mistake{minimal + "[layers.lws]\nlayer=\"a.gpkg\"\nclass=\"n\"\n",
                "map.toml:7:7: [layers.lws] has no habitat codes"},
        Mistake{minimal + "[project]\narea=\"a.gpkg\"\n[layers.study_area]\nlayer=\"a.gpkg\"\n",
                "map.toml: the study area is given twice"},
        Mistake{minimal + "[candidates]\nmax_unit_ha=0.00005\nmin_unit_ha=0\n",
                "map.toml:6:13: max_unit_ha in [candidates] must be 0.0001 or more, not 0.00005"},
        Mistake{minimal + "[candidates]\nmin_unit_ha=20\n",
                "map.toml:5:1: min_unit_ha in [candidates] is larger than max_unit_ha"},
        Mistake{minimal + "[candidates]\nsource=\"layer\"\n",
                "map.toml:6:8: candidates come from a layer, but none is configured"},
        Mistake{minimal + "[candidates]\nsource=\"parcels\"\n",
                "map.toml:6:8: source in [candidates] must be one of \"habitat\", \"layer\", \"square\", \"hexagon\", "
                "not \"parcels\""},
        Mistake{minimal + "[layers.candidate]\nlayer=\"a.gpkg\"\n[candidates]\nsource=\"square\"\n",
                "map.toml:8:8: a candidate layer is configured, but candidates come from elsewhere"},
        Mistake{"[project]\nname=\"A\"\n", "map.toml: no layer is configured"},
        Mistake{"[layers.habitat]\nlayer=\"a.gpkg\"\ncrosswalk=\"ukhab\"\n",
                "map.toml:1:1: [layers.habitat] names no class field"},
        Mistake{"[layers.habitat]\nlayer=\"a.gpkg\"\nclass=\"code\"\n",
                "map.toml:1:1: [layers.habitat] names no crosswalk"},
        Mistake{"[layers.habitat]\nlayer=\"a.gpkg\"\nclass=\"code\"\ncrosswalk=\"ukhb\"\n",
                "map.toml:4:11: there is no preset crosswalk 'ukhb'; did you mean 'ukhab'?"},
        Mistake{"[layers.habitat]\nlayer=\"a.gpkg\"\nclass=\"code\"\ncrosswalk=\"own.csv\"\n",
                "map.toml:4:11: crosswalk own.csv does not exist"},
        Mistake{minimal + "[layers.habitat]\nlayer=\"b.gpkg\"\n", "map.toml:5:"},
        Mistake{"project = 3\n" + minimal, "map.toml:1:11: project must be a table"},
        Mistake{"name = \n", "map.toml:1:"}));

TEST(ConfigOverride, ReachesValuesByPath) {
  const Config config =
      parse_config(full, "map.toml",
                   {"scoring.weights.joined=5", "project.name=Plain words", "network.woodland.dispersal_m=500",
                    "network.2.title=Hogs", "layers.designated.SSSI.layer=new.gpkg",
                    "layers.habitat.where=code <> 'u1'", "layers.lws.layer=lws.gpkg"});
  EXPECT_EQ(config.scoring.weights[static_cast<std::size_t>(Indicator::joined)], 5);
  EXPECT_EQ(config.name, "Plain words");
  EXPECT_EQ(config.networks[0].dispersal_m, 500);
  EXPECT_EQ(config.networks[1].title, "Hogs");
  EXPECT_EQ(config.layers[3].layer, "new.gpkg");
  EXPECT_EQ(config.layers[2].role, Role::lws);
}

TEST(ConfigOverride, MistakesNameTheOption) {
  EXPECT_THAT(message_of(minimal, {"scoring.wieghts.joined=4"}),
              StartsWith("--set: unknown key 'wieghts' in [scoring]; did you mean 'weights'?"));
  EXPECT_THAT(message_of(minimal, {"scoring.buffer_m=far"}),
              StartsWith("--set: buffer_m in [scoring] must be a number, not text"));
  EXPECT_THAT(message_of(minimal, {"scoring.buffer_m"}), StartsWith("--set scoring.buffer_m: there is no '='"));
  EXPECT_THAT(message_of(minimal, {"scoring..buffer_m=3"}),
              StartsWith("--set scoring..buffer_m=3: a part of the key is empty"));
  EXPECT_THAT(message_of(minimal, {"network.woodland.dispersal_m=3"}), HasSubstr("the config lists no network"));
  EXPECT_THAT(message_of(full, {"network.wood.dispersal_m=3"}),
              HasSubstr("network has 2 members and none is called 'wood'"));
  EXPECT_THAT(message_of(full, {"scoring.weights=3"}), HasSubstr("weights is a table, not a value"));
  EXPECT_THAT(message_of(full, {"project.name.first=3"}), HasSubstr("name is a value, not a table"));
}

TEST(Config, MissingFileSaysHowToStart) {
  try {
    read_config("no/such/map.toml");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    EXPECT_THAT(error.what(), AllOf(HasSubstr("no/such/map.toml"), HasSubstr("lnrs init")));
  }
}

TEST(Config, IsReadFromAFileWithPathsFromItsFolder) {
  const test::TempDir folder;
  test::write_file(folder / "own.csv", "code,label\nx,Thing\n");
  test::write_file(folder / "map.toml", "[layers.habitat]\nlayer=\"a.gpkg\"\nclass=\"code\"\ncrosswalk=\"own.csv\"\n");
  const Config config = read_config(folder / "map.toml");
  EXPECT_EQ(crosswalk_file(config, config.layers[0]), folder / "own.csv");
}

TEST(Presets, AreFoundWhereTheEnvironmentSays) {
  const test::TempDir folder;
  setenv("LNRS_PRESETS", folder.path().c_str(), 1);
  EXPECT_THROW(presets_folder(), Error);
  test::write_file(folder / "networks.toml", "[[network]]\nid = \"bats\"\ndispersal_m = 3000\n");
  EXPECT_EQ(presets_folder(), folder.path());
  const auto networks = preset_networks();
  unsetenv("LNRS_PRESETS");
  ASSERT_EQ(networks.size(), 1u);
  EXPECT_EQ(networks[0].dispersal_m, 3000);
  EXPECT_EQ(preset_networks().size(), 10u);
}

}  // namespace
}  // namespace spatial
