// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/config/config.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/run/outputs.hpp"
#include "libspatial/run/run_step.hpp"

namespace spatial {

/// `lnrs opportunities`: makes an opportunity map from a config.
///
///     run_opportunities(read_config("county.toml"), OpportunityRunOptions{}, outputs, executor);
struct OpportunityRunOptions {
  double max_memory_mb = 4000;  ///< for the links of each network, and for its cost surface with the searches on it
  RunStep step{};  ///< all of it, a part of a plan, or the merge of its parts (county/opportunity_parts.hpp)
};

/// The config limited to the networks `ids` (of its own, or of the shipped ones if it names none). Without ids it is
/// unchanged. Candidates and their scores for a network do not depend on the other networks, because core habitat of
/// every network stays excluded. Throws Error(usage) for an unknown id, naming the most similar one.
Config with_networks(Config config, const std::vector<std::string>& ids);

/// Reads, cleans, builds networks and candidates, scores, writes. Same config, data and version ⇒ same bytes.
/// Errors: Error(config), Error(input), Error(geometry), Error(output), Error(interrupted); outputs appear complete or
/// not at all.
RunOutcome run_opportunities(const Config& config, const OpportunityRunOptions& options, const Outputs& outputs,
                             const Executor& executor);

/// Splits the work into parts of several rounds, at most about `wanted` in each. Reads the habitat's codes and spatial
/// indexes but no geometry. Errors as opportunity_plan.
std::vector<PartSpec> parts_of_opportunities(const Config& config, std::size_t wanted);

/// For --dry-run: what the run would read, do and write. Opens every layer, raster and table, and fails where the run
/// would; `warnings` has the warnings that the run would give at its start.
std::string opportunity_plan(const Config& config, const Outputs& outputs, std::vector<std::string>& warnings);

}  // namespace spatial
