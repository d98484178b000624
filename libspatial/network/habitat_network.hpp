// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
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

/// One ecological network of a county: core habitat joined into patches, links between them, and what they amount to
/// (docs/methods.md sections 3 to 6).
struct HabitatNetwork {
  NetworkProfile profile;
  PatchSet patches;
  std::vector<EdgeLink> links;              ///< in the order of graph.links()
  std::vector<CostLink> paths;              ///< with least-cost distances, by link; otherwise empty
  std::shared_ptr<const CostSurface> cost;  ///< with least-cost distances; never changed
  PatchGraph graph;
  NetworkMetrics metrics;
};

/// What a network is made with besides habitat.
struct NetworkInputs {
  std::shared_ptr<const MultiPolygonColumn> barriers;  ///< for least-cost distances
  const RasterSource* resistance = nullptr;            ///< instead of the crosswalk's
  const Raster* classes = nullptr;                     ///< patches are its cells, as profile.patches says
  const LinkRows* links = nullptr;                     ///< instead of measured ones
  bool node_importance = false;                        ///< dPC, dIIC and BC per patch
  std::size_t iic_max_patches = 5000;  ///< with more patches IIC is left out, with an issue; 0 = not asked for
  double max_memory_mb =
      0;  ///< refuse links that would need more, work on a cost surface that would in tiles; 0 = no limit
};

struct HabitatNetworkResult {
  HabitatNetwork network;
  Issues issues;
};
/// Builds network `number` of the map. `landscape_m2` is A_L. Issues: patch_below_minimum for each patch that is too
/// small to be a node, network_without_patches, network_without_links, iic_left_out, and what least-cost distances find
/// (patch_snapped_to_cell, patch_outside_resistance, resistance_missing) and what a link table holds. A patch weighs
/// its area times the quality of its habitat. Throws Error(config) if links or the smallest tiles of a cost surface
/// would need more than max_memory_mb. A cost surface in tiles reads from `habitat` and from inputs.resistance later on
/// as well; both must outlive the network then.
HabitatNetworkResult habitat_network(const HabitatMap& habitat, std::size_t number, const NetworkProfile& profile,
                                     double landscape_m2, const Executor& executor, const NetworkInputs& inputs = {});

/// What patches weigh in every metric: their areas times the mean quality of their members by area. `areas_m2` and
/// `quality` are those of the features that the members name; without quality (empty) patches weigh their areas.
std::vector<double> patch_weights(const PatchSet& patches, std::span<const double> areas_m2,
                                  std::span<const double> quality);

/// Throws Error(config) for a profile that asks for planar topology and has no least-cost distances. habitat_network
/// checks it too.
void check_topology(const NetworkProfile& profile);

/// The kernel of a profile.
DispersalKernel kernel_of(const NetworkProfile& profile);

}  // namespace spatial
