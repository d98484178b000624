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
  bool built = false;         ///< false: no site changes it, or it is left out
  std::size_t links = 0;      ///< of the network
  Issues issues;              ///< of building it
  std::vector<OfSite> sites;  ///< ascending; sites that leave it as it is are missing
};

/// The effect of each site on each network of the project (planning/site_connectivity.hpp), one item for each network.
/// Only networks that a site can change are built: those whose core habitat it meets, and those for which habitat is
/// proposed. A site does not change any other network, so the effects are the same as if all were built.
///   const auto effects = site_effects({project, sites}, executor, clock, issues);
/// Issues are appended. Networks with least-cost distances, a table of links or patches out of a raster are left out,
/// each with an issue.
using CoreHabitat = std::function<HabitatMap(const std::vector<NetworkProfile>&, Issues&)>;
struct EffectInputs {
  const Project& project;
  const SiteList& sites;
  std::vector<MultiPolygon> proposed{};  ///< per network, habitat proposed on the only site; empty: none is
  /// Gives the core habitat of some networks in the whole county, rated for all networks of the project, where the
  /// project holds only a part of it; empty: the project holds all.
  CoreHabitat core_of{};
  double tolerance_m2 = 0.5;
  /// Effects that are known already, from the parts of a plan: no network is built. nullptr: none are.
  const std::vector<NetworkEffects>* known = nullptr;
};
std::vector<NetworkEffects> site_effects(const EffectInputs& inputs, const Executor& executor, StageClock& clock,
                                         Issues& issues);

/// Effects by site, those of a site in the order of the networks.
std::vector<std::vector<SiteNetworkEffect>> by_site(const std::vector<NetworkEffects>& effects, std::size_t sites);

}  // namespace spatial
