// Computes voltages and currents of all cells from the voltages of the terminals: first in the upper fronts of the
// dissection, then tile by tile. The factors of a tile are recomputed.
#include <algorithm>
#include <cmath>

#include "libspatial/network/grid_reduction_impl.hpp"

namespace spatial {
namespace {

constexpr std::size_t lanes = 32;            // columns that one task solves in the upper fronts
constexpr std::size_t tiles_at_a_time = 32;  // tiles whose currents are in memory at the same time

/// Number (0 to 7) of the direction from a cell to a neighbour.
std::size_t series_of(std::size_t cell, std::size_t other, std::size_t across) {
  const std::size_t apart = other > cell ? other - cell : cell - other;
  return (other > cell ? 0u : 4u) + (apart == 1 ? 0u : apart == across ? 1u : apart < across ? 2u : 3u);
}

}  // namespace

/// Voltages of the cells in upper fronts, from the last front to the first. Columns are independent and processed a few
/// at a time.
std::vector<double> GridReduction::Impl::upper_volts(std::span<const double> volts, std::size_t columns,
                                                     const Executor& executor) const {
  std::vector<double> found(upper_cells.size() * columns);
  parallel_for<std::vector<double>>(
      executor, (columns + lanes - 1) / lanes, [&](std::vector<double>& values, std::size_t task) {
        const std::size_t begin = task * lanes, some = std::min(lanes, columns - begin);
        for (std::size_t k = tree.upper.size(); k-- > 0;) {
          throw_if_cancelled();
          const GridFront& front = tree.upper[k].front;
          const std::size_t own = front.own.size();
          values.resize((own + front.others.size()) * some);
          for (std::size_t o = 0; o < front.others.size(); ++o) {
            const std::uint32_t variable = front.others[o];
            const double* from = fronts->is_terminal(variable)
                                     ? volts.data() + terminal(variable) * columns
                                     : found.data() + place_in(upper_cells, variable) * columns;
            std::copy_n(from + begin, some, values.data() + (own + o) * some);
          }
          front.front.substitute(values.data(), some);
          for (std::size_t o = 0; o < own; ++o)
            std::copy_n(values.data() + o * some, some,
                        found.data() + place_in(upper_cells, front.own[o]) * columns + begin);
        }
      });
  return found;
}

TileVolts GridReduction::Impl::tile_volts(const GridWindow& window, std::span<const double> upper,
                                          std::span<const double> volts, std::size_t columns) const {
  std::vector<GridFront> made;
  TileVolts known;
  known.outside = fronts->eliminate_window(window, &made).variables;
  known.outside_volts.resize(known.outside.size() * columns);
  for (std::size_t o = 0; o < known.outside.size(); ++o) {
    const std::uint32_t variable = known.outside[o];
    std::copy_n(of(variable, volts, upper, columns), columns, known.outside_volts.data() + o * columns);
  }
  known.volts.resize(window.size() * columns);
  const std::uint32_t across = circuit.resistance.grid().columns;
  const auto row_of = [&](std::uint32_t variable) {
    const std::uint32_t row = variable / across, column = variable % across;
    if (fronts->is_terminal(variable) || !window.contains(row, column))
      return known.outside_volts.data() + place_in(known.outside, variable) * columns;
    return known.volts.data() +
           (std::size_t{row - window.first_row} * window.columns() + (column - window.first_column)) * columns;
  };
  std::vector<double> values;
  for (std::size_t k = made.size(); k-- > 0;) {
    const GridFront& front = made[k];
    const std::size_t own = front.own.size();
    values.resize((own + front.others.size()) * columns);
    for (std::size_t o = 0; o < front.others.size(); ++o)
      std::copy_n(row_of(front.others[o]), columns, values.data() + (own + o) * columns);
    front.front.substitute(values.data(), columns);
    for (std::size_t o = 0; o < own; ++o) std::copy_n(values.data() + o * columns, columns, row_of(front.own[o]));
  }
  return known;
}

TileCurrents GridReduction::Impl::tile_currents(const GridWindow& window, const TileVolts& known, std::size_t columns,
                                                const AmpereSum& sum, std::vector<double>& branches) const {
  const RasterGrid& grid = this->grid();
  TileCurrents result{known.outside, std::vector<double>(known.outside.size(), 0),
                      std::vector<double>(known.outside.size() * columns, 0), std::vector<double>(columns, 0)};
  std::vector<double> net(window.size() * columns, 0), amperes(columns);
  const auto local = [&](std::size_t cell) {
    return std::size_t{static_cast<std::uint32_t>(cell / grid.columns) - window.first_row} * window.columns() +
           (static_cast<std::uint32_t>(cell % grid.columns) - window.first_column);
  };
  for (std::uint32_t row = window.first_row; row < window.end_row; ++row)
    for (std::uint32_t column = window.first_column; column < window.end_column; ++column) {
      const std::size_t cell = grid.index(row, column);
      if (fronts->variable(cell) != cell) continue;
      const std::uint32_t node = circuit.node_at[cell];
      double* own_net = net.data() + local(cell) * columns;
      const double* own_volts = known.volts.data() + local(cell) * columns;
      for_neighbours(grid, circuit.neighbours, cell, [&](std::size_t other, bool diagonal) {
        const std::uint32_t variable = fronts->variable(other);
        if (variable == GridFronts::none) return;
        const bool inside =
            !fronts->is_terminal(variable) && window.contains(static_cast<std::uint32_t>(other / grid.columns),
                                                              static_cast<std::uint32_t>(other % grid.columns));
        if (inside && other < cell) return;  // the other cell handles this branch
        const double g = circuit.between(cell, other, diagonal);
        if (!(g > 0)) return;
        const std::size_t place = inside ? local(other) : place_in(known.outside, variable);
        const double* volts = (inside ? known.volts.data() : known.outside_volts.data()) + place * columns;
        double* other_net = (inside ? net.data() : result.net.data()) + place * columns;
        for (std::size_t c = 0; c < columns; ++c) {
          amperes[c] = g * (own_volts[c] - volts[c]);
          own_net[c] += amperes[c];
          other_net[c] -= amperes[c];
        }
        const double half = sum(amperes, part[node], series_of(cell, other, grid.columns)) / 2;
        branches[node] += half;
        (inside ? branches[circuit.node_at[other]] : result.amperes[place]) += half;
      });
      for (std::size_t c = 0; c < columns; ++c)
        result.squares[c] += own_net[c] * own_net[c];  // all branches of the cell have been added
    }
  return result;
}

void GridReduction::Impl::add_upper_currents(std::span<const double> upper, std::span<const double> volts,
                                             std::size_t columns, const AmpereSum& sum, std::vector<double>& upper_net,
                                             GridCurrents& result) const {
  const auto in_no_tile = [&](std::uint32_t variable) {
    return fronts->is_terminal(variable) || in_upper[variable] != 0;
  };
  std::vector<double> amperes(columns);
  for (std::size_t cell = 0; cell < grid().size(); ++cell) {
    const std::uint32_t a = fronts->variable(cell);
    if (a == GridFronts::none || !in_no_tile(a)) continue;
    for_neighbours(grid(), circuit.neighbours, cell, [&](std::size_t other, bool diagonal) {
      const std::uint32_t b = fronts->variable(other);
      if (other < cell || b == GridFronts::none || a == b || !in_no_tile(b)) return;
      const double g = circuit.between(cell, other, diagonal);
      if (!(g > 0)) return;
      const double *from = of(a, volts, upper, columns), *to = of(b, volts, upper, columns);
      double *net_a = of(a, result.terminals, upper_net, columns), *net_b = of(b, result.terminals, upper_net, columns);
      for (std::size_t c = 0; c < columns; ++c) {
        amperes[c] = g * (from[c] - to[c]);
        net_a[c] += amperes[c];
        net_b[c] -= amperes[c];
      }
      const double half = sum(amperes, part[node_of(a)], series_of(cell, other, grid().columns)) / 2;
      result.branches[node_of(a)] += half;
      result.branches[node_of(b)] += half;
    });
  }
}

GridCurrents GridReduction::currents(std::span<const double> volts, std::size_t columns,
                                     const std::function<AmpereSum()>& make_sum, const Executor& executor) const {
  const Impl& it = *impl_;
  tell_stage(executor, "circuit: voltages between tiles", 0);
  const std::vector<double> upper = it.upper_volts(volts, columns, executor);
  GridCurrents result{std::vector<double>(it.circuit.nodes, 0), std::vector<double>(terminals() * columns, 0),
                      std::vector<double>(columns, 0)};
  std::vector<double> upper_net(it.upper_cells.size() * columns, 0);
  const std::size_t tiles = it.tree.tiles.size();
  tell_stage(executor, "circuit: currents", tiles);
  const Executor quiet{.threads = executor.threads, .backend = executor.backend};
  for (std::size_t begin = 0; begin < tiles; begin += tiles_at_a_time) {
    const auto found = parallel_map<TileCurrents, NoState>(
        quiet, std::min(tiles_at_a_time, tiles - begin), [&](NoState&, std::size_t k) {
          const GridWindow& window = it.tree.tiles[begin + k];
          TileCurrents currents = it.tile_currents(window, it.tile_volts(window, upper, volts, columns), columns,
                                                   make_sum(), result.branches);
          if (executor.progress != nullptr) executor.progress->step();
          return currents;
        });
    for (const TileCurrents& tile : found) {
      for (std::size_t o = 0; o < tile.outside.size(); ++o) {
        result.branches[it.node_of(tile.outside[o])] += tile.amperes[o];
        double* net = it.of(tile.outside[o], result.terminals, upper_net, columns);
        for (std::size_t c = 0; c < columns; ++c) net[c] += tile.net[o * columns + c];
      }
      for (std::size_t c = 0; c < columns; ++c) result.lost[c] += tile.squares[c];
    }
  }
  it.add_upper_currents(upper, volts, columns, make_sum(), upper_net, result);
  for (std::size_t u = 0; u < it.upper_cells.size(); ++u)
    for (std::size_t c = 0; c < columns; ++c) result.lost[c] += upper_net[u * columns + c] * upper_net[u * columns + c];
  for (double& lost : result.lost) lost = std::sqrt(lost);
  return result;
}

}  // namespace spatial
