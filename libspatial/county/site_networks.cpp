// SPDX-License-Identifier: MIT
#include "libspatial/county/site_networks.hpp"

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/county/network.hpp"
#include "libspatial/planning/site_connectivity.hpp"

namespace spatial {

std::vector<std::vector<SiteNetworkEffect>> site_effects(const Project& project, const SiteList& sites,
                                                         const std::vector<MultiPolygon>& proposed, double tolerance_m2,
                                                         const Executor& executor, StageClock& clock, Issues& issues) {
  std::vector<std::vector<SiteNetworkEffect>> effects(sites.size());
  Executor quiet = executor;  // many short loops
  quiet.progress = nullptr;
  const MultiPolygon nothing;
  for (std::size_t n = 0; n < project.networks.size(); ++n) {
    const NetworkProfile& profile = project.networks[n];
    if (const std::string why = SiteConnectivity::left_out(profile); !why.empty()) {
      issues.push_back({IssueRule::site_network_left_out, "site", "", "",
                        "network " + profile.id + " " + why + ": what sites would do to it is not assessed",
                        std::nullopt});
      continue;
    }
    clock.begin("network " + profile.id);
    NetworkInputs inputs;
    inputs.iic_max_patches = 0;
    HabitatNetworkResult built =
        habitat_network(project.habitat, n, profile, landscape_area_m2(project, executor), quiet, inputs);
    issues.insert(issues.end(), built.issues.begin(), built.issues.end());
    const SiteConnectivity connectivity(project.habitat, n, built.network, quiet);
    for (std::size_t s = 0; s < sites.size(); ++s) {
      throw_if_cancelled();
      if (!sites.problem[s].empty()) continue;
      if (auto effect =
              connectivity.effect(sites.geometry[s], proposed.empty() ? nothing : proposed[n], tolerance_m2, quiet))
        effects[s].push_back(*effect);
    }
    clock.end(built.network.links.size());
  }
  return effects;
}

}  // namespace spatial
