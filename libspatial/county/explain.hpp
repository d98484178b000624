// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace spatial {

/// Which candidates of a map to explain: those named, those at a place, or the best of a ranking.
struct ExplainQuestion {
  std::vector<std::string> candidates;
  std::string at;                 ///< grid reference "ST 774 645" or "377400, 164500"; empty: none
  std::size_t top = 0;            ///< the first so many by rank
  std::string action = "create";  ///< whose ranking `top` means
  bool json = false;
};

/// How candidates of a written opportunity map got their scores, from the file alone: where each is, the three factors,
/// points by indicator and the features behind them in sentences. Throws Error(usage) if nothing is asked, Error(input)
/// if the file is no opportunity map, has no such candidate (naming the nearest id) or none at the place (naming the
/// nearest candidate and how far it is).
std::string explain_candidates(const std::filesystem::path& opportunity_map, const ExplainQuestion& question);

}  // namespace spatial
