// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/network/graph.hpp"

namespace spatial {

/// Network metrics, docs/methods.md section 6. Areas in m², so numerators are in m⁴; ECA in m².
///
/// Guarantees: with p_min = 0 all numbers are exact (to 1e-9 relative of a brute force). With a cut-off, all sums,
/// including node importance, are over paths with p* ≥ p_min, and `neglected_numerator_bound` is a certified upper
/// bound on what the cut-off leaves out of the numerator. The same bits for any number of threads. Pure. A link of any
/// length counts for PC; for IIC it counts only if its length ≤ `iic_link_limit_m` (Conefor's threshold; Conefor also
/// uses all links for PC). Shares and importances are undefined (NaN) if the numerator is 0, and PC and IIC if the
/// landscape has area 0. Betweenness splits ties evenly between all best paths that are equal to 1e-9. If links of
/// length 0 make best paths ambiguous, the patch with the smaller (distance, index) from the source counts as earlier
/// on the path. Sources: Saura & Pascual-Hortal 2007; Pascual-Hortal & Saura 2006; Saura & Rubio 2010; Bodin & Saura
/// 2010; Jaeger 2000. Removing a patch changes best paths only where it dominates them (Lengauer & Tarjan 1979), so dPC
/// and dIIC update the subtrees of the dominator tree instead of starting again. Errors: Error(config) for invalid
/// options.
///
///     const NetworkMetrics metrics = metrics_of(graph, kernel, {.node_importance = true}, executor);
///     const double eca_ha = metrics.eca_m2 / 1e4;
struct MetricOptions {
  double landscape_m2 = 0;       ///< A_L; 0 = the sum of patch areas
  double p_min = 1e-4;           ///< paths with a smaller probability are ignored; 0 = exact
  bool node_importance = false;  ///< dPC with intra/flux/connector, dIIC, BC per patch
  /// IIC needs one unbounded search per patch, O(patches × links); with more patches than this it is skipped (NaN).
  std::size_t iic_max_patches = 5000;
  double iic_link_limit_m = std::numeric_limits<double>::infinity();  ///< longer links do not count for IIC
};

struct NodeImportance {
  double d = 0, intra = 0, flux = 0, connector = 0;  ///< % of the index (Saura & Rubio 2010)
};

struct NetworkMetrics {
  std::size_t patches = 0;
  std::size_t links = 0;
  std::size_t components = 0;
  double habitat_m2 = 0;
  double largest_component_m2 = 0;  ///< LCC
  double mesh_m2 = 0;               ///< Σ A_c² / A_L (Jaeger 2000)
  double pc_numerator = 0;          ///< Σ Σ a_i a_j p*_ij
  double pc = 0;                    ///< NaN without a landscape
  double eca_m2 = 0;                ///< √ numerator
  double iic_numerator = 0;         ///< Σ Σ a_i a_j / (1 + links on the shortest path); NaN if left out
  double iic = 0;                   ///< NaN if left out, or without a landscape
  double intra_percent = 0, direct_percent = 0, step_percent = 0;  ///< shares of the PC numerator
  double neglected_numerator_bound = 0;     ///< certified: the exact numerator is at most this much larger
  std::vector<std::uint32_t> component_of;  ///< per patch
  std::vector<NodeImportance> dpc, diic;    ///< per patch, if asked for (diic empty if IIC was left out)
  std::vector<double> bc_pc, bc_iic;        ///< PC- and IIC-weighted betweenness (Bodin & Saura 2010), if asked for
};

/// Throws Error(config) for invalid options.
void check(const MetricOptions& options);

/// Complexity: one bounded Dijkstra per patch, O(reach · log) time and O(n) memory per thread, over the links that best
/// paths use (links longer than the best path between their ends are removed first); no n × n matrix. Node importance
/// adds about (depth of the tree × links within reach) per source, and 64 arrays of n numbers per index.
NetworkMetrics metrics_of(const PatchGraph& graph, const DispersalKernel& kernel, const MetricOptions& options,
                          const Executor& executor);

}  // namespace spatial
