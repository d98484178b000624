// SPDX-License-Identifier: MIT
#include "libspatial/geometry/traced_cut.hpp"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>
#include <span>
#include <tuple>

#include "libspatial/geometry/edge_pairs.hpp"
#include "libspatial/geometry/lattice.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/perturbed.hpp"
#include "libspatial/geometry/ring_touches.hpp"
#include "libspatial/geometry/rings.hpp"

namespace spatial {
namespace {

using Edge = EdgeTree::Edge;

Edge upward(const Edge& e) noexcept { return before(e.to, e.from) ? Edge{e.to, e.from} : e; }

bool on_box(const Edge& e, Point p) noexcept {
  return p.x >= std::min(e.from.x, e.to.x) && p.x <= std::max(e.from.x, e.to.x) && p.y >= std::min(e.from.y, e.to.y) &&
         p.y <= std::max(e.from.y, e.to.y);
}

__extension__ using Wide = __int128;

/// Position of an intersection along an edge, from 0 at its start to 1 at its end: n / d (d > 0), plus the effect of
/// b's infinitesimal shift, (e1 ε + e2 ε²) / d. Exact on the lattice.
struct ExactPlace {
  Wide n, d, e1, e2;
};

ExactPlace exact_place(const Edge& edge, const Edge& other, bool other_moves) noexcept {
  const auto units = [](double v) { return static_cast<Wide>(static_cast<std::int64_t>(v * lattice_units_per_m)); };
  const Wide dx = units(edge.to.x) - units(edge.from.x), dy = units(edge.to.y) - units(edge.from.y);
  const Wide ox = units(other.to.x) - units(other.from.x), oy = units(other.to.y) - units(other.from.y);
  const Wide gx = units(other.from.x) - units(edge.from.x), gy = units(other.from.y) - units(edge.from.y);
  const Wide sign = ox * dy - oy * dx < 0 ? -1 : 1, move = other_moves ? sign : -sign;
  return {sign * (ox * gy - oy * gx), sign * (ox * dy - oy * dx), -move * oy, move * ox};
}

/// Exact order of two positions on an edge. If two edges meet it at the same point, the infinitesimal shift decides.
bool before(const ExactPlace& x, const ExactPlace& y) {
  const auto compare = [](Wide a, Wide b, Wide c, Wide d) {  // compares a / b with c / d
    using boost::multiprecision::int256_t;
    const int256_t left = int256_t(a) * int256_t(d), right = int256_t(c) * int256_t(b);
    return left < right ? -1 : left > right ? 1 : 0;
  };
  if (const int order = compare(x.n, x.d, y.n, y.d); order != 0) return order < 0;
  if (const int order = compare(x.e1, x.d, y.e1, y.d); order != 0) return order < 0;
  return compare(x.e2, x.d, y.e2, y.d) < 0;
}

/// The same position in double precision, with its maximum error.
struct Place {
  double at, error;
};

Place place_along(const Edge& e, const Edge& f) noexcept {
  const double dx = f.to.x - f.from.x, dy = f.to.y - f.from.y;
  const double a = dx * (e.from.y - f.from.y), b = dy * (e.from.x - f.from.x), c = dx * (e.to.y - f.from.y),
               d = dy * (e.to.x - f.from.x);
  const double start = a - b, across = start - (c - d);
  const double error = 4e-16 * (std::abs(a) + std::abs(b) + std::abs(c) + std::abs(d));
  if (!(std::abs(across) > 4 * error)) return {0.5, 1};
  return {start / across, 4 * error / std::abs(across)};
}

/// The common point of two edges after the shift: a vertex if the outlines touch there, otherwise their intersection.
Point meeting_point(const CutArea& a, std::uint32_t i, std::uint32_t ring_a, const CutArea& b, std::uint32_t j,
                    std::uint32_t ring_b) noexcept {
  const Edge &e = a.tree().edges()[i], &f = b.tree().edges()[j];
  const auto on = [](const Edge& edge, Point p) { return on_box(edge, p) && side_of(edge.from, edge.to, p) == 0; };
  if (on(f, e.from)) return a.vertex(i, ring_a);
  if (on(f, e.to)) return a.vertex_after(i, ring_a);
  if (on(e, f.from)) return b.vertex(j, ring_b);
  if (on(e, f.to)) return b.vertex_after(j, ring_b);
  return crossing_point(e, f);
}

/// Finds all crossings of the two outlines, with b shifted infinitesimally.
void find_crossings(const CutArea& a, const CutArea& b, std::vector<Crossing>& found) {
  found.clear();
  for_each_near_pair(a.tree(), b.tree(), [&](std::uint32_t i, std::uint32_t j) {
    const Edge &e = a.tree().edges()[i], &f = b.tree().edges()[j];
    if (e.from == f.to && e.to == f.from) return true;  // a shared edge: parallel after the shift
    const int e_from = perturbed_side(f, e.from, -1), e_to = perturbed_side(f, e.to, -1);
    if (e_from == e_to || perturbed_side(e, f.from, 1) == perturbed_side(e, f.to, 1)) return true;
    Crossing crossing;
    crossing.i = i;
    crossing.j = j;
    crossing.ring_a = a.ring_of(i);
    crossing.ring_b = b.ring_of(j);
    const Place on_a = place_along(e, f), on_b = place_along(f, e);
    crossing.s = on_a.at;
    crossing.s_error = on_a.error;
    crossing.t = on_b.at;
    crossing.t_error = on_b.error;
    crossing.where = meeting_point(a, i, crossing.ring_a, b, j, crossing.ring_b);
    crossing.enters = e_to > 0;
    found.push_back(crossing);
    return true;
  });
}

/// Links each crossing to the next one on both outlines; false if their order cannot be determined.
bool link(const CutArea& a, const CutArea& b, CutScratch& scratch) {
  std::vector<Crossing>& all = scratch.crossings;
  std::vector<std::uint32_t>& order = scratch.order;
  order.resize(all.size());
  const std::span<const Edge> edges_a = a.tree().edges(), edges_b = b.tree().edges();
  for (const bool on_a : {true, false}) {
    for (std::uint32_t k = 0; k < order.size(); ++k) order[k] = k;
    const auto ring = [&](std::uint32_t k) { return on_a ? all[k].ring_a : all[k].ring_b; };
    std::sort(order.begin(), order.end(), [&](std::uint32_t k, std::uint32_t l) {
      const Crossing &x = all[k], &y = all[l];
      if (on_a) {
        if (x.i != y.i) return x.i < y.i;
        if (std::abs(x.s - y.s) > x.s_error + y.s_error) return x.s < y.s;
        return x.j != y.j &&
               before(exact_place(edges_a[x.i], edges_b[x.j], true), exact_place(edges_a[y.i], edges_b[y.j], true));
      }
      if (x.j != y.j) return x.j < y.j;
      if (std::abs(x.t - y.t) > x.t_error + y.t_error) return x.t < y.t;
      return x.i != y.i &&
             before(exact_place(edges_b[x.j], edges_a[x.i], false), exact_place(edges_b[y.j], edges_a[y.i], false));
    });
    for (std::size_t begin = 0; begin < order.size();) {
      std::size_t end = begin;
      while (end < order.size() && ring(order[end]) == ring(order[begin])) ++end;
      const std::span<std::uint32_t> group(order.data() + begin, end - begin);
      for (std::size_t k = 0; k < group.size(); ++k) {
        const std::uint32_t here = group[k], next = group[k + 1 < group.size() ? k + 1 : 0];
        if (all[here].enters == all[next].enters) return false;
        if (on_a) {
          all[here].next_on_a = next;
          all[here].place_a = static_cast<std::uint32_t>(k);
        } else {
          all[here].next_on_b = next;
          all[next].before_on_b = here;
          all[here].place_b = static_cast<std::uint32_t>(k);
        }
      }
      begin = end;
    }
  }
  return true;
}

/// Follows the outlines between crossings and collects the rings of the result.
class Tracer {
 public:
  Tracer(const CutArea& a, const CutArea& b, CutScratch& scratch, double least_ring_m2)
      : a_(a), b_(b), scratch_(scratch), all_(scratch.crossings), least_ring_m2_(least_ring_m2) {}

