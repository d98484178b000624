// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/geometry/edge_tree.hpp"

namespace spatial {

/// Side tests of two areas without ties: the second area is thought to be moved by an infinitesimal (ε, ε²) (simulation
/// of simplicity, Edelsbrunner & Mücke 1990), so that no point of one lies on an edge of the other. Exact on the
/// lattice of EdgeTree; pure.

/// Side of `p` along `edge` when p is moved by `moved`·(ε, ε²): −1 when the edge is the one that moves. +1 left, −1
/// right, never 0.
int perturbed_side(const EdgeTree::Edge& edge, Point p, int moved) noexcept;

/// Winding number of the area about p moved by `moved`·(ε, ε²): 1 inside, 0 outside a valid area. O(log n + edges right
/// of p).
int perturbed_winding(const EdgeTree& area, Point p, int moved) noexcept;

}  // namespace spatial
