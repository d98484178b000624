// SPDX-License-Identifier: MIT
#include "libspatial/network/habitat_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/network/patch_raster.hpp"

namespace spatial {
namespace {

/// Distance between the closest two patches, which is known to exceed `beyond_m`.
double nearest_two_m(const PatchSet& patches, double beyond_m, const Executor& executor) {
  const PatchLocator locator(patches, executor);
  double nearest = std::numeric_limits<double>::infinity();
  for (double within = std::max(1.0, 2 * beyond_m); std::isinf(nearest) && std::isfinite(within); within *= 2)
    for (const EdgeLink& link : edge_links(locator, within, executor))
      nearest = std::min(nearest, link.link.distance_m);
  return nearest;
}

class Builder {
 public:
  Builder(const HabitatMap& habitat, std::size_t number, const NetworkProfile& profile, const Executor& executor,
          const NetworkInputs& inputs)
      : habitat_(habitat), number_(number), executor_(executor), inputs_(inputs) {
    network().profile = profile;
  }

  HabitatNetworkResult build(double landscape_m2) {
    const NetworkProfile& profile = network().profile;
    check_topology(profile);
    if (inputs_.found != nullptr)
      network().patches = std::move(inputs_.found->patches);
    else if (inputs_.classes != nullptr)
      network().patches = patches_of_raster();
    else
      network().patches = patches_of(habitat_.geometry, habitat_.core_features(number_),
                                     {.join_m = profile.join_m, .min_patch_m2 = profile.min_patch_ha * 1e4}, executor_);
    if (inputs_.found != nullptr)
      network().links = std::move(inputs_.found->links);
    else if (inputs_.links != nullptr)
      link_by_table();
    else if (profile.distance == LinkDistance::least_cost)
      link_by_cost();
    else
      network().links = measured_links(profile, network().patches, inputs_.max_memory_mb, executor_).links;
    std::vector<Link> links;
    for (const EdgeLink& link : network().links) links.push_back(link.link);
    network().graph =
        PatchGraph(patch_weights(network().patches, habitat_.areas_m2, habitat_.quality), std::move(links));
    if (inputs_.metrics)
      network().metrics =
          metrics_of(network().graph, kernel_of(profile), metric_options(profile, inputs_, landscape_m2), executor_);
    report_patches();
    report_links();
    report_iic();
    return std::move(result_);
  }

 private:
  HabitatNetwork& network() { return result_.network; }

  PatchSet patches_of_raster() const {
    const PatchRaster& source = result_.network.profile.patches;
    const Box land = extent_of(habitat_.geometry);
    if (!inputs_.classes->grid.box().intersects(land))
      throw Error(ErrorKind::input,
                  fmt::format("network {}: the raster {} does not overlap the habitat map", result_.network.profile.id,
                              source.raster),
                  "Check its extent and coordinate reference system, e.g. by gdalinfo.");
    return raster_patches(*inputs_.classes, source.values, source.connectivity,
                          result_.network.profile.min_patch_ha * 1e4);
  }

  void link_by_table() {
    const NetworkProfile& profile = network().profile;
    const double limit = profile.max_link_m > 0 ? profile.max_link_m : std::numeric_limits<double>::infinity();
    TableLinks found = table_links(*inputs_.links, profile.id, network().patches, habitat_, limit, executor_);
    network().links = std::move(found.links);
    result_.issues.insert(result_.issues.end(), found.issues.begin(), found.issues.end());
  }

  void link_by_cost() {
    try {
      link_over_surface();
    } catch (Error& error) {
      error.add_context("network " + network().profile.id +
                        (inputs_.resistance != nullptr ? ", resistance raster " + network().profile.cost.raster : ""));
      throw;
    }
  }

  void link_over_surface() {
    const NetworkProfile& profile = network().profile;
    const PatchSet& patches = network().patches;
    if (patches.size() == 0) return;
    const auto cost = cost_surface_of(habitat_, number_, profile, patches, inputs_, executor_);
    report(IssueRule::patch_snapped_to_cell, cost->snapped(), "covers no centre of a cell");
    report(IssueRule::patch_outside_resistance, cost->outside(), "lies outside the resistance raster");
    report(IssueRule::resistance_missing, cost->filled(), "has cells without resistance");
    network().paths = cost_links(*cost, profile.link_limit_m(), profile.cost.topology, executor_);
    const RasterGrid& grid = cost->grid();
    for (const CostLink& link : network().paths)
      network().links.push_back({link.link, grid.centre(link.path.front()), grid.centre(link.path.back())});
    network().cost = cost;
    network().grid = grid;
  }

