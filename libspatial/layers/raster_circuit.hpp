// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/network/raster_circuit.hpp"

namespace spatial {

/// A circuit given as rasters, without a config: `lnrs circuit raster`. Cells of `points` with the same number > 0 are
/// one point; cells of `regions` with the same number > 0 are one node (short-circuit regions). Rasters are named
/// FILE[#BAND].
struct RasterCircuitOptions {
  std::string resistance, points, regions;  ///< regions may be empty
  std::filesystem::path current;            ///< map of current; empty: none
  std::string crs = "EPSG:27700";
  std::string assume_crs;  ///< of rasters that state none; empty: they are refused
  CircuitMode mode = CircuitMode::pairwise;
  int neighbours = 8;
  Conductance conductance = Conductance::average_resistance;
  CircuitOptions solver;
  double max_memory_mb = 4000;
  bool overwrite = false;
};

struct RasterCircuitResult {
  std::vector<std::int64_t> points;  ///< their numbers, ascending
  std::vector<double> resistance;    ///< points × points, or per point in one-to-all; infinite: not connected
  std::vector<std::optional<std::uint32_t>>
      part;  ///< per point, numbered by the lowest point; nothing: on no data only
  double worst_residual = 0;
};

/// Errors as read_raster, raster_pairwise and write_raster; Error(input) for fewer than two points, for points none of
/// which has data, and for rasters of different grids; Error(usage) for an output that is one of the inputs.
RasterCircuitResult run_raster_circuit(const RasterCircuitOptions& options, const Executor& executor);

}  // namespace spatial
