// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include "libspatial/core/parallel.hpp"
#include "libspatial/layers/attributed_layer.hpp"

namespace spatial {

/// Areas by zone and class from files to a file, without a config: `lnrs tabulate`. In parts (settings.step) the shares
/// of features in zones are handed to the merge, which adds them up in the same order as one run does.

/// Area of each class (values of field `by`; all features if empty) of a layer in each zone: table `tabulation` with
/// features, area, area with each place once, and its share of the zone. `zone_id` is a field, or empty for the feature
/// number.
OverlaySummary run_tabulate(const OverlayInput& zones, const std::string& zone_id, const OverlayInput& features,
                            const std::string& by, const std::filesystem::path& output, const OverlaySettings& settings,
                            const Executor& executor);

}  // namespace spatial
