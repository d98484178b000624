// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/network_facts.hpp"

#include <algorithm>
#include <tuple>

#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

/// By cost, but patches within join_m in a straight line adjoin: raster cells keep even touching polygons a step apart.
std::vector<PatchLocator::Near> with_adjoining(std::vector<PatchLocator::Near> near, const PatchLocator& locator,
                                               const HabitatNetwork& network, MultiPolygonView candidate) {
  const auto before = [](const PatchLocator::Near& x, const PatchLocator::Near& y) { return x.patch < y.patch; };
  for (const PatchLocator::Near& adjoining : locator.within(candidate, network.profile.join_m)) {
    const auto at = std::lower_bound(near.begin(), near.end(), adjoining, before);
    if (at != near.end() && at->patch == adjoining.patch)
      *at = adjoining;
    else
      near.insert(at, adjoining);
  }
  return near;
}

}  // namespace

std::vector<NetworkFact> network_facts(const CandidateSet& candidates, std::size_t number,
                                       const HabitatNetwork& network, const Executor& executor) {
  const NetworkProfile& profile = network.profile;
  const PatchLocator locator(network.patches, executor);
  std::vector<std::uint32_t> eligible;
  for (std::uint32_t c = 0; c < candidates.size(); ++c)
    if (candidates.restored(c, number) > 0) eligible.push_back(c);

  std::vector<NetworkFact> facts(candidates.size());
  std::vector<CandidateNode> nodes(eligible.size());
  const double target = profile.core_size_ha * 1e4;
  std::vector<std::vector<PatchLocator::Near>> by_cost;
  if (network.cost != nullptr)
    by_cost = patches_within_cost(*network.cost, candidates.geometry, eligible, profile.link_limit_m(), executor);
  parallel_for<NoState>(executor, eligible.size(), [&](NoState&, std::size_t k) {
    const std::uint32_t c = eligible[k];
    NetworkFact& fact = facts[c];
    CandidateNode& node = nodes[k];
    node.area_m2 = candidates.restored(c, number);
    node.near = network.cost != nullptr
                    ? with_adjoining(std::move(by_cost[k]), locator, network, candidates.geometry[c])
                    : locator.within(candidates.geometry[c], std::max(profile.link_limit_m(), profile.join_m));
    fact.linked = static_cast<std::uint32_t>(node.near.size());
    std::vector<PatchLocator::Near> nearest = node.near;
    const auto first = nearest.begin() + static_cast<std::ptrdiff_t>(std::min(nearest.size(), NetworkFact::kept));
    std::partial_sort(nearest.begin(), first, nearest.end(), [](const auto& a, const auto& b) {
      return std::tie(a.distance_m, a.patch) < std::tie(b.distance_m, b.patch);
    });
    std::copy(nearest.begin(), first, fact.nearest.begin());
    StableSum progress;
    for (PatchLocator::Near& near : node.near) {
      if (near.distance_m > profile.join_m) continue;
      near.distance_m = 0;
      ++fact.adjoining;
      const double area = network.patches.areas_m2[near.patch];
      progress.add((std::min(target, area + node.area_m2) - std::min(target, area)) / target);
    }
    fact.progress = progress.value();
  });
  const std::vector<Gain> gains =
      gains_of(network.graph, kernel_of(profile), network.metrics.pc_numerator, profile.p_min, nodes, executor);
  for (std::size_t k = 0; k < eligible.size(); ++k) facts[eligible[k]].gain = gains[k];
  return facts;
}

}  // namespace spatial
