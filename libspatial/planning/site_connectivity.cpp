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

/// Pieces of habitat from which patches are made, each with its quality.
struct Pieces {
  MultiPolygonColumn geometry;
  std::vector<double> quality;

  void add(MultiPolygonView piece, double its_quality) {
    geometry.append(piece);
    quality.push_back(its_quality);
  }
  void add_each_part(MultiPolygonView feature, double its_quality) {
    append_each_part(geometry, feature);
    quality.resize(geometry.size(), its_quality);
  }
};

/// Adds what remains of a feature outside the site. The largest remaining piece of each part still belongs to the
/// feature, however far apart the parts are, because they were one feature before. Every other piece is cut off and
/// becomes a feature of its own.
void add_remains(Pieces& pieces, GeosContext& geos, MultiPolygonView feature, MultiPolygonView site, double quality) {
  MultiPolygonColumn parts, kept;
  append_each_part(parts, feature);
  for (std::uint32_t p = 0; p < parts.size(); ++p) {
    MultiPolygonColumn left;
    append_each_part(left, difference(geos, parts[p], site));
    if (left.size() == 0) continue;
    std::uint32_t largest = 0;
    for (std::uint32_t k = 1; k < left.size(); ++k)
      if (area_m2(left[k]) > area_m2(left[largest])) largest = k;
    kept.append_parts(left[largest]);
    for (std::uint32_t k = 0; k < left.size(); ++k)
      if (k != largest) pieces.add(left[k], quality);
  }
  kept.end_feature();
  if (!kept[0].empty()) pieces.add(kept[0], quality);
}

}  // namespace

struct SiteConnectivity::Impl {
  Impl(const HabitatMap& map, std::size_t index, const HabitatNetwork& built, const Executor& executor)
      : habitat(map),
        number(index),
        network(built),
        kernel(kernel_of(built.profile)),
        locator(built.patches, executor) {
    std::vector<Box> boxes;
    for (std::size_t group = 0; group < built.patches.too_small.size(); ++group) {
      Box box;
      for (const std::uint32_t feature : built.patches.too_small[group]) box.add(map.boxes[feature]);
      boxes.push_back(box);
    }
    small = BoxIndex(boxes);
  }

  double quality_of(std::uint32_t feature) const { return habitat.quality.empty() ? 1 : habitat.quality[feature]; }

  /// Whether a patch can be represented by its outline: its features all have the same quality and a single part.
  bool outline_is_enough(std::uint32_t patch) const {
    const std::vector<std::uint32_t>& members = network.patches.members[patch];
    return std::all_of(members.begin(), members.end(), [&](std::uint32_t f) {
      return habitat.geometry[f].part_count() == 1 && quality_of(f) == quality_of(members.front());
    });
  }

  /// Adds what remains of a patch outside the site.
  void add_remains_of_patch(Pieces& pieces, GeosContext& geos, std::uint32_t patch, MultiPolygonView site) const {
    const std::vector<std::uint32_t>& members = network.patches.members[patch];
    if (outline_is_enough(patch))
      return pieces.add_each_part(difference(geos, network.patches.geometry[patch], site), quality_of(members.front()));
    const Box box = box_of(site);
    for (const std::uint32_t feature : members) {
      if (habitat.boxes[feature].intersects(box))
        add_remains(pieces, geos, habitat.geometry[feature], site, quality_of(feature));
      else
        pieces.add(habitat.geometry[feature], quality_of(feature));
    }
  }

  /// Adds a patch that the site does not touch but that proposed habitat may join.
  void add_patch(Pieces& pieces, std::uint32_t patch) const {
    const std::vector<std::uint32_t>& members = network.patches.members[patch];
    if (outline_is_enough(patch)) return pieces.add(network.patches.geometry[patch], quality_of(members.front()));
    for (const std::uint32_t feature : members) pieces.add(habitat.geometry[feature], quality_of(feature));
  }

  /// ECA (m²) of the network if the patches in `touched` are replaced by patches made from `pieces`.
  double eca_with(const std::vector<std::uint32_t>& touched, const Pieces& pieces, const Executor& executor) const {
    const NetworkProfile& profile = network.profile;
    std::vector<std::uint32_t> all(pieces.geometry.size());
    std::iota(all.begin(), all.end(), 0u);
    const PatchSet made = patches_of(pieces.geometry, all,
                                     {.join_m = profile.join_m, .min_patch_m2 = profile.min_patch_ha * 1e4}, executor);
    const std::vector<double> weights = patch_weights(made, areas_m2_of(pieces.geometry), pieces.quality);
    const double limit = profile.link_limit_m();

    if (made.size() == touched.size()) {
      if (const auto same = eca_of_same_links(touched, made, weights, limit)) return *same;
    }
    std::vector<std::uint32_t> kept(network.patches.size(), gone);
    std::vector<double> areas;
    for (std::uint32_t p = 0; p < kept.size(); ++p) {
      if (std::binary_search(touched.begin(), touched.end(), p)) continue;
      kept[p] = static_cast<std::uint32_t>(areas.size());
      areas.push_back(network.graph.areas()[p]);
    }
    std::vector<Link> links;
    for (const Link& link : network.graph.links())
      if (kept[link.a] != gone && kept[link.b] != gone) links.push_back({kept[link.a], kept[link.b], link.distance_m});
    const auto first = static_cast<std::uint32_t>(areas.size());
    areas.insert(areas.end(), weights.begin(), weights.end());
    for (std::uint32_t m = 0; m < made.size(); ++m)
      for (const PatchLocator::Near& near : locator.within(made.geometry[m], limit))
        if (kept[near.patch] != gone) links.push_back({kept[near.patch], first + m, near.distance_m});
    for (const EdgeLink& link : edge_links(made, limit, executor))
      links.push_back({first + link.link.a, first + link.link.b, link.link.distance_m});
    MetricOptions options;
    options.landscape_m2 = 1;  // only ECA is needed
    options.p_min = profile.p_min;
    options.iic_max_patches = 0;
    return metrics_of(PatchGraph(std::move(areas), std::move(links)), kernel, options, executor).eca_m2;
  }

