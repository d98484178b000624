// SPDX-License-Identifier: MIT
#include "libspatial/network/path_rows.hpp"

#include <algorithm>

#include "libspatial/network/path_search.hpp"

namespace spatial {

PathRows::PathRows(const PatchGraph& graph, const DispersalKernel& kernel, double limit_m, std::size_t budget_bytes)
    : graph_(graph), kernel_(kernel), limit_m_(limit_m), budget_bytes_(budget_bytes), rows_(graph.size()) {}

void PathRows::provide(std::span<const std::uint32_t> needed, const Executor& executor) {
  if (used_bytes_ > budget_bytes_) {
    for (std::uint32_t node = 0; node < rows_.size(); ++node) {
      if (!rows_[node].filled || std::binary_search(needed.begin(), needed.end(), node)) continue;
      used_bytes_ -= rows_[node].bytes();
      rows_[node] = Row{};
    }
  }
  std::vector<std::uint32_t> missing;
  for (const std::uint32_t node : needed)
    if (!rows_[node].filled) missing.push_back(node);
  parallel_for<PathSearch>(executor, missing.size(), [&](PathSearch& search, std::size_t i) {
    const PathSearch::Start start{missing[i], 0};
    search.run(graph_, {&start, 1}, limit_m_, PathSearch::Tree::first_found);
    Row& row = rows_[missing[i]];
    row.nodes.assign(search.settled().begin(), search.settled().end());
    std::sort(row.nodes.begin(), row.nodes.end());
    row.probability.reserve(row.nodes.size());
    for (const std::uint32_t node : row.nodes) row.probability.push_back(kernel_.probability(search.distance_m(node)));
    row.filled = true;
  });
  for (const std::uint32_t node : missing) used_bytes_ += rows_[node].bytes();
}

}  // namespace spatial
