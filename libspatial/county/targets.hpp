// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/config/config.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/run/outputs.hpp"

namespace spatial {

/// `lnrs targets`: delivered hectares of the targets of Biodiversity Opportunity Areas, rated green, amber or red
/// (docs/targets.md). Reads [layers.boa] with its targets, [layers.project], habitats and designated sites.
///
/// Throws Error(config) without date, targets or projects, and for columns that are not there; Error(usage) for unknown
/// statuses, kinds and ratings, with the nearest known word; Error(input) as load_project. Same inputs, same bytes at
/// any number of threads.
RunOutcome run_targets(const Config& config, const Outputs& outputs, const Executor& executor);

/// What run_targets does without reading geometry; warnings.
std::vector<std::string> rehearse_targets(const Config& config, const Outputs& outputs);

}  // namespace spatial
