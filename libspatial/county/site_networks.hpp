// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/county/project.hpp"
#include "libspatial/planning/site_assessment.hpp"

namespace spatial {

/// What each site would do to each network of the project (planning/site_connectivity.hpp). `proposed` has, per
/// network, the habitat that is proposed on the only site; empty: nothing is proposed. Issues of building the networks
/// are appended. Networks with least-cost distances, a table of links or patches out of a raster are left out, each
/// with an issue.
std::vector<std::vector<SiteNetworkEffect>> site_effects(const Project& project, const SiteList& sites,
                                                         const std::vector<MultiPolygon>& proposed, double tolerance_m2,
                                                         const Executor& executor, StageClock& clock, Issues& issues);

}  // namespace spatial
