// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/network/raster_circuit.hpp"

namespace spatial {

/// Currents between points of a raster: Circuitscape's pairwise and one-to-all modes (docs/methods.md section 5).
///
///   const RasterFlows flows = raster_pairwise(land, circuit_points(numbers), regions, {}, executor);
///
/// Pairwise joins only the cells of the two points of a pair; a third point is treated as ordinary land. One-to-all
/// joins the cells of every point. A point that has no cell with data stays in the result as unconnected. Pure; the
/// same bits for any number of threads. Errors as raster_circuit and circuit_flows; Error(config) if the pairs would
/// need more than max_memory_mb.

struct RasterFlowOptions {
  int neighbours = 8;
  Conductance conductance = Conductance::average_resistance;
  CircuitOptions solver;
  double max_memory_mb = 4000;  ///< for all pairs of points on one circuit
};

struct RasterFlows {
  std::vector<double> resistance;  ///< points × points, or per point in one-to-all; infinite: not connected
  std::vector<std::optional<std::uint32_t>>
      part;                     ///< per point, numbered by the first point; nothing: no cell has data
  std::vector<double> current;  ///< A per cell, summed over pairs or sources; NaN where there is no node
  double worst_residual = 0;
};

/// All pairs whose points are single nodes share one circuit (circuit_flows.hpp). Every other pair has its own circuit
/// and takes one factorisation. `part` is the same for points connected directly or through other points.
RasterFlows raster_pairwise(const RasterView& resistance, const CircuitPoints& points,
                            std::span<const std::uint32_t> regions, const RasterFlowOptions& options,
                            const Executor& executor);
RasterFlows raster_one_to_all(const RasterView& resistance, const CircuitPoints& points,
                              std::span<const std::uint32_t> regions, const RasterFlowOptions& options,
                              const Executor& executor);

}  // namespace spatial
