// SPDX-License-Identifier: MIT
#include "libspatial/geometry/shared_area.hpp"

#include <algorithm>
#include <utility>

#include "libspatial/geometry/edge_pairs.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/perturbed.hpp"
#include "libspatial/geometry/vectors.hpp"

namespace spatial {
namespace {

using Edge = EdgeTree::Edge;

/// Calls crossing(i, j, enters, where) for every pair of edges that cross after b is shifted infinitesimally.
template <class Crossing>
void for_each_crossing(const EdgeTree& a, const EdgeTree& b, Point origin, Crossing&& crossing) {
  const auto compare = [&](std::uint32_t i, std::uint32_t j) {
    const Edge& e = a.edges()[i];
    const Edge& f = b.edges()[j];
    if (e.from == f.to && e.to == f.from) return;  // a shared edge: parallel after the shift
    const int e_from = perturbed_side(f, e.from, -1), e_to = perturbed_side(f, e.to, -1);
    if (e_from == e_to) return;
    if (perturbed_side(e, f.from, 1) == perturbed_side(e, f.to, 1)) return;
    const Point d = e.to - e.from, along = f.to - f.from;
    const double start = cross(along, e.from - f.from), end = cross(along, e.to - f.from);
    const double t = start != end ? std::clamp(start / (start - end), 0.0, 1.0) : 0.5;
    const Point local = e.from - origin;
    crossing(i, j, e_to > 0, Point{local.x + t * d.x, local.y + t * d.y});
  };
  for_each_near_pair(a, b, [&](std::uint32_t i, std::uint32_t j) {
    compare(i, j);
    return true;
  });
}

/// Adds w · cross(from, to) for every edge of `own` near `other`, where w is the winding number of `other` around the
/// edge's end. `turn` holds the change of w along each edge, and is cleared. `moved` is the direction in which own's
/// points are shifted.
void add_ends_inside(const EdgeTree& own, const EdgeTree& other, int moved, Point origin,
                     std::span<const std::uint32_t> near, std::span<std::int32_t> turn, StableSum& sum) {
  int w = 0;
  for (std::size_t k = 0; k < near.size(); ++k) {
    const Edge& e = own.edges()[near[k]];
    const bool goes_on = k > 0 && near[k] == near[k - 1] + 1 && own.edges()[near[k - 1]].to == e.from;
    if (!goes_on) w = perturbed_winding(other, e.from, moved);
    w += std::exchange(turn[near[k]], 0);
    if (w != 0) sum.add(w * cross(e.from - origin, e.to - origin));
  }
}

/// The same with prefix sums along the outline of `own`. `crossed` lists the edges that change w, in any order and
/// possibly twice.
void add_stretches_inside(const EdgeTree& own, const OutlineSums& sums, const EdgeTree& other, int moved, Point origin,
                          std::vector<std::uint32_t>& crossed, std::span<std::int32_t> turn, StableSum& sum) {
  std::sort(crossed.begin(), crossed.end());
  crossed.erase(std::unique(crossed.begin(), crossed.end()), crossed.end());
  auto next = crossed.begin();
  for (const OutlineSums::Ring& ring : sums.rings()) {
    const bool is_crossed = next != crossed.end() && *next < ring.end;
    if (!is_crossed && !ring.box.intersects(other.box())) continue;
    int w = perturbed_winding(other, own.edges()[ring.begin].from, moved);
    std::uint32_t begin = ring.begin;
    for (; next != crossed.end() && *next < ring.end; ++next) {
      if (w != 0 && begin < *next) sum.add(w * sums.twice_m2(begin, *next, origin));
      w += std::exchange(turn[*next], 0);
      begin = *next;
    }
    if (w != 0) sum.add(w * sums.twice_m2(begin, ring.end, origin));
  }
}

double area_m2(const EdgeTree& area, Point origin) noexcept {
  StableSum twice;
  for (const Edge& e : area.edges()) twice.add(cross(e.from - origin, e.to - origin));
  return 0.5 * twice.value();
}

}  // namespace

OutlineSums::OutlineSums(const EdgeTree& area) : edges_(area.edges()), corner_{area.box().min_x, area.box().min_y} {
  before_.reserve(edges_.size() + 1);
  before_.push_back(0);
  StableSum sum;
  Ring ring{0, 0, {}};
  for (std::uint32_t e = 0; e < edges_.size(); ++e) {
    sum.add(cross(edges_[e].from - corner_, edges_[e].to - corner_));
    before_.push_back(sum.value());
    ring.box.add(edges_[e].from);
    if (!(edges_[e].to == edges_[ring.begin].from)) continue;
    ring.end = e + 1;
    rings_.push_back(ring);
    ring = {e + 1, 0, {}};
  }
}

double OutlineSums::twice_m2(std::uint32_t begin, std::uint32_t end, Point origin) const noexcept {
  const double about_corner = before_[end] - before_[begin];
  return about_corner - cross(origin - corner_, edges_[end - 1].to - edges_[begin].from);
}

namespace {

/// `add_b` adds the part of b's outline that lies inside a. `whole_b` is the area of b.
template <class AddB, class WholeB>
double shared_area(const EdgeTree& a, const EdgeTree& b, SharedAreaScratch& scratch, const AddB& add_b,
                   const WholeB& whole_b) {
  if (a.empty() || b.empty() || !a.box().intersects(b.box())) return 0;
  const Point origin{std::max(a.box().min_x, b.box().min_x), std::max(a.box().min_y, b.box().min_y)};
  if (scratch.turn_a.size() < a.edges().size()) scratch.turn_a.resize(a.edges().size());
  if (scratch.turn_b.size() < b.edges().size()) scratch.turn_b.resize(b.edges().size());
  scratch.crossed_b.clear();

  StableSum twice;
  for_each_crossing(a, b, origin, [&](std::uint32_t i, std::uint32_t j, bool enters, Point where) {
    // Where a enters b, b leaves a. Both terms belong to the same point and are added together.
    scratch.turn_a[i] += enters ? 1 : -1;
    scratch.turn_b[j] -= enters ? 1 : -1;
    scratch.crossed_b.push_back(j);
    const double term = cross(b.edges()[j].from - a.edges()[i].from, where);
    twice.add(enters ? term : -term);
  });
  if (scratch.crossed_b.empty() && a.ring_count() == 1 && b.ring_count() == 1) {
    // No crossings: one area lies inside the other or, like neighbours in a coverage, neither does.
    if (const int times = perturbed_winding(b, a.edges()[0].from, -1); times != 0)
      return std::max(0.0, times * area_m2(a, origin));
    return std::max(0.0, perturbed_winding(a, b.edges()[0].from, 1) * whole_b(origin));
  }
  a.edges_near(b.box(), scratch.near_a);
  add_ends_inside(a, b, -1, origin, scratch.near_a, scratch.turn_a, twice);
  add_b(origin, twice);
  return std::max(0.0, 0.5 * twice.value());
}

}  // namespace

double shared_area_m2(const EdgeTree& a, const EdgeTree& b, SharedAreaScratch& scratch) {
  return shared_area(
      a, b, scratch,
      [&](Point origin, StableSum& twice) {
        b.edges_near(a.box(), scratch.near_b);
        add_ends_inside(b, a, 1, origin, scratch.near_b, scratch.turn_b, twice);
      },
      [&](Point origin) { return area_m2(b, origin); });
}

double shared_area_m2(const EdgeTree& a, const EdgeTree& b, const OutlineSums& outline_of_b,
                      SharedAreaScratch& scratch) {
  return shared_area(
      a, b, scratch,
      [&](Point origin, StableSum& twice) {
        add_stretches_inside(b, outline_of_b, a, 1, origin, scratch.crossed_b, scratch.turn_b, twice);
      },
      [&](Point origin) {
        return 0.5 * outline_of_b.twice_m2(0, static_cast<std::uint32_t>(b.edges().size()), origin);
      });
}

double shared_area_m2(MultiPolygonView feature, const Box& box, double area, const EdgeTree& zone,
                      SharedAreaScratch& scratch) {
  if (feature.empty() || zone.empty() || !box.intersects(zone.box())) return 0;
  if (!zone.any_edge_near(box.grown(1e-9))) return zone.covers(feature.points().front()) ? area : 0;
  return std::min(area, shared_area_m2(EdgeTree(feature), zone, scratch));
}

double shared_area_m2(MultiPolygonView a, MultiPolygonView b) {
  SharedAreaScratch scratch;
  return shared_area_m2(EdgeTree(a), EdgeTree(b), scratch);
}

}  // namespace spatial
