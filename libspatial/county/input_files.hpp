// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <vector>

#include "libspatial/config/config.hpp"

namespace spatial {

/// Every file that runs of a config read.
std::vector<std::filesystem::path> input_files(const Config& config);
/// Those that opportunities and network read. `config` has the networks that the run uses.
std::vector<std::filesystem::path> map_files(const Config& config);

}  // namespace spatial
