// SPDX-License-Identifier: MIT
#include "libspatial/strategy/baseline_slivers.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "libspatial/geometry/box_index.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/rings.hpp"
#include "libspatial/overlay/dissolve.hpp"

namespace spatial {
namespace {

constexpr double on_m = 0.002;  // cuts may leave vertices up to a millimetre off the neighbour's edge

/// A part of a piece.
struct Part {
  std::uint32_t piece = 0;
  MultiPolygon area;
};

struct Segment {
  Point a, b;
};

double squared_distance(Point p, const Segment& segment) {
  const double dx = segment.b.x - segment.a.x, dy = segment.b.y - segment.a.y, length = dx * dx + dy * dy;
  const double t =
      length > 0 ? std::clamp(((p.x - segment.a.x) * dx + (p.y - segment.a.y) * dy) / length, 0.0, 1.0) : 0;
  const double x = p.x - segment.a.x - t * dx, y = p.y - segment.a.y - t * dy;
  return x * x + y * y;
}

/// Edges of the neighbour near the sliver. There are few slivers, so a single pass over the edges is cheaper than a
/// tree.
std::vector<Segment> edges_near(MultiPolygonView neighbour, const Box& around) {
  std::vector<Segment> near;
  for (std::size_t r = 0; r < neighbour.ring_count(); ++r) {
    const RingView ring = neighbour.ring(r);
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
      const Point a = ring[i], b = ring[i + 1];
      if (std::max(a.x, b.x) >= around.min_x && std::min(a.x, b.x) <= around.max_x &&
          std::max(a.y, b.y) >= around.min_y && std::min(a.y, b.y) <= around.max_y)
        near.push_back({a, b});
    }
  }
  return near;
}

double common_edge_m(MultiPolygonView sliver, const std::vector<Segment>& neighbour) {
  double sum = 0;
  for (std::size_t r = 0; r < sliver.ring_count(); ++r) {
    const RingView ring = sliver.ring(r);
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
      const Point middle{0.5 * (ring[i].x + ring[i + 1].x), 0.5 * (ring[i].y + ring[i + 1].y)};
      if (std::any_of(neighbour.begin(), neighbour.end(),
                      [&](const Segment& edge) { return squared_distance(middle, edge) <= on_m * on_m; }))
        sum += std::hypot(ring[i + 1].x - ring[i].x, ring[i + 1].y - ring[i].y);
    }
  }
  return sum;
}

}  // namespace

/// Long because slivers are found, given and taken away by the same lists.
void give_slivers(std::vector<BaselinePiece>& pieces, MultiPolygonColumn& geometry, double sliver_m2,
                  std::vector<GivenSliver>& given, const Executor& executor) {
  std::vector<Part> slivers;
  std::map<std::uint32_t, MultiPolygon> rest;  // remaining land of pieces that have a sliver
  for (std::uint32_t p = 0; p < pieces.size(); ++p) {
    const MultiPolygonView area = geometry[p];
    if (area.part_count() == 1 && pieces[p].area_m2 >= sliver_m2) continue;
    MultiPolygonColumn kept;
    std::size_t found = 0;
    for (std::size_t k = 0; k < area.part_count(); ++k) {
      MultiPolygon part = part_of(area.part(k));
      if (area_m2(part) < sliver_m2) {
        slivers.push_back({p, std::move(part)});
        ++found;
      } else {
        kept.append_parts(part);
      }
    }
    kept.end_feature();
    if (found > 0) rest.emplace(p, MultiPolygon(std::move(kept)));
  }
  if (slivers.empty()) return;
  const auto body = [&](std::uint32_t p) -> MultiPolygonView {
    const auto own = rest.find(p);
    return own == rest.end() ? geometry[p] : own->second.view();
  };
  const std::vector<Box> boxes = boxes_of(geometry);
  const BoxIndex index(boxes);
  constexpr std::uint32_t nobody = 0xFFFFFFFF;
  const auto heirs = parallel_map<std::uint32_t, NoState>(executor, slivers.size(), [&](NoState&, std::size_t k) {
    const Box around = box_of(slivers[k].area.view()).grown(on_m);
    std::uint32_t best = nobody;
    double longest = 0;
    for (const std::uint32_t p : index.query(around)) {
      if (p == slivers[k].piece || body(p).empty()) continue;
      const double length = common_edge_m(slivers[k].area, edges_near(body(p), around));
      if (length > longest * (1 + 1e-9)) best = p, longest = length;
    }
    return best;
  });
  std::map<std::uint32_t, std::vector<std::size_t>> gains;  // slivers, by the piece that gets or keeps them
  for (std::size_t k = 0; k < slivers.size(); ++k) {
    gains[heirs[k] == nobody ? slivers[k].piece : heirs[k]].push_back(k);
    if (heirs[k] != nobody)
      given.push_back({pieces[slivers[k].piece].feature, pieces[heirs[k]].feature, area_m2(slivers[k].area),
                       box_of(slivers[k].area.view()).centre()});
  }
  MultiPolygonColumn members;
  std::vector<std::uint32_t> group_of, grown;
  for (const auto& [p, list] : gains) {
    members.append(body(p));
    group_of.push_back(static_cast<std::uint32_t>(grown.size()));
    for (const std::size_t k : list) {
      members.append(slivers[k].area);
      group_of.push_back(static_cast<std::uint32_t>(grown.size()));
    }
    grown.push_back(p);
  }
  const MultiPolygonColumn united =
      dissolve(members, group_of, static_cast<std::uint32_t>(grown.size()), executor).geometry;
  MultiPolygonColumn result;
  result.reserve(geometry.size(), geometry.point_count());
  std::vector<BaselinePiece> left;
  std::size_t next = 0;
  for (std::uint32_t p = 0; p < pieces.size(); ++p) {
    const bool grew = next < grown.size() && grown[next] == p;
    const MultiPolygonView area = grew ? united[next++] : body(p);
    if (area.empty()) continue;
    result.append(area);
    left.push_back(std::move(pieces[p]));
    left.back().area_m2 = area_m2(area);
  }
  geometry = std::move(result);
  pieces = std::move(left);
}

}  // namespace spatial
