// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "libspatial/config/config.hpp"
#include "libspatial/core/issue.hpp"

namespace spatial {

/// What the layers of a config state of themselves: edition, licence and attribution, and which editions are old.
///   for (const auto& [layer, credit] : credits_of(config)) …   // "SSSI (sssi.gpkg)", "edition 2026-03; Open …"
/// Pure.

/// One row a layer or raster, in config order: its title and name, and what is stated or that nothing is.
std::vector<std::pair<std::string, std::string>> credits_of(const Config& config);

/// The date that a run counts from, YYYY-MM-DD: that of the config, else of SOURCE_DATE_EPOCH, else today.
std::string date_of(const Config& config);

/// A layer_outdated issue for each layer whose edition is older than its max_age_days (or the project's) on `today`.
/// An edition that is a month or a year counts from its last day. A layer without a date, or with one that cannot be
/// read, is told too: its age is not known.
Issues outdated_layers(const Config& config, const std::string& today);

}  // namespace spatial
