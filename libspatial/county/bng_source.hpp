// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/county/site_source.hpp"
#include "libspatial/planning/bng_units.hpp"

namespace spatial {

/// A template file as read: the red line is the one site, everything else its parcels.
struct BngSource {
  SiteSource site;
  ParcelList parcels;
};
/// Throws Error(input) where the red line or the habitats are missing, or a column that units cannot do without (naming
/// the nearest there is). Other missing layers are issues.
BngSource read_bng_source(const Config& config, const SiteRunOptions& options, const Executor& executor);

/// The tables of the metric from the presets, or from a folder of the user.
BngTables read_bng_tables(const std::filesystem::path& folder = {});

}  // namespace spatial
