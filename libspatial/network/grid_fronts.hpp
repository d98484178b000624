// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "libspatial/network/front.hpp"
#include "libspatial/network/grid_circuit.hpp"

namespace spatial {

/// Nested dissection of a window of a grid (George 1973): a line of cells across the longer side separates two halves,
/// which are dissected in turn. Windows of only a few cells are not dissected.
struct Dissection {
  GridWindow before, line, after;
};
bool dissectable(const GridWindow& window) noexcept;
Dissection dissected(const GridWindow& window) noexcept;

/// The result of eliminating a window's cells: the Schur complement on the adjacent variables, below the diagonal, by
/// columns.
struct Leftover {
  std::vector<std::uint32_t> variables;  ///< ascending
  std::vector<double> lower;
};

/// One front of the grid: the variables that it eliminates, and those of its Schur complement.
struct GridFront {
  std::vector<std::uint32_t> own, others;  ///< ascending
  Front front;
};

/// Makes and eliminates the fronts of a grid's circuit. Variables are cells, followed by terminals.
/// Const use from any number of threads.
class GridFronts {
 public:
  static constexpr std::uint32_t none = 0xFFFFFFFF;
  /// `variable_at`: per cell its own number, that of a terminal, or none.
  GridFronts(const GridCircuit& circuit, std::vector<std::uint32_t> variable_at);

  const GridCircuit& circuit() const noexcept { return circuit_; }
  const RasterGrid& grid() const noexcept { return circuit_.resistance.grid(); }
  std::uint32_t variable(std::size_t cell) const noexcept { return variable_at_[cell]; }
  bool is_terminal(std::uint32_t variable) const noexcept {
    return variable != none && variable >= variable_at_.size();
  }

  /// The front that eliminates the cells of `own` after all other cells of `window`, whose elimination gave `before`.
  /// Throws Error(internal) if conductances exceed the range of a double.
  GridFront eliminated(const GridWindow& own, const GridWindow& window, std::span<const Leftover> before,
                       const Executor& executor) const;
  /// The front's Schur complement; its own copy is dropped.
  static Leftover leftover(GridFront& front);
  /// Eliminates a window with all its dissections, on one thread. `fronts`, if not null, gets the fronts made, each
  /// after those that it depends on.
  Leftover eliminate_window(const GridWindow& window, std::vector<GridFront>* fronts) const;

 private:
  std::vector<std::uint32_t> cells_of(const GridWindow& own) const;
  std::vector<std::uint32_t> others_of(std::span<const std::uint32_t> own, const GridWindow& window,
                                       std::span<const Leftover> before) const;
  void add_branches(GridFront& front, const GridWindow& window) const;

  GridCircuit circuit_;
  std::vector<std::uint32_t> variable_at_;
};

/// Position in an ascending list that contains the value.
inline std::size_t place_in(std::span<const std::uint32_t> list, std::uint32_t variable) noexcept {
  std::size_t begin = 0, length = list.size();
  while (length > 1) {
    const std::size_t half = length / 2;
    if (list[begin + half] <= variable) begin += half;
    length -= half;
  }
  return begin;
}

}  // namespace spatial
