// SPDX-License-Identifier: MIT
#include "libspatial/geometry/edge_tree.hpp"

#include <algorithm>
#include <cmath>

#include "libspatial/geometry/lattice.hpp"
#include "libspatial/geometry/measures.hpp"

namespace spatial {
int side_of(Point from, Point to, Point p) noexcept {
  const double left = (to.x - from.x) * (p.y - from.y);
  const double right = (to.y - from.y) * (p.x - from.x);
  const double det = left - right;
  // Shewchuk (1997), bound A: (3 + 16 ε) ε with ε = 2^-53.
  const double bound = 3.3306690738754716e-16 * (std::abs(left) + std::abs(right));
  if (det > bound) return 1;
  if (-det > bound) return -1;
  __extension__ using Integer = __int128;
  const auto units = [](double v) { return static_cast<Integer>(static_cast<std::int64_t>(v * lattice_units_per_m)); };
  const Integer exact = (units(to.x) - units(from.x)) * (units(p.y) - units(from.y)) -
                        (units(to.y) - units(from.y)) * (units(p.x) - units(from.x));
  return exact > 0 ? 1 : exact < 0 ? -1 : 0;
}

EdgeTree::EdgeTree(MultiPolygonView feature) {
  edges_.reserve(feature.point_count());
  for (std::size_t p = 0; p < feature.part_count(); ++p) {
    const PolygonView part = feature.part(p);
    for (std::size_t r = 0; r < part.ring_count(); ++r) {
      const RingView ring = part.ring(r);
      const std::size_t first = edges_.size();
      for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        const Edge edge{i == 0                  ? on_lattice(ring[0])
                        : edges_.size() > first ? edges_.back().to
                                                : on_lattice(ring[i]),
                        on_lattice(ring[i + 1])};
        if (!(edge.from == edge.to)) edges_.push_back(edge);
      }
      const bool inside_left = counter_clockwise(ring) == (r == 0);
      if (!inside_left) {
        std::reverse(edges_.begin() + static_cast<std::ptrdiff_t>(first), edges_.end());
        for (std::size_t e = first; e < edges_.size(); ++e) std::swap(edges_[e].from, edges_[e].to);
      }
      if (edges_.size() > first) ++rings_;
      if (r == 0 && edges_.size() > first) anchors_.push_back(edges_[first].from);
    }
  }
  // Consecutive edges of a ring are close to each other, so runs of them give tight boxes without sorting.
  std::vector<Node> leaves;
  leaves.reserve(edges_.size() / leaf_edges + 1);
  for (std::size_t begin = 0; begin < edges_.size(); begin += leaf_edges) {
    const std::size_t end = std::min(edges_.size(), begin + leaf_edges);
    Node node{{}, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
    for (std::size_t e = begin; e < end; ++e) node.box.add(box_of(edges_[e]));
    leaves.push_back(node);
    box_.add(node.box);
  }
  levels_.push_back(std::move(leaves));
  while (levels_.back().size() > 1) {
    const std::vector<Node>& below = levels_.back();
    std::vector<Node> level;
    for (std::size_t begin = 0; begin < below.size(); begin += fan_out) {
      const std::size_t end = std::min(below.size(), begin + fan_out);
      Node node{{}, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
      for (std::size_t k = begin; k < end; ++k) node.box.add(below[k].box);
      level.push_back(node);
    }
    levels_.push_back(std::move(level));
  }
}

bool EdgeTree::any_edge_near(const Box& box) const noexcept {
  return find_edge([&](const Box& part) { return part.intersects(box); },
                   [&](std::uint32_t k) { return box_of(edges_[k]).intersects(box); });
}

void EdgeTree::edges_near(const Box& box, std::vector<std::uint32_t>& found) const {
  found.clear();
  find_edge([&](const Box& part) { return part.intersects(box); },
            [&](std::uint32_t k) {
              if (box_of(edges_[k]).intersects(box)) found.push_back(k);
              return false;
            });
}

bool EdgeTree::covers(Point point) const noexcept {
  const Point p = on_lattice(point);
  if (edges_.empty() || p.x < box_.min_x || p.x > box_.max_x || p.y < box_.min_y || p.y > box_.max_y) return false;
  bool inside = false;
  find_edge([&](const Box& part) { return p.y >= part.min_y && p.y <= part.max_y && p.x <= part.max_x; },
            [&](std::uint32_t k) {
              const Edge& e = edges_[k];
              if ((e.from.y > p.y) != (e.to.y > p.y) && side_of(e.from, e.to, p) * (e.to.y > e.from.y ? 1 : -1) > 0)
                inside = !inside;
              return false;
            });
  return inside;
}

}  // namespace spatial
