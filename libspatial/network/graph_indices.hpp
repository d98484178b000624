// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "libspatial/core/parallel.hpp"
#include "libspatial/network/graph.hpp"

namespace spatial {

/// The older indices of landscape graphs, as Conefor prints them beside PC and IIC (Pascual-Hortal & Saura 2006; Saura
/// & Pascual-Hortal 2007; Ricotta et al. 2000 for H). All but flux and awf use only links up to a threshold length.
///   NL, NC  links and components
///   H       Harary: ½ Σ_{i≠j} 1 / nl_ij
///   CCP     Σ over components (A_c / A_patches)²
///   LCP     Σ over components (A_c / A_L)²; as for PC and IIC, A_L is the sum of the patches if no landscape area is
///           given
///   F, AWF  Σ_{i≠j} p_ij and Σ_{i≠j} a_i a_j p_ij over direct links of any length
/// An index whose divisor is 0 (CCP and LCP of patches without area) is not defined: NaN. Pure; O(n × links) for H (one
/// breadth-first search per patch, in parallel), O(n + links) for the rest. The same bits for any number of threads.
///
///     const GraphIndices found = graph_indices(graph, kernel, 2000, 0, executor);
struct GraphIndices {
  std::size_t links = 0;
  std::size_t components = 0;
  double harary = 0;
  double ccp = 0;
  double lcp = 0;
  double flux = 0;
  double awf = 0;
};
/// `with_harary` = false skips H (NaN), the only index that is slow in large networks.
GraphIndices graph_indices(const PatchGraph& graph, const DispersalKernel& kernel, double link_limit_m,
                           double landscape_m2, const Executor& executor, bool with_harary = true);

/// The network with only the links up to the limit; each of them gets the length `length_m`.
PatchGraph counted_links(const PatchGraph& graph, double limit_m, double length_m = 1);

}  // namespace spatial
