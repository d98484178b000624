// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/geometry/edge_tree.hpp"

namespace spatial {

/// Calls visit(i, j) for every edge i of `a` and j of `b` whose boxes meet, in an order that depends on the trees
/// alone; stops and returns false as soon as visit does. Complexity O(log n + pairs).
template <class Visit>
bool for_each_near_pair(const EdgeTree& a, const EdgeTree& b, Visit&& visit) {
  if (a.empty() || b.empty()) return true;
  const auto descend = [&](const auto& self, std::size_t la, std::uint32_t ia, std::size_t lb,
                           std::uint32_t ib) -> bool {
    const EdgeTree::Node& na = a.levels()[la][ia];
    const EdgeTree::Node& nb = b.levels()[lb][ib];
    if (la == 0 && lb == 0) {
      for (std::uint32_t i = na.begin; i < na.end; ++i) {
        const Box edge = box_of(a.edges()[i]);
        if (!edge.intersects(nb.box)) continue;
        for (std::uint32_t j = nb.begin; j < nb.end; ++j)
          if (edge.intersects(box_of(b.edges()[j])) && !visit(i, j)) return false;
      }
    } else if (lb == 0 || (la > 0 && la >= lb)) {
      for (std::uint32_t k = na.begin; k < na.end; ++k)
        if (a.levels()[la - 1][k].box.intersects(nb.box) && !self(self, la - 1, k, lb, ib)) return false;
    } else {
      for (std::uint32_t k = nb.begin; k < nb.end; ++k)
        if (b.levels()[lb - 1][k].box.intersects(na.box) && !self(self, la, ia, lb - 1, k)) return false;
    }
    return true;
  };
  return descend(descend, a.levels().size() - 1, 0, b.levels().size() - 1, 0);
}

}  // namespace spatial