  /// ECA if one patch replaces one patch and its links keep their lengths, so that only its weight changes by δ: N' = N
  /// + 2 δ Σ_j a_j p*_ij + δ². nullopt otherwise.
  std::optional<double> eca_of_same_links(const std::vector<std::uint32_t>& touched, const PatchSet& made,
                                          const std::vector<double>& weights, double limit) const {
    if (touched.size() != 1) return std::nullopt;
    const std::uint32_t patch = touched.front();
    std::vector<PatchLocator::Near> near = locator.within(made.geometry[0], limit);
    std::erase_if(near, [&](const PatchLocator::Near& one) { return one.patch == patch; });
    const std::span<const PatchGraph::Arc> arcs = network.graph.arcs(patch);
    if (near.size() != arcs.size()) return std::nullopt;
    for (std::size_t k = 0; k < near.size(); ++k)
      if (near[k].patch != arcs[k].to || std::abs(near[k].distance_m - arcs[k].distance_m) > same_length_m)
        return std::nullopt;
    const double delta = weights[0] - network.graph.areas()[patch];
    const double reached = reached_area(network.graph, kernel, network.profile.p_min, patch);
    return std::sqrt(std::max(0.0, network.metrics.pc_numerator + delta * (2 * reached + delta)));
  }

  static constexpr std::uint32_t gone = std::numeric_limits<std::uint32_t>::max();
  const HabitatMap& habitat;
  std::size_t number;
  const HabitatNetwork& network;
  DispersalKernel kernel;
  PatchLocator locator;
  BoxIndex small;  ///< groups of features that are too small to be patches
};

SiteConnectivity::SiteConnectivity(const HabitatMap& habitat, std::size_t number, const HabitatNetwork& network,
                                   const Executor& executor)
    : impl_(std::make_unique<Impl>(habitat, number, network, executor)) {}
SiteConnectivity::~SiteConnectivity() = default;
SiteConnectivity::SiteConnectivity(SiteConnectivity&&) noexcept = default;

std::string SiteConnectivity::left_out(const NetworkProfile& profile) {
  if (!profile.patches.raster.empty())
    return "takes its patches from the raster " + profile.patches.raster + ", which does not show the land within them";
  if (!profile.links.table.empty())
    return "takes its links from the table " + profile.links.table +
           ", which does not say how long they are after a change";
  return profile.distance == LinkDistance::edge ? "" : "has least-cost distances";
}

std::optional<SiteNetworkEffect> SiteConnectivity::effect(MultiPolygonView site, MultiPolygonView proposed,
                                                          double tolerance_m2, const Executor& executor) const {
  const HabitatNetwork& network = impl_->network;
  if (!left_out(network.profile).empty()) return std::nullopt;
  GeosContext geos;
  SharedAreaScratch scratch;
  SiteNetworkEffect effect;
  effect.network = static_cast<std::uint32_t>(impl_->number);
  effect.eca_before_m2 = effect.eca_without_m2 = network.metrics.eca_m2;

  const EdgeTree tree(site);
  StableSum lost;
  std::vector<std::uint32_t> touched;
  Pieces remaining;
  for (const std::uint32_t patch : impl_->locator.meeting(tree.box())) {
    const double shared = shared_area_m2(network.patches.geometry[patch], network.patches.boxes[patch],
                                         network.patches.areas_m2[patch], tree, scratch);
    if (shared <= std::min(tolerance_m2, 0.001 * network.patches.areas_m2[patch])) continue;
    touched.push_back(patch);
    lost.add(shared);
    impl_->add_remains_of_patch(remaining, geos, patch, site);
  }
  effect.core_lost_m2 = lost.value();
  if (!touched.empty()) effect.eca_without_m2 = impl_->eca_with(touched, remaining, executor);
  if (proposed.empty()) return touched.empty() ? std::nullopt : std::optional(effect);

  // Proposed habitat may join patches around it, and core habitat that was too small to be a patch.
  effect.core_gained_m2 = area_m2(proposed);
  const double join = network.profile.join_m;
  remaining.add_each_part(proposed, 1);
  for (const PatchLocator::Near& near : impl_->locator.within(proposed, join + 1e-8)) {
    if (std::find(touched.begin(), touched.end(), near.patch) != touched.end()) continue;
    touched.push_back(near.patch);
    impl_->add_patch(remaining, near.patch);
  }
  std::sort(touched.begin(), touched.end());
  for (const std::uint32_t group : impl_->small.query(box_of(proposed).grown(join + 1e-8)))
    for (const std::uint32_t feature : network.patches.too_small[group])
      add_remains(remaining, geos, impl_->habitat.geometry[feature], site, impl_->quality_of(feature));
  effect.eca_proposed_m2 = impl_->eca_with(touched, remaining, executor);
  return effect;
}

}  // namespace spatial
