// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/network/gain.hpp"
#include "libspatial/network/metrics.hpp"
#include "libspatial/network/path_search.hpp"
#include "tests/support/brute_network.hpp"

namespace spatial::test {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const DispersalKernel kernel(500, 0.5);

void expect_near(double value, double expected, double scale, const std::string& what) {
  EXPECT_NEAR(value, expected, 1e-9 * scale) << what;
}

/// Metrics against the brute force: exact, and with a cut-off that leaves out most paths.
class RandomNetwork : public testing::TestWithParam<std::tuple<int, double>> {};

TEST_P(RandomNetwork, MetricsEqualBruteForce) {
  const auto [seed, p_min] = GetParam();
  const bool zero_lengths = seed % 2 == 0;
  const BruteNetwork brute = random_network(static_cast<std::uint64_t>(seed), 30, 1.0 + 0.4 * (seed % 6), zero_lengths);
  const PatchGraph graph(brute.areas, brute.links);
  MetricOptions options;
  options.p_min = p_min;
  options.node_importance = true;
  const NetworkMetrics metrics = metrics_of(graph, kernel, options, {});
  const double limit = kernel.reach_m(p_min);
  const double pc = brute.numerator(kernel.rate(), limit), iic = brute.numerator(0);
  expect_near(metrics.pc_numerator, pc, pc, "PC numerator");
  expect_near(metrics.eca_m2, std::sqrt(pc), std::sqrt(pc), "ECA");
  expect_near(metrics.iic_numerator, iic, iic, "IIC numerator");
  const double neglected = brute.numerator(kernel.rate()) - pc;
  EXPECT_LE(neglected, metrics.neglected_numerator_bound + 1e-9 * pc);
  if (p_min == 0) {
    EXPECT_EQ(metrics.neglected_numerator_bound, 0);
  }
  const std::vector<double> bc_pc = zero_lengths ? std::vector<double>{} : brute.betweenness(kernel.rate(), limit);
  const std::vector<double> bc_iic = brute.betweenness(0);
  for (std::uint32_t k = 0; k < graph.size(); ++k) {
    const std::string who = " of patch " + std::to_string(k);
    expect_near(metrics.dpc[k].d, 100 * (pc - brute.numerator(kernel.rate(), limit, k)) / pc, 100, "dPC" + who);
    expect_near(metrics.diic[k].d, 100 * (iic - brute.numerator(0, infinity, k)) / iic, 100, "dIIC" + who);
    EXPECT_GE(metrics.dpc[k].connector, 0);
    EXPECT_GE(metrics.diic[k].connector, 0);
    if (!zero_lengths) expect_near(metrics.bc_pc[k], bc_pc[k], pc, "BC(PC)" + who);
    expect_near(metrics.bc_iic[k], bc_iic[k], iic, "BC(IIC)" + who);
  }
  EXPECT_NEAR(metrics.intra_percent + metrics.direct_percent + metrics.step_percent, 100, 1e-9);
}

TEST_P(RandomNetwork, GainsEqualRebuildingTheNetwork) {
  const auto [seed, p_min] = GetParam();
  const BruteNetwork brute =
      random_network(static_cast<std::uint64_t>(seed) + 1000, 30, 0.7 + 0.3 * (seed % 6), seed % 2 == 0);
  const PatchGraph graph(brute.areas, brute.links);
  const double limit = kernel.reach_m(p_min);
  const double without = brute.numerator(kernel.rate(), limit);
  std::vector<CandidateNode> candidates = random_candidates(static_cast<std::uint64_t>(seed), 25, graph.size());
  candidates[0].area_m2 = 0;
  candidates[0].near = {{0, 0}, {5, 0}, {29, 50}};
  const std::vector<Gain> gains = gains_of(graph, kernel, without, p_min, candidates, {});
  ASSERT_EQ(gains.size(), candidates.size());
  for (std::size_t c = 0; c < candidates.size(); ++c) {
    const BruteNetwork more = brute.with(candidates[c]);
    const double with = more.numerator(kernel.rate(), limit);
    expect_near(gains[c].intra + gains[c].flux + gains[c].connector, with - without, with,
                "numerator with candidate " + std::to_string(c));
    expect_near(gains[c].eca_gain_m2, std::sqrt(with) - std::sqrt(without), std::sqrt(with),
                "ECA gain of candidate " + std::to_string(c));
    const BruteNetwork::Matrix d = more.distances();
    double flux = 0;
    for (std::size_t i = 0; i < brute.areas.size(); ++i)
      flux += 2 * candidates[c].area_m2 * brute.areas[i] * BruteNetwork::value(d[i].back(), kernel.rate(), limit);
    expect_near(gains[c].flux, flux, with, "flux of candidate " + std::to_string(c));
    EXPECT_EQ(gains[c].intra, candidates[c].area_m2 * candidates[c].area_m2);
    EXPECT_GE(gains[c].connector, 0);
    EXPECT_GE(gains[c].eca_gain_m2, 0);
  }
  EXPECT_EQ(gains[0].intra, 0);
  EXPECT_EQ(gains[0].flux, 0);
}

/// Patches at random places with links to all others within `limit_m`, and candidates among them.
struct PlacedNetwork {
  std::vector<double> areas;
  std::vector<Link> links;
  std::vector<CandidateNode> candidates;
};

PlacedNetwork placed_network(std::uint64_t seed, std::size_t patches, std::size_t candidates, double limit_m) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> place(0, 8000);
  const auto points = [&](std::size_t count) {
    std::vector<Point> all(count);
    for (Point& p : all) p = {place(random), place(random)};
    return all;
  };
  const std::vector<Point> at = points(patches), from = points(candidates);
  // Edge to edge: patches are wide, so that ways through them are shorter than straight ones.
  const auto gap = [](Point a, Point b, double width) {
    return std::max(0.0, std::hypot(a.x - b.x, a.y - b.y) - width);
  };
  PlacedNetwork network;
  for (std::uint32_t i = 0; i < patches; ++i) {
    network.areas.push_back(static_cast<double>(random() % 100000));
    for (std::uint32_t j = 0; j < i; ++j)
      if (const double d = gap(at[i], at[j], 150); d <= limit_m) network.links.push_back({j, i, d});
  }
  for (std::size_t c = 0; c < candidates; ++c) {
    CandidateNode node{static_cast<double>(random() % 50000), {}};
    for (std::uint32_t i = 0; i < patches; ++i)
      if (const double d = gap(from[c], at[i], 100); d <= limit_m) node.near.push_back({i, d});
    network.candidates.push_back(std::move(node));
  }
  return network;
}

