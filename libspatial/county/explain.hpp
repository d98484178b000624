// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

namespace spatial {

/// How a candidate of a written opportunity map got its score, from the file alone. Throws Error(input) if the file is
/// not an opportunity map or has no such candidate (naming the nearest).
std::string explain_candidate(const std::filesystem::path& opportunity_map, const std::string& candidate_id);

}  // namespace spatial
