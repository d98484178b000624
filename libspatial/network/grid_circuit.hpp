// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

#include "libspatial/geometry/raster.hpp"
#include "libspatial/network/raster_circuit.hpp"

namespace spatial {

/// A view of a raster as a circuit. Branches are not stored; they follow from the cells. Nodes and conductances are
/// those of raster_circuit.
struct GridCircuit {
  RasterView resistance;
  int neighbours = 8;
  Conductance conductance = Conductance::average_resistance;
  std::span<const std::uint32_t> node_at;  ///< per cell; RasterCircuit::none without data
  std::size_t nodes = 0;

  /// Conductance in siemens between two cells that touch. It is 0 between no-data cells (which may be part of a region)
  /// and, if resistances are averaged, also between a no-data cell and its neighbours.
  double between(std::size_t cell, std::size_t other, bool diagonal) const noexcept {
    const double u = resistance[cell], v = resistance[other];
    const double g = conductance == Conductance::average_resistance
                         ? (std::isnan(u) || std::isnan(v) ? 0 : 2 / (u + v))
                         : ((std::isnan(u) ? 0 : 1 / u) + (std::isnan(v) ? 0 : 1 / v)) / 2;
    return diagonal ? g / std::numbers::sqrt2 : g;
  }
};

/// The neighbours of a cell that come after it in reading order.
struct GridStep {
  std::uint32_t down;
  std::int32_t right;
  bool diagonal() const noexcept { return down != 0 && right != 0; }
};
/// East and south; with 8 neighbours also south-west and south-east.
std::span<const GridStep> forward_steps(int neighbours) noexcept;

/// Calls use(other cell, diagonal) for every neighbour of a cell, in reading order.
template <class Use>
void for_neighbours(const RasterGrid& grid, int neighbours, std::size_t cell, Use&& use) {
  const auto row = static_cast<std::int64_t>(cell / grid.columns),
             column = static_cast<std::int64_t>(cell % grid.columns);
  for (std::int64_t down = -1; down <= 1; ++down)
    for (std::int64_t right = -1; right <= 1; ++right) {
      const bool diagonal = down != 0 && right != 0;
      if ((down == 0 && right == 0) || (diagonal && neighbours == 4)) continue;
      if (row + down < 0 || row + down >= grid.rows || column + right < 0 || column + right >= grid.columns) continue;
      use(static_cast<std::size_t>((row + down) * grid.columns + column + right), diagonal);
    }
}

/// As circuit_parts. O(cells).
std::vector<std::uint32_t> grid_parts(const GridCircuit& circuit);

}  // namespace spatial
