// SPDX-License-Identifier: MIT
#include "libspatial/network/circuit.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "libspatial/core/error.hpp"
#include "libspatial/network/circuit_flows.hpp"
#include "libspatial/network/raster_circuit.hpp"

namespace spatial::test {
namespace {

constexpr float no_data = std::numeric_limits<float>::quiet_NaN();

/// A case of Circuitscape's own tests (MIT): resistance 1 in the first row and the last two cells of the second; the
/// first two cells are one region.
const Raster published{{0, 2, 1, 1, 5, 2}, {1, 1, 1, 1, 1, no_data, no_data, no_data, 1, 1}};
const std::vector<std::uint32_t> regions{1, 1, 0, 0, 0, 0, 0, 0, 0, 0};

std::vector<double> resistances(int neighbours, std::size_t direct_limit = 1'000'000) {
  const RasterCircuit raster = raster_circuit(published, neighbours, Conductance::average_resistance, regions);
  CircuitOptions options;
  options.direct_limit = direct_limit;
  const std::vector<std::uint32_t> points(raster.node_at.begin(), raster.node_at.begin() + 5);
  return pairwise(CircuitSolver(raster.circuit, options), points, {}).resistance;
}

void expect_near(const std::vector<double>& values, const std::vector<double>& expected) {
  ASSERT_EQ(values.size(), expected.size());
  for (std::size_t k = 0; k < values.size(); ++k) EXPECT_NEAR(values[k], expected[k], 1e-9) << k;
}

const std::vector<double> eight{0,
                                0,
                                1,
                                1.661831623,
                                2.01450513,
                                0,
                                0,
                                1,
                                1.661831623,
                                2.01450513,
                                1,
                                1,
                                0,
                                0.6618316233,
                                1.01450513,
                                1.661831623,
                                1.661831623,
                                0.6618316233,
                                0,
                                0.5217576953,
                                2.01450513,
                                2.01450513,
                                1.01450513,
                                0.5217576953,
                                0};
const std::vector<double> four{0, 0,    1, 2, 2.75, 0, 0,    1,    2,    2.75, 1,    1, 0,
                               1, 1.75, 2, 2, 1,    0, 0.75, 2.75, 2.75, 1.75, 0.75, 0};

TEST(Circuit, EqualsWhatCircuitscapePublishes) {
  expect_near(resistances(8), eight);
  expect_near(resistances(4), four);
}

TEST(Circuit, ConjugateGradientsGiveTheSame) {
  expect_near(resistances(8, 0), eight);
  expect_near(resistances(4, 0), four);
}

TEST(Circuit, SeriesAndParallelAndCurrents) {
  // 0 –1– 1 –1– 2 and 0 –2– 2: 2 Ω beside 2 Ω.
  const CircuitSolver solver({3, {{0, 1, 1}, {1, 2, 1}, {0, 2, 0.5}}});
  const CircuitFlow flow = solver.between(0, 2);
  EXPECT_NEAR(flow.resistance, 1, 1e-12);
  EXPECT_NEAR(flow.current[0], 1, 1e-12);
  EXPECT_NEAR(flow.current[1], 0.5, 1e-12);
  EXPECT_NEAR(flow.current[2], 1, 1e-12);
  EXPECT_LT(flow.residual, 1e-12);
  const std::uint32_t sources[] = {0, 1};
  EXPECT_NEAR(solver.into_ground(sources, 2).current[2], 2, 1e-12) << "all that goes in comes out";
}

TEST(Circuit, AverageConductanceDiffersOnUnevenGround) {
  const Raster uneven{{0, 1, 1, 1, 2, 1}, {1, 3}};
  const auto between = [&](Conductance kind) {
    return CircuitSolver(raster_circuit(uneven, 8, kind).circuit).between(0, 1).resistance;
  };
  EXPECT_NEAR(between(Conductance::average_resistance), 2, 1e-12);
  EXPECT_NEAR(between(Conductance::average_conductance), 1.5, 1e-12);
}

TEST(Circuit, PartsAreNamedNotSingular) {
  const CircuitSolver solver({5, {{0, 2, 1}, {1, 4, 2}}});
  EXPECT_EQ(solver.parts(), (std::vector<std::uint32_t>{0, 1, 0, 2, 1}));
  EXPECT_TRUE(std::isinf(solver.between(0, 1).resistance));
  EXPECT_NEAR(solver.between(1, 4).resistance, 0.5, 1e-12);
  EXPECT_EQ(solver.between(3, 3).resistance, 0);
  EXPECT_EQ(CircuitSolver({1, {}}).between(0, 0).resistance, 0);
}

TEST(Circuit, ResistanceIsAMetricAndFallsWithMoreBranches) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    std::mt19937 random(seed);
    std::vector<double> areas(12, 1);
    std::vector<Link> links;
    for (std::uint32_t i = 1; i < 12; ++i)
      links.push_back({static_cast<std::uint32_t>(random() % i), i, 1.0 + random() % 9});
    Circuit circuit = graph_circuit(PatchGraph(areas, links));
    const std::vector<std::uint32_t> points{0, 3, 7, 11};
    const auto before = pairwise(CircuitSolver(circuit), points, {.threads = 1});
    circuit.branches.push_back({2, 9, 1});
    const auto after = pairwise(CircuitSolver(circuit), points, {.threads = 4});
    for (std::size_t i = 0; i < 4; ++i)
      for (std::size_t j = 0; j < 4; ++j) {
        EXPECT_LE(after.resistance[i * 4 + j], before.resistance[i * 4 + j] + 1e-9);
        for (std::size_t k = 0; k < 4; ++k)
          EXPECT_LE(after.resistance[i * 4 + j], after.resistance[i * 4 + k] + after.resistance[k * 4 + j] + 1e-9);
      }
    EXPECT_LT(after.worst_residual, 1e-9);
  }
}

TEST(Circuit, RefusesWhatMakesNoSense) {
  EXPECT_THROW(CircuitSolver({2, {{0, 1, 0}}}), Error);
  EXPECT_THROW(CircuitSolver({2, {{0, 2, 1}}}), Error);
  EXPECT_THROW(raster_circuit(published, 6, Conductance::average_resistance), Error);
  EXPECT_THROW(raster_circuit(Raster{{0, 1, 1, 1, 2, 1}, {1, 0}}, 8, Conductance::average_resistance), Error);
  EXPECT_THROW(CircuitSolver({2, {{0, 1, 1}}}).between(0, 2), Error);
}

}  // namespace
}  // namespace spatial::test
