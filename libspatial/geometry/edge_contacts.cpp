// SPDX-License-Identifier: MIT
#include "libspatial/geometry/edge_contacts.hpp"

#include <algorithm>
#include <array>

#include "libspatial/geometry/lattice.hpp"
#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

using Edge = EdgeTree::Edge;

constexpr double near_m = 1e-7;

/// Whether p lies on the edge within double precision. A vertex on a neighbour's edge in decimal coordinates is
/// slightly off it in binary: on one side on the lattice, perhaps on the other in GEOS.
bool nearly_on(Point from, Point to, Point p) noexcept {
  const double ux = to.x - from.x, uy = to.y - from.y, vx = p.x - from.x, vy = p.y - from.y;
  const double across = ux * vy - uy * vx, ahead = ux * vx + uy * vy, length2 = ux * ux + uy * uy;
  if (ahead < 0) return vx * vx + vy * vy <= near_m * near_m;
  if (ahead > length2) return (vx - ux) * (vx - ux) + (vy - uy) * (vy - uy) <= near_m * near_m;
  return across * across <= near_m * near_m * length2;
}

/// Whether two edges that start at one point run along each other.
bool along(Point from, Point to, Point other) noexcept {
  if ((to.x - from.x) * (other.x - from.x) + (to.y - from.y) * (other.y - from.y) <= 0) return false;
  return side_of(from, to, other) == 0 || nearly_on(from, to, other) || nearly_on(from, other, to);
}

enum class Meeting { none, shared, node, tangled };

/// How two edges whose boxes intersect meet.
Meeting meeting(const Edge& e, const Edge& f) noexcept {
  if (e.from == f.to) {
    if (e.to == f.from) return Meeting::shared;
    return along(e.from, e.to, f.from) ? Meeting::tangled : Meeting::none;
  }
  if (e.from == f.from) return along(e.from, e.to, f.to) ? Meeting::tangled : Meeting::node;
  if (e.to == f.to) return along(e.to, e.from, f.from) ? Meeting::tangled : Meeting::none;
  if (e.to == f.from) return along(e.to, e.from, f.to) ? Meeting::tangled : Meeting::none;
  if (nearly_on(e.from, e.to, f.from) || nearly_on(e.from, e.to, f.to) || nearly_on(f.from, f.to, e.from) ||
      nearly_on(f.from, f.to, e.to))
    return Meeting::tangled;
  const int s1 = side_of(e.from, e.to, f.from), s2 = side_of(e.from, e.to, f.to);
  if (s1 != 0 && s1 == s2) return Meeting::none;
  const int s3 = side_of(f.from, f.to, e.from), s4 = side_of(f.from, f.to, e.to);
  return s3 != 0 && s3 == s4 ? Meeting::none : Meeting::tangled;
}

void add(std::vector<EdgeContacts::Run>& runs, std::uint32_t a, std::uint32_t b) {
  if (!runs.empty() && a + runs.back().count == runs.back().a && b == runs.back().b + runs.back().count)
    ++runs.back().count;
  else
    runs.push_back({a, b, 1});
}

/// Whether p lies in the area, by the even-odd rule; p must not be on the boundary.
bool inside(MultiPolygonView area, Point p) noexcept {
  bool odd = false;
  for (std::size_t r = 0; r < area.ring_count(); ++r) {
    const RingView ring = area.ring(r);
    for (std::size_t i = 1; i < ring.size(); ++i) {
      const Point a = on_lattice(ring[i - 1]), b = on_lattice(ring[i]);
      if ((a.y > p.y) != (b.y > p.y) && side_of(a, b, p) * (b.y > a.y ? 1 : -1) > 0) odd = !odd;
    }
  }
  return odd;
}

