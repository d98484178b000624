// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "libspatial/county/project.hpp"
#include "libspatial/planning/site_assessment.hpp"

namespace spatial {

/// What sites would do to one network.
struct NetworkEffects {
  struct OfSite {
    std::uint32_t site = 0;  ///< index into the list
    SiteNetworkEffect effect;
  };
  bool built = false;         ///< false: no site changes the network, or it is not assessed
  std::size_t links = 0;      ///< of the network
  Issues issues;              ///< of building it
  std::vector<OfSite> sites;  ///< ascending; only sites that change the network
};

/// The effect of each site on each network of the project (planning/site_connectivity.hpp), one item for each network.
/// Only networks that a site can change are built: those whose core habitat it meets, and those for which habitat is
/// proposed. A site does not change any other network, so the effects are the same as if all were built.
///   const auto effects = site_effects({project, sites}, executor, clock, issues);
/// Issues are appended. Networks with least-cost distances, with a table of links, or with patches from a raster are
/// not assessed; each gives an issue.
using CoreHabitat = std::function<HabitatMap(const std::vector<NetworkProfile>&, Issues&)>;
struct EffectInputs {
  const Project& project;
  const SiteList& sites;
  std::vector<MultiPolygon> proposed{};  ///< per network: habitat proposed on the only site; empty: no proposal
  /// Returns the core habitat of the given networks in the whole county, rated for all networks of the project. Needed
  /// if the project holds only part of the habitat; empty: the project holds all of it.
  CoreHabitat core_of{};
  double tolerance_m2 = 0.5;
  /// Effects that the parts of a plan have already computed; no network is then built. nullptr: none.
  const std::vector<NetworkEffects>* known = nullptr;
};
std::vector<NetworkEffects> site_effects(const EffectInputs& inputs, const Executor& executor, StageClock& clock,
                                         Issues& issues);

/// The effects grouped by site. The effects of one site are in the order of the networks.
std::vector<std::vector<SiteNetworkEffect>> by_site(const std::vector<NetworkEffects>& effects, std::size_t sites);

}  // namespace spatial
