// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// An area prepared for repeated queries (distance, shared area, containment): its edges in ring order under a packed
/// tree of boxes. Shells run counter-clockwise and holes clockwise, whatever the input's order, so the inside is always
/// left of an edge. Coordinates are rounded to 2^-32 m (0.2 nm, finer than National Grid coordinates need); on this
/// lattice `side_of` is exact.
///
///     const EdgeTree wood(habitat[0]), site(sites[0]);
///     const double metres = distance_m(wood, site);
///
/// Immutable; const use from any number of threads. Build O(n), memory about 40 bytes an edge.
class EdgeTree {
 public:
  struct Edge {
    Point from, to;
  };
  struct Node {
    Box box;
    std::uint32_t begin, end;  ///< children: edges for level 0, nodes of the level below otherwise
  };

  explicit EdgeTree(MultiPolygonView feature);

  const Box& box() const noexcept { return box_; }
  bool empty() const noexcept { return edges_.empty(); }
  std::span<const Edge> edges() const noexcept { return edges_; }
  /// levels()[0] are the leaves; the last level has one node.
  const std::vector<std::vector<Node>>& levels() const noexcept { return levels_; }
  /// The number of rings that have edges in the tree.
  std::size_t ring_count() const noexcept { return rings_; }
  /// One boundary point of each part.
  std::span<const Point> anchors() const noexcept { return anchors_; }

  /// Calls `visit(k)` for every edge of the leaves whose boxes, and those above them, pass `meets(box)`, in ascending
  /// order. Stops and returns true when a call returns true. Single edges are not tested.
  template <class Meets, class Visit>
  bool find_edge(const Meets& meets, const Visit& visit) const {
    return !edges_.empty() && find_edge_under(levels_.size() - 1, 0, meets, visit);
  }

  /// Whether there is an edge whose box meets `box`.
  bool any_edge_near(const Box& box) const noexcept;
  /// Edges whose boxes meet `box`, ascending; `found` is replaced.
  void edges_near(const Box& box, std::vector<std::uint32_t>& found) const;
  /// Even-odd containment; a point on the boundary may be either, consistently for neighbouring areas.
  bool covers(Point p) const noexcept;

  static constexpr std::size_t leaf_edges = 8;
  static constexpr std::size_t fan_out = 8;

 private:
  template <class Meets, class Visit>
  bool find_edge_under(std::size_t level, std::uint32_t index, const Meets& meets, const Visit& visit) const {
    const Node& node = levels_[level][index];
    if (!meets(node.box)) return false;
    for (std::uint32_t k = node.begin; k < node.end; ++k)
      if (level > 0 ? find_edge_under(level - 1, k, meets, visit) : visit(k)) return true;
    return false;
  }

  std::vector<Edge> edges_;
  std::vector<std::vector<Node>> levels_;
  std::vector<Point> anchors_;
  std::size_t rings_ = 0;
  Box box_;
};

/// Box of one edge.
inline Box box_of(const EdgeTree::Edge& edge) noexcept {
  Box box;
  box.add(edge.from);
  box.add(edge.to);
  return box;
}

/// Sign of the side of `p` as seen along from → to: +1 left, −1 right, 0 on the line. Exact for coordinates that are
/// multiples of 2^-32 m and smaller than 2^29 m, as those of an EdgeTree are (filter in double precision, then 128-bit
/// integers).
int side_of(Point from, Point to, Point p) noexcept;

}  // namespace spatial
