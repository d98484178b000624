// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "libspatial/layers/attributed_layer.hpp"

namespace spatial {

/// `lnrs tabulate` for lines and points: lengths, or numbers of points, by zone and class. nullopt if the layer
/// declares areas or mixed geometry; areas are tabulated then. Table `tabulation` with the columns zone, class,
/// features, and length_m and once_m, or points. Arguments as for run_tabulate, which checks them first.
std::optional<OverlaySummary> run_tabulate_lines(const OverlayInput& zones, const std::string& zone_id,
                                                 const OverlayInput& features, const std::string& by,
                                                 const std::filesystem::path& output, const OverlaySettings& settings,
                                                 const Executor& executor);

}  // namespace spatial
