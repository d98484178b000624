// SPDX-License-Identifier: MIT
#include "libspatial/network/habitat_network.hpp"

#include <fmt/format.h>

namespace spatial {

DispersalKernel kernel_of(const NetworkProfile& profile) { return DispersalKernel(profile.dispersal_m, profile.p_ref); }

HabitatNetworkResult habitat_network(const HabitatMap& habitat, std::size_t number, const NetworkProfile& profile, double landscape_m2,
                                     const Executor& executor) {
  HabitatNetworkResult result;
  HabitatNetwork& network = result.network;
  network.profile = profile;
  network.patches = patches_of(habitat.geometry, habitat.core_features(number), {.join_m = profile.join_m, .min_patch_m2 = profile.min_patch_ha * 1e4}, executor);
  network.links = edge_links(network.patches, profile.link_limit_m(), executor);
  std::vector<Link> links;
  for (const EdgeLink& link : network.links) links.push_back(link.link);
  network.graph = PatchGraph(network.patches.areas_m2, std::move(links));
  MetricOptions options;
  options.landscape_m2 = landscape_m2;
  options.p_min = profile.p_min;
  network.metrics = metrics_of(network.graph, kernel_of(profile), options, executor);

  for (std::size_t k = 0; k < network.patches.too_small.size(); ++k) {
    const std::uint32_t first = network.patches.too_small[k].front();
    const Point at = habitat.boxes[first].centre();
    result.issues.push_back({IssueRule::patch_below_minimum, "habitat", habitat.sources[habitat.source_of[first]], habitat.id[first],
                             fmt::format("{}: {:.0f} m² of core habitat in {} feature{} are under {} ha and no patch", profile.id,
                                         network.patches.too_small_areas_m2[k], network.patches.too_small[k].size(),
                                         network.patches.too_small[k].size() == 1 ? "" : "s", profile.min_patch_ha),
                             Place{at.x, at.y}});
  }
  if (network.patches.size() == 0)
    result.issues.push_back({IssueRule::network_without_patches, "habitat", "", "",
                             fmt::format("{}: no core habitat of at least {} ha, so nothing can be joined to it", profile.id, profile.min_patch_ha), std::nullopt});
  return result;
}

}  // namespace spatial
