// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace spatial {

/// The candidates to explain: those named, those at a place, or the best of a ranking.
///
///     print(explain_candidates("opportunities.gpkg", question));
struct ExplainQuestion {
  std::vector<std::string> candidates;
  std::string at;                 ///< grid reference "ST 774 645" or "377400, 164500"; empty: none
  std::size_t top = 0;            ///< number of candidates from the top of the ranking
  std::string action = "create";  ///< the ranking to which `top` refers
  bool json = false;
};

/// Explains the scores of candidates from the file of an opportunity map alone: the location, the three factors, the
/// points of each indicator, and sentences about the features behind them. Throws Error(usage) if no candidate is
/// requested; Error(input) if the file is not an opportunity map, has no such candidate (naming the most similar id),
/// or has none at the place (naming the nearest candidate and its distance).
std::string explain_candidates(const std::filesystem::path& opportunity_map, const ExplainQuestion& question);

}  // namespace spatial
