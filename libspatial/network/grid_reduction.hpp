// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "libspatial/network/grid_circuit.hpp"

namespace spatial {

/// Estimated cost of a reduction, from the size of the grid; about 20 % above measured values.
struct GridPlan {
  double fixed_mb = 0;         ///< of the reduction and of currents() for the given columns, without worker threads
  double worker_mb = 0;        ///< additional memory per thread
  double multiply_adds = 0;    ///< of the elimination and of currents() for all columns
  std::size_t tile_cells = 0;  ///< cells of the largest tile
};
/// currents() processes `columns` of the `all_columns` at a time.
GridPlan grid_plan(const GridCircuit& circuit, std::size_t terminals, std::size_t columns, std::size_t all_columns);

/// Adds up the currents through one branch, given the amperes of each column and the branch's part of the circuit.
/// Branches of one `series` (0 to 7, the direction) come in the order of cells along rows, so each resembles the last.
using AmpereSum = std::function<double(std::span<const double> amperes, std::uint32_t part, std::size_t series)>;

struct GridCurrents {
  std::vector<double> branches;   ///< per node, half the sums of its branches
  std::vector<double> terminals;  ///< terminals × columns, the net current from a terminal into the circuit
  std::vector<double> lost;  ///< per column: ‖net current of all cells that are not terminals‖, which should be 0
};

/// Reduces the circuit of a raster exactly to its terminals. All other cells are eliminated by multifrontal sparse
/// Cholesky (Duff & Reid 1983), ordered by nested dissection of the grid (George 1973).
///
///   const GridReduction reduced(circuit, points, plan, executor);
///   reduced.conductance(i, j);                               // of the network that replaces the circuit
///   reduced.currents(volts, columns, make_sum, executor);    // voltages of the terminals -> currents of all cells
///
/// Terminals are the given nodes, in their order, followed by all other nodes of several cells. Parts of the circuit
/// with fewer than two of the given nodes carry no current and are skipped. The factors of the smallest tiles are not
/// kept but recomputed for currents(), which costs a tenth of the time and saves three quarters of the memory. The same
/// bits for any number of threads. Time O(cells^1.5), memory O(cells). Errors: Error(input) if cells and terminals
/// exceed 2^32 − 2, Error(internal) for a circuit that is not positive definite.
class GridReduction {
 public:
  GridReduction(const GridCircuit& circuit, std::span<const std::uint32_t> given, const GridPlan& plan,
                const Executor& executor);
  ~GridReduction();
  GridReduction(GridReduction&&) noexcept;
  GridReduction& operator=(GridReduction&&) noexcept;

  std::size_t terminals() const noexcept;
  /// Of each node, as circuit_parts.
  const std::vector<std::uint32_t>& parts() const noexcept;
  /// The node of a terminal.
  std::uint32_t node(std::size_t terminal) const noexcept;
  /// Siemens between two terminals, ≥ 0; 0 for i = j.
  double conductance(std::size_t i, std::size_t j) const noexcept;
  /// `volts`: terminals × columns, by terminals. `make_sum` makes a separate sum for each task.
  GridCurrents currents(std::span<const double> volts, std::size_t columns, const std::function<AmpereSum()>& make_sum,
                        const Executor& executor) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spatial
