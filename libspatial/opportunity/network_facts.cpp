// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/network_facts.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <tuple>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/network/links.hpp"

namespace spatial {
namespace {

/// Patches near a candidate by least cost, where patches within join_m in a straight line count as adjoining: on a
/// raster, even touching polygons are a step apart.
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

/// Finds the nearest patches in `near`, ordered by distance and patch number. Distances known only as bounds are
/// computed where needed.
template <class Distance>
void find_nearest(std::vector<PatchLocator::Near>& near, const Distance& distance, NetworkFact& fact) {
  std::vector<std::uint32_t> order(near.size());
  std::iota(order.begin(), order.end(), 0u);
  const auto kept = order.begin() + static_cast<std::ptrdiff_t>(std::min(order.size(), NetworkFact::kept));
  for (bool sure = false; !sure;) {
    std::partial_sort(order.begin(), kept, order.end(), [&](std::uint32_t x, std::uint32_t y) {
      return std::tie(near[x].distance_m, near[x].patch) < std::tie(near[y].distance_m, near[y].patch);
    });
    sure = true;
    for (auto k = order.begin(); k != kept; ++k) {
      if (near[*k].exact) continue;
      near[*k] = {near[*k].patch, distance(near[*k].patch)};
      sure = false;
    }
  }
  std::transform(order.begin(), kept, fact.nearest.begin(), [&](std::uint32_t k) { return near[k]; });
}

/// Counts adjoining patches and their progress towards the core size; sets their distance to 0.
void count_adjoining(CandidateNode& node, const HabitatNetwork& network, NetworkFact& fact) {
  const double target = network.profile.core_size_ha * 1e4;
  StableSum progress;
  for (PatchLocator::Near& near : node.near) {
    if (near.distance_m > network.profile.join_m) continue;
    near.distance_m = 0;
    ++fact.adjoining;
    const double area = network.patches.areas_m2[near.patch];
    progress.add((std::min(target, area + node.area_m2) - std::min(target, area)) / target);
  }
  fact.progress = progress.value();
}

/// Candidates with potential for the network, ordered so that neighbours on the map follow each other.
std::vector<std::uint32_t> eligible_of(const CandidateSet& candidates, std::size_t number) {
  std::vector<std::uint32_t> eligible;
  std::vector<Box> boxes;
  for (std::uint32_t c = 0; c < candidates.size(); ++c) {
    if (!(candidates.restored(c, number) > 0)) continue;
    eligible.push_back(c);
    boxes.push_back(candidates.boxes[c]);
  }
  std::vector<std::uint32_t> order = hilbert_order(boxes);
  for (std::uint32_t& k : order) k = eligible[k];
  return order;
}

}  // namespace

std::vector<NetworkFact> network_facts(const CandidateSet& candidates, std::size_t number,
                                       const HabitatNetwork& network, const Executor& executor,
                                       std::size_t gain_bytes) {
  constexpr std::size_t group_size = 512;
  const NetworkProfile& profile = network.profile;
  const double limit_m = std::max(profile.link_limit_m(), profile.join_m);
  const PatchLocator locator(network.patches, executor);
  const std::vector<std::uint32_t> eligible = eligible_of(candidates, number);
  std::vector<std::vector<PatchLocator::Near>> by_cost;
  if (network.cost != nullptr)
    by_cost = patches_within_cost(*network.cost, candidates.geometry, eligible, profile.link_limit_m(), executor);

  std::vector<NetworkFact> facts(candidates.size());
  const DispersalKernel kernel = kernel_of(profile);
  GainSearch search(network.graph, kernel, network.metrics.pc_numerator, profile.p_min, eligible.size(), executor,
                    gain_bytes);
  if (executor.progress != nullptr) executor.progress->expect(eligible.size());
  Executor quiet = executor;  // without progress; the search reports its own steps
  quiet.progress = nullptr;
  for (std::size_t begin = 0; begin < eligible.size(); begin += group_size) {
    const std::size_t count = std::min(group_size, eligible.size() - begin);
    std::vector<CandidateNode> nodes(count);
    std::vector<std::optional<EdgeTree>> trees(count);
    const auto distance = [&](std::size_t k, std::uint32_t patch) {
      return distance_m(*trees[k], locator.tree(patch), limit_m);
    };
    parallel_for<NoState>(quiet, count, [&](NoState&, std::size_t k) {
      const std::uint32_t c = eligible[begin + k];
      CandidateNode& node = nodes[k];
      node.area_m2 = candidates.restored(c, number);
      if (network.cost != nullptr)
        node.near = with_adjoining(std::move(by_cost[begin + k]), locator, network, candidates.geometry[c]);
      else
        node.near = locator.within_bounds(trees[k].emplace(candidates.geometry[c]), limit_m, profile.join_m);
      facts[c].linked = static_cast<std::uint32_t>(node.near.size());
      find_nearest(
          node.near, [&](std::uint32_t patch) { return distance(k, patch); }, facts[c]);
      count_adjoining(node, network, facts[c]);
    });
    std::vector<const CandidateNode*> group;
    for (const CandidateNode& node : nodes) group.push_back(&node);
    const std::vector<Gain> gains = search.gains(group, distance);
    for (std::size_t k = 0; k < count; ++k) facts[eligible[begin + k]].gain = gains[k];
  }
  return facts;
}

}  // namespace spatial
