// SPDX-License-Identifier: MIT
#include "libspatial/geometry/neighbourhood.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>

#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

constexpr double simplification = 0.01;  // tolerance as a share of the distance

double turn(Point a, Point b, Point c) { return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x); }

}  // namespace

std::vector<Point> convex_hull(MultiPolygonView feature) {
  std::vector<Point> points(feature.points().begin(), feature.points().end());
  std::sort(points.begin(), points.end(), [](Point a, Point b) { return std::tie(a.x, a.y) < std::tie(b.x, b.y); });
  points.erase(std::unique(points.begin(), points.end()), points.end());
  if (points.size() < 3) return points;
  std::vector<Point> hull;
  const auto extend = [&](Point p, std::size_t base) {
    while (hull.size() >= base + 2 && turn(hull[hull.size() - 2], hull.back(), p) <= 0) hull.pop_back();
    hull.push_back(p);
  };
  for (const Point p : points) extend(p, 0);
  const std::size_t lower = hull.size() - 1;
  for (auto p = points.rbegin() + 1; p != points.rend(); ++p) extend(*p, lower);
  hull.pop_back();
  return hull;
}

MultiPolygon grown(const std::vector<Point>& ring, double distance_m, int quadrant_segments) {
  if (ring.empty()) return {};
  const double step = std::numbers::pi / 2 / quadrant_segments;
  const std::size_t count = ring.size();
  MultiPolygonColumn column;
  const auto at = [&](Point corner, double angle) {
    column.add_point({corner.x + distance_m * std::cos(angle), corner.y + distance_m * std::sin(angle)});
  };
  // Direction of the outward normal of the edge that starts at vertex i.
  const auto normal = [&](std::size_t i) {
    const Point a = ring[i], b = ring[(i + 1) % count];
    return std::atan2(b.x - a.x, -(b.y - a.y)) + std::numbers::pi;
  };
  double from = count > 1 ? normal(count - 1) : 0;
  for (std::size_t i = 0; i < count; ++i) {
    double to = count > 1 ? normal(i) : 2 * std::numbers::pi;
    while (to < from) to += 2 * std::numbers::pi;
    at(ring[i], from);
    const auto segments = static_cast<int>(std::ceil((to - from) / step - 1e-9));
    for (int k = 1; k < segments; ++k) at(ring[i], from + (to - from) * k / segments);
    if (count > 1) at(ring[i], to);
    from = count > 1 ? normal(i) : to;
  }
  column.end_ring();
  column.end_part();
  column.end_feature();
  return MultiPolygon(std::move(column));
}

MultiPolygon neighbourhood(GeosContext& geos, MultiPolygonView feature, double distance_m, int quadrant_segments) {
  if (feature.empty() || !(distance_m > 0)) return MultiPolygon(feature);
  const Box box = box_of(feature);
  const double diagonal_squared = box.width() * box.width() + box.height() * box.height();
  if (diagonal_squared / (8 * distance_m) > simplification * distance_m)
    return buffer(geos, feature, distance_m, quadrant_segments, simplification / 10 * distance_m);
  return grown(convex_hull(feature), distance_m, quadrant_segments);
}

}  // namespace spatial
