// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "libspatial/network/graph_indices.hpp"
#include "libspatial/network/metrics.hpp"

namespace spatial {

/// Importance of single links: 100 (X − X') / X for X = PC, IIC and the older indices, as Conefor defines it. X' is the
/// index without the link (removal: > 0 is a loss) or with p = 1 for the link (improvement: < 0 is a gain).
///
/// Removal for PC and IIC is exact and computed for all links at once: each link is represented by a patch of area 0 in
/// its middle, and losing that patch is losing the link (method: metrics.hpp). Improvement of PC is the gain of a
/// candidate of area 0 at distance 0 from both ends (gain.hpp). The older indices, and IIC for improvements, are
/// recomputed for each link and are NaN in networks of more than `most_patches`. A link longer than
/// options.iic_link_limit_m counts for PC only. Pure; the same bits for any number of threads. Errors: as metrics_of.
///
///     const std::vector<LinkImportance> lost = link_removal(graph, kernel, {}, executor);   // lost[l].d_pc: % of PC
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
