// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/county/network.hpp"

namespace spatial {

/// `lnrs corridors`: least-cost paths, the habitat they cross, the connectivity lost without them, and the land around
/// them.
///
///     const RunOutcome done = run_corridors(config, {.slack = 500}, {.geopackage = "corridors.gpkg"}, executor);
struct CorridorRunOptions {
  NetworkRunOptions network;  ///< its distance is always least_cost
  bool metric_limits = true;  ///< dispersal_m and max_link_m are metres over ordinary land and are converted to cost
  double slack = 1000;        ///< corridors are cells within this cost of a best path
  std::size_t pinch_points = 100;  ///< per network
};

/// For --dry-run, as rehearse_network.
std::vector<std::string> rehearse_corridors(const Config& config, const CorridorRunOptions& options,
                                            const Outputs& outputs);

/// outputs.raster: the corridor raster. Errors and determinism as run_network.
RunOutcome run_corridors(const Config& config, const CorridorRunOptions& options, const Outputs& outputs,
                         const Executor& executor);

}  // namespace spatial
