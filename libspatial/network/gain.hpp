// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/network/graph.hpp"
#include "libspatial/network/links.hpp"

namespace spatial {

/// What a candidate would add to a network (docs/methods.md section 7).
struct CandidateNode {
  double area_m2 = 0;  ///< restored area a_c = suitable area × potential
  std::vector<PatchLocator::Near>
      near;  ///< patches within the link limit, by index; those within join_m have distance 0. All distances are exact
             ///< but where GainSearch is given a way to ask for them
};

struct Gain {
  double eca_gain_m2 = 0;  ///< ECA(with) − ECA(without)
  double intra = 0;        ///< a_c², m⁴
  double flux = 0;         ///< 2 a_c Σ a_i p*_ic
  double connector = 0;    ///< Σ Σ a_i a_j (p*_ij(with) − p*_ij)
};

/// Gain of every candidate, each against the landscape without any candidate. `numerator` is the network's PC numerator
/// at the same p_min; a path counts iff its p* ≥ p_min, with and without the candidate. Exact for p_min = 0.
///
/// How: the best paths from a candidate are those of the patches near it, whose trees (one bounded Dijkstra a patch)
/// are merged instead of searching again. A pair of patches gains only if its detour through the candidate beats p*_ij,
/// and then the same holds for all pairs of their forerunners on the way to the candidate: the pairs that gain are
/// found by walking the tree from the candidate outwards, and the graph is never rebuilt. The p*_ij are looked up in a
/// matrix of all patches while it fits into half of `memory_budget_bytes`; otherwise candidates are taken in groups of
/// neighbours, each with the matrix of its neighbourhood, and trees that do not fit into the other half are computed
/// again. The numbers do not depend on the budget or on threads. Errors: Error(input) for a near patch that does not
/// exist, a negative or NaN area or distance; Error(config) for p_min.
std::vector<Gain> gains_of(const PatchGraph& graph, const DispersalKernel& kernel, double numerator, double p_min,
                           std::span<const CandidateNode> candidates, const Executor& executor,
                           std::size_t memory_budget_bytes = std::size_t{1} << 30);

/// The same for candidates that come in groups of neighbours, for instance because their distances are not worth
/// keeping. Not thread-safe; it works with several threads itself. The graph and the kernel must outlive it.
///
///     GainSearch search(graph, kernel, numerator, p_min, candidates, executor);
///     for (group : groups) search.gains(group)
class GainSearch {
 public:
  /// `candidates`: about how many will come in all. `executor.progress` gets a step for each.
  GainSearch(const PatchGraph& graph, const DispersalKernel& kernel, double numerator, double p_min,
             std::size_t candidates, const Executor& executor, std::size_t memory_budget_bytes = std::size_t{1} << 30);
  ~GainSearch();
  GainSearch(const GainSearch&) = delete;
  GainSearch& operator=(const GainSearch&) = delete;

  /// The distance from candidate `index` of the group to a near patch that has a lower bound only. Asked by any thread.
  using Distance = std::function<double(std::size_t index, std::uint32_t patch)>;
  /// Numbers do not depend on how candidates are grouped, nor on which distances are bounds.
  std::vector<Gain> gains(std::span<const CandidateNode* const> group, const Distance& distance = {});

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// For each patch, the area within reach (p*_ij × area) as two sums: over the patches before `split`, and over `split`
/// and those after it. The patch itself is included. One bounded search per patch over the links that best paths use.
std::vector<std::pair<double, double>> reached_areas(const PatchGraph& graph, const DispersalKernel& kernel,
                                                     double p_min, std::uint32_t split, const Executor& executor);

/// The same for one patch over all others, in one bounded search: Σ_j a_j p*_ij, the patch itself included.
double reached_area(const PatchGraph& graph, const DispersalKernel& kernel, double p_min, std::uint32_t patch);

}  // namespace spatial
