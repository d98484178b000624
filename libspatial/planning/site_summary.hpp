// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/planning/feature_groups.hpp"
#include "libspatial/planning/site_assessment.hpp"
#include "libspatial/planning/site_wording.hpp"

namespace spatial {

/// The findings about one site in plain English: first the site and what may have to be done, with the reason (topics
/// "action" and "consult"), then, in the order of county guidance, designated sites, local sites, irreplaceable
/// habitat, priority habitat, BOAs with their targets, mapped measures, other roles, opportunity areas, networks and
/// units. The facts come from `assessment`, the words from `wording`; `groups` has an entry for each role of the
/// inputs. Pure.
///
///     const std::vector<SummarySentence> sentences = summary_of(assessment, s, wording, groups);
std::vector<SummarySentence> summary_of(const SiteAssessment& assessment, std::size_t site, const SiteWording& wording,
                                        const std::vector<FeatureGroups>& groups);

/// A distance as people say it: "350 m", "1.2 km".
std::string distance_text(double metres);
/// The name of a feature with its kind, e.g. "Brown's Folly (SSSI)". A feature without a name has its reference, or "an
/// unnamed ancient woodland" if that is only a number.
std::string feature_text(const RoleFeatures& role, std::uint32_t feature);
/// "Kent (63.2 %), Medway (36.8 %)"; without the share if there is only one authority.
std::string authorities_text(const SiteAssessment& assessment, std::size_t site);

}  // namespace spatial
