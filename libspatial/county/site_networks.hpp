// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "libspatial/county/project.hpp"
#include "libspatial/planning/site_assessment.hpp"

namespace spatial {

/// The effect of each site on each network of the project (planning/site_connectivity.hpp). Only networks that a site
/// can change are built: those whose core habitat it meets, and those for which habitat is proposed. A site does not
/// change any other network, so the effects are the same as if all were built.
///   const auto effects = site_effects(project, sites, {}, {}, 0.5, executor, clock, issues);
/// `proposed` has, per network, the habitat that is proposed on the only site; empty: nothing is proposed. `core_of`
/// gives the core habitat of some networks in the whole county, rated for all networks of the project, where the
/// project holds only a part of it; empty: the project holds all. Issues of building the networks are appended.
/// Networks with least-cost distances, a table of links or patches out of a raster are left out, each with an issue.
using CoreHabitat = std::function<HabitatMap(const std::vector<NetworkProfile>&, Issues&)>;
std::vector<std::vector<SiteNetworkEffect>> site_effects(const Project& project, const SiteList& sites,
                                                         const std::vector<MultiPolygon>& proposed,
                                                         const CoreHabitat& core_of, double tolerance_m2,
                                                         const Executor& executor, StageClock& clock, Issues& issues);

}  // namespace spatial