/// Distances along best paths from the starts to every patch.
std::vector<double> distances_from(PathSearch& search, const PatchGraph& graph,
                                   const std::vector<PathSearch::Start>& starts, double limit_m) {
  search.run(graph, starts, limit_m, PathSearch::Tree::first_found);
  std::vector<double> d;
  for (std::uint32_t i = 0; i < graph.size(); ++i) d.push_back(search.distance_m(i));
  return d;
}

/// The gain as it is defined: a search from the candidate, then every pair of patches.
Gain plain_gain(const PatchGraph& graph, const BruteNetwork::Matrix& between, const CandidateNode& candidate,
                double limit_m) {
  PathSearch search;
  std::vector<PathSearch::Start> starts;
  for (const PatchLocator::Near& near : candidate.near) starts.push_back({near.patch, near.distance_m});
  const std::vector<double> d = distances_from(search, graph, starts, limit_m);
  StableSum flux, connector;
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    if (std::isinf(d[i])) continue;
    flux.add(2 * candidate.area_m2 * graph.areas()[i] * kernel.probability(d[i]));
    for (std::uint32_t j = 0; j < graph.size(); ++j) {
      if (d[i] + d[j] > limit_m || std::isinf(d[j])) continue;
      const double before = std::isinf(between[i][j]) ? 0 : kernel.probability(between[i][j]);
      connector.add(graph.areas()[i] * graph.areas()[j] *
                    std::max(0.0, kernel.probability(d[i]) * kernel.probability(d[j]) - before));
    }
  }
  Gain gain;
  gain.intra = candidate.area_m2 * candidate.area_m2;
  gain.flux = flux.value();
  gain.connector = connector.value();
  return gain;
}

