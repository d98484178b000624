// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libspatial/network/graph.hpp"

namespace spatial {

/// A network whose patches are numbered anew, in an order that sweeps over each component from end to end, so that a
/// search around a patch stays in few cache lines. The arcs of a patch keep their order. Private to the module.
/// O(patches + links), 16 bytes an arc.
///
///     const SweptGraph swept(graph);
///     search.run(swept, {&start, 1}, limit_m, PathSearch::Tree::dominators);   // finds what it finds in `graph`
class SweptGraph {
 public:
  struct Arc {
    std::uint32_t to;
    double distance_m;
  };
  explicit SweptGraph(const PatchGraph& graph);

  std::size_t size() const noexcept { return areas_.size(); }
  const std::vector<double>& areas() const noexcept { return areas_; }
  std::span<const Arc> arcs(std::uint32_t node) const noexcept {
    return {arcs_.data() + offsets_[node], arcs_.data() + offsets_[node + 1]};
  }
  std::uint32_t number(std::uint32_t node) const noexcept { return numbers_[node]; }  ///< in the network given
  std::uint32_t node(std::uint32_t number) const noexcept { return nodes_[number]; }  ///< the other way round

 private:
  std::vector<double> areas_;
  std::vector<std::uint32_t> numbers_, nodes_;
  std::vector<std::uint64_t> offsets_;
  std::vector<Arc> arcs_;
};

}  // namespace spatial