/// Visits the first vertex of each part that is not shared with the other area. `nodes` are edge numbers in ascending
/// order.
template <class Visit>
void for_each_free_vertex(MultiPolygonView area, const std::vector<std::uint32_t>& nodes, Visit&& visit) {
  std::uint32_t first = 0;
  for (std::size_t k = 0; k < area.part_count(); ++k) {
    const PolygonView part = area.part(k);
    const RingView shell = part.shell();
    for (std::uint32_t i = 0; i + 1 < shell.size(); ++i) {
      if (std::binary_search(nodes.begin(), nodes.end(), first + i)) continue;
      visit(shell, on_lattice(shell[i]));
      break;
    }
    for (std::size_t r = 0; r < part.ring_count(); ++r) first += static_cast<std::uint32_t>(part.ring(r).size() - 1);
  }
}

}  // namespace

std::uint32_t edge_count(MultiPolygonView feature) noexcept {
  return static_cast<std::uint32_t>(feature.point_count() - feature.ring_count());
}

/// Long because the search in runs of edges decides which vertices are then tested for land inside.
EdgeContacts edge_contacts(MultiPolygonView a, const EdgeTree& tree, MultiPolygonView b) {
  EdgeContacts found;
  if (tree.edges().size() != edge_count(a)) {
    found.tangled = true;
    return found;
  }
  constexpr std::size_t run = 8;  // edges for which the tree is searched once
  const Box reach = tree.box().grown(near_m);
  std::vector<std::uint32_t> around;
  std::array<Edge, run> edges;
  std::uint32_t first = 0;
  for (std::size_t r = 0; r < b.ring_count(); ++r) {
    const RingView ring = b.ring(r);
    for (std::size_t begin = 1; begin < ring.size(); begin += run) {
      const std::size_t count = std::min(run, ring.size() - begin);
      if (!box_of(ring.subspan(begin - 1, count + 1)).intersects(reach)) continue;
      Box all;
      Point from = on_lattice(ring[begin - 1]);
      for (std::size_t k = 0; k < count; ++k) {
        edges[k] = {from, on_lattice(ring[begin + k])};
        from = edges[k].to;
        all.add(box_of(edges[k]));
      }
      tree.edges_near(all.grown(near_m), around);
      for (std::size_t k = 0; k < count; ++k) {
        const std::size_t i = begin + k;
        if (!box_of(Edge{ring[i - 1], ring[i]}).intersects(reach)) continue;
        const Edge& f = edges[k];
        if (f.from == f.to) {
          found.tangled = true;
          return found;
        }
        const auto index = first + static_cast<std::uint32_t>(i - 1);
        const Box near = box_of(f).grown(near_m);
        for (const std::uint32_t e : around) {
          if (!box_of(tree.edges()[e]).intersects(near)) continue;
          switch (meeting(tree.edges()[e], f)) {
            case Meeting::none:
              break;
            case Meeting::shared:
              add(found.shared, e, index);
              break;
            case Meeting::node:
              add(found.nodes, e, index);
              break;
            case Meeting::tangled:
              found.tangled = true;
              return found;
          }
        }
      }
    }
    first += static_cast<std::uint32_t>(ring.size() - 1);
  }
  // The boundaries do not cross, so an overlap can only be a whole part inside the other area.
  const Box box_b = box_of(b);
  if (!box_b.intersects(tree.box())) return found;
  const auto nodes_of = [&](bool first) {
    std::vector<std::uint32_t> edges;
    for (const EdgeContacts::Run& run : found.nodes)
      for (std::uint32_t k = 0; k < run.count; ++k) edges.push_back(first ? run.a - k : run.b + k);
    std::sort(edges.begin(), edges.end());
    return edges;
  };
  for_each_free_vertex(b, nodes_of(false), [&](RingView, Point p) { found.tangled = found.tangled || tree.covers(p); });
  if (found.tangled) return found;
  for_each_free_vertex(a, nodes_of(true), [&](RingView shell, Point p) {
    found.tangled = found.tangled || (box_b.contains(box_of(shell)) && inside(b, p));
  });
  return found;
}

}  // namespace spatial
