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

/// Writes a commented config to start from. Roles of layers, fields and crosswalks are guessed from names and example
/// values; each guess is marked "# guess:" with its reason. Uncertain guesses are written as comments that the user can
/// activate, and unused layers are listed, so nothing is left out silently. If a habitat layer was recognised, the text
/// can be used as it is. Layer files are named as in the summaries, see `as_paths_of`.
///
///     write_text("county.toml", guessed_config(layers, crosswalks, "county.toml"), {});
std::string guessed_config(std::span<const LayerSummary> layers, std::span<const Crosswalk> crosswalks,
                           const std::filesystem::path& config = {});

/// Changes the names of the layers' files to paths relative to the config's folder, or to absolute paths if `config` is
/// empty (its location is unknown). Database connections are not changed. Links between folders are followed.
void as_paths_of(std::vector<LayerSummary>& layers, const std::filesystem::path& config);

}  // namespace spatial
