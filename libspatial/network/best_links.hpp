// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/core/parallel.hpp"
#include "libspatial/network/graph.hpp"

namespace spatial {

/// The network without the links that no best path uses: those longer than the best path between their ends. Best paths
/// are the same; where patches are wide and links long, nine links in ten go. Not for questions about what remains when a
/// patch is lost. Private to the module. One search per patch, bounded by its longest link.
PatchGraph with_best_links(const PatchGraph& graph, const Executor& executor);

}  // namespace spatial
