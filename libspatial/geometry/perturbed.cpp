// SPDX-License-Identifier: MIT
#include "libspatial/geometry/perturbed.hpp"

namespace spatial {

int perturbed_side(const EdgeTree::Edge& edge, Point p, int moved) noexcept {
  // Shared vertices, the usual case in coverages, need no arithmetic.
  const int side = p == edge.from || p == edge.to ? 0 : side_of(edge.from, edge.to, p);
  if (side != 0) return side;
  const double dx = edge.to.x - edge.from.x, dy = edge.to.y - edge.from.y;
  // d × (ε, ε²) = dx ε² − dy ε: the term in ε decides unless dy is 0.
  const int sign = dy != 0 ? (dy < 0 ? 1 : -1) : (dx > 0 ? 1 : -1);
  return sign * moved;
}

// Winding number: counts the edges to the right of p with their direction. Rounding turns needle-thin spikes of valid
// results inside out. With winding numbers such a spike only counts its own tiny area; with the even-odd rule it would
// invert the whole ring.
int perturbed_winding(const EdgeTree& area, Point p, int moved) noexcept {
  const Box& all = area.box();
  if (p.x < all.min_x || p.x > all.max_x || p.y < all.min_y || p.y > all.max_y) return 0;
  const auto above = [&](double y) { return moved > 0 ? y > p.y : y >= p.y; };
  int turns = 0;
  area.find_edge([&](const Box& part) { return p.y >= part.min_y && p.y <= part.max_y && p.x <= part.max_x; },
                 [&](std::uint32_t k) {
                   const EdgeTree::Edge& e = area.edges()[k];
                   if (above(e.from.y) == above(e.to.y)) return false;
                   const int direction = e.to.y > e.from.y ? 1 : -1;
                   if (perturbed_side(e, p, moved) == direction) turns += direction;
                   return false;
                 });
  return turns;
}

}  // namespace spatial
