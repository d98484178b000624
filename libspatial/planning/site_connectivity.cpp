// SPDX-License-Identifier: MIT
#include "libspatial/planning/site_connectivity.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/rings.hpp"
#include "libspatial/geometry/shared_area.hpp"
#include "libspatial/network/gain.hpp"

namespace spatial {
namespace {

constexpr double same_length_m = 1e-9;

}  // namespace

struct SiteConnectivity::Impl {
  Impl(const HabitatMap& map, std::size_t index, const HabitatNetwork& built, const Executor& executor)
      : habitat(map), number(index), network(built), kernel(kernel_of(built.profile)), locator(built.patches, executor) {
    const std::vector<std::pair<double, double>> reached = reached_areas(built.graph, kernel, built.profile.p_min, 0, executor);
    for (const auto& [before, from] : reached) row.push_back(from);
    std::vector<Box> boxes;
    for (std::size_t group = 0; group < built.patches.too_small.size(); ++group) {
      Box box;
      for (const std::uint32_t feature : built.patches.too_small[group]) box.add(map.boxes[feature]);
      boxes.push_back(box);
    }
    small = BoxIndex(boxes);
  }

  /// The patches in `touched` give way to what `features` make; the rest of the network stays.
  double eca_with(const std::vector<std::uint32_t>& touched, const MultiPolygonColumn& features, const Executor& executor) const {
    const NetworkProfile& profile = network.profile;
    std::vector<std::uint32_t> all(features.size());
    std::iota(all.begin(), all.end(), 0u);
    const PatchSet made = patches_of(features, all, {.join_m = profile.join_m, .min_patch_m2 = profile.min_patch_ha * 1e4}, executor);
    const double limit = profile.link_limit_m();

    if (made.size() == touched.size()) {
      if (const auto same = eca_of_same_links(touched, made, limit)) return *same;
    }
    std::vector<std::uint32_t> kept(network.patches.size(), gone);
    std::vector<double> areas;
    for (std::uint32_t p = 0; p < kept.size(); ++p) {
      if (std::binary_search(touched.begin(), touched.end(), p)) continue;
      kept[p] = static_cast<std::uint32_t>(areas.size());
      areas.push_back(network.patches.areas_m2[p]);
    }
    std::vector<Link> links;
    for (const Link& link : network.graph.links())
      if (kept[link.a] != gone && kept[link.b] != gone) links.push_back({kept[link.a], kept[link.b], link.distance_m});
    const auto first = static_cast<std::uint32_t>(areas.size());
    areas.insert(areas.end(), made.areas_m2.begin(), made.areas_m2.end());
    for (std::uint32_t m = 0; m < made.size(); ++m)
      for (const PatchLocator::Near& near : locator.within(made.geometry[m], limit))
        if (kept[near.patch] != gone) links.push_back({kept[near.patch], first + m, near.distance_m});
    for (const EdgeLink& link : edge_links(made, limit, executor)) links.push_back({first + link.link.a, first + link.link.b, link.link.distance_m});
    MetricOptions options;
    options.landscape_m2 = 1;  // only ECA is asked for
    options.p_min = profile.p_min;
    options.iic_max_patches = 0;
    return metrics_of(PatchGraph(std::move(areas), std::move(links)), kernel, options, executor).eca_m2;
  }

  /// Where one patch stands for one patch and its links keep their lengths, best paths stay and only its area changes:
  /// N' = N + 2 δ Σ_j a_j p*_ij + δ².
  std::optional<double> eca_of_same_links(const std::vector<std::uint32_t>& touched, const PatchSet& made, double limit) const {
    if (touched.size() != 1) return std::nullopt;
    const std::uint32_t patch = touched.front();
    std::vector<PatchLocator::Near> near = locator.within(made.geometry[0], limit);
    std::erase_if(near, [&](const PatchLocator::Near& one) { return one.patch == patch; });
    const std::span<const PatchGraph::Arc> arcs = network.graph.arcs(patch);
    if (near.size() != arcs.size()) return std::nullopt;
    for (std::size_t k = 0; k < near.size(); ++k)
      if (near[k].patch != arcs[k].to || std::abs(near[k].distance_m - arcs[k].distance_m) > same_length_m) return std::nullopt;
    const double delta = made.areas_m2[0] - network.patches.areas_m2[patch];
    return std::sqrt(std::max(0.0, network.metrics.pc_numerator + delta * (2 * row[patch] + delta)));
  }

  static constexpr std::uint32_t gone = std::numeric_limits<std::uint32_t>::max();
  const HabitatMap& habitat;
  std::size_t number;
  const HabitatNetwork& network;
  DispersalKernel kernel;
  PatchLocator locator;
  std::vector<double> row;  ///< Σ_j a_j p*_ij per patch
  BoxIndex small;           ///< groups that are too small to be patches
};

SiteConnectivity::SiteConnectivity(const HabitatMap& habitat, std::size_t number, const HabitatNetwork& network, const Executor& executor)
    : impl_(std::make_unique<Impl>(habitat, number, network, executor)) {}
SiteConnectivity::~SiteConnectivity() = default;
SiteConnectivity::SiteConnectivity(SiteConnectivity&&) noexcept = default;

std::optional<SiteNetworkEffect> SiteConnectivity::effect(MultiPolygonView site, MultiPolygonView proposed, double tolerance_m2, const Executor& executor) const {
  const HabitatNetwork& network = impl_->network;
  if (network.profile.distance != LinkDistance::edge) return std::nullopt;
  GeosContext geos;
  SharedAreaScratch scratch;
  SiteNetworkEffect effect;
  effect.network = static_cast<std::uint32_t>(impl_->number);
  effect.eca_before_m2 = effect.eca_without_m2 = network.metrics.eca_m2;

  const EdgeTree tree(site);
  StableSum lost;
  std::vector<std::uint32_t> touched;
  MultiPolygonColumn remaining;
  for (const std::uint32_t patch : impl_->locator.meeting(tree.box())) {
    const double shared = shared_area_m2(network.patches.geometry[patch], network.patches.boxes[patch], network.patches.areas_m2[patch], tree, scratch);
    if (shared <= std::min(tolerance_m2, 0.001 * network.patches.areas_m2[patch])) continue;
    touched.push_back(patch);
    lost.add(shared);
    append_each_part(remaining, difference(geos, network.patches.geometry[patch], site));
  }
  effect.core_lost_m2 = lost.value();
  if (!touched.empty()) effect.eca_without_m2 = impl_->eca_with(touched, remaining, executor);
  if (proposed.empty()) return touched.empty() ? std::nullopt : std::optional(effect);

  // What is proposed may join patches around it, and core habitat that was too small to be one.
  effect.core_gained_m2 = area_m2(proposed);
  const double join = network.profile.join_m;
  append_each_part(remaining, proposed);
  for (const PatchLocator::Near& near : impl_->locator.within(proposed, join + 1e-8)) {
    if (std::find(touched.begin(), touched.end(), near.patch) != touched.end()) continue;
    touched.push_back(near.patch);
    remaining.append(network.patches.geometry[near.patch]);
  }
  std::sort(touched.begin(), touched.end());
  for (const std::uint32_t group : impl_->small.query(box_of(proposed).grown(join + 1e-8)))
    for (const std::uint32_t feature : network.patches.too_small[group]) append_each_part(remaining, difference(geos, impl_->habitat.geometry[feature], site));
  effect.eca_proposed_m2 = impl_->eca_with(touched, remaining, executor);
  return effect;
}

}  // namespace spatial
