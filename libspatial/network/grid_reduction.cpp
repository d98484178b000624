// SPDX-License-Identifier: MIT
#include "libspatial/network/grid_reduction.hpp"

#include <algorithm>
#include <array>

#include "libspatial/core/error.hpp"
#include "libspatial/network/grid_reduction_impl.hpp"

namespace spatial {

/// Numbers the terminals and marks the cells that are variables.
void GridReduction::Impl::find_terminals(std::span<const std::uint32_t> given) {
  constexpr std::uint32_t plain = GridFronts::none;
  std::vector<std::uint32_t> terminal_of(circuit.nodes, plain), given_in_part(circuit.nodes, 0);
  for (const std::uint32_t node : given) {
    if (terminal_of[node] != plain) throw Error(ErrorKind::internal, "a node is given as a terminal twice");
    terminal_of[node] = static_cast<std::uint32_t>(terminal_node.size());
    terminal_node.push_back(node);
    ++given_in_part[part[node]];
  }
  std::vector<char> seen(circuit.nodes, 0);
  for (const std::uint32_t node : circuit.node_at) {
    if (node == RasterCircuit::none || given_in_part[part[node]] < 2 || terminal_of[node] != plain) continue;
    if (seen[node] != 0) {
      terminal_of[node] = static_cast<std::uint32_t>(terminal_node.size());
      terminal_node.push_back(node);
    }
    seen[node] = 1;
  }
  if (circuit.node_at.size() + terminal_node.size() >= plain)
    throw Error(ErrorKind::input, "a circuit of more than 2^32 − 2 cells and terminals", "Use larger cells.");
  std::vector<std::uint32_t> variable_at(circuit.node_at.size(), plain);
  for (std::uint32_t cell = 0; cell < variable_at.size(); ++cell) {
    const std::uint32_t node = circuit.node_at[cell];
    if (node == RasterCircuit::none || given_in_part[part[node]] < 2) continue;
    variable_at[cell] = terminal_of[node] == plain ? cell : first_terminal() + terminal_of[node];
  }
  fronts = std::make_unique<GridFronts>(circuit, std::move(variable_at));
}

void GridReduction::Impl::keep(const Leftover& rest) {
  const std::size_t count = terminal_node.size();
  const double* value = rest.lower.data();
  for (std::size_t column = 0; column < rest.variables.size(); ++column)
    for (std::size_t row = column + 1; row < rest.variables.size(); ++row, ++value) {
      const std::size_t i = terminal(rest.variables[row]), j = terminal(rest.variables[column]);
      siemens[i * count + j] -= *value;
      siemens[j * count + i] -= *value;
    }
}

void GridReduction::Impl::add_branches_of_terminals() {
  const std::size_t count = terminal_node.size();
  for (std::size_t cell = 0; cell < grid().size(); ++cell) {
    if (!fronts->is_terminal(fronts->variable(cell))) continue;
    for_neighbours(grid(), circuit.neighbours, cell, [&](std::size_t other, bool diagonal) {
      const std::uint32_t a = fronts->variable(cell), b = fronts->variable(other);
      if (!fronts->is_terminal(b) || a == b) return;
      siemens[terminal(a) * count + terminal(b)] += circuit.between(cell, other, diagonal);
    });
  }
}

void GridReduction::Impl::join_tiles(std::vector<Leftover>& of_tile, const Executor& executor) {
  tell_stage(executor, "circuit: joining tiles", tree.upper.size());
  std::vector<Leftover> of_upper(tree.upper.size());
  for (std::size_t k = 0; k < tree.upper.size(); ++k) {
    throw_if_cancelled();
    UpperFront& upper = tree.upper[k];
    std::array<Leftover, 2> before;
    for (std::size_t side = 0; side < 2; ++side)
      if (upper.before[side] != UpperFront::nothing)
        before[side] = std::move((upper.tile[side] ? of_tile : of_upper)[upper.before[side]]);
    upper.front = fronts->eliminated(upper.own, upper.window, before, executor);
    before = {};
    of_upper[k] = GridFronts::leftover(upper.front);
    upper_cells.insert(upper_cells.end(), upper.front.own.begin(), upper.front.own.end());
    if (executor.progress != nullptr) executor.progress->step();
  }
  std::sort(upper_cells.begin(), upper_cells.end());
  in_upper.assign(grid().size(), 0);
  for (const std::uint32_t cell : upper_cells) in_upper[cell] = 1;
  if (!of_upper.empty()) keep(of_upper.back());
}

void GridReduction::Impl::reduce(const Executor& executor) {
  siemens.assign(terminal_node.size() * terminal_node.size(), 0);
  tell_stage(executor, "circuit: eliminating cells", 0);
  std::vector<Leftover> of_tile = parallel_map<Leftover, NoState>(
      executor, tree.tiles.size(),
      [&](NoState&, std::size_t tile) { return fronts->eliminate_window(tree.tiles[tile], nullptr); });
  join_tiles(of_tile, executor);
  if (tree.upper.empty() && !of_tile.empty()) keep(of_tile.front());
  add_branches_of_terminals();
}

GridReduction::GridReduction(const GridCircuit& circuit, std::span<const std::uint32_t> given, const GridPlan& plan,
                             const Executor& executor)
    : impl_(std::make_unique<Impl>()) {
  Impl& it = *impl_;
  it.circuit = circuit;
  it.part = grid_parts(circuit);
  it.find_terminals(given);
  it.tree.grow(whole_window(circuit.resistance.grid()), plan.tile_cells);
  it.reduce(executor);
}

GridReduction::~GridReduction() = default;
GridReduction::GridReduction(GridReduction&&) noexcept = default;
GridReduction& GridReduction::operator=(GridReduction&&) noexcept = default;

std::size_t GridReduction::terminals() const noexcept { return impl_->terminal_node.size(); }
const std::vector<std::uint32_t>& GridReduction::parts() const noexcept { return impl_->part; }
std::uint32_t GridReduction::node(std::size_t terminal) const noexcept { return impl_->terminal_node[terminal]; }
double GridReduction::conductance(std::size_t i, std::size_t j) const noexcept {
  return impl_->siemens[i * terminals() + j];
}

}  // namespace spatial
