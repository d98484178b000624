// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/county/site_source.hpp"
#include "libspatial/planning/bng_units.hpp"

namespace spatial {

/// A template file as it was read: the red line is the site, and everything else is its parcels.
struct BngSource {
  SiteSource site;
  ParcelList parcels;
};
/// Reads the template. Throws Error(input) if the red line or the habitats are missing, or a column that units require
/// (naming the most similar one). Other missing layers are issues.
BngSource read_bng_source(const Config& config, const SiteRunOptions& options, const Executor& executor);

/// Reads the tables of the metric from the presets, or from a folder of the user.
BngTables read_bng_tables(const std::filesystem::path& folder = {});

}  // namespace spatial
