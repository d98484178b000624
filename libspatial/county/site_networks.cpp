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

constexpr double contact_m = 1e-6;  // a union moves vertices by less than this

/// Marks the networks whose core habitat a site touches. A patch is the union of its habitat features, so a site that
/// touches no core habitat of a network touches none of its patches.
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

NetworkEffects effects_on(const HabitatMap& habitat, std::size_t number, const EffectInputs& asked,
                          const Executor& executor) {
  const MultiPolygon nothing;
  NetworkInputs inputs;
  inputs.iic_max_patches = 0;
  // The area of the landscape is irrelevant here (1), because no metric of the whole landscape is used.
  HabitatNetworkResult network = habitat_network(habitat, number, asked.project.networks[number], 1, executor, inputs);
  NetworkEffects effects{true, network.network.links.size(), std::move(network.issues), {}};
  const SiteConnectivity connectivity(habitat, number, network.network, executor);
  for (std::size_t s = 0; s < asked.sites.size(); ++s) {
    throw_if_cancelled();
    if (!asked.sites.problem[s].empty()) continue;
    if (auto effect =
            connectivity.effect(asked.sites.geometry[s], asked.proposed.empty() ? nothing : asked.proposed[number],
                                asked.tolerance_m2, executor))
      effects.sites.push_back({static_cast<std::uint32_t>(s), *effect});
  }
  return effects;
}

}  // namespace

std::vector<NetworkEffects> site_effects(const EffectInputs& inputs, const Executor& executor, StageClock& clock,
                                         Issues& issues) {
  const std::vector<NetworkProfile>& networks = inputs.project.networks;
  Executor quiet = executor;  // hides the progress of many short loops
  quiet.progress = nullptr;
  std::vector<char> built(networks.size(), 0);
  if (inputs.known == nullptr)
    built = met_networks(inputs.project.habitat, inputs.sites, networks.size());
  else
    for (std::size_t n = 0; n < networks.size(); ++n) built[n] = (*inputs.known)[n].built ? 1 : 0;
  std::vector<NetworkProfile> wanted;
  for (std::size_t n = 0; n < built.size(); ++n) {
    if (!inputs.proposed.empty() && !inputs.proposed[n].empty()) built[n] = 1;
    if (const std::string why = SiteConnectivity::left_out(networks[n]); !why.empty()) {
      built[n] = 0;
      issues.push_back({IssueRule::site_network_left_out, "site", "", "",
                        "network " + networks[n].id + " " + why + ": the effect of the sites on it is not assessed",
                        std::nullopt});
    }
    if (built[n] != 0) wanted.push_back(networks[n]);
  }
  const HabitatMap county = inputs.core_of && !wanted.empty() ? inputs.core_of(wanted, issues) : HabitatMap{};
  const HabitatMap& habitat = inputs.core_of ? county : inputs.project.habitat;
  std::vector<NetworkEffects> effects(networks.size());
  for (std::size_t n = 0; n < built.size(); ++n) {
    if (built[n] == 0) continue;
    clock.begin("network " + networks[n].id);
    effects[n] = inputs.known != nullptr ? (*inputs.known)[n] : effects_on(habitat, n, inputs, quiet);
    issues.insert(issues.end(), effects[n].issues.begin(), effects[n].issues.end());
    clock.end(effects[n].links);
  }
  return effects;
}

std::vector<std::vector<SiteNetworkEffect>> by_site(const std::vector<NetworkEffects>& effects, std::size_t sites) {
  std::vector<std::vector<SiteNetworkEffect>> lists(sites);
  for (const NetworkEffects& network : effects)
    for (const NetworkEffects::OfSite& row : network.sites) lists.at(row.site).push_back(row.effect);
  return lists;
}

}  // namespace spatial
