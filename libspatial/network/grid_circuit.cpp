// SPDX-License-Identifier: MIT
#include "libspatial/network/grid_circuit.hpp"

#include <algorithm>
#include <numeric>

namespace spatial {

std::span<const GridStep> forward_steps(int neighbours) noexcept {
  static constexpr GridStep steps[] = {{0, 1}, {1, 0}, {1, -1}, {1, 1}};
  return {steps, neighbours == 8 ? 4u : 2u};
}

std::vector<std::uint32_t> grid_parts(const GridCircuit& circuit) {
  std::vector<std::uint32_t> lower(circuit.nodes);
  std::iota(lower.begin(), lower.end(), 0u);
  const auto lowest = [&](std::uint32_t node) {
    while (lower[node] != node) node = lower[node] = lower[lower[node]];
    return node;
  };
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
        const std::uint32_t a = lowest(node), b = lowest(other);
        if (a != b) lower[std::max(a, b)] = std::min(a, b);
      }
    }
  // The lowest node of a part comes before all its others, so its number is known when they ask for it.
  std::vector<std::uint32_t> part(circuit.nodes);
  std::uint32_t parts = 0;
  for (std::uint32_t node = 0; node < part.size(); ++node) {
    const std::uint32_t first = lowest(node);
    part[node] = first == node ? parts++ : part[first];
  }
  return part;
}

}  // namespace spatial
