// SPDX-License-Identifier: MIT
// Points of several cells, regions, and both on cells without data: flows over rasters against a dense solver.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "libspatial/network/raster_flows.hpp"
#include "tests/support/dense_circuit.hpp"

namespace spatial::test {
namespace {

constexpr float no_data = std::numeric_limits<float>::quiet_NaN();

struct Landscape {
  Raster raster;
  std::vector<std::uint32_t> regions;
  CircuitPoints points;
  RasterFlowOptions options;
};

Landscape random_landscape(std::mt19937& random) {
  Landscape land;
  const auto columns = static_cast<std::uint32_t>(2 + random() % 5),
             rows = static_cast<std::uint32_t>(1 + random() % 5);
  land.raster.grid = {0, static_cast<double>(rows), 1, 1, columns, rows};
  const std::size_t cells = land.raster.grid.size();
  const unsigned gaps = random() % 4, regions = random() % 3;
  std::vector<std::uint32_t> numbers(cells, 0);
  land.regions.assign(cells, 0);
  for (std::size_t cell = 0; cell < cells; ++cell) {
    land.raster.values.push_back(random() % 6 < gaps ? no_data : static_cast<float>(1 + random() % 9));
    if (random() % 4 < regions) land.regions[cell] = 1 + random() % 3;
    if (random() % 3 == 0) numbers[cell] = 3 + random() % 4;
  }
  land.points = circuit_points(numbers);
  land.options.neighbours = random() % 2 == 0 ? 4 : 8;
  land.options.conductance = random() % 2 == 0 ? Conductance::average_resistance : Conductance::average_conductance;
  return land;
}

DenseCircuit dense(const Landscape& land) {
  DenseCircuit circuit(land.raster.grid.columns, {land.raster.values.begin(), land.raster.values.end()},
                       land.options.neighbours, land.options.conductance == Conductance::average_resistance);
  for (std::uint32_t region = 1; region <= 3; ++region) {
    std::vector<std::size_t> cells;
    for (std::size_t cell = 0; cell < land.regions.size(); ++cell)
      if (land.regions[cell] == region) cells.push_back(cell);
    circuit.join_all(cells);
  }
  return circuit;
}

std::vector<std::size_t> cells_of_point(const Landscape& land, std::size_t point) {
  return {land.points.cells[point].begin(), land.points.cells[point].end()};
}

void expect_equal(double found, double expected, const std::string& what) {
  if (std::isinf(expected))
    EXPECT_TRUE(std::isinf(found)) << what << ": " << found;
  else
    EXPECT_NEAR(found, expected, 1e-8 * std::max(1.0, expected)) << what;
}

void expect_currents(const std::vector<double>& found, const std::vector<double>& expected,
                     const std::vector<char>& node, const std::string& what) {
  for (std::size_t cell = 0; cell < expected.size(); ++cell) {
    EXPECT_EQ(std::isnan(found[cell]), node[cell] == 0) << what << ", cell " << cell;
    if (node[cell] != 0) {
      EXPECT_NEAR(found[cell], expected[cell], 1e-8) << what << ", cell " << cell;
    }
  }
}

TEST(RasterCircuitProperty, PairsJoinTheirOwnPointsOnly) {
  std::mt19937 random(11);
  int finite = 0, infinite = 0;
  for (int k = 0; k < 1500; ++k) {
    const Landscape land = random_landscape(random);
    const std::string what = "landscape " + std::to_string(k);
    const RasterFlows found = raster_pairwise(land.raster, land.points, land.regions, land.options, {.threads = 1});
    const std::size_t count = land.points.numbers.size();
    std::vector<double> current(land.raster.grid.size(), 0);
    std::vector<char> node(current.size(), 0);
    const auto add = [&](const DenseCircuit& circuit, const std::vector<double>& flow) {
      for (std::size_t cell = 0; cell < current.size(); ++cell) {
        current[cell] += flow[cell];
        node[cell] = static_cast<char>(node[cell] != 0 || circuit.is_node(cell));
      }
    };
    add(dense(land), std::vector<double>(current.size(), 0));
    for (std::size_t i = 0; i < count; ++i) {
      EXPECT_EQ(found.resistance[i * count + i], 0) << what;
      for (std::size_t j = i + 1; j < count; ++j) {
        DenseCircuit circuit = dense(land);
        const auto from = cells_of_point(land, i), to = cells_of_point(land, j);
        circuit.join_all(from);
        circuit.join_all(to);
        double expected = std::numeric_limits<double>::infinity();
        if (circuit.is_node(from.front()) && circuit.is_node(to.front())) {
          const DenseCircuit::Flow flow = circuit.flow(from.front(), to);
          expected = circuit.same_node(from.front(), to.front()) ? 0 : flow.voltage;
          add(circuit, flow.current);
        }
        ++(std::isinf(expected) ? infinite : finite);
        expect_equal(found.resistance[i * count + j], expected,
                     what + ", pair " + std::to_string(i) + " " + std::to_string(j));
        EXPECT_EQ(found.resistance[i * count + j], found.resistance[j * count + i]);
      }
      DenseCircuit alone = dense(land);
      alone.join_all(cells_of_point(land, i));
      bool has_part = alone.is_node(cells_of_point(land, i).front());
      for (std::size_t j = 0; j < count; ++j)
        has_part = has_part || (i != j && !std::isinf(found.resistance[i * count + j]));
      EXPECT_EQ(found.part[i].has_value(), has_part) << what;
    }
    expect_currents(found.current, current, node, what);
    if (HasFailure()) return;
  }
  EXPECT_GT(finite, 1000);
  EXPECT_GT(infinite, 100);
}

TEST(RasterCircuitProperty, OneToAllJoinsEveryPoint) {
  std::mt19937 random(12);
  for (int k = 0; k < 1500; ++k) {
    const Landscape land = random_landscape(random);
    const std::string what = "landscape " + std::to_string(k);
    const RasterFlows found = raster_one_to_all(land.raster, land.points, land.regions, land.options, {.threads = 1});
    DenseCircuit circuit = dense(land);
    std::vector<std::size_t> all;
    for (std::size_t p = 0; p < land.points.numbers.size(); ++p) {
      circuit.join_all(cells_of_point(land, p));
      all.push_back(cells_of_point(land, p).front());
    }
    std::vector<double> current(land.raster.grid.size(), 0);
    std::vector<char> node;
    for (std::size_t cell = 0; cell < current.size(); ++cell) node.push_back(static_cast<char>(circuit.is_node(cell)));
    for (std::size_t p = 0; p < all.size(); ++p) {
      DenseCircuit::Flow flow;
      if (circuit.is_node(all[p])) {
        flow = circuit.flow(all[p], all);
        for (std::size_t cell = 0; cell < current.size(); ++cell) current[cell] += flow.current[cell];
      }
      expect_equal(found.resistance[p], flow.voltage, what + ", point " + std::to_string(p));
    }
    expect_currents(found.current, current, node, what);
    if (HasFailure()) return;
  }
}

TEST(RasterCircuitProperty, ThreadsDoNotShow) {
  std::mt19937 random(13);
  for (int k = 0; k < 50; ++k) {
    const Landscape land = random_landscape(random);
    const auto flows = [&](unsigned threads) {
      return raster_pairwise(land.raster, land.points, land.regions, land.options, {.threads = threads});
    };
    const RasterFlows one = flows(1), many = flows(8);
    EXPECT_EQ(one.resistance, many.resistance);
    for (std::size_t cell = 0; cell < one.current.size(); ++cell)
      EXPECT_TRUE(one.current[cell] == many.current[cell] || std::isnan(one.current[cell]));
  }
}

}  // namespace
}  // namespace spatial::test
