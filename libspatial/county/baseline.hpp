// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/config/config.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/run/outputs.hpp"

namespace spatial {

/// `lnrs baseline`: one habitat map from many, with what every source says of it. Its layer `baseline` is a habitat
/// layer for the other commands.
/// Errors: Error(config) without [[baseline.source]] or a study area; Error(input) for codes that a crosswalk lacks; as
/// load_project.
RunOutcome run_baseline(const Config& config, const Outputs& outputs, const Executor& executor);

/// For --dry-run: checks config, layers and outputs; returns what is odd.
std::vector<std::string> rehearse_baseline(const Config& config, const Outputs& outputs);

}  // namespace spatial
