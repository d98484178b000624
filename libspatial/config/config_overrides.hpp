// SPDX-License-Identifier: MIT
#pragma once

#include <toml++/toml.h>

#include <string>
#include <vector>

namespace spatial {

/// Private to config/: writes "key.path=value" overrides into a parsed config before it is checked, so that an override
/// goes through the same checks as a line of the file. Nodes from an override have no line; messages name `--set`
/// instead. Throws Error(config) for an override without '=' or with a path that does not exist.
void apply_overrides(toml::table& root, const std::vector<std::string>& overrides);

}  // namespace spatial
