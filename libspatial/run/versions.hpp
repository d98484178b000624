// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace spatial {

/// Version of this project, e.g. "0.1.0".
std::string version();
/// Name and version, at run time, of every library that the numbers depend on; a run records them in its manifest.
///
///     for (const auto& [name, number] : library_versions()) record.push_back({"software", name, "version", number});
std::vector<std::pair<std::string, std::string>> library_versions();

}  // namespace spatial
