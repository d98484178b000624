// SPDX-License-Identifier: MIT
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/landscape/boa_target.hpp"
#include "libspatial/landscape/network_profile.hpp"
#include "libspatial/planning/bng_units.hpp"
#include "libspatial/planning/site_check.hpp"

namespace spatial {

/// Everything one check finds out about its sites: what tables and reports are made from. Plain values; what is
/// borrowed (SiteInputs' pointers) belongs to the run and outlives it.

/// A rule that fired for a site, with the nearest feature it fired for.
struct Consultation {
  std::uint32_t rule = 0;  ///< index into SiteOptions::consult
  SiteFeature feature;     ///< one of SiteFinding::features, or of `further`
};

/// A target of a BOA that the site lies in or near, and what the site could do for it.
struct SiteTarget {
  std::uint32_t row = 0;     ///< of the BOA: index into SiteFinding::features
  std::uint32_t target = 0;  ///< index into SiteAssessment::targets
  double existing_m2 = 0;    ///< habitat on the site that is what the target asks for
  double suitable_m2 = 0;    ///< habitat on the site with potential to become it
  std::string habitats;      ///< labels of that habitat, the largest first
};

/// An opportunity area as the scored map states it.
struct OpportunityArea {
  double score = std::numeric_limits<double>::quiet_NaN();
  std::string area_class, network, habitat;
};

/// What becomes of one network if the site's core habitat goes, and if what is proposed comes (docs/methods.md section
/// 14).
struct SiteNetworkEffect {
  std::uint32_t network = 0;  ///< index into SiteAssessment::networks
  double core_lost_m2 = 0;    ///< of the network's patches
  double core_gained_m2 = 0;  ///< proposed habitat that is core of the network
  double eca_before_m2 = 0;
  double eca_without_m2 = 0;  ///< without the core habitat that goes
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
  std::vector<std::vector<SiteNetworkEffect>> effects;   ///< per site; empty lists where connectivity is not asked for
  std::vector<std::vector<SummarySentence>> summaries;   ///< per site
  std::optional<BngResult> units;                        ///< of the only site, if it came as a template
  Issues issues;
};

/// The rules that fire, in their order, each with the closest feature of its role and layer. A rule fires if that
/// feature lies as the rule says or within its distance, and the rule's features take enough land of the site.
std::vector<Consultation> consultations_of(const SiteFinding& finding, const SiteInputs& inputs,
                                           const SiteOptions& options);

/// Targets of the BOAs that the site lies in or within `boa_edge_m` of. A target means habitat by its class name, or by
/// the network that names it (NetworkProfile::target_habitats, title or id), without regard to case. `networks` are the
/// ones the habitat map is rated for.
std::vector<SiteTarget> targets_of(const SiteFinding& finding, const SiteInputs& inputs, const SiteOptions& options,
                                   const std::vector<BoaTarget>& targets, const std::vector<NetworkProfile>& networks);

/// Why what is said of a checked site may be incomplete or inexact: nothing but a point is known, the outline was
/// repaired, land lies outside the study area, layers tell nothing. Clauses; empty: checked without reservations.
std::vector<std::string> reservations_of(const SiteAssessment& assessment, std::size_t site);

/// Says of each site what is odd about its place: axes swapped, far from everything mapped, most of the study area,
/// outside it. `mapped` is the extent of all layers.
Issues place_issues(const SiteAssessment& assessment, const Box& mapped);

}  // namespace spatial
