// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "libspatial/network/grid_fronts.hpp"
#include "libspatial/network/grid_reduction.hpp"

namespace spatial {

/// Implementation of GridReduction, shared by the elimination (grid_reduction.cpp) and the currents
/// (grid_currents.cpp).

/// An upper front of the dissection or, below it, a tile, which is eliminated as a whole.
struct UpperFront {
  static constexpr std::uint32_t nothing = 0xFFFFFFFF;
  GridWindow window, own;
  std::array<std::uint32_t, 2> before{nothing, nothing};  ///< numbers of fronts, or of tiles
  std::array<bool, 2> tile{};
  GridFront front;
};

/// The dissection of a grid down to its tiles.
struct DissectionTree {
  std::vector<GridWindow> tiles;
  std::vector<UpperFront> upper;  ///< each after those that it depends on

  /// Adds a window and its dissections. Returns the number of its tile or front, and true if it is a tile.
  std::pair<std::uint32_t, bool> grow(const GridWindow& window, std::size_t tile_cells) {
    if (window.empty()) return {UpperFront::nothing, false};
    if (window.size() <= tile_cells || !dissectable(window)) {
      tiles.push_back(window);
      return {static_cast<std::uint32_t>(tiles.size() - 1), true};
    }
    const Dissection parts = dissected(window);
    const auto a = grow(parts.before, tile_cells), b = grow(parts.after, tile_cells);
    upper.push_back({window, parts.line, {a.first, b.first}, {a.second, b.second}, {}});
    return {static_cast<std::uint32_t>(upper.size() - 1), false};
  }
};

/// Voltages around a tile and within it.
struct TileVolts {
  std::vector<std::uint32_t> outside;  ///< cells beside the tile, and terminals
  std::vector<double> outside_volts;   ///< outside × columns
  std::vector<double> volts;           ///< cells of the window × columns
};

/// The contributions of a tile's currents to nodes outside it.
struct TileCurrents {
  std::vector<std::uint32_t> outside;
  std::vector<double> amperes;  ///< per variable outside: half the sums of its branches
  std::vector<double> net;      ///< outside × columns, leaving them
  std::vector<double> squares;  ///< per column, of the net currents of the tile's cells
};

struct GridReduction::Impl {
  GridCircuit circuit;
  std::vector<std::uint32_t> part;
  std::vector<std::uint32_t> terminal_node;
  std::unique_ptr<GridFronts> fronts;
  DissectionTree tree;
  std::vector<std::uint32_t> upper_cells;  ///< eliminated in upper fronts, ascending
  std::vector<char> in_upper;              ///< per cell, whether it is in upper_cells
  std::vector<double> siemens;             ///< terminals × terminals

  const RasterGrid& grid() const noexcept { return circuit.resistance.grid(); }
  std::uint32_t first_terminal() const noexcept { return static_cast<std::uint32_t>(grid().size()); }
  std::size_t terminal(std::uint32_t variable) const noexcept { return variable - first_terminal(); }
  std::uint32_t node_of(std::uint32_t variable) const noexcept {
    return fronts->is_terminal(variable) ? terminal_node[terminal(variable)] : circuit.node_at[variable];
  }
  /// The `columns` numbers that belong to a terminal or to an upper cell.
  template <class Numbers>
  auto* of(std::uint32_t variable, Numbers& of_terminals, Numbers& of_upper, std::size_t columns) const noexcept {
    return fronts->is_terminal(variable) ? of_terminals.data() + terminal(variable) * columns
                                         : of_upper.data() + place_in(upper_cells, variable) * columns;
  }

  void find_terminals(std::span<const std::uint32_t> given);
  void reduce(const Executor& executor);
  void join_tiles(std::vector<Leftover>& of_tile, const Executor& executor);
  void add_branches_of_terminals();
  void keep(const Leftover& rest);

  std::vector<double> upper_volts(std::span<const double> volts, std::size_t columns, const Executor& executor) const;
  TileVolts tile_volts(const GridWindow& window, std::span<const double> upper, std::span<const double> volts,
                       std::size_t columns) const;
  TileCurrents tile_currents(const GridWindow& window, const TileVolts& known, std::size_t columns,
                             const AmpereSum& sum, std::vector<double>& branches) const;
  /// Adds the currents of branches between upper cells and terminals, which are in no tile.
  void add_upper_currents(std::span<const double> upper, std::span<const double> volts, std::size_t columns,
                          const AmpereSum& sum, std::vector<double>& upper_net, GridCurrents& result) const;
};

/// Starts a new line in the progress display.
inline void tell_stage(const Executor& executor, const char* stage, std::size_t steps) {
  if (executor.progress == nullptr) return;
  executor.progress->stage(stage);
  if (steps > 0) executor.progress->expect(steps);
}

}  // namespace spatial
