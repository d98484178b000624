// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "libspatial/core/parallel.hpp"
#include "libspatial/run/outputs.hpp"

namespace spatial {

/// Compares two written opportunity maps candidate by candidate: what came, went or moved class, and which indicators
/// account for each change of score, and in what the two runs differ. Candidates are the same by their id, which stays
/// with the land.
///
///     const RunOutcome outcome = run_compare("may.gpkg", "june.gpkg", outputs, executor);
///
/// Without outputs only the summary is made. Errors: Error(input) for a file that is no opportunity map, for maps of
/// different counties (no candidate in common), CRSs or minor versions; Error(output), Error(usage) as Delivery.
RunOutcome run_compare(const std::filesystem::path& old_map, const std::filesystem::path& new_map,
                       const Outputs& outputs, const Executor& executor);

}  // namespace spatial
