// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/config/config.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/run/outputs.hpp"

namespace spatial {

/// `lnrs targets`: delivered hectares of the targets of Biodiversity Opportunity Areas, rated green, amber or red
/// (docs/targets.md). Reads [layers.boa] with its targets, [layers.project], habitats and designated sites.
///
///     run_targets(read_config("county.toml"), outputs, executor);
///
/// Throws Error(config) without date, targets or projects, and for missing columns; Error(usage) for unknown statuses,
/// kinds and ratings, with the most similar known word; Error(input) as load_project. The same inputs give the same
/// bytes at any number of threads.
RunOutcome run_targets(const Config& config, const Outputs& outputs, const Executor& executor);

/// For --dry-run: checks what run_targets would read, without geometry; returns warnings.
std::vector<std::string> rehearse_targets(const Config& config, const Outputs& outputs);

}  // namespace spatial
