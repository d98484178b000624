// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "libspatial/network/graph_indices.hpp"
#include "libspatial/network/metrics.hpp"

namespace spatial {

/// What single links are worth: 100 (X − X') / X for X = PC, IIC and the older indices, where X' is the index without
/// the link (removal: > 0 is a loss) or with the link made certain, p = 1 (improvement: < 0 is a gain), as Conefor
/// defines them.
///
/// Removal for PC and IIC is exact for every link of a network in one go: a link is a patch of no area in its middle,
/// and losing that patch is losing the link (metrics.hpp has the method). Improvement of PC is the gain of a candidate
/// of no area at distance 0 to both ends (gain.hpp). The older indices, and IIC of improvements, are computed again for
/// each link and left NaN in networks of more than `most_patches`. A link longer than options.iic_link_limit_m counts
/// for PC only. Pure; the same bits for any number of threads. Errors: as metrics_of.
struct LinkImportance {
  std::uint32_t a = 0, b = 0;  ///< patches, a < b
  double d_links = 0, d_components = 0, d_harary = 0, d_ccp = 0, d_lcp = 0, d_iic = 0, d_flux = 0, d_awf = 0,
         d_pc = 0;  ///< %
};

inline constexpr std::size_t most_patches_of_link_indices = 150;

/// Every link, in the order of graph.links().
std::vector<LinkImportance> link_removal(const PatchGraph& graph, const DispersalKernel& kernel,
                                         const MetricOptions& options, const Executor& executor);
/// Every pair of patches, linked or not, by (a, b). O(patches²) rows.
std::vector<LinkImportance> link_improvement(const PatchGraph& graph, const DispersalKernel& kernel,
                                             const MetricOptions& options, const Executor& executor);

}  // namespace spatial
