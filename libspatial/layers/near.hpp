// SPDX-License-Identifier: MIT
#pragma once

#include <limits>

#include "libspatial/layers/attributed_layer.hpp"

namespace spatial {

/// `lnrs near`: finds, for each feature of one layer, the nearest features of another, edge to edge, from file to file.
///
///     run_near({.layer = "sites.gpkg"}, {.layer = "sssi.gpkg"}, {.count = 3, .within_m = 2000}, "near.gpkg", settings,
///              executor);
struct NearRunOptions {
  std::size_t count = 1;                                      ///< number of nearest features, plus ties with the last
  double within_m = std::numeric_limits<double>::infinity();  ///< greatest distance
};

/// Output layer `near`: one row per pair with the numbers and attributes of both features, rank (equal distances share
/// one), distance, bearing and compass direction, and the shortest line between them (none if they touch). Rows are in
/// the order of the first layer, then by distance, then by number. Both layers may have areas, lines and points. If
/// both layers are the same, a feature is not paired with itself. Also writes `issues`. Errors as for run_overlay.
OverlaySummary run_near(const OverlayInput& from, const OverlayInput& to, const NearRunOptions& options,
                        const std::filesystem::path& output, const OverlaySettings& settings, const Executor& executor);

}  // namespace spatial
