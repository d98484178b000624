// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/config/config.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/run/outputs.hpp"

namespace spatial {

/// The main job: from a config to an opportunity map.
struct OpportunityRunOptions {
  double max_memory_mb = 4000;  ///< for the links of each network, and for its cost surface with the searches on it
};

/// The config with these of its networks only; of the shipped ones where it names none. No ids: as it is. Candidates
/// and their scores for a network do not depend on which others are scored: core habitat of any network stays excluded.
/// Throws Error(usage) for an id that is none, naming the nearest.
Config with_networks(Config config, const std::vector<std::string>& ids);

/// Reads, cleans, builds networks and candidates, scores, writes. Same config, data and version ⇒ same bytes.
/// Errors: Error(config), Error(input), Error(geometry), Error(output), Error(interrupted); outputs appear complete or
/// not at all.
RunOutcome run_opportunities(const Config& config, const OpportunityRunOptions& options, const Outputs& outputs,
                             const Executor& executor);

/// What the run would read, do and write, for --dry-run. Opens every layer, raster and table, and fails where the run
/// would; `warnings` is what the run would say at once.
std::string opportunity_plan(const Config& config, const Outputs& outputs, std::vector<std::string>& warnings);

}  // namespace spatial
