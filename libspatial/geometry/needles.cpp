// SPDX-License-Identifier: MIT
#include "libspatial/geometry/needles.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>
#include <vector>

#include "libspatial/geometry/edge_tree.hpp"
#include "libspatial/geometry/on_edge.hpp"
#include "libspatial/geometry/ring_touches.hpp"

namespace spatial {
namespace {

/// An edge that got a corner can come near another one; two or three rounds are usual.
constexpr int most_rounds = 32;
constexpr double rounding_m = 1e-9;  // of coordinates and of the lattice of EdgeTree

/// A corner to be put on an edge.
struct Contact {
  std::uint32_t edge;
  double foot;  // metres along the edge
  Point corner;
};

bool same(Point a, Point b) noexcept { return std::abs(a.x - b.x) <= rounding_m && std::abs(a.y - b.y) <= rounding_m; }

std::vector<Contact> contacts_of(MultiPolygonView area, double width_m) {
  std::vector<Contact> found;
  const EdgeTree tree(area);
  std::size_t edges = 0;
  for (std::size_t r = 0; r < area.ring_count(); ++r) edges += area.ring(r).size() - 1;
  if (tree.edges().size() != edges) return found;  // repeated points: not an outline on a grid
  for (std::size_t r = 0; r < area.ring_count(); ++r)
    for (const Point corner : area.ring(r).first(area.ring(r).size() - 1)) {
      Box near;
      near.add(corner);
      near = near.grown(width_m);
      tree.find_edge([&](const Box& box) { return near.intersects(box); },
                     [&](std::uint32_t k) {
                       const EdgeTree::Edge& edge = tree.edges()[k];
                       if (!near.intersects(box_of(edge)) || same(edge.from, corner) || same(edge.to, corner) ||
                           distance_to_edge_m(corner, edge) > width_m)
                         return false;
                       const double dx = edge.to.x - edge.from.x, dy = edge.to.y - edge.from.y,
                                    length = std::hypot(dx, dy);
                       const double foot = ((corner.x - edge.from.x) * dx + (corner.y - edge.from.y) * dy) / length;
                       if (foot > rounding_m && foot < length - rounding_m) found.push_back({k, foot, corner});
                       return false;
                     });
    }
  const auto key = [](const Contact& c) { return std::tuple(c.edge, c.foot, c.corner.x, c.corner.y); };
  std::sort(found.begin(), found.end(), [&](const Contact& a, const Contact& b) { return key(a) < key(b); });
  // Two rings may pass one corner.
  found.erase(
      std::unique(found.begin(), found.end(), [&](const Contact& a, const Contact& b) { return key(a) == key(b); }),
      found.end());
  return found;
}

/// Takes out what a ring goes there and straight back. The points come open and stay open.
void drop_spikes(std::vector<Point>& ring) {
  std::vector<Point> kept;
  const auto settle = [&] {
    while (kept.size() >= 2 && kept.back() == kept[kept.size() - 2]) kept.pop_back();
    while (kept.size() >= 3 && kept.back() == kept[kept.size() - 3]) kept.resize(kept.size() - 2);
  };
  for (const Point p : ring) {
    kept.push_back(p);
    settle();
  }
  // The ends meet as well.
  std::size_t first = 0, end = kept.size();
  for (bool again = true; again && end - first >= 3;) {
    again = true;
    if (kept[first] == kept[end - 1])
      --end;
    else if (kept[first + 1] == kept[end - 1])
      ++first;
    else if (kept[first] == kept[end - 2])
      --end;
    else
      again = false;
  }
  ring.assign(kept.begin() + static_cast<std::ptrdiff_t>(first), kept.begin() + static_cast<std::ptrdiff_t>(end));
}

/// The area with these corners on its edges, as rings that may touch and run along themselves.
MultiPolygon with_corners_on_edges(MultiPolygonView area, const std::vector<Contact>& contacts) {
  MultiPolygonColumn column;
  std::vector<Point> points;
  std::uint32_t edge = 0;
  auto next = contacts.begin();
  for (std::size_t p = 0; p < area.part_count(); ++p) {
    for (std::size_t r = 0; r < area.part(p).ring_count(); ++r) {
      const RingView ring = area.part(p).ring(r);
      points.clear();
      for (std::size_t k = 0; k + 1 < ring.size(); ++k, ++edge) {
        points.push_back(ring[k]);
        for (; next != contacts.end() && next->edge == edge; ++next) points.push_back(next->corner);
      }
      column.add_ring(points);
    }
    column.end_part();
  }
  column.end_feature();
  return MultiPolygon(std::move(column));
}

/// The land within such rings.
MultiPolygon land_within(GeosContext& geos, MultiPolygonView area) {
  std::vector<std::vector<Point>> rings;
  for (std::size_t r = 0; r < area.ring_count(); ++r) {
    std::vector<Point> ring(area.ring(r).begin(), area.ring(r).end() - 1);
    drop_spikes(ring);
    if (ring.size() < 3) continue;
    ring.push_back(Point(ring.front()));
    rings.push_back(std::move(ring));
  }
  if (rings.empty()) return {};
  if (auto land = area_within(std::move(rings))) return std::move(*land);
  return make_valid(geos, area);
}

}  // namespace

std::optional<NeedleFree> without_needles(GeosContext& geos, MultiPolygonView area, double width_m) {
  if (!(width_m > 0)) return std::nullopt;
  NeedleFree result;
  for (int round = 0; round < most_rounds; ++round) {
    const MultiPolygonView now = round == 0 ? area : result.geometry.view();
    if (now.empty()) break;
    const std::vector<Contact> contacts = contacts_of(now, width_m + rounding_m);
    if (contacts.empty()) break;
    if (round == 0) {
      result.corners = contacts.size();
      result.place = contacts.front().corner;
    }
    result.geometry = land_within(geos, with_corners_on_edges(now, contacts));
  }
  if (result.corners == 0) return std::nullopt;
  return result;
}

}  // namespace spatial
