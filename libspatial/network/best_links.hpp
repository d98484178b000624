// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/network/graph.hpp"

namespace spatial {

/// The network without the links that no best path uses: those longer than the best path between their ends. Best paths
/// are the same; where patches are wide and links long, nine links in ten go. Not for questions about what remains when
/// a patch is lost. Private to the module. One search per patch, bounded by its longest link.
PatchGraph with_best_links(const PatchGraph& graph, const Executor& executor);

/// The same links apart, for questions about what remains when a patch is lost. A link longer than the best path
/// between its ends can only come into use again when every such path is broken: so it is listed under each patch that
/// lies on all of them, and nowhere else. Best paths without patch r are those over `best` and bypasses_of(r). A link
/// that is longer by no more than the tolerance of ties counts as best. `rate` is that of the kernel, > 0; links longer
/// than `limit_m` are left out. Memory 16 bytes for each link and patch on its best path.
struct SplitLinks {
  struct Bypass {
    std::uint32_t a, b;
    double distance_m;
  };
  PatchGraph best;
  std::vector<std::uint64_t> offsets;  ///< per patch, and the end
  std::vector<Bypass> bypasses;        ///< by patch, then by (a, b)
  std::span<const Bypass> bypasses_of(std::uint32_t patch) const noexcept {
    return {bypasses.data() + offsets[patch], bypasses.data() + offsets[patch + 1]};
  }
};
SplitLinks split_links(const PatchGraph& graph, double rate, double limit_m, const Executor& executor);

}  // namespace spatial
