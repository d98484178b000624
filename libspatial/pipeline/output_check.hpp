// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "libspatial/pipeline/attributed_layer.hpp"
#include "libspatial/pipeline/config.hpp"

namespace spatial {

/// What can be checked of a run before its long work.

/// Throws Error(usage) if the output is one of the files that are read, also by another name: sources are never changed.
void check_replaces_none(const std::filesystem::path& output, std::span<const std::filesystem::path> inputs);

/// Every file that a config has its runs read.
std::vector<std::filesystem::path> input_files(const Config& config);

/// For commands on layers: the output can be written (check_dataset_writable) and replaces no input, settings.crs
/// counts in metres, and every layer lies where it says (pipeline/layer_places.hpp). Returns the settings with what is
/// odd as notes. Layers up to `apart_m` from the first are not reported as lying apart.
OverlaySettings check_layer_run(const std::vector<OverlayInput>& inputs, const std::filesystem::path& output,
                                const OverlaySettings& settings,
                                const std::vector<std::string>& further_tables = {"issues"}, double apart_m = 0);

}  // namespace spatial
