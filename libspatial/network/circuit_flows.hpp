// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/network/circuit.hpp"

namespace spatial {

/// What flows between many points of one circuit: Circuitscape's pairwise and one-to-all modes (docs/methods.md section
/// 5). Points may share a node; they have resistance 0 to one another. Pure; the same bits for any number of threads.
/// Errors: Error(config) for points that are no nodes, Error(internal) for a circuit that could not be solved.

/// Throws Error(internal) for the residual of a solution that did not converge or is not a number, so that no such
/// solution ever reaches a result. `nodes` is for the message.
void check_solved(double residual, std::size_t nodes);

/// 1 A between the two points of each pair, each pair once.
struct PairwiseCircuit {
  std::vector<double> resistance;  ///< points × points; 0 on the diagonal and within a node, infinite between parts
  std::vector<double> current;     ///< per node, summed over pairs
  double worst_residual = 0;
};
/// All pairs. One solve per point, not per pair: by linearity the branch currents of a pair are a difference of those
/// of its points, and the sum of |x_i − x_j| over all pairs is a sum over the sorted x. Time solves + branches × n log
/// n, memory 8 bytes × points × nodes (`pairwise_memory_mb`).
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

/// For each point in turn: 1 A goes in there and all other points are grounds. One factorisation for all of them, with
/// every point held: a point at 1 V drives the current I, and 1/I is its resistance to all others. Infinite for a point
/// that reaches no other, and no current is counted for it. A point that shares the source's node is no ground.
struct OneToAllCircuit {
  std::vector<double> resistance;  ///< per point
  std::vector<double> current;     ///< per node, summed over points; each of those that share a node counts
  double worst_residual = 0;
};
OneToAllCircuit one_to_all(const Circuit& circuit, std::span<const std::uint32_t> points, const CircuitOptions& options,
                           const Executor& executor);

}  // namespace spatial
