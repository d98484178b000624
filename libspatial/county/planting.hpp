// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/config/config.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/run/outputs.hpp"

namespace spatial {

/// `lnrs planting`: how sensitive land is to new woodland, and which parcels could be planted (docs/planting.md). Reads
/// [[planting.layer]], the study area, authorities, [layers.parcel] and, for additional columns, habitats.
///
///     run_planting(read_config("county.toml"), outputs, executor);
///
/// Throws Error(config) without layers or land, and for an unknown kind; Error(input) as load_project. The same inputs
/// give the same bytes at any number of threads.
RunOutcome run_planting(const Config& config, const Outputs& outputs, const Executor& executor);
std::vector<std::string> rehearse_planting(const Config& config, const Outputs& outputs);

}  // namespace spatial
