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
///
///     run_raster_circuit({.resistance = "land.tif", .points = "patches.tif", .current = "current.tif"}, executor);
struct RasterCircuitOptions {
  std::string resistance, points, regions;  ///< regions may be empty
  std::filesystem::path current;            ///< map of current; empty: none
  std::string crs = "EPSG:27700";
  std::string assume_crs;  ///< CRS of rasters that state none; empty: they are refused
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
  std::vector<std::optional<std::uint32_t>> part;  ///< connected part of each point, numbered by its lowest point;
                                                   ///< nullopt: the point is on no-data cells only
  double worst_residual = 0;
};

/// Errors as read_raster, raster_pairwise and write_raster; Error(input) for fewer than two points, if no point is on a
/// cell with data, and for rasters with different grids; Error(usage) for an output that is one of the inputs.
RasterCircuitResult run_raster_circuit(const RasterCircuitOptions& options, const Executor& executor);

}  // namespace spatial
