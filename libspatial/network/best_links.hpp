// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/network/graph.hpp"

namespace spatial {

/// Returns the network without the links that no best path uses: those longer than the best path between their two
/// patches. Best paths stay the same. Where patches are wide and links long, nine in ten links are removed. The result
/// cannot show what a network loses with a patch; use split_links for that. Private to the module. Complexity: one
/// Dijkstra search per patch, bounded by the longest link of the patch.
PatchGraph with_best_links(const PatchGraph& graph, const Executor& executor);

/// Best links and bypasses, for finding what remains of a network when a patch is lost. A link longer than the best
/// path between its ends is used only if every such path is broken. It is therefore listed as a bypass under each patch
/// that lies on all of these paths, and under no other. Best paths without patch r use the links of `best` and of
/// bypasses_of(r). A link that is longer by no more than the tolerance of ties counts as a best link. `rate` is that of
/// the kernel, > 0; links longer than `limit_m` are dropped. Memory: 16 bytes for each bypass.
///
///     const SplitLinks links = split_links(graph, kernel.rate(), kernel.reach_m(1e-4), executor);
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
