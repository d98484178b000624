// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace spatial {

/// One setting that two configs do not share.
struct ConfigDifference {
  std::string key;            ///< "scoring.weights.joined", "layers.exclusion (Planning sites)"
  std::string before, after;  ///< its value; empty where the config does not have it
};

/// In what two resolved configs (to_toml) differ, by key. Members of lists are told apart by id, preset, title or
/// layer, as --set names them, so that a layer in front of others moves nothing. A layer or network that only one of
/// them has is one row, with its file or name. Throws Error(input) for text that is no TOML.
///
///     config_differences(may, june);   // {"scoring.weights.joined", "3", "5"}
std::vector<ConfigDifference> config_differences(const std::string& old_toml, const std::string& new_toml);

}  // namespace spatial
