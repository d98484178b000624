// SPDX-License-Identifier: MIT
#include "libspatial/strategy/road_network.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <queue>
#include <tuple>

#include "libspatial/geometry/distance.hpp"
#include "libspatial/geometry/line_tree.hpp"

namespace spatial {
namespace {

double between(Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y); }

/// The point of the edge that is closest to p.
RoadPlace foot(std::uint32_t number, const RoadNetwork::Edge& edge, Point p) {
  const double dx = edge.b.x - edge.a.x, dy = edge.b.y - edge.a.y, square = dx * dx + dy * dy;
  const double t = square > 0 ? std::clamp(((p.x - edge.a.x) * dx + (p.y - edge.a.y) * dy) / square, 0.0, 1.0) : 0.0;
  return {number, t * edge.length_m, between(p, {edge.a.x + t * dx, edge.a.y + t * dy})};
}

}  // namespace

RoadNetwork::RoadNetwork(const MultiLineColumn& lines, double snap_m) {
  std::map<std::pair<std::int64_t, std::int64_t>, std::uint32_t> spots;
  const auto junction = [&](Point p) {
    const auto key = std::pair{std::llround(p.x / snap_m), std::llround(p.y / snap_m)};
    return spots.emplace(key, static_cast<std::uint32_t>(spots.size())).first->second;
  };
  for (std::size_t f = 0; f < lines.size(); ++f)
    for (std::size_t k = 0; k < lines[f].line_count(); ++k) {
      const std::span<const Point> line = lines[f].line(k);
      for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        if (!std::isfinite(line[i].x + line[i].y + line[i + 1].x + line[i + 1].y)) continue;
        const std::uint32_t from = junction(line[i]), to = junction(line[i + 1]);
        if (from == to) continue;
        edges_.push_back({from, to, line[i], line[i + 1], between(line[i], line[i + 1])});
      }
    }
  junctions_ = spots.size();
  at_.resize(junctions_);
  for (std::uint32_t e = 0; e < edges_.size(); ++e) {
    at_[edges_[e].from].push_back(e);
    at_[edges_[e].to].push_back(e);
    Box& box = boxes_.emplace_back();
    box.add(edges_[e].a);
    box.add(edges_[e].b);
    extent_.add(box);
  }
  index_ = BoxIndex(boxes_);
}

RoadPlace RoadNetwork::nearest(Point place) const {
  if (edges_.empty()) return {};
  Box at;
  at.add(place);
  Box all = extent_;
  all.add(place);
  const double farthest = std::hypot(all.width(), all.height());
  std::vector<std::uint32_t> near;
  for (double radius = 64;; radius *= 4) {
    index_.query(at.grown(radius), near);
    RoadPlace best;
    for (const std::uint32_t e : near)
      if (const RoadPlace here = foot(e, edges_[e], place);
          best.edge == RoadPlace::nowhere || here.beside_m < best.beside_m)
        best = here;
    if (best.edge != RoadPlace::nowhere && (best.beside_m <= radius || radius > farthest)) return best;
  }
}

std::vector<RoadPlace> RoadNetwork::around(const EdgeTree& area, double within_m) const {
  std::vector<RoadPlace> places;
  if (edges_.empty() || area.empty()) return places;
  Box all = extent_;
  all.add(area.box());
  const double farthest = std::hypot(all.width(), all.height());
  std::vector<std::uint32_t> near;
  RoadPlace best;
  for (double radius = std::max(within_m, 1.0); best.edge == RoadPlace::nowhere; radius *= 4) {
    index_.query(area.box().grown(radius), near);
    for (const std::uint32_t e : near) {
      const std::array<Point, 2> ends{edges_[e].a, edges_[e].b};
      const std::array<std::span<const Point>, 1> line{std::span<const Point>(ends)};
      const ClosestPoints closest = closest_points(tree_of(MultiPolygon(), line), area, radius);
      if (!(closest.distance_m <= radius)) continue;
      // An edge that enters the area is reached where it first meets it; inside the area, distance is not counted.
      const RoadPlace here{e, std::min(between(edges_[e].a, closest.on_a), edges_[e].length_m), closest.distance_m};
      if (here.beside_m <= within_m) places.push_back(here);
      if (best.edge == RoadPlace::nowhere || here.beside_m < best.beside_m) best = here;
    }
    if (radius > farthest) break;
  }
  if (places.empty() && best.edge != RoadPlace::nowhere) places.push_back(best);
  return places;
}

RoadDistances RoadNetwork::distances(std::span<const RoadStart> starts) const {
  using Found = RoadDistances::Found;
  RoadDistances result;
  result.roads_ = this;
  result.junctions_.resize(junctions_);
  result.on_edge_.resize(edges_.size());
  using Step = std::tuple<double, std::uint32_t, std::uint32_t>;  // distance, label, junction
  std::priority_queue<Step, std::vector<Step>, std::greater<>> next;
  const auto reach = [&](std::uint32_t junction, double distance_m, std::uint32_t label) {
    Found& found = result.junctions_[junction];
    if (std::tie(distance_m, label) >= std::tie(found.distance_m, found.label)) return;
    found = {distance_m, label};
    next.emplace(distance_m, label, junction);
  };
  for (const RoadStart& start : starts) {
    if (start.place.edge == RoadPlace::nowhere) continue;
    const Edge& edge = edges_[start.place.edge];
    result.on_edge_[start.place.edge].push_back(start);
    reach(edge.from, start.place.beside_m + start.place.along_m, start.label);
    reach(edge.to, start.place.beside_m + edge.length_m - start.place.along_m, start.label);
  }
  while (!next.empty()) {
    const auto [distance_m, label, junction] = next.top();
    next.pop();
    if (result.junctions_[junction].distance_m != distance_m || result.junctions_[junction].label != label) continue;
    for (const std::uint32_t e : at_[junction])
      reach(edges_[e].from == junction ? edges_[e].to : edges_[e].from, distance_m + edges_[e].length_m, label);
  }
  return result;
}

RoadDistances::Found RoadDistances::at(const RoadPlace& place) const {
  Found best;
  if (place.edge == RoadPlace::nowhere) return best;
  const RoadNetwork::Edge& edge = roads_->edges()[place.edge];
  const auto consider = [&](double along_m, std::uint32_t label) {
    const double distance_m = place.beside_m + along_m;
    if (std::tie(distance_m, label) < std::tie(best.distance_m, best.label)) best = {distance_m, label};
  };
  const Found &from = junctions_[edge.from], &to = junctions_[edge.to];
  consider(from.distance_m + place.along_m, from.label);
  consider(to.distance_m + edge.length_m - place.along_m, to.label);
  for (const RoadStart& start : on_edge_[place.edge])
    consider(start.place.beside_m + std::abs(start.place.along_m - place.along_m), start.label);
  return best;
}

}  // namespace spatial
