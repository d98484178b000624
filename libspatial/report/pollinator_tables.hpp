// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/monitoring/indicator_row.hpp"
#include "libspatial/report/opportunity_beside.hpp"
#include "libspatial/strategy/pollinators.hpp"

namespace spatial {

/// Tables of `lnrs pollinators`; docs/data.md is derived from them. Pure.
///
///     tables.push_back(bline_progress_table(input, map, names));
///     const std::string text = pollinator_summary(config.name, input, map, names);

struct PollinatorNames {
  std::vector<std::string> bline, name;
  std::string date;
  OpportunitiesBeside gap_opportunities, link_opportunities;  ///< of the opportunity map, if one is configured
};

/// B-Lines in one authority; m², each place once.
struct PollinatorShare {
  std::string authority;
  double bline_m2 = 0, flower_rich_m2 = 0;  ///< flower-rich habitat in B-Lines
};

FeatureTable bline_progress_table(const PollinatorInput& input, const PollinatorMap& map, const PollinatorNames& names);
FeatureTable bline_within_table(const PollinatorInput& input, const PollinatorMap& map, const PollinatorNames& names);
FeatureTable pollinator_gaps_table(const PollinatorInput& input, PollinatorMap& map, const PollinatorNames& names);
FeatureTable stepping_stones_table(const PollinatorInput& input, const PollinatorMap& map,
                                   const PollinatorNames& names);
FeatureTable flower_patches_table(PollinatorMap& map, const PollinatorNames& names);
FeatureTable demand_served_table(const PollinatorInput& input, const PollinatorMap& map);
/// `authorities` ends with `all`.
IndicatorRows pollinator_indicators(const PollinatorInput& input, const PollinatorMap& map,
                                    const PollinatorNames& names, const std::vector<PollinatorShare>& authorities);
std::string pollinator_summary(const std::string& title, const PollinatorInput& input, const PollinatorMap& map,
                               const PollinatorNames& names);

}  // namespace spatial
