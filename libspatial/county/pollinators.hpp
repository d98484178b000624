// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/config/config.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/run/outputs.hpp"

namespace spatial {

/// `lnrs pollinators`: flower-rich habitat of B-Lines, gaps and crops within reach (docs/pollinators.md). Reads
/// [layers.bline] (areas, or lines with the width of [pollinators]) and habitats.
///
///     run_pollinators(read_config("county.toml"), outputs, executor);
///
/// Throws Error(config) without B-Lines, habitats or anything that says what is flower-rich, and for an unknown
/// forager; Error(input) as load_project. The same inputs give the same bytes at any number of threads.
RunOutcome run_pollinators(const Config& config, const Outputs& outputs, const Executor& executor);
std::vector<std::string> rehearse_pollinators(const Config& config, const Outputs& outputs);

}  // namespace spatial
