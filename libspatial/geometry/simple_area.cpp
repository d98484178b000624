// SPDX-License-Identifier: MIT
#include "libspatial/geometry/simple_area.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>
#include <vector>

#include "libspatial/core/disjoint_sets.hpp"
#include "libspatial/geometry/edge_pairs.hpp"
#include "libspatial/geometry/edge_tree.hpp"
#include "libspatial/geometry/lattice.hpp"
#include "libspatial/geometry/ring_touches.hpp"
#include "libspatial/geometry/rings_around.hpp"

namespace spatial {
namespace {

using Edge = EdgeTree::Edge;

constexpr double apart_m = 1e-7;
constexpr double largest_m = 0x1p29;  // largest coordinate on the lattice of EdgeTree

/// Side of the edge on which p lies: ±1, or 0 if p is within `apart_m` of its line.
int clear_side(const Edge& e, Point p) noexcept {
  const double dx = e.to.x - e.from.x, dy = e.to.y - e.from.y;
  const double cross = dx * (p.y - e.from.y) - dy * (p.x - e.from.x);
  if (cross * cross <= apart_m * apart_m * (dx * dx + dy * dy)) return 0;
  return cross > 0 ? 1 : -1;
}

bool clearly_apart(const Edge& e, const Edge& f) noexcept {
  const int a = clear_side(e, f.from), b = clear_side(e, f.to);
  if (a != 0 && a == b) return true;
  const int c = clear_side(f, e.from), d = clear_side(f, e.to);
  return c != 0 && c == d;
}

/// Two consecutive edges: they share only their common point, unless the second one runs back along the first.
bool turns_properly(const Edge& e, const Edge& f) noexcept {
  if (clear_side(e, f.to) != 0 && clear_side(f, e.from) != 0) return true;
  return (e.to.x - e.from.x) * (f.to.x - f.from.x) + (e.to.y - e.from.y) * (f.to.y - f.from.y) > 0;
}

/// Two edges that end at one vertex without following each other; `p` and `q` are their other ends.
bool spread_properly(Point corner, Point p, Point q) noexcept { return turns_properly({p, corner}, {corner, q}); }

/// Whether no two edges cross, overlap or come too close. Sets `touching` if a vertex is passed more than once.
/// Three steps stand together: the test of a pair, of a leaf with itself, and the walk down the tree that calls them.
bool edges_apart(const EdgeTree& tree, bool& touching) {
  const auto& levels = tree.levels();
  const auto edges = tree.edges();
  const auto pair_ok = [&](std::uint32_t i, std::uint32_t j) {
    const Edge &e = edges[i], &f = edges[j];
    if (e.to == f.from) {
      if (f.to == e.from) return false;  // the same edge back
      return turns_properly(e, f);
    }
    if (f.to == e.from) return turns_properly(f, e);
    if (e.to == f.to) {
      touching = true;
      return spread_properly(e.to, e.from, f.from);
    }
    if (e.from == f.from) return spread_properly(e.from, e.to, f.to);
    return clearly_apart(e, f);
  };
  const auto within_leaf = [&](const EdgeTree::Node& leaf) {
    std::array<Box, EdgeTree::leaf_edges> boxes;
    const std::uint32_t count = leaf.end - leaf.begin;
    for (std::uint32_t k = 0; k < count; ++k) boxes[k] = box_of(edges[leaf.begin + k]);
    for (std::uint32_t k = 0; k < count; ++k) {
      const Box near = boxes[k].grown(apart_m);
      for (std::uint32_t l = k + 1; l < count; ++l)
        if (near.intersects(boxes[l]) && !pair_ok(leaf.begin + k, leaf.begin + l)) return false;
    }
    return true;
  };
  const auto visit = [&](const auto& self, std::size_t level, std::uint32_t a, std::uint32_t b) -> bool {
    const EdgeTree::Node &na = levels[level][a], &nb = levels[level][b];
    if (level > 0) {
      const std::vector<EdgeTree::Node>& below = levels[level - 1];
      for (std::uint32_t i = na.begin; i < na.end; ++i) {
        if (a == b && !self(self, level - 1, i, i)) return false;
        const Box near = below[i].box.grown(apart_m);
        for (std::uint32_t j = a == b ? i + 1 : nb.begin; j < nb.end; ++j)
          if (near.intersects(below[j].box) && !self(self, level - 1, i, j)) return false;
      }
      return true;
    }
    if (a == b) return within_leaf(na);
    for (std::uint32_t i = na.begin; i < na.end; ++i) {
      const Box near = box_of(edges[i]).grown(apart_m);
      if (!near.intersects(nb.box)) continue;
      for (std::uint32_t j = nb.begin; j < nb.end; ++j)
        if (near.intersects(box_of(edges[j])) && !pair_ok(i, j)) return false;
    }
    return true;
  };
  return visit(visit, levels.size() - 1, 0, 0);
}

/// Whether rings touch only as a valid area allows: at vertices, without crossing, each ring at most once per vertex,
/// and so that the interior stays connected (the rings and shared vertices of a part form no cycle).
/// Its branches are the ways in which rings may meet at a vertex; together they decide, apart none does.
bool touch_properly(MultiPolygonView feature, const EdgeTree& tree) {
  struct Corner {
    Point at;
    std::uint32_t edge, ring;
  };
  std::vector<Corner> corners;
  std::vector<std::uint32_t> begin{0}, part_of;
  for (std::size_t part = 0; part < feature.part_count(); ++part)
    part_of.insert(part_of.end(), feature.part(part).ring_count(), static_cast<std::uint32_t>(part));
  for (std::uint32_t r = 0; r < feature.ring_count(); ++r)
    begin.push_back(begin.back() + static_cast<std::uint32_t>(feature.ring(r).size() - 1));
  for (std::uint32_t r = 0; r < feature.ring_count(); ++r)
    for (std::uint32_t e = begin[r]; e < begin[r + 1]; ++e) corners.push_back({tree.edges()[e].from, e, r});
  std::sort(corners.begin(), corners.end(), [](const Corner& x, const Corner& y) {
    return std::tie(x.at.x, x.at.y, x.edge) < std::tie(y.at.x, y.at.y, y.edge);
  });
  // Connected sets of rings. Each vertex shared by rings of a part is an element of its own.
  DisjointSets sets(feature.ring_count());
  std::vector<Spoke> spokes;
  for (std::size_t first = 0, end = 0; first < corners.size(); first = end) {
    for (end = first + 1; end < corners.size() && corners[end].at == corners[first].at;) ++end;
    if (end - first == 1) continue;
    spokes.clear();
    for (std::size_t k = first; k < end; ++k) {
      const auto [at, edge, ring] = corners[k];
      const auto passage = static_cast<std::uint32_t>(k - first);
      spokes.push_back({tree.edges()[edge].to, true, passage});
      spokes.push_back({tree.edges()[edge > begin[ring] ? edge - 1 : begin[ring + 1] - 1].from, false, passage});
    }
    if (!sort_spokes(corners[first].at, spokes)) return false;
    // Around a vertex, land and outside must alternate, and passages must be nested like brackets.
    std::vector<std::uint32_t> open;
    for (std::size_t k = 0; k < spokes.size(); ++k) {
      if (spokes[k].leaves == spokes[(k + 1) % spokes.size()].leaves) return false;
      if (!open.empty() && open.back() == spokes[k].passage)
        open.pop_back();
      else
        open.push_back(spokes[k].passage);
    }
    if (!open.empty()) return false;
    for (std::size_t k = first; k < end; ++k)
      for (std::size_t l = k + 1; l < end; ++l)
        if (corners[k].ring == corners[l].ring) return false;
    std::map<std::uint32_t, std::uint32_t> node_of_part;
    for (std::size_t k = first; k < end; ++k) {
      const auto [node, made] = node_of_part.emplace(part_of[corners[k].ring], static_cast<std::uint32_t>(sets.size()));
      if (made) sets.add();
      if (!sets.join(node->second, corners[k].ring)) return false;
    }
  }
  return true;
}

/// Whether rings, which touch at most at vertices, are nested properly: a hole lies in its shell and in no other ring
/// of its part; a part may lie in a hole of another part, but not on its land.
bool nested_properly(MultiPolygonView feature) {
  std::vector<RingView> rings;
  std::vector<std::uint32_t> part_of;
  std::vector<char> is_shell;
  for (std::uint32_t k = 0; k < feature.part_count(); ++k)
    for (std::size_t r = 0; r < feature.part(k).ring_count(); ++r) {
      rings.push_back(feature.part(k).ring(r));
      part_of.push_back(k);
      is_shell.push_back(r == 0 ? 1 : 0);
    }
  RingsAround around(rings);
  std::vector<char> covered(feature.part_count(), 0);
  for (std::uint32_t r = 0; r < rings.size(); ++r) {
    std::uint32_t own = 0;
    const std::vector<std::uint32_t>& outer = around.of(place_on(rings[r]));
    for (const std::uint32_t other : outer) {
      if (other == r) continue;
      if (part_of[other] == part_of[r]) {
        if (is_shell[r] || !is_shell[other]) return false;
        ++own;
      } else if (is_shell[r]) {
        covered[part_of[other]] ^= 1;
      }
    }
    if (!is_shell[r] && own != 1) return false;
    if (!is_shell[r]) continue;
    for (const std::uint32_t other : outer)
      if (other != r && covered[part_of[other]] != 0) return false;
  }
  return true;
}

}  // namespace

bool certainly_valid(MultiPolygonView feature) {
  if (feature.empty()) return false;
  std::size_t edges = 0;
  for (std::size_t r = 0; r < feature.ring_count(); ++r) {
    const RingView ring = feature.ring(r);
    if (ring.size() < 4) return false;
    for (std::size_t i = 1; i < ring.size(); ++i)
      if (ring[i] == ring[i - 1]) return false;
    edges += ring.size() - 1;
  }
  for (const Point p : feature.points())
    if (!(std::abs(p.x) < largest_m && std::abs(p.y) < largest_m)) return false;
  const EdgeTree tree(feature);
  // The tree drops edges that its lattice cannot distinguish.
  if (tree.edges().size() != edges) return false;
  bool touching = false;
  return edges_apart(tree, touching) && (!touching || touch_properly(feature, tree)) &&
         (feature.ring_count() == 1 || nested_properly(feature));
}

std::size_t crossings_up_to(MultiPolygonView feature, std::size_t most) {
  const EdgeTree tree(feature);
  const auto edges = tree.edges();
  std::size_t found = 0;
  for_each_near_pair(tree, tree, [&](std::uint32_t i, std::uint32_t j) {
    if (i >= j) return true;
    const Edge &e = edges[i], &f = edges[j];
    if (side_of(e.from, e.to, f.from) * side_of(e.from, e.to, f.to) < 0 &&
        side_of(f.from, f.to, e.from) * side_of(f.from, f.to, e.to) < 0)
      ++found;
    return found < most;
  });
  return found;
}

}  // namespace spatial
