// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/network/best_links.hpp"
#include "libspatial/network/graph.hpp"

namespace spatial {

/// The value of a path of length d: exp(−rate · d) for PC, 1 / (1 + d) for IIC (d = number of links).
struct PathValue {
  double rate = 0;  ///< 0: IIC
  double operator()(double d) const noexcept { return rate > 0 ? std::exp(-rate * d) : 1 / (1 + d); }
  /// d in the unit in which two paths count as equal if they differ by at most 1e-9.
  double scaled(double d) const noexcept { return rate > 0 ? rate * d : d; }
};

/// Sums over all pairs of patches, from which PC, IIC and the importance of patches follow. Rows of patches without
/// area are not computed, because they are always multiplied by that area. Private to the module.
///
///     const PairSums sums = pair_sums(graph, PathValue{kernel.rate()}, kernel.reach_m(1e-4), false, executor);
struct PairSums {
  std::vector<double> row;           ///< Σ_j a_j v_ij per patch i, j = i included
  std::vector<double> reached_area;  ///< Σ of the areas within reach of i, including its own
  std::vector<double> connector;  ///< Σ Σ a_i a_j (v_ij − v_ij without k), per patch k ≠ i, j; empty if not asked for
  std::vector<double> betweenness;  ///< Σ Σ a_i a_j v_ij σ_ij(k)/σ_ij, per patch k ≠ i, j; empty if not asked for
};

/// What one of the fixed blocks of sources adds to the sums.
struct SourceBlock {
  std::vector<std::uint32_t> source;      ///< those with an area
  std::vector<double> row, reached_area;  ///< of each source
  std::vector<double> connector;          ///< of every patch; empty if not asked for
  std::vector<double> betweenness;        ///< of every patch; empty if not asked for
};
/// Sources are always added up in this many blocks (fewer if there are fewer patches), in the order of a sweep over the
/// land (swept_graph.hpp), so that one search finds in the cache what the search before it looked at. Blocks depend
/// only on the network. Any grouping of blocks into parts therefore gives the same bits.
inline constexpr std::size_t source_blocks = 64;
/// Sums of the blocks from `begin` up to, but not including, `end`; fewer if there are not that many. `bypasses` may be
/// null: there are none.
std::vector<SourceBlock> sums_of_blocks(const PatchGraph& graph, const SplitLinks* bypasses, const PathValue& value,
                                        double limit_m, bool per_patch, std::size_t begin, std::size_t end,
                                        const Executor& executor);
/// The sums over all blocks, in their order.
PairSums united(std::size_t patches, const std::vector<SourceBlock>& blocks);

/// One bounded search per patch, in parallel over a fixed number of blocks of sources. Their sums are added in order,
/// so the bits are the same for any number of threads.
PairSums pair_sums(const PatchGraph& graph, const PathValue& value, double limit_m, bool per_patch,
                   const Executor& executor);
/// The same for PC with split links (best_links.hpp); several times faster if patches are wide.
PairSums pair_sums(const SplitLinks& links, const PathValue& value, double limit_m, const Executor& executor);

/// Σ_i Σ_j a_i a_j v_ij: the numerator of PC or IIC.
double numerator_of(const PatchGraph& graph, const PairSums& sums);

}  // namespace spatial
