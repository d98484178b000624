// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include "libspatial/core/parallel.hpp"
#include "libspatial/layers/attributed_layer.hpp"

namespace spatial {

/// `lnrs tabulate`: areas by zone and class, from file to file, without a config. If the run is split into parts
/// (settings.step), they pass the area of each feature in each zone to the merge, which adds these up in the same order
/// as a single run.
///
///     run_tabulate({.layer = "parishes.gpkg"}, "name", {.layer = "habitats.gpkg"}, "class", "areas.gpkg", settings,
///                  executor);

/// Area of each class (values of field `by`; all features if empty) of a layer in each zone: table `tabulation` with
/// features, area, area with overlaps counted once, and its share of the zone. `zone_id` is a field; empty: zones are
/// named by their feature number.
OverlaySummary run_tabulate(const OverlayInput& zones, const std::string& zone_id, const OverlayInput& features,
                            const std::string& by, const std::filesystem::path& output, const OverlaySettings& settings,
                            const Executor& executor);

}  // namespace spatial
