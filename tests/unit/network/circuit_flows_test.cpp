// SPDX-License-Identifier: MIT
#include "libspatial/network/circuit_flows.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "libspatial/core/error.hpp"

namespace spatial::test {
namespace {

/// A random circuit of two parts and a lone node; the first part has nodes 0–11.
Circuit random_circuit(unsigned seed) {
  std::mt19937 random(seed);
  Circuit circuit{20, {}};
  const auto conductance = [&] { return 0.1 + random() % 50; };
  for (std::uint32_t i = 1; i < 12; ++i)
    circuit.branches.push_back({static_cast<std::uint32_t>(random() % i), i, conductance()});
  for (std::uint32_t i = 13; i < 19; ++i)
    circuit.branches.push_back({12 + static_cast<std::uint32_t>(random() % (i - 12)), i, conductance()});
  for (int more = 0; more < 8; ++more)
    circuit.branches.push_back(
        {static_cast<std::uint32_t>(random() % 12), static_cast<std::uint32_t>(random() % 12), conductance()});
  return circuit;
}

constexpr std::uint32_t no_node = 0xFFFFFFFF;
const std::vector<std::uint32_t> points{3, 0, 11, 14, 0, 18, 19, 7};  // 0 twice: two points share a node

TEST(CircuitFlows, AllPairsAtOnceEqualPairAfterPair) {
  for (unsigned seed = 0; seed < 30; ++seed) {
    const CircuitSolver solver(random_circuit(seed));
    std::vector<PointPair> pairs;
    for (std::uint32_t i = 0; i < points.size(); ++i)
      for (std::uint32_t j = i + 1; j < points.size(); ++j) pairs.emplace_back(i, j);
    const PairwiseCircuit at_once = pairwise(solver, points, {.threads = 2});
    const ListedCircuit one_by_one = pairwise(solver, points, pairs, {.threads = 1});
    for (std::size_t k = 0; k < pairs.size(); ++k) {
      const double expected = one_by_one.resistance[k],
                   found = at_once.resistance[pairs[k].first * points.size() + pairs[k].second];
      if (std::isinf(expected))
        EXPECT_TRUE(std::isinf(found)) << seed << " " << k;
      else
        EXPECT_NEAR(found, expected, 1e-9) << seed << " " << k;
      EXPECT_EQ(found, at_once.resistance[pairs[k].second * points.size() + pairs[k].first]);
    }
    for (std::size_t node = 0; node < at_once.current.size(); ++node)
      EXPECT_NEAR(at_once.current[node], one_by_one.current[node], 1e-9) << seed << " " << node;
    EXPECT_LT(at_once.worst_residual, 1e-12);
  }
}

/// With all other points made one node, one-to-all is a pair.
TEST(CircuitFlows, OneToAllEqualsAPairWithTheOthersJoined) {
  for (unsigned seed = 0; seed < 30; ++seed) {
    const Circuit circuit = random_circuit(seed);
    const OneToAllCircuit found = one_to_all(circuit, points, {}, {.threads = 2});
    std::vector<double> current(circuit.nodes, 0);
    for (std::size_t k = 0; k < points.size(); ++k) {
      if (k == 4) {
        EXPECT_EQ(found.resistance[4], found.resistance[1]) << "the same node";  // and it sends its ampere once more
      }
      // Points of other parts stay apart, or a part without the source would short-circuit nothing anyway.
      Circuit joined = circuit;
      std::uint32_t ground = no_node;
      const auto parts = circuit_parts(circuit);
      for (const std::uint32_t p : points)
        if (p != points[k] && parts[p] == parts[points[k]] && ground == no_node) ground = p;
      if (ground == no_node) {
        EXPECT_TRUE(std::isinf(found.resistance[k])) << seed << " " << k;
        continue;
      }
      const auto is_ground = [&](std::uint32_t node) {
        return node != points[k] && std::find(points.begin(), points.end(), node) != points.end();
      };
      for (Branch& branch : joined.branches) {
        if (is_ground(branch.a)) branch.a = ground;
        if (is_ground(branch.b)) branch.b = ground;
      }
      const CircuitFlow flow = CircuitSolver(joined).between(points[k], ground);
      EXPECT_NEAR(found.resistance[k], flow.resistance, 1e-9) << seed << " " << k;
      for (std::size_t node = 0; node < circuit.nodes; ++node)
        if (!is_ground(static_cast<std::uint32_t>(node))) current[node] += flow.current[node];
    }
    for (std::size_t node = 0; node < circuit.nodes; ++node)
      if (std::find(points.begin(), points.end(), node) == points.end()) {
        EXPECT_NEAR(found.current[node], current[node], 1e-9) << seed << " " << node;
      }
    double at_points = 0;
    for (const std::uint32_t node : {0u, 3u, 7u, 11u, 14u, 18u, 19u}) at_points += found.current[node];
    // Every ampere enters at a source and leaves at grounds; points that current only passes cannot be, they are
    // grounds.
    EXPECT_NEAR(at_points, 2 * 7, 1e-9) << "six of the seven nodes reach another, one of them for two points";
  }
}

TEST(CircuitFlows, GradientsAndFactorsAgree) {
  const Circuit circuit = random_circuit(7);
  const CircuitOptions gradients{.direct_limit = 0, .tolerance = 1e-13};
  const PairwiseCircuit a = pairwise(CircuitSolver(circuit), points, {}),
                        b = pairwise(CircuitSolver(circuit, gradients), points, {});
  const OneToAllCircuit c = one_to_all(circuit, points, {}, {}), d = one_to_all(circuit, points, gradients, {});
  for (std::size_t node = 0; node < circuit.nodes; ++node) {
    EXPECT_NEAR(a.current[node], b.current[node], 1e-8);
    EXPECT_NEAR(c.current[node], d.current[node], 1e-8);
  }
}

TEST(CircuitFlows, AreTheSameBitsWithAnyNumberOfThreads) {
  const Circuit circuit = random_circuit(3);
  const CircuitSolver solver(circuit);
  for (const unsigned threads : {2u, 8u}) {
    EXPECT_EQ(pairwise(solver, points, {.threads = 1}).current, pairwise(solver, points, {.threads = threads}).current);
    EXPECT_EQ(one_to_all(circuit, points, {}, {.threads = 1}).current,
              one_to_all(circuit, points, {}, {.threads = threads}).current);
  }
}

TEST(CircuitFlows, RefusesPointsThatAreNoNodes) {
  const std::vector<std::uint32_t> wrong{0, 99};
  EXPECT_THROW(pairwise(CircuitSolver(random_circuit(1)), wrong, {}), Error);
  EXPECT_THROW(one_to_all(random_circuit(1), wrong, {}, {}), Error);
}

}  // namespace
}  // namespace spatial::test
