// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "libspatial/network/metrics.hpp"
#include "libspatial/network/pair_sums.hpp"

namespace spatial {

/// The three steps of metrics_of, for runs in parts (docs/scale.md): the graphs that paths are searched in, the sums of
/// blocks of sources, and the metrics from all sums.
///
///     const SearchGraphs graphs = search_graphs(graph, kernel, options, executor);          // once
///     SearchSums sums = search_sums(graphs, 0, 16, executor);                                // blocks 0 to 15
///     const NetworkMetrics metrics = metrics_from(graph, kernel, options, sums_of_all);      // the merge
///
/// metrics_of runs the same steps one after another, so both give the same bits. Pure. Errors as metrics_of. Memory of
/// the sums: with importances, 16 bytes per index for each patch and block.

/// Everything that the sums depend on.
struct SearchGraphs {
  SplitLinks pc;                  ///< without importances: best links only
  std::optional<PatchGraph> iic;  ///< empty if IIC is left out
  double rate = 0, limit_m = 0;   ///< of paths that count for PC
  bool per_patch = false;         ///< with importances
};
SearchGraphs search_graphs(const PatchGraph& graph, const DispersalKernel& kernel, const MetricOptions& options,
                           const Executor& executor);

/// By block, ascending.
struct SearchSums {
  std::vector<SourceBlock> pc, iic;
};
/// Sums of the blocks from `begin` up to, but not including, `end`; there are `source_blocks` in all.
SearchSums search_sums(const SearchGraphs& graphs, std::size_t begin, std::size_t end, const Executor& executor);

/// `sums` are those of all blocks.
NetworkMetrics metrics_from(const PatchGraph& graph, const DispersalKernel& kernel, const MetricOptions& options,
                            const SearchSums& sums);

}  // namespace spatial
