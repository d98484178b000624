// SPDX-License-Identifier: MIT
// Choosing under a budget against the slow way: in every round the network is built again with each candidate, and with
// each pair.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/opportunity/selection.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

constexpr double equal = 1e-9;
constexpr std::uint32_t absent = 0xFFFFFFFF;

struct Land {
  HabitatNetwork network;
  CandidateSet candidates;
  PatchSet all;                 ///< patches, then candidates
  std::vector<double> weights;  ///< of all
  std::vector<EdgeLink> links;  ///< between all
};

void add(PatchSet& patches, const MultiPolygon& shape) {
  patches.geometry.append(shape);
  patches.areas_m2.push_back(area_m2(shape.view()));
  patches.boxes.push_back(box_of(shape.view()));
  patches.members.push_back({});
}

MultiPolygon square(double x, double y, double side) {
  return polygon_of(Box{500000 + x, 100000 + y, 500000 + x + side, 100000 + y + side});
}

NetworkProfile profile(double p_min, double max_link_m) {
  NetworkProfile result;
  result.id = "woodland";
  result.dispersal_m = 300;
  result.max_link_m = max_link_m;
  result.p_min = p_min;
  return result;
}

/// `shapes` are the candidates, with the share of each that becomes habitat.
Land land(const PatchSet& patches, const PatchSet& shapes, const std::vector<double>& shares,
          const NetworkProfile& profile) {
  Land result;
  result.network.profile = profile;
  result.network.patches = patches;
  result.network.links = edge_links(patches, profile.link_limit_m(), {});
  std::vector<Link> links;
  for (const EdgeLink& link : result.network.links) links.push_back(link.link);
  result.network.graph = PatchGraph(patches.areas_m2, links);
  result.network.metrics = metrics_of(result.network.graph, kernel_of(profile), {.p_min = profile.p_min}, {});
  result.candidates.networks = 1;
  result.candidates.geometry = shapes.geometry;
  result.candidates.boxes = shapes.boxes;
  result.candidates.areas_m2 = shapes.areas_m2;
  result.all = patches;
  result.weights = patches.areas_m2;
  for (std::uint32_t c = 0; c < shapes.size(); ++c) {
    result.candidates.id.push_back("C" + std::to_string(c + 1));
    result.candidates.restored_m2.push_back(shapes.areas_m2[c] * shares[c]);
    result.weights.push_back(shapes.areas_m2[c] * shares[c]);
    add(result.all, MultiPolygon(shapes.geometry[c]));
  }
  result.links = edge_links(result.all, profile.link_limit_m(), {});
  return result;
}

Land random_land(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto below = [&](int n) { return static_cast<double>(random() % static_cast<std::uint64_t>(n)); };
  PatchSet patches, shapes;
  std::vector<double> shares;
  // On a coarse raster of places, so that gains and distances are often equal.
  for (int k = 0; k < 2 + static_cast<int>(seed % 6); ++k)
    add(patches, square(250 * below(9), 250 * below(9) + 3000, 100));
  for (int k = 0; k < 8 + static_cast<int>(seed % 9); ++k) {
    add(shapes, square(250 * below(9) + 120, 250 * below(9) + 3000, seed % 2 == 0 ? 50 : 20 + 10 * below(5)));
    shares.push_back(random() % 7 == 0 ? 0 : random() % 2 == 0 ? 1 : 0.5);
  }
  return land(patches, shapes, shares,
              profile(seed % 3 == 0   ? 0
                      : seed % 3 == 1 ? 1e-4
                                      : 0.2,
                      seed % 4 == 0 ? 900 : 320));
}

