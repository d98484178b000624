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
      near;  ///< patches within the link limit, by index; those within join_m have distance 0. All distances are exact,
             ///< unless GainSearch gets a function that measures them
};

struct Gain {
  double eca_gain_m2 = 0;  ///< ECA(with) − ECA(without)
  double intra = 0;        ///< a_c², m⁴
  double flux = 0;         ///< 2 a_c Σ a_i p*_ic
  double connector = 0;    ///< Σ Σ a_i a_j (p*_ij(with) − p*_ij)
};

inline constexpr std::size_t gain_memory_bytes = std::size_t{1} << 30;

/// Gain of every candidate, each against the landscape without any candidate. `numerator` is the network's PC numerator
/// at the same p_min; a path counts if its p* ≥ p_min, with and without the candidate. Exact for p_min = 0.
///
/// How: the best paths from a candidate are merged from the trees of best paths of the patches near it (one bounded
/// Dijkstra search per patch). A pair of patches gains only if the path through the candidate is better than p*_ij. If
/// a pair gains, every pair of patches that its path passes on either side of the candidate gains too. So walking the
/// tree outwards from the candidate finds all pairs that gain, and the graph is never rebuilt. The p*_ij come from one
/// matrix of all patches if it fits into half of `memory_budget_bytes`. Otherwise candidates are processed in groups of
/// neighbours, with a matrix of their neighbourhood that serves several groups. Trees that do not fit into the other
/// half of the budget are computed again when needed. The numbers do not depend on the budget or on threads. Errors:
/// Error(input) for a near patch that does not exist, a negative or NaN area or distance; Error(config) for p_min.
std::vector<Gain> gains_of(const PatchGraph& graph, const DispersalKernel& kernel, double numerator, double p_min,
                           std::span<const CandidateNode> candidates, const Executor& executor,
                           std::size_t memory_budget_bytes = gain_memory_bytes);

/// The same for candidates that are passed in groups of neighbours, so the distances of all of them need not be in
/// memory at once. Not thread-safe, but it uses several threads itself. The graph and the kernel must outlive it.
///
///     GainSearch search(graph, kernel, numerator, p_min, candidates, executor);
///     const std::vector<Gain> gains = search.gains(group);   // again for each group
class GainSearch {
 public:
  /// `candidates`: roughly how many there are in all groups. `executor.progress` advances by one step for each.
  GainSearch(const PatchGraph& graph, const DispersalKernel& kernel, double numerator, double p_min,
             std::size_t candidates, const Executor& executor, std::size_t memory_budget_bytes = gain_memory_bytes);
  ~GainSearch();
  GainSearch(const GainSearch&) = delete;
  GainSearch& operator=(const GainSearch&) = delete;

  /// Returns the distance from candidate `index` of the group to a near patch for which only a lower bound is known.
  /// Called from any thread.
  using Distance = std::function<double(std::size_t index, std::uint32_t patch)>;
  /// The numbers depend neither on how candidates are grouped nor on which distances are bounds.
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
