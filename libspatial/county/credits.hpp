// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "libspatial/config/config.hpp"
#include "libspatial/core/issue.hpp"

namespace spatial {

/// Edition, licence and attribution of a config's layers, and which editions are old.
///   for (const auto& [layer, credit] : credits_of(config)) …   // "SSSI (sssi.gpkg)", "edition 2026-03; Open …"
/// Pure.

/// One row per layer or raster, in config order: its title and name, and its edition, licence and attribution, or a
/// note that none is stated.
std::vector<std::pair<std::string, std::string>> credits_of(const Config& config);

/// Text under a printed map: the title of each source, then the attributions that the sources require.
std::vector<std::string> sources_to_print(const Config& config);

/// The date of the run, YYYY-MM-DD: from the config, else from SOURCE_DATE_EPOCH, else today.
std::string date_of(const Config& config);

/// A layer_outdated issue for each layer whose edition is older than its max_age_days (or the project's) on `today`.
/// The age of an edition stated as a month or year counts from its last day. A layer without a readable date is
/// reported too, because its age is unknown.
Issues outdated_layers(const Config& config, const std::string& today);

}  // namespace spatial
