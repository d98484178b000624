// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace spatial {

/// Version of this project, e.g. "0.1.0".
std::string version();
/// Name and version of every library that numbers depend on, as found at run time: what a run states in its manifest.
std::vector<std::pair<std::string, std::string>> library_versions();

}  // namespace spatial
