// SPDX-License-Identifier: MIT
#include "libspatial/geometry/distance.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

constexpr std::size_t leaf_edges = 8;
constexpr std::size_t fan_out = 8;
constexpr double limit_tolerance_m = 1e-8;

double squared(double v) noexcept { return v * v; }

double box_distance2(const Box& a, const Box& b) noexcept {
  const double dx = std::max({0.0, a.min_x - b.max_x, b.min_x - a.max_x});
  const double dy = std::max({0.0, a.min_y - b.max_y, b.min_y - a.max_y});
  return dx * dx + dy * dy;
}

/// The point of segment pq nearest to c.
Point nearest_on(Point p, Point q, Point c) noexcept {
  const double dx = q.x - p.x, dy = q.y - p.y;
  const double length2 = dx * dx + dy * dy;
  if (!(length2 > 0)) return p;
  const double t = ((c.x - p.x) * dx + (c.y - p.y) * dy) / length2;
  if (t <= 0) return p;
  if (t >= 1) return q;
  return {p.x + t * dx, p.y + t * dy};
}

double cross(Point o, Point a, Point b) noexcept { return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x); }

}  // namespace

EdgeTree::EdgeTree(MultiPolygonView feature) {
  edges_.reserve(feature.point_count());
  for (std::size_t p = 0; p < feature.part_count(); ++p) {
    const PolygonView part = feature.part(p);
    anchors_.push_back(part.shell().front());
    for (std::size_t r = 0; r < part.ring_count(); ++r) {
      const RingView ring = part.ring(r);
      for (std::size_t i = 0; i + 1 < ring.size(); ++i) edges_.push_back({ring[i], ring[i + 1]});
    }
  }
  // Consecutive edges of a ring are neighbours already: runs of them make tight boxes without sorting.
  std::vector<Node> leaves;
  for (std::size_t begin = 0; begin < edges_.size(); begin += leaf_edges) {
    const std::size_t end = std::min(edges_.size(), begin + leaf_edges);
    Node node{{}, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
    for (std::size_t e = begin; e < end; ++e) {
      node.box.add(edges_[e].from);
      node.box.add(edges_[e].to);
    }
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

bool EdgeTree::covers(Point p) const noexcept {
  if (edges_.empty() || p.x < box_.min_x || p.x > box_.max_x || p.y < box_.min_y || p.y > box_.max_y) return false;
  bool inside = false;
  const auto visit = [&](const auto& self, std::size_t level, std::uint32_t index) -> void {
    const Node& node = levels_[level][index];
    if (p.y < node.box.min_y || p.y > node.box.max_y || p.x > node.box.max_x) return;
    for (std::uint32_t k = node.begin; k < node.end; ++k) {
      if (level > 0) {
        self(self, level - 1, k);
        continue;
      }
      const Edge& e = edges_[k];
      if ((e.from.y > p.y) == (e.to.y > p.y)) continue;
      const double side = cross(e.from, e.to, p);
      if ((e.to.y > e.from.y) ? side > 0 : side < 0) inside = !inside;
    }
  };
  visit(visit, levels_.size() - 1, 0);
  return inside;
}

ClosestPoints closest_points(const EdgeTree& a, const EdgeTree& b, double limit_m) {
  ClosestPoints best;
  if (a.edges_.empty() || b.edges_.empty()) return best;
  // Coordinates near 600,000 m carry an error of 1e-10 m: a distance equal to the limit on the map must be found.
  const double limit = limit_m + limit_tolerance_m;
  const double bound2 = limit * limit;
  if (box_distance2(a.box_, b.box_) > bound2) return best;

  // A part wholly inside the other area has no boundary near: ask for one point of each part.
  if (a.box_.intersects(b.box_)) {
    for (const Point& p : a.anchors_)
      if (b.covers(p)) return {0, p, p};
    for (const Point& p : b.anchors_)
      if (a.covers(p)) return {0, p, p};
  }

  double best2 = bound2;
  bool found = false;
  const auto offer = [&](Point on_a, Point on_b) {
    const double d2 = squared(on_a.x - on_b.x) + squared(on_a.y - on_b.y);
    if (d2 < best2 || (!found && d2 <= best2)) {
      best2 = d2;
      best.on_a = on_a;
      best.on_b = on_b;
      found = true;
    }
  };
  const auto compare_edges = [&](const EdgeTree::Edge& e, const EdgeTree::Edge& f) {
    const double s1 = cross(e.from, e.to, f.from), s2 = cross(e.from, e.to, f.to);
    const double s3 = cross(f.from, f.to, e.from), s4 = cross(f.from, f.to, e.to);
    if (((s1 > 0 && s2 < 0) || (s1 < 0 && s2 > 0)) && ((s3 > 0 && s4 < 0) || (s3 < 0 && s4 > 0))) {
      const double t = s1 / (s1 - s2);
      const Point where{f.from.x + t * (f.to.x - f.from.x), f.from.y + t * (f.to.y - f.from.y)};
      offer(where, where);
      return;
    }
    offer(nearest_on(e.from, e.to, f.from), f.from);
    offer(nearest_on(e.from, e.to, f.to), f.to);
    offer(e.from, nearest_on(f.from, f.to, e.from));
    offer(e.to, nearest_on(f.from, f.to, e.to));
  };

  // Both trees descend together, the nearer pair of children first; a pair that cannot beat the best is left.
  const auto descend = [&](const auto& self, std::size_t la, std::uint32_t ia, std::size_t lb, std::uint32_t ib) -> void {
    const EdgeTree::Node& na = a.levels_[la][ia];
    const EdgeTree::Node& nb = b.levels_[lb][ib];
    if (best2 == 0 && found) return;
    if (la == 0 && lb == 0) {
      for (std::uint32_t i = na.begin; i < na.end; ++i) {
        const EdgeTree::Edge& e = a.edges_[i];
        Box edge_box;
        edge_box.add(e.from);
        edge_box.add(e.to);
        if (box_distance2(edge_box, nb.box) > best2) continue;
        for (std::uint32_t j = nb.begin; j < nb.end; ++j) {
          const EdgeTree::Edge& f = b.edges_[j];
          Box other;
          other.add(f.from);
          other.add(f.to);
          if (box_distance2(edge_box, other) <= best2) compare_edges(e, f);
        }
      }
      return;
    }
    const bool split_a = lb == 0 || (la > 0 && la >= lb);
    const EdgeTree::Node& parent = split_a ? na : nb;
    const EdgeTree::Node& fixed = split_a ? nb : na;
    const std::vector<EdgeTree::Node>& below = split_a ? a.levels_[la - 1] : b.levels_[lb - 1];
    std::array<std::pair<double, std::uint32_t>, fan_out> children;
    std::size_t count = 0;
    for (std::uint32_t k = parent.begin; k < parent.end; ++k) {
      const double d2 = box_distance2(below[k].box, fixed.box);
      if (d2 > best2) continue;
      std::size_t place = count++;
      for (; place > 0 && children[place - 1].first > d2; --place) children[place] = children[place - 1];
      children[place] = {d2, k};
    }
    for (std::size_t c = 0; c < count; ++c) {
      if (children[c].first > best2) break;
      if (split_a)
        self(self, la - 1, children[c].second, lb, ib);
      else
        self(self, la, ia, lb - 1, children[c].second);
    }
  };
  descend(descend, a.levels_.size() - 1, 0, b.levels_.size() - 1, 0);
  if (!found) return {};
  best.distance_m = std::sqrt(best2);
  return best;
}

double distance_m(const EdgeTree& a, const EdgeTree& b, double limit_m) { return closest_points(a, b, limit_m).distance_m; }

double distance_m(MultiPolygonView a, MultiPolygonView b) { return distance_m(EdgeTree(a), EdgeTree(b)); }

}  // namespace spatial
