// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/network/circuit.hpp"

namespace spatial {

/// Currents between many points of one circuit: Circuitscape's pairwise and one-to-all modes (docs/methods.md section
/// 5). Points may share a node; the resistance between them is then 0. Pure; the same bits for any number of threads.
/// Errors: Error(config) for points that are not nodes, Error(internal) for a circuit that could not be solved.
///
///     const PairwiseCircuit found = pairwise(CircuitSolver(circuit, options), points, executor);

/// Throws Error(internal) if the residual shows that a solution did not converge or is NaN, so that no such solution
/// gets into a result. `nodes` is the number of nodes, for the message.
void check_solved(double residual, std::size_t nodes);

/// 1 A between the two points of each pair, each pair once.
struct PairwiseCircuit {
  std::vector<double> resistance;  ///< points × points; 0 on the diagonal and within a node, infinite between parts
  std::vector<double> current;     ///< per node, summed over pairs
  double worst_residual = 0;
};
/// All pairs, with one solve per point instead of one per pair: by linearity, the branch currents of a pair are the
/// difference of those of its two points, and the sum of |x_i − x_j| over all pairs follows from the sorted x. Time:
/// solves + branches × n log n. Memory: 8 bytes × points × nodes (`pairwise_memory_mb`).
PairwiseCircuit pairwise(const CircuitSolver& solver, std::span<const std::uint32_t> points, const Executor& executor);
double pairwise_memory_mb(std::size_t points, std::size_t nodes);

/// Listed pairs (positions in `points`); one solve per pair, memory O(nodes) per thread.
struct ListedCircuit {
  std::vector<double> resistance;  ///< per pair
  std::vector<double> current;
  double worst_residual = 0;
};
using PointPair = std::pair<std::uint32_t, std::uint32_t>;
ListedCircuit pairwise(const CircuitSolver& solver, std::span<const std::uint32_t> points,
                       std::span<const PointPair> pairs, const Executor& executor);

/// For each point in turn: 1 A enters there and all other points are grounds. One factorisation serves all points, with
/// every point held at a fixed voltage: a point at 1 V drives the current I, and 1/I is its resistance to all others.
/// The resistance is infinite for a point that reaches no other, and no current is counted for it. A point that shares
/// the source's node is not a ground.
struct OneToAllCircuit {
  std::vector<double> resistance;  ///< per point
  std::vector<double> current;     ///< per node, summed over points; points that share a node each add theirs
  double worst_residual = 0;
};
OneToAllCircuit one_to_all(const Circuit& circuit, std::span<const std::uint32_t> points, const CircuitOptions& options,
                           const Executor& executor);

}  // namespace spatial
