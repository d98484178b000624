// SPDX-License-Identifier: MIT
#include "libspatial/county/site_networks.hpp"

#include <algorithm>
#include <cmath>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/geometry/box_index.hpp"
#include "libspatial/geometry/distance.hpp"
#include "libspatial/network/habitat_network.hpp"
#include "libspatial/planning/site_connectivity.hpp"

namespace spatial {
namespace {

constexpr double contact_m = 1e-6;  // a union moves corners by less

/// Which networks have core habitat that a site touches. A patch is the union of its habitat, so a site that touches no
/// habitat of a network touches none of its patches.
std::vector<char> met_networks(const HabitatMap& habitat, const SiteList& sites, std::size_t networks) {
  std::vector<char> met(networks, 0);
  const BoxIndex index(habitat.boxes);
  std::vector<std::uint32_t> near;
  for (std::size_t s = 0; s < sites.size(); ++s) {
    if (!sites.problem[s].empty()) continue;
    throw_if_cancelled();
    index.query(sites.boxes[s].grown(contact_m), near);
    const EdgeTree site(sites.geometry[s]);
    for (const std::uint32_t f : near) {
      const auto tells = [&](std::size_t n) { return met[n] == 0 && habitat.is_core(f, n); };
      bool news = false;
      for (std::size_t n = 0; n < networks; ++n) news = news || tells(n);
      if (!news || std::isinf(distance_m(site, EdgeTree(habitat.geometry[f]), contact_m))) continue;
      for (std::size_t n = 0; n < networks; ++n)
        if (tells(n)) met[n] = 1;
    }
  }
  return met;
}

}  // namespace

std::vector<std::vector<SiteNetworkEffect>> site_effects(const Project& project, const SiteList& sites,
                                                         const std::vector<MultiPolygon>& proposed,
                                                         const CoreHabitat& core_of, double tolerance_m2,
                                                         const Executor& executor, StageClock& clock, Issues& issues) {
  std::vector<std::vector<SiteNetworkEffect>> effects(sites.size());
  Executor quiet = executor;  // many short loops
  quiet.progress = nullptr;
  const MultiPolygon nothing;
  std::vector<char> built = met_networks(project.habitat, sites, project.networks.size());
  std::vector<NetworkProfile> wanted;
  for (std::size_t n = 0; n < built.size(); ++n) {
    const NetworkProfile& profile = project.networks[n];
    if (!proposed.empty() && !proposed[n].empty()) built[n] = 1;
    if (const std::string why = SiteConnectivity::left_out(profile); !why.empty()) {
      built[n] = 0;
      issues.push_back({IssueRule::site_network_left_out, "site", "", "",
                        "network " + profile.id + " " + why + ": what sites would do to it is not assessed",
                        std::nullopt});
    }
    if (built[n] != 0) wanted.push_back(profile);
  }
  const HabitatMap county = core_of && !wanted.empty() ? core_of(wanted, issues) : HabitatMap{};
  const HabitatMap& habitat = core_of ? county : project.habitat;
  for (std::size_t n = 0; n < built.size(); ++n) {
    if (built[n] == 0) continue;
    clock.begin("network " + project.networks[n].id);
    NetworkInputs inputs;
    inputs.iic_max_patches = 0;
    // No metric of the landscape as a whole is asked for, so its area does not matter.
    HabitatNetworkResult network = habitat_network(habitat, n, project.networks[n], 1, quiet, inputs);
    issues.insert(issues.end(), network.issues.begin(), network.issues.end());
    const SiteConnectivity connectivity(habitat, n, network.network, quiet);
    for (std::size_t s = 0; s < sites.size(); ++s) {
      throw_if_cancelled();
      if (!sites.problem[s].empty()) continue;
      if (auto effect =
              connectivity.effect(sites.geometry[s], proposed.empty() ? nothing : proposed[n], tolerance_m2, quiet))
        effects[s].push_back(*effect);
    }
    clock.end(network.network.links.size());
  }
  return effects;
}

}  // namespace spatial
