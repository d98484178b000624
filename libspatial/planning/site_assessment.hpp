// SPDX-License-Identifier: MIT
#pragma once

#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/landscape/boa_target.hpp"
#include "libspatial/landscape/network_profile.hpp"
#include "libspatial/planning/bng_units.hpp"
#include "libspatial/planning/site_check.hpp"

namespace spatial {

/// The complete result of a site check, from which tables and reports are made. Plain values; the pointers in
/// SiteInputs belong to the run, which outlives them. Areas in m², distances in m. Thread-safe, throws nothing.

/// A rule that applies to a site, with the nearest feature for which it does.
struct Consultation {
  std::uint32_t rule = 0;  ///< index into SiteOptions::consult
  SiteFeature feature;     ///< one of SiteFinding::features, or of `further`
};

/// A target of a BOA that the site lies in or near, and what the site could contribute to it.
struct SiteTarget {
  std::uint32_t row = 0;                       ///< of the BOA: index into SiteFinding::features
  std::uint32_t target = 0;                    ///< index into SiteAssessment::targets
  double existing_m2 = 0;                      ///< habitat on the site that already is what the target asks for
  double suitable_m2 = 0;                      ///< habitat on the site with potential to become it
  std::string habitats;                        ///< labels of that habitat, the largest first
  std::map<std::string, double> habitat_m2{};  ///< the same by label
};
/// "Cereal crops (3.37 ha), Modified grassland (2.00 ha)", the largest first.
std::string areas_text(const std::map<std::string, double>& areas_m2);

/// An opportunity area as the scored map states it.
struct OpportunityArea {
  double score = std::numeric_limits<double>::quiet_NaN();
  std::string area_class, network, habitat;
};

/// The effect on one network of losing the site's core habitat, and of adding the proposed habitat (docs/methods.md
/// section 14).
struct SiteNetworkEffect {
  std::uint32_t network = 0;  ///< index into SiteAssessment::networks
  double core_lost_m2 = 0;    ///< of the network's patches
  double core_gained_m2 = 0;  ///< proposed habitat that is core of the network
  double eca_before_m2 = 0;
  double eca_without_m2 = 0;  ///< without the core habitat on the site
  double eca_proposed_m2 =
      std::numeric_limits<double>::quiet_NaN();  ///< with the proposed habitat as well; NaN: nothing is proposed for it
};

/// One sentence of the summary and what it is about ("designated", "network", "consult" …), for headings.
struct SummarySentence {
  std::string topic;
  std::string text;
};

struct SiteAssessment {
  SiteList sites;
  SiteInputs inputs;
  SiteOptions options;
  std::vector<SiteFinding> findings;
  std::vector<BoaTarget> targets;
  std::vector<NetworkProfile> networks;
  std::vector<OpportunityArea> opportunity_areas;        ///< as inputs.opportunities
  std::vector<std::vector<Consultation>> consultations;  ///< per site
  std::vector<std::vector<SiteTarget>> site_targets;     ///< per site
  std::vector<std::vector<SiteNetworkEffect>> effects;   ///< per site; empty lists if connectivity is not requested
  std::vector<std::vector<SummarySentence>> summaries;   ///< per site
  std::optional<BngResult> units;                        ///< of the only site, if it came as a template
  Issues issues;
};

/// The rules that apply, in order, each with the closest feature of its role and layer. A rule applies if that feature
/// has the relation or lies within the distance that the rule states, and if the rule's features share enough land with
/// the site.
///
///     const auto asked = consultations_of(assessment.findings[s], assessment.inputs, assessment.options);
std::vector<Consultation> consultations_of(const SiteFinding& finding, const SiteInputs& inputs,
                                           const SiteOptions& options);

/// Targets of the BOAs that the site lies in, or within `boa_edge_m` of. A target refers to habitat by its class name,
/// or to a network by one of its target habitats, its title or its id, regardless of case. `networks` are those for
/// which the habitat map is rated.
std::vector<SiteTarget> targets_of(const SiteFinding& finding, const SiteInputs& inputs, const SiteOptions& options,
                                   const std::vector<BoaTarget>& targets, const std::vector<NetworkProfile>& networks);

/// Reasons why the findings about a site may be incomplete or inexact, as clauses: only a point is known, the outline
/// was repaired, land lies outside the study area, layers do not cover it. Empty if there are none.
std::vector<std::string> reservations_of(const SiteAssessment& assessment, std::size_t site);

/// Issues about the location of each site: swapped axes, far from all mapped land, most of the study area, outside it.
/// `mapped` is the extent of all layers.
Issues place_issues(const SiteAssessment& assessment, const Box& mapped);

}  // namespace spatial
