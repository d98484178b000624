// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/network/circuit_flows.hpp"
#include "libspatial/network/grid_reduction.hpp"

namespace spatial {

/// pairwise and one_to_all of network/circuit_flows.hpp for a circuit on a raster, by reduction to its points
/// (network/grid_reduction.hpp). The results are equal except for rounding and take a fraction of the time and memory.
/// One reduction serves all pairs, and voltages are kept only while their tile is being processed.
///
///   const GridJob job = grid_job(circuit, points, false, 4000, executor);   // throws if 4,000 MB are not enough
///   const PairwiseCircuit found = pairwise(circuit, points, job);
///
/// Pure; the same bits for any number of threads and any memory. Errors: those of GridReduction; Error(config) for
/// points that are not nodes; Error(internal) if a residual shows that the circuit was not solved.

/// How a circuit will be solved, with an estimate of memory and time (on a common processor of 2020).
struct GridJob {
  GridPlan plan;
  Executor executor;     ///< with no more threads than fit into the memory limit
  double memory_mb = 0;  ///< estimated
  double seconds = 0;    ///< estimated
};
/// `max_memory_mb` 0: no limit. Throws Error(config) if even one thread would need more.
GridJob grid_job(const GridCircuit& circuit, std::span<const std::uint32_t> points, bool one_to_all,
                 double max_memory_mb, const Executor& executor);

PairwiseCircuit pairwise(const GridCircuit& circuit, std::span<const std::uint32_t> points, const GridJob& job);
ListedCircuit pairwise(const GridCircuit& circuit, std::span<const std::uint32_t> points,
                       std::span<const PointPair> pairs, const GridJob& job);
OneToAllCircuit one_to_all(const GridCircuit& circuit, std::span<const std::uint32_t> points, const GridJob& job);

}  // namespace spatial
