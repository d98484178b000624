// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/layers/attributed_layer.hpp"

namespace spatial {

/// `lnrs dissolve`: the features of a layer united, from file to file.
struct DissolveOptions {
  std::vector<std::string> by;    ///< fields whose values make a group; none: everything is one
  std::vector<std::string> sums;  ///< numeric fields to be added up per group
  bool single_parts = false;      ///< one row per connected area instead of one per group
};

/// Output layer `dissolved`: one row per group (or connected area) with the fields of `by`, the number of features, the
/// area and the sums; groups in natural order of their values, NULL first; parts of no more than settings.min_area_m2
/// are left out. With single parts `features` and the sums are still those of the group. And `issues`. Errors as for
/// run_overlay.
OverlaySummary run_dissolve(const OverlayInput& input, const DissolveOptions& options,
                            const std::filesystem::path& output, const OverlaySettings& settings,
                            const Executor& executor);

}  // namespace spatial
