// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/planning/feature_groups.hpp"
#include "libspatial/planning/site_assessment.hpp"
#include "libspatial/planning/site_wording.hpp"

namespace spatial {

/// The findings of site `site` in plain English: the site, what may have to be done and why (topics "action" and
/// "consult"), then in the order of county guidance: designated sites, local
/// sites, irreplaceable habitat, priority habitat, BOAs with their targets, mapped measures, other roles, opportunity
/// areas, networks, units. `groups`: by role of the inputs. Facts come from the assessment, words from the wording.
/// Pure.
std::vector<SummarySentence> summary_of(const SiteAssessment& assessment, std::size_t site, const SiteWording& wording,
                                        const std::vector<FeatureGroups>& groups);

/// "350 m", "1.2 km": as people say distances.
std::string distance_text(double metres);
/// Name of a feature with its kind, e.g. "Brown's Folly (SSSI)"; the reference where there is no name, and "an unnamed
/// ancient woodland" where that is a mere number.
std::string feature_text(const RoleFeatures& role, std::uint32_t feature);
/// "Kent (63.2 %), Medway (36.8 %)"; without a share where there is one authority only.
std::string authorities_text(const SiteAssessment& assessment, std::size_t site);

}  // namespace spatial
