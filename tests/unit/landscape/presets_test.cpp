// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <toml++/toml.h>

#include <filesystem>
#include <set>

#include "libspatial/landscape/habitat.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

const std::filesystem::path presets = test::source_dir() / "data" / "presets";

Crosswalk preset(const std::string& name) {
  return read_crosswalk((presets / "crosswalks" / (name + ".csv")).string());
}

struct Network {
  std::string id;
  std::set<std::string> targets;
};

std::vector<Network> networks() {
  const toml::table file = toml::parse_file((presets / "networks.toml").string());
  std::vector<Network> result;
  for (const toml::node& node : *file["network"].as_array()) {
    const toml::table& table = *node.as_table();
    Network network{table["id"].value<std::string>().value(), {}};
    for (const toml::node& target : *table["target_habitats"].as_array())
      network.targets.insert(target.value<std::string>().value());
    result.push_back(std::move(network));
  }
  return result;
}

class Presets : public testing::TestWithParam<std::string> {};

TEST_P(Presets, RateEveryClassForTheShippedNetworksOnly) {
  const Crosswalk crosswalk = preset(GetParam());
  std::set<std::string> known;
  for (const Network& network : networks()) known.insert(network.id);
  EXPECT_EQ(known.size(), 10u);
  for (const HabitatClass& one : crosswalk.classes()) {
    std::set<std::string> rated;
    for (const auto& [network, rating] : one.networks) rated.insert(network);
    EXPECT_EQ(rated, known) << one.code;
  }
}

TEST_P(Presets, NeverOfferTheCoreOfOneNetworkToAnother) {
  const Crosswalk crosswalk = preset(GetParam());
  for (const HabitatClass& one : crosswalk.classes()) {
    bool core = false;
    double potential = 0;
    for (const auto& [network, rating] : one.networks) {
      core = core || rating.core;
      potential = std::max(potential, rating.potential);
      EXPECT_LE(rating.resistance[2], 50) << one.code;
      EXPECT_EQ(rating.core, rating.resistance[1] == 1) << one.code;
    }
    EXPECT_FALSE(core && potential > 0) << one.code;
  }
}

TEST_P(Presets, DistinctivenessIsOnTheStatutoryScale) {
  const Crosswalk crosswalk = preset(GetParam());
  for (const HabitatClass& one : crosswalk.classes())
    EXPECT_THAT(one.distinctiveness, testing::AnyOf(0, 2, 4, 6, 8)) << one.code;
}

INSTANTIATE_TEST_SUITE_P(Crosswalks, Presets,
                         testing::Values("ukhab", "priority_habitats", "phase1", "living_england", "alc", "nfi",
                                         "crome"),
                         [](const auto& row) { return row.param; });

TEST(PresetNetworks, HaveCoreHabitatUnderTheirTargetNames) {
  for (const Network& network : networks()) {
    std::set<std::string> core;
    for (const std::string name : {"ukhab", "priority_habitats", "phase1"}) {
      const Crosswalk crosswalk = preset(name);
      for (const HabitatClass& one : crosswalk.classes())
        if (one.networks.at(network.id).core) core.insert(one.habitat);
    }
    std::vector<std::string> shared;
    std::set_intersection(core.begin(), core.end(), network.targets.begin(), network.targets.end(),
                          std::back_inserter(shared));
    EXPECT_FALSE(shared.empty()) << network.id;
  }
}

struct Expected {
  std::string crosswalk, code, habitat;
};
class PresetCodes : public testing::TestWithParam<Expected> {};
TEST_P(PresetCodes, MapToTheirHabitat) {
  const Crosswalk crosswalk = preset(GetParam().crosswalk);
  const FeatureHabitat habitat = classify(crosswalk, GetParam().code);
  ASSERT_FALSE(habitat.classes.empty());
  EXPECT_EQ(crosswalk.classes()[static_cast<std::size_t>(habitat.classes[0])].habitat, GetParam().habitat);
}
INSTANTIATE_TEST_SUITE_P(
    Codes, PresetCodes,
    testing::Values(Expected{"ukhab", "g3c57", "Other neutral grassland"},
                    Expected{"ukhab", "G2A", "Lowland calcareous grassland"},
                    Expected{"ukhab", "w1f", "Lowland mixed deciduous woodland"},
                    Expected{"ukhab", "c1a5", "Arable field margins"}, Expected{"ukhab", "t1", "Rocky shore"},
                    Expected{"ukhab", "t2a", "Coastal saltmarsh"}, Expected{"ukhab", "r1", "Lakes"},
                    Expected{"ukhab", "g4 27", "Modified grassland"}, Expected{"ukhab", "27", "Traditional orchards"},
                    Expected{"priority_habitats", "LMEAD,DWOOD", "Lowland meadows"},
                    Expected{"ukhab", "Lowland Calcareous Grassland", "Lowland calcareous grassland"},
                    Expected{"nfi", "Felled", "Woodland"}, Expected{"crome", "AC66", "Arable"},
                    Expected{"priority_habitats", "GQSIG", "Other neutral grassland"},
                    Expected{"phase1", "A1.1.1", "Lowland mixed deciduous woodland"},
                    Expected{"phase1", "B2.2.9", "Other neutral grassland"}, Expected{"phase1", "J5", "Other habitat"},
                    Expected{"living_england", "Broadleaved, Mixed and Yew Woodland", "Woodland"},
                    Expected{"alc", "Grade 3", "Farmland"}));

TEST(PresetCodes, WhatIsNoPriorityHabitatIsCoreOfNoNetwork) {
  const Crosswalk crosswalk = preset("priority_habitats");
  for (const std::string code : {"FHEAT", "GMOOR", "GQSIG", "NMHAB"})
    for (const Network& network : networks())
      EXPECT_FALSE(rating(crosswalk, classify(crosswalk, code), network.id).core) << code;
}

}  // namespace
}  // namespace spatial