TEST(PlacedNetwork, GainsEqualThePlainFormulation) {
  for (const auto& [seed, p_min] : {std::pair{1u, 1e-4}, {2u, 1e-3}, {3u, 0.0}}) {
    const PlacedNetwork network = placed_network(seed, 400, 60, 900);
    const PatchGraph graph(network.areas, network.links);
    const double limit_m = kernel.reach_m(p_min);
    PathSearch search;
    BruteNetwork::Matrix between;
    for (std::uint32_t i = 0; i < graph.size(); ++i)
      between.push_back(distances_from(search, graph, {{i, 0}}, limit_m));
    for (const std::size_t budget : {std::size_t{1} << 30, std::size_t{1} << 20}) {
      const std::vector<Gain> gains = gains_of(graph, kernel, 1e10, p_min, network.candidates, {}, budget);
      for (std::size_t c = 0; c < gains.size(); ++c) {
        const Gain plain = plain_gain(graph, between, network.candidates[c], limit_m);
        EXPECT_NEAR(gains[c].flux, plain.flux, 1e-12 * plain.flux) << c;
        EXPECT_NEAR(gains[c].connector, plain.connector, 1e-12 * (plain.connector + plain.flux)) << c;
        EXPECT_EQ(gains[c].intra, plain.intra) << c;
      }
    }
  }
}

/// Σ Σ a_i a_j v_ij over the pairs of other patches that no path by way of `without` may join.
double other_pairs(const PlacedNetwork& network, std::uint32_t without, bool removed, double limit_m) {
  std::vector<Link> links;
  for (const Link& link : network.links)
    if (!removed || (link.a != without && link.b != without)) links.push_back(link);
  const PatchGraph graph(network.areas, links);
  PathSearch search;
  StableSum sum;
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    if (i == without) continue;
    const std::vector<double> d = distances_from(search, graph, {{i, 0}}, limit_m);
    for (std::uint32_t j = 0; j < graph.size(); ++j)
      if (j != without && !std::isinf(d[j])) sum.add(graph.areas()[i] * graph.areas()[j] * kernel.probability(d[j]));
  }
  return sum.value();
}

TEST(PlacedNetwork, LossesEqualRemovingEachPatch) {
  for (const auto& [seed, patches, p_min] : {std::tuple{4u, 170, 1e-3}, {15u, 170, 0.02}, {6u, 90, 0.0}}) {
    const PlacedNetwork network = placed_network(seed, patches, 0, 1000);
    const PatchGraph graph(network.areas, network.links);
    const double limit_m = kernel.reach_m(p_min);
    const NetworkMetrics metrics = metrics_of(graph, kernel, {.p_min = p_min, .node_importance = true}, {});
    for (std::uint32_t k = 0; k < graph.size(); ++k) {
      const double before = other_pairs(network, k, false, limit_m);
      const double lost = before - other_pairs(network, k, true, limit_m);
      EXPECT_NEAR(metrics.dpc[k].connector * metrics.pc_numerator / 100, lost, 1e-12 * before) << k << ", " << p_min;
    }
  }
}

TEST(PlacedNetwork, GainsAreTheSameBitForBitWhereDistancesAreBounds) {
  for (const std::uint32_t seed : {4u, 5u}) {
    const PlacedNetwork network = placed_network(seed, 400, 200, 900);
    const PatchGraph graph(network.areas, network.links);
    std::vector<CandidateNode> bounded = network.candidates;
    std::mt19937_64 random(seed);
    for (CandidateNode& candidate : bounded)
      for (PatchLocator::Near& near : candidate.near)
        if (near.distance_m > 60 && random() % 4 != 0)
          near = {near.patch, near.distance_m * static_cast<double>(random() % 1000) / 1000, false};
    std::vector<const CandidateNode*> group;
    for (const CandidateNode& candidate : bounded) group.push_back(&candidate);
    GainSearch search(graph, kernel, 1e10, 1e-4, group.size(), {});
    std::atomic<std::size_t> asked = 0;
    const std::vector<Gain> found = search.gains(group, [&](std::size_t c, std::uint32_t patch) {
      ++asked;
      const auto& near = network.candidates[c].near;
      return std::find_if(near.begin(), near.end(), [&](const auto& one) { return one.patch == patch; })->distance_m;
    });
    const std::vector<Gain> expected = gains_of(graph, kernel, 1e10, 1e-4, network.candidates, {});
    std::size_t bounds = 0;
    for (std::size_t c = 0; c < found.size(); ++c) {
      EXPECT_EQ(found[c].eca_gain_m2, expected[c].eca_gain_m2) << c;
      EXPECT_EQ(found[c].flux, expected[c].flux) << c;
      EXPECT_EQ(found[c].connector, expected[c].connector) << c;
      for (const PatchLocator::Near& near : bounded[c].near) bounds += near.exact ? 0 : 1;
    }
    EXPECT_LT(asked, bounds);
  }
}

