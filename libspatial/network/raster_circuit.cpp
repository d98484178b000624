// SPDX-License-Identifier: MIT
#include "libspatial/network/raster_circuit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

constexpr double square_within = 1e-3;  // relative difference between the sides of a cell

void check(const RasterGrid& grid, int neighbours, std::span<const std::uint32_t> regions) {
  if (neighbours != 4 && neighbours != 8)
    throw Error(ErrorKind::config, "cells have 4 or 8 neighbours, not " + std::to_string(neighbours));
  if (!regions.empty() && regions.size() != grid.size())
    throw Error(ErrorKind::input, "regions and resistance differ in their number of cells");
  if (std::abs(grid.cell_x - grid.cell_y) > square_within * grid.cell_y)
    throw Error(ErrorKind::input,
                fmt::format("the cells of the resistance raster are {} × {}, and a circuit needs square cells",
                            shortest(grid.cell_x), shortest(grid.cell_y)),
                fmt::format("Resample all rasters of the circuit, e.g. gdalwarp -tr {0} {0} -r near IN OUT.tif",
                            shortest(std::min(grid.cell_x, grid.cell_y))));
}

/// Numbers the nodes in order of their first cell with data.
std::size_t number_nodes(const RasterView& resistance, std::span<const std::uint32_t> regions,
                         std::vector<std::uint32_t>& node_at) {
  const std::size_t cells = node_at.size();
  std::uint32_t nodes = 0;
  std::map<std::uint32_t, std::uint32_t> node_of_region;
  for (std::size_t cell = 0; cell < cells; ++cell) {
    const double r = resistance[cell];
    if (std::isnan(r)) continue;
    if (!(r > 0) || std::isinf(r))
      throw Error(ErrorKind::input,
                  fmt::format("the resistance in {} is {}; it must be more than 0", cell_text(resistance.grid(), cell),
                              shortest(r)),
                  "Give impassable cells no data instead; make cells that cost nothing a region.");
    const std::uint32_t region = regions.empty() ? 0 : regions[cell];
    node_at[cell] = region == 0 ? nodes : node_of_region.emplace(region, nodes).first->second;
    if (node_at[cell] == nodes) ++nodes;
  }
  if (node_of_region.empty()) return nodes;
  for (std::size_t cell = 0; cell < cells; ++cell) {
    if (node_at[cell] != RasterCircuit::none || regions[cell] == 0) continue;
    const auto region = node_of_region.find(regions[cell]);
    if (region != node_of_region.end()) node_at[cell] = region->second;
  }
  return nodes;
}

/// Conductance between two adjacent cells; NaN stands for a conductance of 0.
double conductance_between(double u, double v, Conductance kind) {
  if (kind == Conductance::average_resistance) return std::isnan(u) || std::isnan(v) ? 0 : 2 / (u + v);
  return ((std::isnan(u) ? 0 : 1 / u) + (std::isnan(v) ? 0 : 1 / v)) / 2;
}

}  // namespace

RasterNodes raster_nodes(const RasterView& resistance, int neighbours, std::span<const std::uint32_t> regions) {
  check(resistance.grid(), neighbours, regions);
  RasterNodes result;
  result.node_at.assign(resistance.grid().size(), RasterCircuit::none);
  result.count = number_nodes(resistance, regions, result.node_at);
  return result;
}

RasterCircuit raster_circuit(const RasterView& resistance, int neighbours, Conductance conductance,
                             std::span<const std::uint32_t> regions) {
  const RasterGrid& grid = resistance.grid();
  RasterNodes nodes = raster_nodes(resistance, neighbours, regions);
  RasterCircuit result{{nodes.count, {}}, std::move(nodes.node_at)};
  const auto join = [&](std::size_t cell, std::size_t other, bool diagonal) {
    const std::uint32_t a = result.node_at[cell], b = result.node_at[other];
    if (a == RasterCircuit::none || b == RasterCircuit::none || a == b) return;
    const double g = conductance_between(resistance[cell], resistance[other], conductance);
    if (g > 0) result.circuit.branches.push_back({a, b, diagonal ? g / std::sqrt(2.0) : g});
  };
  for (std::uint32_t row = 0; row < grid.rows; ++row)
    for (std::uint32_t column = 0; column < grid.columns; ++column) {
      const std::size_t cell = grid.index(row, column);
      if (column + 1 < grid.columns) join(cell, cell + 1, false);
      if (row + 1 == grid.rows) continue;
      join(cell, cell + grid.columns, false);
      if (neighbours == 8 && column + 1 < grid.columns) join(cell, cell + grid.columns + 1, true);
      if (neighbours == 8 && column > 0) join(cell, cell + grid.columns - 1, true);
    }
  return result;
}

CircuitPoints circuit_points(std::span<const std::uint32_t> number_at) {
  std::map<std::uint32_t, std::vector<std::uint32_t>> cells;
  for (std::uint32_t cell = 0; cell < number_at.size(); ++cell)
    if (number_at[cell] > 0) cells[number_at[cell]].push_back(cell);
  CircuitPoints points;
  for (auto& [number, of_point] : cells) {
    points.numbers.push_back(number);
    points.cells.push_back(std::move(of_point));
  }
  return points;
}

std::vector<std::uint32_t> joined_regions(std::span<const std::uint32_t> regions, std::size_t cells,
                                          const CircuitPoints& points, std::span<const std::uint32_t> which) {
  std::vector<std::uint32_t> joined(regions.begin(), regions.end());
  joined.resize(cells, 0);
  std::uint32_t fresh = joined.empty() ? 0 : *std::max_element(joined.begin(), joined.end());
  std::map<std::uint32_t, std::uint32_t> merged;  // regions that were merged into another one
  const auto find = [&](std::uint32_t region) {
    for (auto next = merged.find(region); next != merged.end(); next = merged.find(region)) region = next->second;
    return region;
  };
  for (const std::uint32_t point : which) {
    if (points.cells[point].size() < 2) continue;  // a single cell is a single node anyway
    const std::uint32_t own = ++fresh;
    for (const std::uint32_t cell : points.cells[point]) {
      if (joined[cell] == 0) joined[cell] = own;
      const std::uint32_t a = find(joined[cell]), b = find(own);
      if (a != b) merged.emplace(a, b);
    }
  }
  if (!merged.empty())
    for (std::uint32_t& region : joined)
      if (region != 0) region = find(region);
  return joined;
}

}  // namespace spatial
