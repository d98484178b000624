// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/pipeline/config.hpp"
#include "libspatial/pipeline/stages.hpp"

namespace spatial {

/// The main job: from a config to an opportunity map.
struct OpportunityOutputs {
  std::filesystem::path geopackage;
  std::filesystem::path csv_folder;  ///< empty: no CSV
  bool overwrite = false;
  double max_memory_mb = 4000;       ///< for the links of each network, and for its cost surface with the searches on it
  bool timings = false;              ///< seconds into the table `run`; off, because no two runs take the same time
};

struct OpportunityReport {
  std::string summary;               ///< for people
  std::vector<StageTime> stages;
  std::vector<std::string> warnings;  ///< what must be seen at once
};

/// Reads, cleans, builds networks and candidates, scores, writes. Same config, data and version ⇒ same bytes.
/// Errors: Error(config), Error(input), Error(geometry), Error(output), Error(interrupted); outputs appear complete or not at all.
OpportunityReport run_opportunities(const Config& config, const OpportunityOutputs& outputs, const Executor& executor);

/// What the run would read, do and write, for --dry-run. Opens every layer, raster and table, and fails where the run
/// would; `warnings` is what the run would say at once.
std::string opportunity_plan(const Config& config, const OpportunityOutputs& outputs,
                             std::vector<std::string>& warnings);

}  // namespace spatial