TEST_P(RandomNetwork, GainsDoNotDependOnMemoryOrThreads) {
  const auto [seed, p_min] = GetParam();
  const BruteNetwork brute = random_network(static_cast<std::uint64_t>(seed) + 2000, 60, 2, false);
  const PatchGraph graph(brute.areas, brute.links);
  const std::vector<CandidateNode> candidates = random_candidates(static_cast<std::uint64_t>(seed), 600, graph.size());
  const std::vector<Gain> one = gains_of(graph, kernel, 1e6, p_min, candidates, {1});
  for (const auto& [threads, budget] :
       {std::pair{2u, std::size_t{1} << 30}, {8u, std::size_t{4000}}, {1u, std::size_t{0}}}) {
    const std::vector<Gain> other = gains_of(graph, kernel, 1e6, p_min, candidates, {threads}, budget);
    for (std::size_t c = 0; c < candidates.size(); ++c) {
      EXPECT_EQ(one[c].eca_gain_m2, other[c].eca_gain_m2) << c;
      EXPECT_EQ(one[c].connector, other[c].connector) << c;
      EXPECT_EQ(one[c].flux, other[c].flux) << c;
    }
  }
}

TEST_P(RandomNetwork, MetricsDoNotDependOnThreadsOrTheOrderOfLinks) {
  const auto [seed, p_min] = GetParam();
  BruteNetwork brute = random_network(static_cast<std::uint64_t>(seed) + 3000, 150, 2, true);
  MetricOptions options;
  options.p_min = p_min;
  options.node_importance = true;
  const NetworkMetrics one = metrics_of({brute.areas, brute.links}, kernel, options, {1});
  std::mt19937_64 random(7);
  std::shuffle(brute.links.begin(), brute.links.end(), random);
  for (Link& link : brute.links) std::swap(link.a, link.b);
  for (const unsigned threads : {2u, 8u}) {
    const NetworkMetrics other = metrics_of({brute.areas, brute.links}, kernel, options, {threads});
    EXPECT_EQ(one.pc_numerator, other.pc_numerator);
    EXPECT_EQ(one.iic_numerator, other.iic_numerator);
    EXPECT_EQ(one.neglected_numerator_bound, other.neglected_numerator_bound);
    EXPECT_EQ(one.bc_pc, other.bc_pc);
    EXPECT_EQ(one.bc_iic, other.bc_iic);
    for (std::size_t k = 0; k < one.dpc.size(); ++k) {
      EXPECT_EQ(one.dpc[k].d, other.dpc[k].d);
      EXPECT_EQ(one.diic[k].d, other.diic[k].d);
    }
  }
}

TEST_P(RandomNetwork, MorePatchesOrShorterLinksNeverTakeConnectivityAway) {
  const auto [seed, p_min] = GetParam();
  BruteNetwork brute = random_network(static_cast<std::uint64_t>(seed) + 4000, 40, 1.5, false);
  MetricOptions options;
  options.p_min = p_min;
  options.landscape_m2 = 1e6;
  double last = metrics_of({brute.areas, brute.links}, kernel, options, {}).pc_numerator;
  double sum = 0;
  for (const double area : brute.areas) sum += area;
  for (std::size_t l = 0; l < brute.links.size(); l += 3) {
    brute.links[l].distance_m *= 0.5;
    const NetworkMetrics metrics = metrics_of({brute.areas, brute.links}, kernel, options, {});
    EXPECT_GE(metrics.pc_numerator, last * (1 - 1e-12));
    EXPECT_LE(metrics.eca_m2, sum * (1 + 1e-12));
    EXPECT_LE(metrics.iic_numerator, sum * sum);
    EXPECT_LE(metrics.mesh_m2, sum * sum / 1e6 * (1 + 1e-12));
    last = metrics.pc_numerator;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomNetwork, testing::Combine(testing::Range(0, 12), testing::Values(0.0, 0.05)));

}  // namespace
}  // namespace spatial::test
