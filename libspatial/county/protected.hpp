// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/config/config.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/run/outputs.hpp"

namespace spatial {

/// `lnrs protected`: how much land counts towards 30 by 30, by authority and category, each place once.
/// Errors: Error(config) without [[protected.area]], authorities, or a date where one is needed; as load_project.
///
///     run_protected(read_config("county.toml"), outputs, executor);
RunOutcome run_protected(const Config& config, const Outputs& outputs, const Executor& executor);

/// For --dry-run: checks config, layers and outputs; returns warnings.
std::vector<std::string> rehearse_protected(const Config& config, const Outputs& outputs);

}  // namespace spatial
