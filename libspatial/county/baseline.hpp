// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/config/config.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/run/outputs.hpp"

namespace spatial {

/// `lnrs baseline`: combines several habitat maps into one and records what every source says. Other commands can read
/// its layer `baseline` as a habitat layer. Errors: Error(config) without [[baseline.source]] or a study area;
/// Error(input) for codes that a crosswalk lacks; as load_project.
///
///     run_baseline(read_config("county.toml"), outputs, executor);
RunOutcome run_baseline(const Config& config, const Outputs& outputs, const Executor& executor);

/// For --dry-run: checks config, layers and outputs; returns warnings.
std::vector<std::string> rehearse_baseline(const Config& config, const Outputs& outputs);

}  // namespace spatial