  void report(IssueRule rule, const std::vector<std::uint32_t>& patches, const char* what) {
    for (const std::uint32_t patch : patches) {
      const auto [source, id] = name_of(network().patches.members[patch]);
      const Point at = network().patches.boxes[patch].centre();
      result_.issues.push_back({rule, "habitat", source, id,
                                fmt::format("{}: patch {} of {:.2f} ha {}", network().profile.id, patch + 1,
                                            network().patches.areas_m2[patch] / 1e4, what),
                                Place{at.x, at.y}});
    }
  }

  /// Source and id of the first feature; a patch read from a raster has no id.
  std::pair<std::string, std::string> name_of(const std::vector<std::uint32_t>& members) const {
    if (members.empty()) return {result_.network.profile.patches.raster, ""};
    return {habitat_.sources[habitat_.source_of[members.front()]], habitat_.id[members.front()]};
  }

  void report_patches() {
    const NetworkProfile& profile = network().profile;
    const PatchSet& patches = network().patches;
    if (inputs_.classes != nullptr && !patches.too_small.empty()) {
      StableSum small;
      for (const double area : patches.too_small_areas_m2) small.add(area);
      result_.issues.push_back(
          {IssueRule::patch_below_minimum, "habitat", profile.patches.raster, "",
           fmt::format("{}: {} group{} of cells, {:.2f} ha together, are each under {} ha and no patch", profile.id,
                       patches.too_small.size(), patches.too_small.size() == 1 ? "" : "s", small.value() / 1e4,
                       profile.min_patch_ha),
           std::nullopt});
    }
    for (std::size_t k = 0; k < patches.too_small.size(); ++k) {
      if (patches.too_small[k].empty()) continue;
      const std::uint32_t first = patches.too_small[k].front();
      const Point at = habitat_.boxes[first].centre();
      result_.issues.push_back(
          {IssueRule::patch_below_minimum, "habitat", habitat_.sources[habitat_.source_of[first]], habitat_.id[first],
           fmt::format("{}: {:.0f} m² of core habitat in {} feature{} are under {} ha and no patch", profile.id,
                       patches.too_small_areas_m2[k], patches.too_small[k].size(),
                       patches.too_small[k].size() == 1 ? "" : "s", profile.min_patch_ha),
           Place{at.x, at.y}});
    }
    if (patches.size() == 0)
      result_.issues.push_back({IssueRule::network_without_patches, "habitat", "", "",
                                fmt::format("{}: no core habitat of at least {} ha, so nothing can be joined to it",
                                            profile.id, profile.min_patch_ha),
                                std::nullopt});
  }

  /// If no patches are linked, reports how far apart they are and which limit that exceeds.
  void report_links() {
    const HabitatNetwork& built = network();
    const NetworkProfile& profile = built.profile;
    if (built.patches.size() < 2 || !built.graph.links().empty()) return;
    std::string why;
    if (inputs_.links != nullptr) {
      why = fmt::format("the table {} has no link of at most {} m", profile.links.table, shortest(profile.max_link_m));
    } else if (built.cost != nullptr) {
      const std::optional<double> cheapest = cheapest_way(*built.cost, executor_);
      why = fmt::format("max_link_m is {}, which with least-cost distances means metres x resistance; {}",
                        shortest(profile.link_limit_m()),
                        !cheapest               ? "every way between two patches costs more"
                        : std::isinf(*cheapest) ? "no way leads from one patch to another"
                                                : fmt::format("the cheapest way between two "
                                                              "patches costs {:.0f}",
                                                              *cheapest));
    } else {
      why = fmt::format("max_link_m is {} m, and the nearest two are {:.1f} m apart", shortest(profile.link_limit_m()),
                        nearest_two_m(built.patches, profile.link_limit_m(), executor_));
    }
    result_.issues.push_back(
        {IssueRule::network_without_links, "habitat", "", "",
         fmt::format("{}: none of the {} patches is linked to another: {}", profile.id, built.patches.size(), why),
         std::nullopt});
  }

  void report_iic() {
    const std::size_t patches = network().patches.size(), most = inputs_.iic_max_patches;
    if (most == 0 || patches <= most) return;  // 0: no limit
    result_.issues.push_back({IssueRule::iic_left_out, "habitat", "", "",
                              fmt::format("{}: IIC is computed for networks of at most {} patches, and this one has "
                                          "{}; PC and ECA are there",
                                          network().profile.id, most, patches),
                              std::nullopt});
  }

