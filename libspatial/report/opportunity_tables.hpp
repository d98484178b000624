// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/opportunity/result.hpp"

namespace spatial {

/// The layers of the opportunity map (docs/data.md is derived from them). Order and names are part of the interface.
/// A result without rows gives the same columns.
///
///     tables.push_back(opportunity_areas_table(result));
FeatureTable opportunity_areas_table(const OpportunityResult& result);
/// Candidates dissolved by action, network and class, for display. `geometry`: that of result.map, which may be moved.
FeatureTable opportunity_map_table(const OpportunityResult& result, MultiPolygonColumn geometry);
FeatureTable core_patches_table(const OpportunityResult& result);
FeatureTable links_table(const OpportunityResult& result);
FeatureTable networks_table(const OpportunityResult& result);
FeatureTable boa_summary_table(const OpportunityResult& result);
/// The evidence for each indicator of each candidate's best network: sites, BOAs, patches (`lnrs explain` reads it).
FeatureTable evidence_table(const OpportunityResult& result);
FeatureTable issues_table(const Issues& issues);

std::vector<Domain> opportunity_domains(const std::vector<HabitatNetwork>& networks);

/// Codes of the domains opportunity_class, action and map_legend.
std::string class_code(OpportunityClass value);
/// "Medium: top 25 %" for "3_top_25"; a code that is not known stays as it is.
std::string class_title(const std::string& code);
std::string action_code(LandAction value);
std::string map_legend_code(const MapArea& row, const std::string& network);

/// "woodland-12": patch 12 (from 1) of a network.
std::string patch_id(const HabitatNetwork& network, std::size_t patch);

}  // namespace spatial
