// SPDX-License-Identifier: MIT
#include "libspatial/geometry/shared_area.hpp"

#include <algorithm>
#include <utility>

#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

using Edge = EdgeTree::Edge;
using Node = EdgeTree::Node;

double cross(Point a, Point b) noexcept { return a.x * b.y - a.y * b.x; }
Point operator-(Point a, Point b) noexcept { return {a.x - b.x, a.y - b.y}; }

/// Side of `p` along `edge` when p is moved by `moved`·(ε, ε²): −1 when the edge is the one that moves. Never 0.
int broken_side(const Edge& edge, Point p, int moved) noexcept {
  const int side = side_of(edge.from, edge.to, p);
  if (side != 0) return side;
  const double dx = edge.to.x - edge.from.x, dy = edge.to.y - edge.from.y;
  // d × (ε, ε²) = dx ε² − dy ε: the term in ε decides unless dy is 0.
  const int sign = dy != 0 ? (dy < 0 ? 1 : -1) : (dx > 0 ? 1 : -1);
  return sign * moved;
}

/// Winding number of the area about p moved by `moved`·(ε, ε²): 1 inside, 0 outside a valid area. Counts the edges right
/// of p. A number and not a yes or no, because rounding turns needle-thin spikes of valid results inside out: with
/// winding numbers such a spike weighs its own tiny area, with parity it would upset the whole ring.
int winding(const EdgeTree& area, Point p, int moved) noexcept {
  const Box& all = area.box();
  if (p.x < all.min_x || p.x > all.max_x || p.y < all.min_y || p.y > all.max_y) return 0;
  const auto above = [&](double y) { return moved > 0 ? y > p.y : y >= p.y; };
  int turns = 0;
  const auto visit = [&](const auto& self, std::size_t level, std::uint32_t index) -> void {
    const Node& node = area.levels()[level][index];
    if (p.y < node.box.min_y || p.y > node.box.max_y || p.x > node.box.max_x) return;
    for (std::uint32_t k = node.begin; k < node.end; ++k) {
      if (level > 0) {
        self(self, level - 1, k);
        continue;
      }
      const Edge& e = area.edges()[k];
      if (above(e.from.y) == above(e.to.y)) continue;
      const int direction = e.to.y > e.from.y ? 1 : -1;
      if (broken_side(e, p, moved) == direction) turns += direction;
    }
  };
  visit(visit, area.levels().size() - 1, 0);
  return turns;
}

/// Calls crossing(i, j, enters, where) for every pair of edges that cross once b is moved.
template <class Crossing>
void for_each_crossing(const EdgeTree& a, const EdgeTree& b, Point origin, Crossing&& crossing) {
  const auto compare = [&](std::uint32_t i, std::uint32_t j) {
    const Edge& e = a.edges()[i];
    const Edge& f = b.edges()[j];
    const int e_from = broken_side(f, e.from, -1), e_to = broken_side(f, e.to, -1);
    if (e_from == e_to) return;
    if (broken_side(e, f.from, 1) == broken_side(e, f.to, 1)) return;
    const Point d = e.to - e.from, along = f.to - f.from;
    const double start = cross(along, e.from - f.from), end = cross(along, e.to - f.from);
    const double t = start != end ? std::clamp(start / (start - end), 0.0, 1.0) : 0.5;
    const Point local = e.from - origin;
    crossing(i, j, e_to > 0, Point{local.x + t * d.x, local.y + t * d.y});
  };
  const auto descend = [&](const auto& self, std::size_t la, std::uint32_t ia, std::size_t lb, std::uint32_t ib) -> void {
    const Node& na = a.levels()[la][ia];
    const Node& nb = b.levels()[lb][ib];
    if (la == 0 && lb == 0) {
      for (std::uint32_t i = na.begin; i < na.end; ++i) {
        const Box edge = box_of(a.edges()[i]);
        if (!edge.intersects(nb.box)) continue;
        for (std::uint32_t j = nb.begin; j < nb.end; ++j)
          if (edge.intersects(box_of(b.edges()[j]))) compare(i, j);
      }
    } else if (lb == 0 || (la > 0 && la >= lb)) {
      for (std::uint32_t k = na.begin; k < na.end; ++k)
        if (a.levels()[la - 1][k].box.intersects(nb.box)) self(self, la - 1, k, lb, ib);
    } else {
      for (std::uint32_t k = nb.begin; k < nb.end; ++k)
        if (b.levels()[lb - 1][k].box.intersects(na.box)) self(self, la, ia, lb - 1, k);
    }
  };
  descend(descend, a.levels().size() - 1, 0, b.levels().size() - 1, 0);
}

/// Adds w · cross(from, to) for every edge of `own` near `other`, w the winding number of `other` about the edge's end;
/// `turn` holds by how much w changes along each edge and is cleared. `moved` is that of own's points.
void add_ends_inside(const EdgeTree& own, const EdgeTree& other, int moved, Point origin, std::span<const std::uint32_t> near,
                     std::span<std::int32_t> turn, StableSum& sum) {
  int w = 0;
  for (std::size_t k = 0; k < near.size(); ++k) {
    const Edge& e = own.edges()[near[k]];
    const bool goes_on = k > 0 && near[k] == near[k - 1] + 1 && own.edges()[near[k - 1]].to == e.from;
    if (!goes_on) w = winding(other, e.from, moved);
    w += std::exchange(turn[near[k]], 0);
    if (w != 0) sum.add(w * cross(e.from - origin, e.to - origin));
  }
}

}  // namespace

double shared_area_m2(const EdgeTree& a, const EdgeTree& b, SharedAreaScratch& scratch) {
  if (a.empty() || b.empty() || !a.box().intersects(b.box())) return 0;
  const Point origin{std::max(a.box().min_x, b.box().min_x), std::max(a.box().min_y, b.box().min_y)};
  if (scratch.turn_a.size() < a.edges().size()) scratch.turn_a.resize(a.edges().size());
  if (scratch.turn_b.size() < b.edges().size()) scratch.turn_b.resize(b.edges().size());

  StableSum twice;
  for_each_crossing(a, b, origin, [&](std::uint32_t i, std::uint32_t j, bool enters, Point where) {
    // Where a enters b, b leaves a: the two terms belong to one point and are taken together.
    scratch.turn_a[i] += enters ? 1 : -1;
    scratch.turn_b[j] -= enters ? 1 : -1;
    const double term = cross(b.edges()[j].from - a.edges()[i].from, where);
    twice.add(enters ? term : -term);
  });
  a.edges_near(b.box(), scratch.near_a);
  add_ends_inside(a, b, -1, origin, scratch.near_a, scratch.turn_a, twice);
  b.edges_near(a.box(), scratch.near_b);
  add_ends_inside(b, a, 1, origin, scratch.near_b, scratch.turn_b, twice);
  return std::max(0.0, 0.5 * twice.value());
}

double shared_area_m2(MultiPolygonView feature, const Box& box, double area, const EdgeTree& zone, SharedAreaScratch& scratch) {
  if (feature.empty() || zone.empty() || !box.intersects(zone.box())) return 0;
  if (!zone.any_edge_near(box.grown(1e-9))) return zone.covers(feature.points().front()) ? area : 0;
  return std::min(area, shared_area_m2(EdgeTree(feature), zone, scratch));
}

double shared_area_m2(MultiPolygonView a, MultiPolygonView b) {
  SharedAreaScratch scratch;
  return shared_area_m2(EdgeTree(a), EdgeTree(b), scratch);
}

}  // namespace spatial
