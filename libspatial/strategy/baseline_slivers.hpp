// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/strategy/baseline.hpp"

namespace spatial {

/// Private to strategy/: gives parts smaller than `sliver_m2` to the neighbour with the longest common edge (the first
/// of equal ones). Parts without a neighbour stay. The total land does not change. Pieces that lose all parts are
/// removed. O(n log n).
void give_slivers(std::vector<BaselinePiece>& pieces, MultiPolygonColumn& geometry, double sliver_m2,
                  std::vector<GivenSliver>& given, const Executor& executor);

}  // namespace spatial
