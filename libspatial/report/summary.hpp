// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/opportunity/result.hpp"

namespace spatial {

/// What was read of one layer.
struct LayerLine {
  std::string role, source;
  LayerCounts counts{};
  bool raster = false;    ///< it has cells, which are not counted
  std::string edition{};  ///< date of the edition as the config states it; empty: not stated
};

/// The run in words for a person: what was read, what was repaired, the networks, the ten best areas, the issues.
std::string opportunity_summary(const std::string& title, const std::vector<LayerLine>& layers,
                                const OpportunityResult& result);

}  // namespace spatial
