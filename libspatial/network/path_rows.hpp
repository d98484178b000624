// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/network/graph.hpp"

namespace spatial {

/// A cache of best path probabilities p*_ij from patches to all patches within their reach, as far as memory allows.
/// Private to the module. Only one call may fill it at a time; reading is thread-safe between calls.
class PathRows {
 public:
  struct Row {
    std::vector<std::uint32_t> nodes;  ///< ascending
    std::vector<double> probability;
    bool filled = false;
    std::size_t bytes() const noexcept { return nodes.size() * (sizeof(std::uint32_t) + sizeof(double)); }
  };
  static constexpr std::size_t bytes_per_entry = sizeof(std::uint32_t) + sizeof(double);

  PathRows(const PatchGraph& graph, const DispersalKernel& kernel, double limit_m, std::size_t budget_bytes);

  /// Makes sure that the rows of `needed` (ascending) are present; drops others if memory is short.
  void provide(std::span<const std::uint32_t> needed, const Executor& executor);
  const Row& operator[](std::uint32_t node) const noexcept { return rows_[node]; }

 private:
  const PatchGraph& graph_;
  const DispersalKernel& kernel_;
  double limit_m_;
  std::size_t budget_bytes_;
  std::size_t used_bytes_ = 0;
  std::vector<Row> rows_;
};

}  // namespace spatial
