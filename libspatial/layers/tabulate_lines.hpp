// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "libspatial/layers/attributed_layer.hpp"

namespace spatial {

/// The side of `lnrs tabulate` for lines and points: lengths, or numbers of points, by zone and class. nullopt if the
/// layer says that it holds areas or a mixture: then areas are tabulated. Table `tabulation` with the columns zone,
/// class, features, and length_m, once_m, or points. Arguments as for run_tabulate, which has checked them.
std::optional<OverlaySummary> run_tabulate_lines(const OverlayInput& zones, const std::string& zone_id,
                                                 const OverlayInput& features, const std::string& by,
                                                 const std::filesystem::path& output, const OverlaySettings& settings,
                                                 const Executor& executor);

}  // namespace spatial
