// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/planning/site_assessment.hpp"

namespace spatial {

/// The layers of a site check (docs/data.md is derived from them). Order and names are part of the interface. An
/// assessment without sites gives the same columns; columns by role are those of the roles in its inputs.
///
///     tables.push_back(sites_table(assessment));
FeatureTable sites_table(const SiteAssessment& assessment);
FeatureTable site_features_table(const SiteAssessment& assessment);
FeatureTable site_pieces_table(const SiteAssessment& assessment);
FeatureTable site_habitats_table(const SiteAssessment& assessment);
FeatureTable site_targets_table(const SiteAssessment& assessment);
FeatureTable site_opportunities_table(const SiteAssessment& assessment);
FeatureTable site_networks_table(const SiteAssessment& assessment);
FeatureTable site_consultations_table(const SiteAssessment& assessment);

std::vector<Domain> site_domains(const SiteAssessment& assessment);

}  // namespace spatial
