// SPDX-License-Identifier: MIT
#include "libspatial/network/grid_circuit.hpp"

#include <algorithm>

#include "libspatial/core/disjoint_sets.hpp"

namespace spatial {

std::span<const GridStep> forward_steps(int neighbours) noexcept {
  static constexpr GridStep steps[] = {{0, 1}, {1, 0}, {1, -1}, {1, 1}};
  return {steps, neighbours == 8 ? 4u : 2u};
}

std::vector<std::uint32_t> grid_parts(const GridCircuit& circuit) {
  DisjointSets sets(circuit.nodes);
  const RasterGrid& grid = circuit.resistance.grid();
  for (std::uint32_t row = 0; row < grid.rows; ++row)
    for (std::uint32_t column = 0; column < grid.columns; ++column) {
      const std::uint32_t node = circuit.node_at[grid.index(row, column)];
      if (node == RasterCircuit::none) continue;
      for (const GridStep& step : forward_steps(circuit.neighbours)) {
        const std::int64_t across = std::int64_t{column} + step.right;
        if (row + step.down >= grid.rows || across < 0 || across >= grid.columns) continue;
        const std::size_t beside = grid.index(row + step.down, static_cast<std::uint32_t>(across));
        const std::uint32_t other = circuit.node_at[beside];
        if (other == RasterCircuit::none || other == node) continue;
        if (!(circuit.between(grid.index(row, column), beside, step.diagonal()) > 0)) continue;
        sets.join(node, other);
      }
    }
  return sets.numbered();
}

}  // namespace spatial
