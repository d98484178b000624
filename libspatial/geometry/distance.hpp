// SPDX-License-Identifier: MIT
#pragma once

#include <limits>
#include <memory>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Distances edge to edge, in metres; 0 if the areas touch, overlap or contain one another.

struct ClosestPoints {
  double distance_m = std::numeric_limits<double>::infinity();
  Point on_a;  ///< where on a
  Point on_b;  ///< where on b
};

/// An area prepared for many distance questions: its edges in a packed tree of boxes. Immutable, const use from any
/// number of threads. Build O(n log n). It keeps its own copy of the edges.
class EdgeTree {
 public:
  explicit EdgeTree(MultiPolygonView feature);
  const Box& box() const noexcept { return box_; }
  /// Even-odd containment of a point (a point on the boundary may be either).
  bool covers(Point p) const noexcept;
  std::size_t edge_count() const noexcept { return edges_.size(); }

 private:
  friend ClosestPoints closest_points(const EdgeTree& a, const EdgeTree& b, double limit_m);
  struct Edge { Point from, to; };
  struct Node { Box box; std::uint32_t begin, end; };  // leaf: edges; inner: nodes
  std::vector<Edge> edges_;
  std::vector<std::vector<Node>> levels_;  // 0 = leaves
  std::vector<Point> anchors_;             // one point per part, for containment
  Box box_;
};

/// Exact smallest distance and where it is attained, by descending both trees together; stops early beyond `limit_m`
/// and then returns infinity. A distance equal to the limit (to 1e-8 m) is found. Ties: the first pair in edge order.
ClosestPoints closest_points(const EdgeTree& a, const EdgeTree& b, double limit_m = std::numeric_limits<double>::infinity());

double distance_m(const EdgeTree& a, const EdgeTree& b, double limit_m = std::numeric_limits<double>::infinity());
double distance_m(MultiPolygonView a, MultiPolygonView b);  ///< convenience for single questions

}  // namespace spatial
