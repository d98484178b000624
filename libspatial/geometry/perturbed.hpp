// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/geometry/edge_tree.hpp"

namespace spatial {

/// Side tests between two areas without ties. The second area is treated as if shifted by an infinitesimal (ε, ε²)
/// (simulation of simplicity, Edelsbrunner & Mücke 1990), so no point of one area lies on an edge of the other. Exact
/// on the lattice of EdgeTree; pure.

/// Side of `p` as seen along `edge` when p is shifted by `moved`·(ε, ε²); `moved` is −1 if the edge is shifted instead.
/// +1 left, −1 right, never 0.
int perturbed_side(const EdgeTree::Edge& edge, Point p, int moved) noexcept;

/// Winding number of the area around p shifted by `moved`·(ε, ε²): 1 inside a valid area, 0 outside. O(log n + edges
/// right of p).
int perturbed_winding(const EdgeTree& area, Point p, int moved) noexcept;

}  // namespace spatial
