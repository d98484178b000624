// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/network/circuit_flows.hpp"
#include "libspatial/network/grid_reduction.hpp"

namespace spatial {

/// pairwise and one_to_all of network/circuit_flows.hpp for a circuit on a raster, by reduction to its points
/// (network/grid_reduction.hpp): equal to those but for rounding, at a fraction of their time and memory. One reduction
/// serves all pairs, and no voltage is kept longer than a tile is worked on.
///
///   const GridJob job = grid_job(circuit, points, false, 4000, executor);   // refuses what does not fit
///   const PairwiseCircuit found = pairwise(circuit, points, job);
///
/// Pure; the same bits for any number of threads and any memory. Errors: those of GridReduction; Error(config) for
/// points that are no nodes; Error(internal) where a residual says that the circuit was not solved.

/// How a circuit will be solved, and what that takes. Seconds are those of a common processor of 2020, as a guide.
struct GridJob {
  GridPlan plan;
  Executor executor;     ///< with no more threads than fit into the memory allowed
  double memory_mb = 0;  ///< reckoned
  double seconds = 0;    ///< reckoned
};
/// `max_memory_mb` 0: no limit. Throws Error(config) where even one thread would need more.
GridJob grid_job(const GridCircuit& circuit, std::span<const std::uint32_t> points, bool one_to_all,
                 double max_memory_mb, const Executor& executor);

PairwiseCircuit pairwise(const GridCircuit& circuit, std::span<const std::uint32_t> points, const GridJob& job);
ListedCircuit pairwise(const GridCircuit& circuit, std::span<const std::uint32_t> points,
                       std::span<const PointPair> pairs, const GridJob& job);
OneToAllCircuit one_to_all(const GridCircuit& circuit, std::span<const std::uint32_t> points, const GridJob& job);

}  // namespace spatial