  /// The part of a inside (or outside) b, as a column of one feature; nullopt if the rings do not close properly.
  std::optional<MultiPolygon> area(bool inside) {
    if (!follow(inside, inside)) return std::nullopt;
    uncrossed(inside);
    return rings_.empty() ? MultiPolygon() : area_within(std::move(rings_));
  }

  /// Both areas together; nullopt if the rings do not close properly.
  std::optional<MultiPolygon> both() {
    if (!follow(false, true)) return std::nullopt;
    scratch_.crossed_a.assign(a_.ring_count(), 0);
    scratch_.crossed_b.assign(b_.ring_count(), 0);
    for (const Crossing& crossing : all_) scratch_.crossed_a[crossing.ring_a] = scratch_.crossed_b[crossing.ring_b] = 1;
    add_outside(a_, scratch_.crossed_a, b_, -1);
    add_outside(b_, scratch_.crossed_b, a_, 1);
    return rings_.empty() ? MultiPolygon() : area_within(std::move(rings_));
  }

 private:
  /// Adds the rings with crossings: along a from where it enters (or leaves) b to the next crossing, from there along b
  /// in its direction (or against it), and so on. False if they do not close properly.
  bool follow(bool entering, bool with_b) {
    rings_.clear();
    for (Crossing& crossing : all_) crossing.used = false;
    for (std::uint32_t start = 0; start < all_.size(); ++start) {
      if (all_[start].used || all_[start].enters != entering) continue;
      std::vector<Point> ring;
      std::uint32_t at = start;
      do {
        if (all_[at].used) return false;
        all_[at].used = true;
        const std::uint32_t turn = all_[at].next_on_a;
        ring.push_back(all_[at].where);
        forward(a_, all_[at].ring_a, all_[at].i, all_[turn].i, all_[turn].place_a > all_[at].place_a, ring);
        ring.push_back(all_[turn].where);
        const std::uint32_t next = with_b ? all_[turn].next_on_b : all_[turn].before_on_b;
        if (with_b)
          forward(b_, all_[turn].ring_b, all_[turn].j, all_[next].j, all_[next].place_b > all_[turn].place_b, ring);
        else
          backward(b_, all_[turn].ring_b, all_[turn].j, all_[next].j, all_[next].place_b < all_[turn].place_b, ring);
        at = next;
      } while (at != start);
      add(std::move(ring));
    }
    return true;
  }