double eca_with(const Land& land, const std::vector<std::uint32_t>& chosen) {
  const std::size_t patches = land.network.patches.size();
  std::vector<double> areas(land.weights.begin(), land.weights.begin() + static_cast<std::ptrdiff_t>(patches));
  std::vector<std::uint32_t> node(land.all.size(), absent);
  for (std::uint32_t p = 0; p < patches; ++p) node[p] = p;
  for (const std::uint32_t c : chosen) {
    node[patches + c] = static_cast<std::uint32_t>(areas.size());
    areas.push_back(land.weights[patches + c]);
  }
  std::vector<Link> links;
  for (const EdgeLink& link : land.links)
    if (node[link.link.a] != absent && node[link.link.b] != absent)
      links.push_back({node[link.link.a], node[link.link.b], link.link.distance_m});
  return metrics_of(PatchGraph(areas, links), kernel_of(land.network.profile),
                    {.p_min = land.network.profile.p_min, .iic_max_patches = 0}, {})
      .eca_m2;
}

std::vector<std::uint32_t> with(std::vector<std::uint32_t> chosen, std::initializer_list<std::uint32_t> more) {
  chosen.insert(chosen.end(), more);
  return chosen;
}

/// Plain greedy; with `pairs` two linked candidates may be chosen together.
std::vector<std::uint32_t> plain_greedy(const Land& land, double budget, bool pairs) {
  std::vector<std::uint32_t> chosen;
  std::set<std::pair<std::uint32_t, std::uint32_t>> linked;
  const auto first = static_cast<std::uint32_t>(land.network.patches.size());
  for (const EdgeLink& link : land.links)
    if (link.link.a >= first) linked.emplace(link.link.a - first, link.link.b - first);
  double spent = 0;
  while (true) {
    const double before = eca_with(land, chosen);
    const auto open = [&](std::uint32_t c) {
      return land.candidates.restored_m2[c] > 0 && std::find(chosen.begin(), chosen.end(), c) == chosen.end();
    };
    struct Choice {
      std::vector<std::uint32_t> add;
      double per_m2;
    };
    std::vector<Choice> choices;
    for (std::uint32_t c = 0; c < land.candidates.size(); ++c) {
      if (!open(c) || spent + land.candidates.areas_m2[c] > budget) continue;
      choices.push_back({{c}, (eca_with(land, with(chosen, {c})) - before) / land.candidates.areas_m2[c]});
    }
    double best = 0;
    for (const Choice& choice : choices) best = std::max(best, choice.per_m2);
    std::vector<Choice> doubles;
    for (const auto& [c, k] : linked) {
      const double area = land.candidates.areas_m2[c] + land.candidates.areas_m2[k];
      if (pairs && open(c) && open(k) && spent + area <= budget)
        doubles.push_back({{c, k}, (eca_with(land, with(chosen, {c, k})) - before) / area});
    }
    double best_pair = 0;
    for (const Choice& choice : doubles) best_pair = std::max(best_pair, choice.per_m2);
    const bool two = best_pair > best * (1 + equal);
    const auto at =
        std::find_if((two ? doubles : choices).begin(), (two ? doubles : choices).end(),
                     [&](const Choice& one) { return one.per_m2 >= (two ? best_pair : best) * (1 - equal); });
    if (at == (two ? doubles : choices).end() || !(at->per_m2 > 0)) return chosen;
    for (const std::uint32_t c : at->add) {
      chosen.push_back(c);
      spent += land.candidates.areas_m2[c];
    }
  }
}

std::vector<std::uint32_t> chosen_of(const Selection& selection) {
  std::vector<std::uint32_t> chosen;
  for (const Selection::Step& step : selection.steps) chosen.push_back(step.candidate);
  return chosen;
}

class RandomSelection : public testing::TestWithParam<std::uint64_t> {};

TEST_P(RandomSelection, IsThatOfComputingEverythingAgain) {
  const Land county = random_land(GetParam());
  for (const double budget : {3e3, 1e4, 1e9}) {
    const Selection selection = select_candidates(county.candidates, 0, county.network, {.budget_m2 = budget}, {});
    EXPECT_EQ(chosen_of(selection), plain_greedy(county, budget, false)) << budget;
    std::vector<std::uint32_t> so_far;
    for (const Selection::Step& step : selection.steps) {
      so_far.push_back(step.candidate);
      const double eca = eca_with(county, so_far);
      EXPECT_NEAR(step.eca_m2, eca, equal * eca);
      EXPECT_FALSE(step.with);
    }
    EXPECT_FALSE(selection.pair_gain_m2);
  }
}

