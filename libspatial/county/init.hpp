// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "libspatial/county/habitat_codes.hpp"
#include "libspatial/io/inspect.hpp"
#include "libspatial/landscape/habitat.hpp"

namespace spatial {

/// A commented config to start from: roles of layers, fields and crosswalks guessed from names and example values, each
/// guess marked "# guess:" with its reason. What cannot be guessed safely is written as a comment to be switched on,
/// and layers that are not used are listed, so that nothing is left out silently. If a habitat layer was recognised,
/// the text parses as it is. Layer files are written as they stand in the summaries, see `as_paths_of`.
std::string guessed_config(std::span<const LayerSummary> layers, std::span<const Crosswalk> crosswalks,
                           const std::filesystem::path& config = {});

/// Names the layers' files as a config at that place must: relative to its folder; absolute if `config` is empty, that
/// is if nobody knows where the text will lie. Connections stay as they are. Links between folders are followed.
void as_paths_of(std::vector<LayerSummary>& layers, const std::filesystem::path& config);

}  // namespace spatial
