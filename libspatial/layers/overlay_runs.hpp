// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/layers/attributed_layer.hpp"
#include "libspatial/overlay/combine.hpp"

namespace spatial {

/// Overlays from files to a file, without a config: `lnrs overlay`.
///
///     run_overlay(OverlayOperation::intersection, {{.layer = "sites.gpkg"}, {.layer = "parishes.gpkg"}}, "both.gpkg",
///                 settings, executor);

/// Overlay of two layers, or the union of any number. Output layer `overlay`: one row per piece with the number of the
/// source feature in every layer (`<layer>_fid`, NULL where it has none), the area, and all attributes of all layers by
/// their names
/// (`<layer>_<field>` where two layers share one); `issues`. Errors as for run_opportunities.
OverlaySummary run_overlay(OverlayOperation operation, const std::vector<OverlayInput>& inputs,
                           const std::filesystem::path& output, const OverlaySettings& settings,
                           const Executor& executor);

}  // namespace spatial