  const HabitatMap& habitat_;
  std::size_t number_;
  const Executor& executor_;
  const NetworkInputs& inputs_;
  HabitatNetworkResult result_;
};

}  // namespace

bool is_by_edge(const NetworkProfile& profile) noexcept {
  return profile.distance == LinkDistance::edge && profile.links.table.empty() && profile.patches.raster.empty();
}

void refuse_links_beyond_memory(const NetworkProfile& profile, std::size_t pairs, double max_memory_mb) {
  constexpr double bytes_per_link = 150;  // geometry, link and two arcs
  const double needed_mb = static_cast<double>(pairs) * bytes_per_link / 1e6;
  if (!(max_memory_mb > 0) || needed_mb <= max_memory_mb) return;
  throw Error(ErrorKind::config,
              fmt::format("network {}: up to {} links of up to {:.0f} m would need about {:.0f} MB, more than the "
                          "{:.0f} MB allowed",
                          profile.id, pairs, profile.link_limit_m(), needed_mb, max_memory_mb),
              "Lower max_link_m, raise min_patch_ha, or allow more with --max-memory.");
}

MeasuredLinks measured_links(const NetworkProfile& profile, const PatchSet& patches, double max_memory_mb,
                             const Executor& executor, const Box* tile) {
  const double limit = profile.link_limit_m();
  const PatchLocator locator(patches, executor);
  MeasuredLinks found;
  found.pairs = max_memory_mb > 0 ? pairs_to_measure(locator, limit, tile) : 0;
  refuse_links_beyond_memory(profile, found.pairs, max_memory_mb);
  found.links = edge_links(locator, limit, executor, tile);
  return found;
}

std::vector<double> patch_weights(const PatchSet& patches, std::span<const double> areas_m2,
                                  std::span<const double> quality) {
  std::vector<double> weights = patches.areas_m2;
  if (quality.empty()) return weights;
  for (std::size_t p = 0; p < patches.size(); ++p) {
    StableSum all, good;
    bool weighted = false;
    for (const std::uint32_t feature : patches.members[p]) {
      all.add(areas_m2[feature]);
      good.add(areas_m2[feature] * quality[feature]);
      weighted = weighted || quality[feature] != 1;
    }
    if (weighted) weights[p] *= good.value() / all.value();
  }
  return weights;
}

void check_topology(const NetworkProfile& profile) {
  if (profile.cost.topology != LinkTopology::planar ||
      (profile.links.table.empty() && profile.distance == LinkDistance::least_cost))
    return;
  const std::string how = profile.links.table.empty() ? "measures its distances from edge to edge"
                                                      : "takes its links from the table " + profile.links.table;
  throw Error(ErrorKind::config,
              fmt::format("network {0}: topology = \"planar\" keeps the links between patches whose "
                          "regions of least cost touch, but network {0} {1}",
                          profile.id, how),
              profile.links.table.empty() ? "Set distance = \"least_cost\" for it, or topology = \"all\"."
                                          : "Set "
                                            "topology = \"all\": every row of the table is a link.");
}

MetricOptions metric_options(const NetworkProfile& profile, const NetworkInputs& inputs, double landscape_m2) {
  MetricOptions options;
  options.landscape_m2 = landscape_m2;
  options.p_min = profile.p_min;
  options.node_importance = inputs.node_importance;
  options.iic_max_patches = inputs.iic_max_patches;
  return options;
}

std::shared_ptr<const CostSurface> cost_surface_of(const HabitatMap& habitat, std::size_t number,
                                                   const NetworkProfile& profile, const PatchSet& patches,
                                                   const NetworkInputs& inputs, const Executor& executor) {
  RasterSource source = inputs.resistance != nullptr ? *inputs.resistance
                                                     : resistance_of(habitat, number, profile.cost, inputs.barriers,
                                                                     extent_of(habitat.geometry));
  return std::make_shared<const CostSurface>(std::move(source), patches, profile.link_limit_m(), inputs.max_memory_mb,
                                             executor);
}

DispersalKernel kernel_of(const NetworkProfile& profile) { return DispersalKernel(profile.dispersal_m, profile.p_ref); }

HabitatNetworkResult habitat_network(const HabitatMap& habitat, std::size_t number, const NetworkProfile& profile,
                                     double landscape_m2, const Executor& executor, const NetworkInputs& inputs) {
  return Builder(habitat, number, profile, executor, inputs).build(landscape_m2);
}

}  // namespace spatial
