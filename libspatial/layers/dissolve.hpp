// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/layers/attributed_layer.hpp"

namespace spatial {

/// `lnrs dissolve`: dissolves the features of a layer, from file to file.
///
///     run_dissolve({.layer = "habitats.gpkg"}, {.by = {"class"}}, "dissolved.gpkg", settings, executor);
struct DissolveOptions {
  std::vector<std::string> by;    ///< fields whose values define the groups; none: one group
  std::vector<std::string> sums;  ///< numeric fields to be added up per group
  bool single_parts = false;      ///< one row per connected area instead of one per group
};

/// Output layer `dissolved`: one row per group (or connected area) with the fields of `by`, the number of features, the
/// area and the sums. Groups are in natural order of their values, NULL first. Parts of at most settings.min_area_m2
/// are dropped. With single parts, `features` and the sums are still those of the group. Also writes `issues`. Errors
/// as for run_overlay.
OverlaySummary run_dissolve(const OverlayInput& input, const DissolveOptions& options,
                            const std::filesystem::path& output, const OverlaySettings& settings,
                            const Executor& executor);

}  // namespace spatial