  /// Adds the rings of an area that the other's outline does not cross and that lie outside it. `shift`: as
  /// perturbed_winding.
  void add_outside(const CutArea& area, const std::vector<char>& crossed, const CutArea& other, int shift) {
    for (std::uint32_t r = 0; r < area.ring_count(); ++r) {
      if (crossed[r] != 0 || perturbed_winding(other.tree(), area.tree().edges()[area.ring_begin(r)].from, shift) != 0)
        continue;
      const RingView ring = area.view().ring(r);
      rings_.emplace_back(ring.begin(), ring.end());
    }
  }

  /// Appends the vertices between two edges in the direction of the ring. `straight`: both positions are on the same
  /// edge, in this order.
  static void forward(const CutArea& area, std::uint32_t ring, std::uint32_t from, std::uint32_t to, bool straight,
                      std::vector<Point>& out) {
    if (from == to && straight) return;
    const std::uint32_t begin = area.ring_begin(ring), end = area.ring_begin(ring + 1);
    std::uint32_t edge = from;
    do {
      edge = edge + 1 < end ? edge + 1 : begin;
      out.push_back(area.vertex(edge, ring));
    } while (edge != to);
  }
  static void backward(const CutArea& area, std::uint32_t ring, std::uint32_t from, std::uint32_t to, bool straight,
                       std::vector<Point>& out) {
    if (from == to && straight) return;
    const std::uint32_t begin = area.ring_begin(ring), end = area.ring_begin(ring + 1);
    std::uint32_t edge = from;
    do {
      out.push_back(area.vertex(edge, ring));
      edge = edge > begin ? edge - 1 : end - 1;
    } while (edge != to);
  }

