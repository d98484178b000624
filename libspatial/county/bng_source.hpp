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

/// The habitat types of the metric from the presets.
BngHabitats read_bng_habitats();

}  // namespace spatial
