// SPDX-License-Identifier: MIT
#include "libspatial/geometry/distance.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace spatial {
namespace {

constexpr double limit_tolerance_m = 1e-8;

double squared(double v) noexcept { return v * v; }

double box_distance2(const Box& a, const Box& b) noexcept {
  const double dx = std::max({0.0, a.min_x - b.max_x, b.min_x - a.max_x});
  const double dy = std::max({0.0, a.min_y - b.max_y, b.min_y - a.max_y});
  return dx * dx + dy * dy;
}

/// Square of the largest possible distance between a point in one box and a point in the other.
double box_span2(const Box& a, const Box& b) noexcept {
  const double dx = std::max(a.max_x - b.min_x, b.max_x - a.min_x);
  const double dy = std::max(a.max_y - b.min_y, b.max_y - a.min_y);
  return dx * dx + dy * dy;
}

/// The point of segment pq closest to c.
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

/// Long because the test of two edges and the walk down both trees share the best distance so far.
ClosestPoints closest_points(const EdgeTree& a, const EdgeTree& b, double limit_m) {
  ClosestPoints best;
  if (a.empty() || b.empty()) return best;
  // Coordinates near 600,000 m have an error of 1e-10 m. A distance that equals the limit on the map must still be
  // found.
  const double limit = limit_m + limit_tolerance_m;
  const double bound2 = limit * limit;
  if (box_distance2(a.box(), b.box()) > bound2) return best;

  // The boundary of a part that lies wholly inside the other area may be far from any edge, so one point of each part
  // is tested.
  if (a.box().intersects(b.box())) {
    for (const Point& p : a.anchors())
      if (b.covers(p)) return {0, p, p};
    for (const Point& p : b.anchors())
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

  // Descends both trees together, the closest pair of children first. Pairs that cannot beat the best distance are
  // skipped.
  const auto descend = [&](const auto& self, std::size_t la, std::uint32_t ia, std::size_t lb,
                           std::uint32_t ib) -> void {
    const EdgeTree::Node& na = a.levels()[la][ia];
    const EdgeTree::Node& nb = b.levels()[lb][ib];
    if (best2 == 0 && found) return;
    if (la == 0 && lb == 0) {
      for (std::uint32_t i = na.begin; i < na.end; ++i) {
        const EdgeTree::Edge& e = a.edges()[i];
        const Box edge_box = box_of(e);
        if (box_distance2(edge_box, nb.box) > best2) continue;
        for (std::uint32_t j = nb.begin; j < nb.end; ++j) {
          const EdgeTree::Edge& f = b.edges()[j];
          if (box_distance2(edge_box, box_of(f)) <= best2) compare_edges(e, f);
        }
      }
      return;
    }
    const bool split_a = lb == 0 || (la > 0 && la >= lb);
    const EdgeTree::Node& parent = split_a ? na : nb;
    const EdgeTree::Node& fixed = split_a ? nb : na;
    const std::vector<EdgeTree::Node>& below = split_a ? a.levels()[la - 1] : b.levels()[lb - 1];
    std::array<std::pair<double, std::uint32_t>, EdgeTree::fan_out> children;
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
  descend(descend, a.levels().size() - 1, 0, b.levels().size() - 1, 0);
  if (!found) return {};
  best.distance_m = std::sqrt(best2);
  return best;
}

DistanceBounds distance_bounds(const EdgeTree& a, const EdgeTree& b, double limit_m) {
  DistanceBounds bounds{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  if (a.empty() || b.empty()) return bounds;
  // If one area contains the other, their boundaries may be far apart.
  if (a.box().intersects(b.box()) &&
      (std::any_of(a.anchors().begin(), a.anchors().end(), [&](Point p) { return b.covers(p); }) ||
       std::any_of(b.anchors().begin(), b.anchors().end(), [&](Point p) { return a.covers(p); })))
    return {0, 0};
  const double limit = limit_m + limit_tolerance_m;
  double least2 = std::nextafter(limit * limit, std::numeric_limits<double>::infinity()), most2 = bounds.most;
  bool found = false;
  const auto descend = [&](const auto& self, std::size_t level, std::uint32_t index, double d2) -> void {
    const EdgeTree::Node& node = b.levels()[level][index];
    if (level == 0) {
      found = true;
      least2 = d2;
      most2 = std::min(most2, box_span2(a.box(), node.box));
      return;
    }
    std::array<std::pair<double, std::uint32_t>, EdgeTree::fan_out> children;
    std::size_t count = 0;
    for (std::uint32_t k = node.begin; k < node.end; ++k) {
      const double below2 = box_distance2(a.box(), b.levels()[level - 1][k].box);
      if (!(below2 < least2)) continue;
      std::size_t place = count++;
      for (; place > 0 && children[place - 1].first > below2; --place) children[place] = children[place - 1];
      children[place] = {below2, k};
    }
    for (std::size_t c = 0; c < count && children[c].first < least2; ++c)
      self(self, level - 1, children[c].second, children[c].first);
  };
  const double whole2 = box_distance2(a.box(), b.box());
  if (whole2 < least2) descend(descend, b.levels().size() - 1, 0, whole2);
  if (found) bounds = {std::sqrt(least2), std::sqrt(most2)};
  return bounds;
}

double distance_m(const EdgeTree& a, const EdgeTree& b, double limit_m) {
  return closest_points(a, b, limit_m).distance_m;
}

double distance_m(MultiPolygonView a, MultiPolygonView b) { return distance_m(EdgeTree(a), EdgeTree(b)); }

}  // namespace spatial
