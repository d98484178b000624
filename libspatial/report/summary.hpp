// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/opportunity/result.hpp"

namespace spatial {

/// Counts of one layer that was read.
struct LayerLine {
  std::string role, source;
  LayerCounts counts{};
  bool raster = false;    ///< it has cells, which are not counted
  std::string edition{};  ///< date of the edition as the config states it; empty: not stated
};

/// A summary of the run for people: layers read, repairs, networks, the ten best areas, issues.
///
///     const std::string text = opportunity_summary(config.name, layers, result);
std::string opportunity_summary(const std::string& title, const std::vector<LayerLine>& layers,
                                const OpportunityResult& result);

}  // namespace spatial