  /// Adds the rings without crossings; each lies entirely on one side.
  void uncrossed(bool inside) {
    scratch_.crossed_a.assign(a_.ring_count(), 0);
    for (const Crossing& crossing : all_) scratch_.crossed_a[crossing.ring_a] = 1;
    for (std::uint32_t r = 0; r < a_.ring_count(); ++r) {
      if (scratch_.crossed_a[r]) continue;
      const RingView ring = a_.view().ring(r);
      if ((perturbed_winding(b_.tree(), a_.tree().edges()[a_.ring_begin(r)].from, -1) != 0) == inside)
        rings_.emplace_back(ring.begin(), ring.end());
    }
    b_.tree().edges_near(a_.tree().box(), scratch_.near);
    scratch_.crossed_b.assign(b_.ring_count(), 0);
    for (const Crossing& crossing : all_) scratch_.crossed_b[crossing.ring_b] = 1;
    for (std::size_t k = 0; k < scratch_.near.size();) {
      const std::uint32_t r = b_.ring_of(scratch_.near[k]);
      std::size_t end = k;
      while (end < scratch_.near.size() && scratch_.near[end] < b_.ring_begin(r + 1)) ++end;
      const bool all_near = end - k == b_.ring_begin(r + 1) - b_.ring_begin(r);
      k = end;
      if (!all_near || scratch_.crossed_b[r]) continue;
      const RingView ring = b_.view().ring(r);
      if (perturbed_winding(a_.tree(), b_.tree().edges()[b_.ring_begin(r)].from, 1) == 0) continue;
      if (inside)
        rings_.emplace_back(ring.begin(), ring.end());
      else
        rings_.emplace_back(ring.rbegin(), ring.rend());
    }
  }

  /// Adds a ring without the needles that remain where outlines run along each other. A ring that consists only of
  /// needles is dropped.
  void add(std::vector<Point> ring) {
    const auto needle = [](Point a, Point tip, Point b) {
      const double ux = a.x - tip.x, uy = a.y - tip.y, vx = b.x - tip.x, vy = b.y - tip.y;
      const double across = ux * vy - uy * vx, u2 = ux * ux + uy * uy, v2 = vx * vx + vy * vy;
      return ux * vx + uy * vy > 0 && across * across <= needle_m * needle_m * std::max(u2, v2);
    };
    const auto same = [](Point a, Point b) {
      return std::abs(a.x - b.x) <= needle_m && std::abs(a.y - b.y) <= needle_m;
    };
    std::vector<Point> kept;
    const auto settle = [&] {
      for (bool again = true; again && kept.size() >= 2;) {
        again = false;
        if (same(kept[kept.size() - 1], kept[kept.size() - 2])) {
          kept.pop_back();
          again = true;
        } else if (kept.size() >= 3 && needle(kept[kept.size() - 3], kept[kept.size() - 2], kept[kept.size() - 1])) {
          kept.erase(kept.end() - 2);
          again = true;
        }
      }
    };
    for (const Point p : ring) {
      kept.push_back(p);
      settle();
    }
    // The last and first points are neighbours too.
    std::size_t first = 0;
    for (bool again = true; again && kept.size() - first >= 3;) {
      again = true;
      const std::size_t last = kept.size() - 1;
      if (same(kept[last], kept[first]) || needle(kept[last - 1], kept[last], kept[first]))
        kept.pop_back();
      else if (needle(kept[last], kept[first], kept[first + 1]))
        ++first;
      else
        again = false;
    }
    kept.erase(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(first));
    if (kept.size() < 3) return;
    kept.push_back(Point(kept.front()));
    if (std::abs(signed_area_m2(kept)) <= least_ring_m2_) return;
    rings_.push_back(std::move(kept));
  }

