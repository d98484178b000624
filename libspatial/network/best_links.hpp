// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/network/graph.hpp"

namespace spatial {

/// The network without links that no best path uses, i.e. links longer than the best path between their ends. Best
/// paths stay the same. If patches are wide and links long, nine in ten links are removed. Do not use it to find what
/// remains when a patch is lost. Private to the module. One search per patch, bounded by its longest link.
PatchGraph with_best_links(const PatchGraph& graph, const Executor& executor);

/// The links split into best links and bypasses, for finding what remains when a patch is lost. A link longer than the
/// best path between its ends is used only if every such path is broken. It is therefore listed as a bypass under each
/// patch that lies on all of these paths, and nowhere else. Best paths without patch r use `best` and bypasses_of(r). A
/// link that is longer by at most the tolerance of ties counts as best. `rate` is that of the kernel, > 0; links longer
/// than `limit_m` are dropped. Memory: 16 bytes for each link and patch on its best path.
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
