// SPDX-License-Identifier: MIT
#include "libspatial/geometry/needles.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>
#include <vector>

#include "libspatial/geometry/edge_tree.hpp"
#include "libspatial/geometry/ring_touches.hpp"

namespace spatial {
namespace {

/// Inserting a vertex in an edge can bring it close to another edge, so several rounds may be needed; two or three are
/// usual.
constexpr int most_rounds = 32;
constexpr double rounding_m = 1e-9;  // rounding error of coordinates and of the lattice of EdgeTree

/// A vertex to be inserted in an edge.
struct Contact {
  std::uint32_t edge;
  double foot;  // metres from the start of the edge
  Point corner;
};

bool same(Point a, Point b) noexcept { return std::abs(a.x - b.x) <= rounding_m && std::abs(a.y - b.y) <= rounding_m; }

/// Calls visit(i, j), i <= j, for every two edges whose boxes are within `apart_m` of each other.
template <class Visit>
void for_each_pair_near(const EdgeTree& tree, double apart_m, const Visit& visit) {
  const auto& levels = tree.levels();
  const auto descend = [&](const auto& self, std::size_t level, std::uint32_t a, std::uint32_t b) -> void {
    const EdgeTree::Node &na = levels[level][a], &nb = levels[level][b];
    if (a != b && !na.box.grown(apart_m).intersects(nb.box)) return;
    for (std::uint32_t i = na.begin; i < na.end; ++i) {
      const std::uint32_t first = a == b ? i : nb.begin;
      if (level > 0) {
        for (std::uint32_t j = first; j < nb.end; ++j) self(self, level - 1, i, j);
        continue;
      }
      const Box near = box_of(tree.edges()[i]).grown(apart_m);
      if (a != b && !near.intersects(nb.box)) continue;
      for (std::uint32_t j = first; j < nb.end; ++j)
        if (i != j && near.intersects(box_of(tree.edges()[j]))) visit(i, j);
    }
  };
  if (!tree.empty()) descend(descend, levels.size() - 1, 0, 0);
}

std::vector<Contact> contacts_of(MultiPolygonView area, double width_m) {
  std::vector<Contact> found;
  const EdgeTree tree(area);
  const auto edges = tree.edges();
  std::vector<Point> corners;  // start point of each edge, before the tree rounded it
  for (std::size_t r = 0; r < area.ring_count(); ++r)
    corners.insert(corners.end(), area.ring(r).begin(), area.ring(r).end() - 1);
  if (edges.size() != corners.size()) return found;  // repeated points: the outline is not on a grid
  const auto look = [&](std::uint32_t k, Point corner) {
    const EdgeTree::Edge& edge = edges[k];
    const double dx = edge.to.x - edge.from.x, dy = edge.to.y - edge.from.y;
    const double px = corner.x - edge.from.x, py = corner.y - edge.from.y, length2 = dx * dx + dy * dy;
    const double across = dx * py - dy * px;
    if (across * across > width_m * width_m * length2 || same(edge.from, corner) || same(edge.to, corner)) return;
    const double length = std::sqrt(length2), foot = (px * dx + py * dy) / length;
    if (foot > rounding_m && foot < length - rounding_m) found.push_back({k, foot, corner});
  };
  for_each_pair_near(tree, width_m, [&](std::uint32_t i, std::uint32_t j) {
    look(i, corners[j]);
    look(j, corners[i]);
  });
  const auto key = [](const Contact& c) { return std::tuple(c.edge, c.foot, c.corner.x, c.corner.y); };
  std::sort(found.begin(), found.end(), [&](const Contact& a, const Contact& b) { return key(a) < key(b); });
  // Two rings may share a vertex.
  found.erase(
      std::unique(found.begin(), found.end(), [&](const Contact& a, const Contact& b) { return key(a) == key(b); }),
      found.end());
  return found;
}

/// Removes spikes, i.e. stretches that a ring runs there and back. The ring is given and returned without its closing
/// point.
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
  // The last and first points are neighbours too.
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

/// The area with these vertices inserted in its edges. Its rings may touch and run along themselves.
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

/// The land enclosed by such rings.
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
