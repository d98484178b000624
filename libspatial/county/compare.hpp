// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "libspatial/core/parallel.hpp"
#include "libspatial/run/outputs.hpp"

namespace spatial {

/// Compares two opportunity maps, candidate by candidate: which candidates are new, gone or in another class, which
/// indicators account for each change of score, and how the settings of the two runs differ. Candidates are matched by
/// id, which stays with the land.
///
///     const RunOutcome outcome = run_compare("may.gpkg", "june.gpkg", outputs, executor);
///
/// Without outputs only the summary is made. Errors: Error(input) for a file that is not an opportunity map, and for
/// maps with no candidate in common, with different CRSs or from different minor versions; Error(output), Error(usage)
/// as Delivery.
RunOutcome run_compare(const std::filesystem::path& old_map, const std::filesystem::path& new_map,
                       const Outputs& outputs, const Executor& executor);

}  // namespace spatial