TEST_P(RandomSelection, WithPairsIsThatOfComputingEveryPairAgain) {
  const Land county = random_land(GetParam() + 1000);
  for (const double budget : {3e3, 1e4}) {
    const Selection selection =
        select_candidates(county.candidates, 0, county.network, {.budget_m2 = budget, .pairs = true}, {});
    const std::vector<std::uint32_t> single = plain_greedy(county, budget, false),
                                     pairs = plain_greedy(county, budget, true);
    const double by_single = eca_with(county, single), by_pairs = eca_with(county, pairs);
    ASSERT_TRUE(selection.pair_gain_m2);
    EXPECT_NEAR(*selection.pair_gain_m2, by_pairs - by_single, 1e-8 * by_single);
    std::vector<std::uint32_t> found = chosen_of(selection),
                               expected = by_pairs > by_single * (1 + equal) ? pairs : single;
    std::sort(found.begin(), found.end());
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(found, expected) << budget;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomSelection, testing::Range<std::uint64_t>(1, 41));

/// Two woods 2 km apart, two stepping stones between them that only work together, and small candidates far away that
/// beat either.
Land stepping_stones(int decoys) {
  PatchSet patches, shapes;
  add(patches, square(0, 0, 500));
  add(patches, square(2500, 0, 500));
  add(shapes, square(510, 0, 50));
  add(shapes, square(1510, 0, 50));
  for (int k = 0; k < decoys; ++k) add(shapes, square(20000 + 1300 * k, 30000, 50 + 0.1 * (k % 7)));
  NetworkProfile one = profile(1e-4, 1000);
  one.dispersal_m = 1000;
  return land(patches, shapes, std::vector<double>(shapes.size(), 1.0), one);
}

TEST(SteppingStones, AreFoundHoweverManyOtherCandidatesThereAre) {
  for (const int decoys : {0, 5, 31, 32, 33, 200}) {
    const Land county = stepping_stones(decoys);
    const Selection selection = select_candidates(county.candidates, 0, county.network, {.budget_m2 = 5010}, {});
    EXPECT_EQ(chosen_of(selection), (std::vector<std::uint32_t>{0, 1})) << decoys;
    EXPECT_GT(selection.steps.back().gain_m2, 10 * selection.steps.front().gain_m2)
        << "gains rise from choice to choice";
  }
}

/// Neither stone is within reach of a wood and worth anything but its own area: only pairs see it.
TEST(SteppingStones, ThatAreWorthNothingAloneAreFoundAsAPair) {
  PatchSet patches, shapes;
  add(patches, square(0, 0, 500));
  add(patches, square(3500, 0, 500));
  add(shapes, square(1400, 0, 60));
  add(shapes, square(2500, 0, 60));
  for (int k = 0; k < 50; ++k) add(shapes, square(-300, -60 * k, 50));
  NetworkProfile one = profile(1e-4, 1050);
  one.dispersal_m = 1000;
  const Land county = land(patches, shapes, std::vector<double>(shapes.size(), 1.0), one);
  const SelectionOptions plain{.budget_m2 = 7500}, with_pairs{.budget_m2 = 7500, .pairs = true};
  const Selection single = select_candidates(county.candidates, 0, county.network, plain, {}),
                  pairs = select_candidates(county.candidates, 0, county.network, with_pairs, {});
  EXPECT_NE(chosen_of(single).front(), 0u);
  ASSERT_EQ(pairs.steps.size(), 2u);
  EXPECT_EQ(pairs.steps[0].candidate + pairs.steps[1].candidate, 1u);
  EXPECT_EQ(pairs.steps[0].with, pairs.steps[1].candidate);
  EXPECT_NEAR(*pairs.pair_gain_m2, pairs.steps.back().eca_m2 - single.steps.back().eca_m2, 1e-6);
  EXPECT_GT(*pairs.pair_gain_m2, 1e4);
}

}  // namespace
}  // namespace spatial::test
