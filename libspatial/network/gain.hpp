// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/network/graph.hpp"
#include "libspatial/network/links.hpp"

namespace spatial {

/// What a candidate would add to a network (docs/methods.md section 7).
struct CandidateNode {
  double area_m2 = 0;                      ///< restored area a_c = suitable area × potential
  std::vector<PatchLocator::Near> near;    ///< patches within the link limit, by index; those within join_m have distance 0
};

struct Gain {
  double eca_gain_m2 = 0;     ///< ECA(with) − ECA(without)
  double intra = 0;           ///< a_c², m⁴
  double flux = 0;            ///< 2 a_c Σ a_i p*_ic
  double connector = 0;       ///< Σ Σ a_i a_j (p*_ij(with) − p*_ij)
};

/// Gain of every candidate, each against the landscape without any candidate. `numerator` is the network's PC numerator
/// at the same p_min. Exact for p_min = 0. One bounded Dijkstra from each candidate, then only pairs within its reach
/// whose detour through it is shorter; the graph is never rebuilt.
std::vector<Gain> gains_of(const PatchGraph& graph, const DispersalKernel& kernel, double numerator, double p_min,
                           std::span<const CandidateNode> candidates, const Executor& executor);

}  // namespace spatial
