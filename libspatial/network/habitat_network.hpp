// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/landscape/habitat_map.hpp"
#include "libspatial/landscape/network_profile.hpp"
#include "libspatial/network/links.hpp"
#include "libspatial/network/metrics.hpp"
#include "libspatial/network/patches.hpp"

namespace spatial {

/// One ecological network of a county: core habitat joined into patches, links between them, and what they amount to
/// (docs/methods.md sections 3, 4, 6).
struct HabitatNetwork {
  NetworkProfile profile;
  PatchSet patches;
  std::vector<EdgeLink> links;
  PatchGraph graph;
  NetworkMetrics metrics;
};

/// Builds network `number` of the map. `landscape_m2` is A_L. Issues: patch_below_minimum for each patch that is too small
/// to be a node, network_without_patches.
struct HabitatNetworkResult {
  HabitatNetwork network;
  Issues issues;
};
HabitatNetworkResult habitat_network(const HabitatMap& habitat, std::size_t number, const NetworkProfile& profile, double landscape_m2,
                                     const Executor& executor);

/// The kernel of a profile.
DispersalKernel kernel_of(const NetworkProfile& profile);

}  // namespace spatial
