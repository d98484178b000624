// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/selection.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"
#include "tests/support/drawn_county.hpp"

namespace spatial::test {
namespace {

struct Land {
  HabitatNetwork network;
  CandidateSet candidates;
};

Land land(std::string_view picture, double p_min = 0) {
  const HabitatMap map = drawn_habitat(picture);
  NetworkProfile profile;
  profile.id = "woodland";
  profile.dispersal_m = 300;
  profile.max_link_m = 450;
  profile.p_min = p_min;
  Land result;
  result.network = habitat_network(map, 0, profile, 0, {}).network;
  CandidateInputs inputs;
  inputs.habitat = &map;
  inputs.study_box = extent_of(map.geometry);
  result.candidates = candidates_of(inputs, {}, {}, {}).candidates;
  return result;
}

/// ECA of the network with these candidates as patches, computed from nothing.
double eca_with(const Land& land, const std::vector<std::uint32_t>& chosen) {
  PatchSet all = land.network.patches;
  std::vector<double> areas = land.network.graph.areas();
  for (const std::uint32_t c : chosen) {
    all.geometry.append(land.candidates.geometry[c]);
    all.boxes.push_back(land.candidates.boxes[c]);
    all.areas_m2.push_back(land.candidates.restored(c, 0));
    all.members.push_back({});
    areas.push_back(land.candidates.restored(c, 0));
  }
  std::vector<Link> links;
  for (const EdgeLink& link : edge_links(all, 450, {})) links.push_back(link.link);
  return metrics_of(PatchGraph(areas, links), kernel_of(land.network.profile), {.p_min = land.network.profile.p_min},
                    {})
      .eca_m2;
}

const char* const picture = "W...G...W\n..A......\nA...W..AA\n...GG....\nW...A...W\n..G...G..";

TEST(Selection, SaysWhatTheNetworkIsWithTheChosen) {
  const Land county = land(picture);
  const Selection selection = select_candidates(county.candidates, 0, county.network, {5e4}, {});
  ASSERT_GE(selection.steps.size(), 3u);
  std::vector<std::uint32_t> chosen;
  double before = selection.eca_before_m2, spent = 0;
  EXPECT_NEAR(before, eca_with(county, {}), 1e-6);
  for (const Selection::Step& step : selection.steps) {
    chosen.push_back(step.candidate);
    spent += county.candidates.areas_m2[step.candidate];
    EXPECT_DOUBLE_EQ(step.spent_m2, spent);
    EXPECT_NEAR(step.eca_m2, eca_with(county, chosen), 1e-6 * step.eca_m2);
    EXPECT_NEAR(step.gain_m2, step.eca_m2 - before, 1e-6 * step.eca_m2);
    before = step.eca_m2;
  }
  EXPECT_LE(spent, 5e4);
  EXPECT_GE(selection.eca_bound_m2, before);
}

TEST(Selection, BoundHoldsForEveryChoice) {
  const Land county = land(picture);
  const std::size_t count = county.candidates.size();
  ASSERT_LE(count, 12u);
  for (const double budget : {1e4, 2e4, 4e4}) {
    const Selection selection = select_candidates(county.candidates, 0, county.network, {budget}, {});
    double best = 0;
    for (unsigned set = 0; set < (1u << count); ++set) {
      std::vector<std::uint32_t> chosen;
      double area = 0;
      for (std::uint32_t c = 0; c < count; ++c)
        if ((set >> c & 1u) != 0) {
          chosen.push_back(c);
          area += county.candidates.areas_m2[c];
        }
      if (area <= budget) best = std::max(best, eca_with(county, chosen));
    }
    EXPECT_GE(selection.eca_bound_m2, best * (1 - 1e-9)) << budget;
    const double reached = selection.steps.empty() ? selection.eca_before_m2 : selection.steps.back().eca_m2;
    EXPECT_LE(reached, best * (1 + 1e-9));
    EXPECT_GE(reached, selection.eca_before_m2 + 0.7 * (best - selection.eca_before_m2))
        << "greedy is near the best choice here";
  }
}

TEST(Selection, IsTheSameWithAnyNumberOfThreadsAndRefusesNonsense) {
  const Land county = land(picture, 1e-4);
  const Selection one = select_candidates(county.candidates, 0, county.network, {1e6}, {.threads = 1}),
                  many = select_candidates(county.candidates, 0, county.network, {1e6}, {.threads = 8});
  ASSERT_EQ(one.steps.size(), many.steps.size());
  EXPECT_EQ(one.steps.size(), county.candidates.size()) << "a budget for all takes all";
  for (std::size_t s = 0; s < one.steps.size(); ++s) {
    EXPECT_EQ(one.steps[s].candidate, many.steps[s].candidate);
    EXPECT_EQ(one.steps[s].eca_m2, many.steps[s].eca_m2);
  }
  for (const double budget : {0.0, -1.0, std::nan("")})
    EXPECT_THROW(select_candidates(county.candidates, 0, county.network, {budget}, {}), Error);
}

}  // namespace
}  // namespace spatial::test
