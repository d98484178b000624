// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libspatial/geometry/raster.hpp"
#include "libspatial/network/circuit.hpp"

namespace spatial {

/// Which currents to solve: each pair of points, or each point against all others.
enum class CircuitMode { pairwise, one_to_all };

/// Turns a raster into a circuit, by Circuitscape's definitions (docs/methods.md section 5).
///
///   const CircuitPoints points = circuit_points(numbers);
///   const std::vector<std::uint32_t> regions = joined_regions({}, numbers.size(), points, which);
///   const RasterCircuit pair = raster_circuit(land, 8, Conductance::average_resistance, regions);
///
/// Pure; time and memory O(cells). Errors: Error(input) for resistances that are not positive (the message names the
/// cell), for cells that are not square and for regions with a different number of cells; Error(config) if the number
/// of neighbours is not 4 or 8.

enum class Conductance {
  average_resistance,   ///< 2 / (r_u + r_v), over √2 on diagonals
  average_conductance,  ///< ½ (1 / r_u + 1 / r_v), over √2 on diagonals
};

/// Every cell with data is a node. The cells of a region form one node if at least one of them has data; its no-data
/// cells then belong to the node too, with conductance 0. With average_resistance no current enters through them; with
/// average_conductance half the conductance of the neighbouring cell applies.
struct RasterCircuit {
  static constexpr std::uint32_t none = 0xFFFFFFFF;
  Circuit circuit;
  std::vector<std::uint32_t> node_at;  ///< per cell; none without data
};
/// The node number of each cell, and the number of nodes: a RasterCircuit without branches.
struct RasterNodes {
  std::vector<std::uint32_t> node_at;
  std::size_t count = 0;
};
RasterNodes raster_nodes(const RasterView& resistance, int neighbours, std::span<const std::uint32_t> regions = {});

/// `regions`: the number of each cell's short-circuit region, 0 = none; empty: there are no regions.
RasterCircuit raster_circuit(const RasterView& resistance, int neighbours, Conductance conductance,
                             std::span<const std::uint32_t> regions = {});

/// Points (focal nodes) of one or several cells each.
struct CircuitPoints {
  std::vector<std::uint32_t> numbers;             ///< ascending
  std::vector<std::vector<std::uint32_t>> cells;  ///< of each point, ascending
};
/// Cells of the same number > 0 are one point.
CircuitPoints circuit_points(std::span<const std::uint32_t> number_at);

/// Regions in which the cells of each of the points `which` form one region, merged with every region that they touch.
/// Other points are treated as ordinary land. `regions` may be empty; `cells` is the number of cells of the grid.
std::vector<std::uint32_t> joined_regions(std::span<const std::uint32_t> regions, std::size_t cells,
                                          const CircuitPoints& points, std::span<const std::uint32_t> which);

}  // namespace spatial
