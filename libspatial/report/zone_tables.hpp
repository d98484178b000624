// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/opportunity/network_zones.hpp"

namespace spatial {

/// Zones of networks with their ids; `combined` is that of all of them.
struct ZoneSurvey {
  std::vector<std::string> networks;
  ZonesResult zones;
};

/// The layers that `lnrs network --zones` adds (docs/data.md is derived from them).
///
///     tables.push_back(zones_table(survey));
FeatureTable zones_table(const ZoneSurvey& survey);
FeatureTable zones_combined_table(const ZoneSurvey& survey);
FeatureTable zone_areas_table(const ZoneSurvey& survey);
Domain zone_class_domain();

}  // namespace spatial
