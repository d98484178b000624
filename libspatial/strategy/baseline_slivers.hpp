// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/strategy/baseline.hpp"

namespace spatial {

/// Gives parts under `sliver_m2` to the neighbour with the longest common edge (of equal ones the first); parts without
/// a neighbour stay. Private to strategy/. The land is the same. Pieces that lose all parts go. O(n log n).
void give_slivers(std::vector<BaselinePiece>& pieces, MultiPolygonColumn& geometry, double sliver_m2,
                  std::vector<GivenSliver>& given, const Executor& executor);

}  // namespace spatial
