// SPDX-License-Identifier: MIT
#pragma once

#include <limits>

#include "libspatial/layers/attributed_layer.hpp"

namespace spatial {

/// `lnrs near`: for each feature of one layer the nearest of another, edge to edge, from files to a file.
struct NearRunOptions {
  std::size_t count = 1;                                      ///< how many, and all that are as near as the last
  double within_m = std::numeric_limits<double>::infinity();  ///< no further than this
};

/// Output layer `near`: one row per pair with the numbers and attributes of both features, rank (equal distances share
/// one), distance, bearing and compass direction, and the shortest line between them (none where they touch); rows in
/// order of the first layer, then by distance, then by number. Areas, lines and points on either side. A layer against
/// itself leaves each feature itself out. And `issues`. Errors as for run_overlay.
OverlaySummary run_near(const OverlayInput& from, const OverlayInput& to, const NearRunOptions& options,
                        const std::filesystem::path& output, const OverlaySettings& settings, const Executor& executor);

}  // namespace spatial
