// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/network/graph.hpp"

namespace spatial {

/// Network metrics, docs/methods.md section 6. Areas in m², so numerators are in m⁴; ECA in m².
struct MetricOptions {
  double landscape_m2 = 0;   ///< A_L; 0 = the sum of patch areas
  double p_min = 1e-4;       ///< paths below are left out; 0 = exact
  bool node_importance = false;  ///< dPC with intra/flux/connector, dIIC, BC per patch
};

struct NodeImportance {
  double d = 0, intra = 0, flux = 0, connector = 0;  ///< % of the index (Saura & Rubio 2010)
};

struct NetworkMetrics {
  std::size_t patches = 0;
  std::size_t links = 0;
  std::size_t components = 0;
  double habitat_m2 = 0;
  double largest_component_m2 = 0;   ///< LCC
  double mesh_m2 = 0;                ///< Σ A_c² / A_L (Jaeger 2000)
  double pc_numerator = 0;           ///< Σ Σ a_i a_j p*_ij
  double pc = 0;
  double eca_m2 = 0;                 ///< √ numerator
  double iic_numerator = 0;
  double iic = 0;
  double intra_percent = 0, direct_percent = 0, step_percent = 0;  ///< shares of the PC numerator
  double neglected_numerator_bound = 0;  ///< certified: the exact numerator is at most this much larger
  std::vector<std::uint32_t> component_of;   ///< per patch
  std::vector<NodeImportance> dpc, diic;     ///< per patch, if asked for
  std::vector<double> bc_pc, bc_iic;         ///< PC- and IIC-weighted betweenness (Bodin & Saura 2010), if asked for
};

/// Complexity: one bounded Dijkstra per patch, O(reach · log) time and O(n) memory per thread; no n × n matrix.
NetworkMetrics metrics_of(const PatchGraph& graph, const DispersalKernel& kernel, const MetricOptions& options,
                          const Executor& executor);

}  // namespace spatial
