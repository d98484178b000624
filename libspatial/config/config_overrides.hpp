// SPDX-License-Identifier: MIT
#pragma once

#include <toml++/toml.h>

#include <string>
#include <vector>

namespace spatial {

/// Writes "key.path=value" overrides into a parsed config, before anything is checked, so that an override meets the
/// same checks as a line of the file. Nodes that come from an override have no line: messages name `--set` instead.
/// Private to config/. Throws Error(config) for an override without '=' or a path that leads nowhere.
void apply_overrides(toml::table& root, const std::vector<std::string>& overrides);

}  // namespace spatial
