// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/monitoring/indicator_row.hpp"
#include "libspatial/report/opportunity_beside.hpp"
#include "libspatial/strategy/planting.hpp"

namespace spatial {

/// Tables of `lnrs planting`; docs/data.md is derived from them. Pure.
///
///     tables.push_back(tree_parcels_table(input, map, names));
///     const std::string text = planting_summary(config.name, input, map);

struct PlantingNames {
  std::vector<std::string> authority, parcel;
  std::vector<double> distance_m, gain_m2;  ///< by parcel: to the nearest woodland, and what planting it would add
  std::vector<double> canopy;  ///< by authority, then beyond them, then all: share that is woodland, or NaN
  std::string date;
  OpportunitiesBeside piece_opportunities, parcel_opportunities;  ///< of the opportunity map, if one is configured
};

FeatureTable tree_sensitivity_table(const PlantingInput& input, PlantingMap& map, const PlantingNames& names);
FeatureTable tree_parcels_table(const PlantingInput& input, const PlantingMap& map, const PlantingNames& names);
FeatureTable tree_summary_table(const PlantingInput& input, const PlantingMap& map, const PlantingNames& names);
std::vector<Domain> planting_domains();
IndicatorRows planting_indicators(const PlantingInput& input, const PlantingMap& map, const PlantingNames& names);
std::string planting_summary(const std::string& name, const PlantingInput& input, const PlantingMap& map);

}  // namespace spatial
