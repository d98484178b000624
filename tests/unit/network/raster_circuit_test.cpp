// SPDX-License-Identifier: MIT
// Points and regions of several cells, and where cells have no data, as Circuitscape defines them.
#include "libspatial/network/raster_circuit.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "libspatial/core/error.hpp"
#include "libspatial/network/circuit_flows.hpp"
#include "libspatial/network/raster_flows.hpp"

namespace spatial::test {
namespace {

constexpr float none = std::numeric_limits<float>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

Raster strip(std::vector<float> cells, double height = 1) {
  const auto columns = static_cast<std::uint32_t>(cells.size());
  return {{0, height, 1, height, columns, 1}, std::move(cells)};
}
const RasterFlowOptions four = [] {
  RasterFlowOptions options;
  options.neighbours = 4;
  return options;
}();

TEST(RasterFlows, AThirdPointOfTwoCellsIsOrdinaryGround) {
  const CircuitPoints points = circuit_points(std::vector<std::uint32_t>{1, 3, 0, 3, 2});
  const RasterFlows open = raster_pairwise(strip({1, 1, 1, 1, 1}), points, {}, four, {});
  EXPECT_THAT(open.resistance,
              testing::Pointwise(testing::DoubleNear(1e-12), {0.0, 4.0, 1.0, 4.0, 0.0, 1.0, 1.0, 1.0, 0.0}));
  EXPECT_THAT(open.current, testing::Pointwise(testing::DoubleNear(1e-12), {2.0, 3.0, 1.0, 3.0, 2.0}));
  const RasterFlows wall = raster_pairwise(strip({1, 1, none, 1, 1}), points, {}, four, {});
  EXPECT_EQ(wall.resistance[1], infinity) << "point 3 does not carry the current of others over the wall";
  EXPECT_NEAR(wall.resistance[2], 1, 1e-12);
  EXPECT_NEAR(wall.resistance[5], 1, 1e-12);
  EXPECT_EQ(wall.part, (std::vector<std::optional<std::uint32_t>>{0, 0, 0})) << "point 3 hangs together with both";
}

TEST(RasterFlows, ARegionIsOneNodeWithOrWithoutData) {
  const CircuitPoints points = circuit_points(std::vector<std::uint32_t>{1, 0, 2, 0, 3});
  const std::vector<std::uint32_t> regions{0, 7, 7, 7, 0};
  const Raster land = strip({1, 1, none, 1, 1});
  EXPECT_THAT(raster_pairwise(land, points, regions, four, {}).resistance,
              testing::Pointwise(testing::DoubleNear(1e-12), {0.0, 1.0, 2.0, 1.0, 0.0, 1.0, 2.0, 1.0, 0.0}));
  EXPECT_THAT(raster_one_to_all(land, points, regions, four, {}).resistance,
              testing::Pointwise(testing::DoubleNear(1e-12), {1.0, 0.5, 1.0}));
  const RasterCircuit nothing = raster_circuit(strip({1, none, none, 1}), 4, Conductance::average_resistance,
                                               std::vector<std::uint32_t>{0, 7, 7, 0});
  EXPECT_EQ(nothing.node_at[1], RasterCircuit::none) << "a region without any data is no node";
}

TEST(RasterFlows, APointWithoutDataStaysInTheResult) {
  const CircuitPoints points = circuit_points(std::vector<std::uint32_t>{1, 0, 0, 2, 3});
  const Raster land = strip({1, 1, 1, 1, none});
  const RasterFlows pairs = raster_pairwise(land, points, {}, four, {});
  EXPECT_EQ(points.numbers.size(), 3u);
  EXPECT_NEAR(pairs.resistance[1], 3, 1e-12);
  EXPECT_EQ(pairs.resistance[2], infinity);
  EXPECT_EQ(pairs.part, (std::vector<std::optional<std::uint32_t>>{0, 0, std::nullopt}));
  EXPECT_TRUE(std::isnan(pairs.current[4]));
  EXPECT_EQ(raster_one_to_all(land, points, {}, four, {}).resistance[2], infinity);
}

TEST(RasterFlows, EachPointOfASharedNodeSendsItsAmpere) {
  const CircuitPoints points = circuit_points(std::vector<std::uint32_t>{1, 2, 0, 0, 3});
  const RasterFlows flows =
      raster_one_to_all(strip({1, 1, 1, 1, 1}), points, std::vector<std::uint32_t>{5, 5, 0, 0, 0}, four, {});
  EXPECT_THAT(flows.resistance, testing::Pointwise(testing::DoubleNear(1e-12), {3.0, 3.0, 3.0}));
  EXPECT_THAT(flows.current, testing::Pointwise(testing::DoubleNear(1e-12), {3.0, 3.0, 3.0, 3.0, 3.0}));
}

TEST(RasterCircuit, JoinsPointsWithTheRegionsTheyTouch) {
  const CircuitPoints points = circuit_points(std::vector<std::uint32_t>{9, 0, 9, 0, 9, 4});
  const std::vector<std::uint32_t> regions{1, 1, 2, 2, 0, 0}, which{1};
  const std::vector<std::uint32_t> joined = joined_regions(regions, 6, points, which);
  for (const std::size_t cell : {1u, 2u, 3u, 4u}) EXPECT_EQ(joined[cell], joined[0]) << cell;
  EXPECT_EQ(joined[5], 0u) << "a point of one cell needs no region";
  EXPECT_EQ(joined_regions(regions, 6, points, {}), regions);
}

TEST(RasterCircuit, RefusesWhatMakesNoCircuit) {
  const auto message = [](const Raster& raster) -> std::string {
    try {
      raster_circuit(raster, 8, Conductance::average_resistance);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::input);
      return error.what();
    }
    return "";
  };
  EXPECT_THAT(message(strip({1, 0})), testing::HasSubstr("row 1, column 2 (1.5 0.5) is 0"));
  EXPECT_THAT(message(strip({-1, 1})), testing::HasSubstr("row 1, column 1"));
  EXPECT_THAT(message(strip({1, static_cast<float>(infinity)})), testing::HasSubstr("must be more than 0"));
  EXPECT_THAT(message(strip({1, 1}, 2)), testing::HasSubstr("needs square cells"));
  EXPECT_EQ(message(strip({1, 1}, 1.0001)), "") << "the last digits of a file's header";
}

TEST(CircuitFlows, ASolutionThatDidNotConvergeIsNoResult) {
  EXPECT_NO_THROW(check_solved(1e-9, 5));
  for (const double residual : {1e-3, infinity, std::numeric_limits<double>::quiet_NaN()}) {
    try {
      check_solved(residual, 5);
      ADD_FAILURE() << residual;
    } catch (const Error& error) {
      EXPECT_EQ(exit_code(error.kind()), 1);
      EXPECT_THAT(error.what(), testing::HasSubstr("could not be solved"));
    }
  }
  // Differences of 1 V beside some 1e17 V are lost in the digits of a double, wherever the circuit is grounded.
  const Circuit hopeless{6, {{0, 1, 1e-17}, {1, 2, 1}, {2, 3, 1e-17}, {3, 4, 1}, {4, 5, 1e-17}}};
  const std::uint32_t points[] = {0, 2, 5};
  for (const std::size_t direct_limit : {1'000'000, 0})
    EXPECT_THROW(pairwise(CircuitSolver(hopeless, {.direct_limit = direct_limit}), points, {}), Error);
  const std::uint32_t ends[] = {0, 3};
  EXPECT_THROW(one_to_all({4, {{0, 1, 2}, {1, 2, 2}, {2, 3, 1e-30}}}, ends, {}, {}), Error) << "not 'not connected'";
}

}  // namespace
}  // namespace spatial::test
