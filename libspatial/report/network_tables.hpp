// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/network/habitat_network.hpp"
#include "libspatial/opportunity/result.hpp"

namespace spatial {

/// The complete result of `lnrs network` for the networks of a map.
struct NetworkSurvey {
  std::vector<HabitatNetwork> networks;
  std::vector<std::uint32_t> numbers;             ///< of each in the habitat map
  std::vector<std::vector<double>> core_area_m2;  ///< per network and patch, inside edge_depth_m
  std::vector<MultiPolygonColumn> hulls;          ///< per network and component
  std::vector<double>
      metre_cost;  ///< per network: the cost of a metre over ordinary land if limits were given in metres; else 1
  double edge_depth_m = 50;
  double landscape_m2 = 0;
  Issues issues;
};

/// The networks alone, for the tables that a network file shares with an opportunity map.
OpportunityResult networks_only(const NetworkSurvey& survey);

/// Layers of the network file (docs/data.md is derived from them). A survey without networks gives the same columns.
///
///     tables.push_back(patches_table(survey));
FeatureTable patches_table(const NetworkSurvey& survey);
/// One row per patch and habitat feature in it. `habitat` is the map of the survey.
FeatureTable patch_members_table(const NetworkSurvey& survey, const HabitatMap& habitat);
FeatureTable components_table(const NetworkSurvey& survey);
/// One row per least-cost link: the path over cell centres.
FeatureTable paths_table(const NetworkSurvey& survey);

}  // namespace spatial
