// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <vector>

#include "libspatial/config/config.hpp"

namespace spatial {

/// Every file that runs of a config read.
std::vector<std::filesystem::path> input_files(const Config& config);

}  // namespace spatial
