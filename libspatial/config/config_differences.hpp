// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace spatial {

/// One setting in which two configs differ.
struct ConfigDifference {
  std::string key;            ///< "scoring.weights.joined", "layers.exclusion (Planning sites)"
  std::string before, after;  ///< its value; empty where the config does not have it
};

/// The differences between two resolved configs (to_toml), by key. Members of lists are matched by id, preset, title or
/// layer, as --set names them, so a layer inserted before others changes nothing else. A layer or network that only one
/// config has is one row, with its file or name. Throws Error(input) for text that is not TOML. Pure.
///
///     config_differences(may, june);   // {"scoring.weights.joined", "3", "5"}
std::vector<ConfigDifference> config_differences(const std::string& old_toml, const std::string& new_toml);

}  // namespace spatial
