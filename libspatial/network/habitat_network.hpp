// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "libspatial/landscape/habitat_map.hpp"
#include "libspatial/landscape/network_profile.hpp"
#include "libspatial/network/least_cost.hpp"
#include "libspatial/network/link_table.hpp"
#include "libspatial/network/links.hpp"
#include "libspatial/network/metrics.hpp"
#include "libspatial/network/patches.hpp"

namespace spatial {

/// One ecological network of a county: core habitat joined into patches, the links between them, and the network's
/// metrics (docs/methods.md sections 3 to 6).
///
///     const HabitatNetworkResult built = habitat_network(map, number, profile, landscape_m2, executor);
///     const double eca_m2 = built.network.metrics.eca_m2;
struct HabitatNetwork {
  NetworkProfile profile;
  PatchSet patches;
  std::vector<EdgeLink> links;              ///< in the order of graph.links()
  std::vector<CostLink> paths;              ///< with least-cost distances, by link; otherwise empty
  std::shared_ptr<const CostSurface> cost;  ///< with least-cost distances; immutable; empty if read from a part's file
  std::optional<RasterGrid> grid;           ///< with least-cost distances: of the cells of `paths`
  PatchGraph graph;
  NetworkMetrics metrics;
};

/// Patches and links that were found in tiles, in the order of a network that is built at once.
struct FoundPatches {
  PatchSet patches;
  std::vector<EdgeLink> links;
};

/// Inputs of a network besides habitat.
struct NetworkInputs {
  std::shared_ptr<const MultiPolygonColumn> barriers;  ///< for least-cost distances
  const RasterSource* resistance = nullptr;            ///< instead of the crosswalk's
  const Raster* classes = nullptr;                     ///< raster to take patches from, according to profile.patches
  const LinkRows* links = nullptr;                     ///< instead of measured ones
  FoundPatches* found = nullptr;                       ///< taken, instead of looking for patches and links
  bool metrics = true;                                 ///< false: they come later, from parts
  bool node_importance = false;                        ///< dPC, dIIC and BC per patch
  std::size_t iic_max_patches = 5000;  ///< with more patches IIC is skipped, with an issue; 0 = IIC is not requested
  double max_memory_mb =
      0;  ///< 0 = no limit; Error(config) if links need more; a cost surface that needs more is processed in tiles
};

struct HabitatNetworkResult {
  HabitatNetwork network;
  Issues issues;
};
/// Builds network `number` of the map. `landscape_m2` is A_L. Issues: patch_below_minimum for each patch that is too
/// small to be a node; network_without_patches; network_without_links; iic_left_out; those of least-cost distances
/// (patch_snapped_to_cell, patch_outside_resistance, resistance_missing) and those of a link table. The weight of a
/// patch is its area times the quality of its habitat. Throws Error(config) if links or the smallest tiles of a cost
/// surface would need more than max_memory_mb. A cost surface in tiles reads from `habitat` and inputs.resistance
/// whenever it is used, so both must outlive the network.
HabitatNetworkResult habitat_network(const HabitatMap& habitat, std::size_t number, const NetworkProfile& profile,
                                     double landscape_m2, const Executor& executor, const NetworkInputs& inputs = {});

/// Whether patches and links come from the habitat map alone, by distances from edge to edge, so that tiles can find
/// them.
bool is_by_edge(const NetworkProfile& profile) noexcept;

/// Links from edge to edge; `tile` as for edge_links. `pairs`: of boxes within the limit.
struct MeasuredLinks {
  std::vector<EdgeLink> links;
  std::size_t pairs = 0;
};
/// Throws Error(config) if that many pairs, when all of them are links, need more than max_memory_mb (0: no limit).
MeasuredLinks measured_links(const NetworkProfile& profile, const PatchSet& patches, double max_memory_mb,
                             const Executor& executor, const Box* tile = nullptr);
void refuse_links_beyond_memory(const NetworkProfile& profile, std::size_t pairs, double max_memory_mb);

/// The options of the network's metrics.
MetricOptions metric_options(const NetworkProfile& profile, const NetworkInputs& inputs, double landscape_m2);

/// The cost surface of a network with least-cost distances whose patches are known; habitat_network makes the same.
std::shared_ptr<const CostSurface> cost_surface_of(const HabitatMap& habitat, std::size_t number,
                                                   const NetworkProfile& profile, const PatchSet& patches,
                                                   const NetworkInputs& inputs, const Executor& executor);

/// The weights of patches in every metric: area times the area-weighted mean quality of the members. `areas_m2` and
/// `quality` are those of the features that `members` refers to; if `quality` is empty, the weight is the area.
std::vector<double> patch_weights(const PatchSet& patches, std::span<const double> areas_m2,
                                  std::span<const double> quality);

/// Throws Error(config) for a profile with planar topology but without least-cost distances. habitat_network also
/// checks this.
void check_topology(const NetworkProfile& profile);

/// The kernel of a profile.
DispersalKernel kernel_of(const NetworkProfile& profile);

}  // namespace spatial