  const CutArea &a_, &b_;
  CutScratch& scratch_;
  std::vector<Crossing>& all_;
  double least_ring_m2_;
  std::vector<std::vector<Point>> rings_;
};

}  // namespace

Point crossing_point(const Edge& first, const Edge& second) noexcept {
  Edge e = upward(first), f = upward(second);
  if (std::tie(f.from.x, f.from.y, f.to.x, f.to.y) < std::tie(e.from.x, e.from.y, e.to.x, e.to.y)) std::swap(e, f);
  const long double ex = static_cast<long double>(e.to.x) - e.from.x, ey = static_cast<long double>(e.to.y) - e.from.y;
  const long double fx = static_cast<long double>(f.to.x) - f.from.x, fy = static_cast<long double>(f.to.y) - f.from.y;
  const long double gx = static_cast<long double>(f.from.x) - e.from.x,
                    gy = static_cast<long double>(f.from.y) - e.from.y;
  const long double across = ex * fy - ey * fx;
  const long double t = across != 0 ? (gx * fy - gy * fx) / across : 0.5L;
  return {static_cast<double>(e.from.x + t * ex), static_cast<double>(e.from.y + t * ey)};
}

CutArea::CutArea(MultiPolygonView feature) : view_(feature), tree_(feature) {
  const auto count_edges = [&] {
    std::uint32_t edges = 0;
    ring_begin_.assign(1, 0);
    for (std::size_t r = 0; r < view_.ring_count(); ++r)
      ring_begin_.push_back(edges += static_cast<std::uint32_t>(view_.ring(r).size() - 1));
    return edges == tree_.edges().size();
  };
  plain_ = count_edges();
  if (std::optional<MultiPolygon> sound = plain_ ? std::nullopt : without_repeated_points(view_)) {
    own_ = std::move(*sound);
    view_ = own_;
    tree_ = EdgeTree(view_);
    plain_ = count_edges();
  }
  // The tree would have reversed a ring of the other orientation, so the order of vertices is checked.
  for (std::uint32_t r = 0; plain_ && r < ring_count(); ++r) {
    const Point lattice = tree_.edges()[ring_begin_[r]].to, own = view_.ring(r)[1];
    plain_ = std::abs(lattice.x - own.x) <= 1e-9 && std::abs(lattice.y - own.y) <= 1e-9;
  }
}

std::uint32_t CutArea::ring_of(std::uint32_t edge) const noexcept {
  return static_cast<std::uint32_t>(std::upper_bound(ring_begin_.begin(), ring_begin_.end(), edge) -
                                    ring_begin_.begin() - 1);
}

std::optional<TracedCut> traced_cut(const CutArea& a, const CutArea& b, bool want_inside, bool want_outside,
                                    CutScratch& scratch, double least_ring_m2) {
  if (!a.plain() || !b.plain() || a.tree().empty() || b.tree().empty()) return std::nullopt;
  find_crossings(a, b, scratch.crossings);
  if (!link(a, b, scratch)) return std::nullopt;
  Tracer tracer(a, b, scratch, least_ring_m2);
  TracedCut cut;
  if (want_inside) {
    auto inside = tracer.area(true);
    if (!inside) return std::nullopt;
    cut.inside = std::move(*inside);
  }
  if (want_outside) {
    auto outside = tracer.area(false);
    if (!outside) return std::nullopt;
    cut.outside = std::move(*outside);
  }
  return cut;
}

std::optional<MultiPolygon> traced_union(const CutArea& a, const CutArea& b, CutScratch& scratch,
                                         double least_ring_m2) {
  if (!a.plain() || !b.plain() || a.tree().empty() || b.tree().empty()) return std::nullopt;
  find_crossings(a, b, scratch.crossings);
  if (!link(a, b, scratch)) return std::nullopt;
  return Tracer(a, b, scratch, least_ring_m2).both();
}

}  // namespace spatial
