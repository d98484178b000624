// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/config/config.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/run/outputs.hpp"

namespace spatial {

/// `lnrs greenspace`: how many people have greenspace of a given size within a given distance, by the Accessible
/// Greenspace Standards. Authorities (or a study area) are optional; without them there is no share of land. Errors:
/// Error(config) without [[greenspace.site]]; as load_project.
///
///     run_greenspace(read_config("county.toml"), outputs, executor);
RunOutcome run_greenspace(const Config& config, const Outputs& outputs, const Executor& executor);

/// For --dry-run: checks config, layers and outputs; returns warnings.
std::vector<std::string> rehearse_greenspace(const Config& config, const Outputs& outputs);

}  // namespace spatial
