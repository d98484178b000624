// SPDX-License-Identifier: MIT
#include "libspatial/geometry/interior_area.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/edge_tree.hpp"
#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

using Hidden = InteriorScratch::Hidden;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double open_m = 1e-7;  // a sum whose pieces miss one another by more does not close

Point operator+(Point a, Point b) { return {a.x + b.x, a.y + b.y}; }
Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
Point operator*(double s, Point p) { return {s * p.x, s * p.y}; }
double dot(Point a, Point b) { return a.x * b.x + a.y * b.y; }
double cross(Point a, Point b) { return a.x * b.y - a.y * b.x; }

/// An edge as a frame: u along it, v to the left, where the inside is.
struct Frame {
  Point from;
  Point along;
  double length;
  std::uint32_t before, after;  ///< the ring's edges before and after

  Point inward() const { return {-along.y, along.x}; }
  double u(Point p) const { return dot(p - from, along); }
  double v(Point p) const { return cross(along, p - from); }
};

/// Values between two bounds; empty if from ≥ to.
struct Span {
  double from, to;
};

/// The outline of one feature's interior, edge by edge and corner by corner. Corner i is where edge i begins.
class Outline {
 public:
  Outline(const EdgeTree& tree, double depth, InteriorScratch& scratch) : tree_(tree), origin_(tree.box().centre()), depth_(depth), scratch_(scratch) {
    const auto edges = tree.edges();
    frames_.reserve(edges.size());
    for (std::size_t first = 0; first < edges.size();) {
      std::size_t last = first;
      while (last + 1 < edges.size() && !(edges[last].to == edges[first].from)) ++last;
      for (std::size_t e = first; e <= last; ++e) {
        const Point step = edges[e].to - edges[e].from;
        const double length = std::hypot(step.x, step.y);
        frames_.push_back({edges[e].from - origin_, (1 / length) * step, length, static_cast<std::uint32_t>(e == first ? last : e - 1), static_cast<std::uint32_t>(e == last ? first : e + 1)});
      }
      first = last + 1;
    }
  }

  /// nullopt if the pieces do not close.
  std::optional<double> area() {
    for (std::uint32_t e = 0; e < frames_.size(); ++e) {
      add_line(e);
      if (turn(frames_[e].before, e) < 0) add_arc(e);
    }
    if (!(std::abs(gap_x_.value()) < open_m) || !(std::abs(gap_y_.value()) < open_m)) return std::nullopt;
    return area_.value();
  }

 private:
  double turn(std::uint32_t before, std::uint32_t after) const { return cross(frames_[before].along, frames_[after].along); }
  Point line_start(std::uint32_t e) const { return frames_[e].from + depth_ * frames_[e].inward(); }
  Point line_end(std::uint32_t e) const { return frames_[frames_[e].after].from + depth_ * frames_[e].inward(); }

  // Crossings, the same bits whichever of the two asks.

  /// Of the parallel lines of two edges; `cosine` of their angle.
  std::optional<Point> line_crossing(std::uint32_t a, std::uint32_t b) const {
    if (b < a) std::swap(a, b);
    if (frames_[a].after == b || frames_[b].after == a) {  // neighbours: sure also where they hardly turn
      const std::uint32_t second = frames_[a].after == b ? b : a;
      const double share = 1 + dot(frames_[a].along, frames_[b].along);
      if (share < 1e-12) return std::nullopt;
      return frames_[second].from + (depth_ / share) * (frames_[a].inward() + frames_[b].inward());
    }
    const Frame &line = frames_[a], &other = frames_[b];
    const double rise = cross(other.along, line.along);
    if (rise == 0) return std::nullopt;
    const Point start = line_start(a);
    return start + ((depth_ - other.v(start)) / rise) * line.along;
  }
  /// Of the parallel line of edge e with the circle around a corner: along the edge's line, as u.
  std::optional<Span> circle_on_line(std::uint32_t e, Point corner) const {
    const double height = frames_[e].v(corner) - depth_, square = (depth_ - height) * (depth_ + height);
    if (!(square > 0)) return std::nullopt;
    const double middle = frames_[e].u(corner), half = std::sqrt(square);
    return Span{middle - half, middle + half};
  }
  Point on_line(std::uint32_t e, double u) const { return line_start(e) + u * frames_[e].along; }

  /// All edges that may lie within the depth of a place, and so all corners (each begins an edge).
  void find_near(const Box& place) {
    const Box box{place.min_x + origin_.x, place.min_y + origin_.y, place.max_x + origin_.x, place.max_y + origin_.y};
    tree_.edges_near(box.grown(depth_ * (1 + 1e-9)), scratch_.near);
  }

  void add_line(std::uint32_t e) {
    const Frame& line = frames_[e];
    const Point start = line_start(e), end = line_end(e);
    std::vector<Hidden>& hidden = scratch_.hidden;
    hidden.clear();
    const Point to = frames_[line.after].from;
    for (const std::uint32_t t : {line.after, line.before})
      if (hide_line_by_edge(e, t)) return;  // most lines end here
    Box place;
    place.add(start);
    place.add(end);
    find_near(place);
    for (const std::uint32_t t : scratch_.near) {
      if (t == e) continue;
      const Frame& other = frames_[t];
      if (!(other.from == line.from) && !(other.from == to)) {
        if (const auto span = circle_on_line(e, other.from); span && span->to > 0 && span->from < line.length) {
          if (span->from <= 0 && span->to >= line.length) return;
          hidden.push_back({span->from, span->to, on_line(e, span->from), on_line(e, span->to)});
        }
      }
      if (t != line.after && t != line.before && hide_line_by_edge(e, t)) return;
    }
    sum_open(line.length, start, end, [this](Point a, Point b, double, double) { add_piece(a, b, 0); });
  }

  /// What the band of edge t, within the depth to its left and right, hides of e's line; true if that is all of it.
  bool hide_line_by_edge(std::uint32_t e, std::uint32_t t) {
    const Frame &line = frames_[e], &other = frames_[t];
    const bool neighbours = line.after == t || line.before == t;
    if (neighbours && !(line.after == t ? turn(e, t) > 0 : turn(t, e) > 0)) return false;  // it bends away: touches at most the end
    const Point start = line_start(e);
    const double run = dot(line.along, other.along), rise = cross(other.along, line.along), u0 = other.u(start), v0 = other.v(start);
    Hidden part{-infinity, infinity, start, start};
    const auto keep = [&](double at, bool growing, std::optional<Point> crossing) {
      if (growing ? at > part.from : at < part.to) {
        (growing ? part.from : part.to) = at;
        (growing ? part.from_point : part.to_point) = crossing ? *crossing : on_line(e, at);
      }
    };
    if (run != 0) {
      keep(-u0 / run, run > 0, std::nullopt);
      keep((other.length - u0) / run, run < 0, std::nullopt);
    } else if (!(u0 > 0 && u0 < other.length)) {
      return false;
    }
    if (rise != 0) {
      keep((-depth_ - v0) / rise, rise > 0, std::nullopt);
      const std::optional<Point> crossing = line_crossing(e, t);
      const double at = crossing ? line.u(*crossing) : rise > 0 ? infinity : -infinity;
      keep(at, rise < 0, crossing);
    } else if (!(std::abs(v0) < depth_)) {
      return false;
    }
    if (!(part.from < part.to) || part.to <= 0 || part.from >= line.length) return false;
    if (part.from <= 0 && part.to >= line.length) return true;
    scratch_.hidden.push_back(part);
    return false;
  }

  void add_arc(std::uint32_t corner) {
    const std::uint32_t before = frames_[corner].before;
    const Frame &in = frames_[before], &out = frames_[corner];
    const Point centre = out.from, first = in.inward();
    const auto angle_of = [&](Point direction) { return std::atan2(-cross(first, direction), dot(first, direction)); };  // clockwise
    const double whole = angle_of(out.inward());
    if (!(whole > 0)) return;
    Box place;
    place.add(line_end(before));
    place.add(line_start(corner));
    find_near(place.grown(depth_ * (1 - std::cos(whole / 2))));  // as far as the arc bulges
    const auto in_reach = [&](Point middle, Point p) { return dot(p - middle, p - middle) < depth_ * depth_; };
    for (const std::uint32_t t : scratch_.near)  // a disc holds less than half of a circle of its size: with both ends, the arc
      if (const Point other = frames_[t].from; in_reach(other, line_end(before)) && in_reach(other, line_start(corner)) && !(other == centre)) return;
    std::vector<Hidden>& hidden = scratch_.hidden;
    hidden.clear();
    // An angle within half a turn of the arc's middle, so that spans need no wrapping.
    const auto arc_angle = [&](Point p) {
      double angle = angle_of(p - centre);
      if (angle < whole / 2 - std::numbers::pi) angle += 2 * std::numbers::pi;
      return angle;
    };
    const auto hide = [&](Point from, Point to) {  // clockwise
      double a = arc_angle(from), b = arc_angle(to);
      if (b < a) {  // over the far side
        if (a < whole) hidden.push_back({a, infinity, from, from});
        if (b > 0) hidden.push_back({-infinity, b, to, to});
        return;
      }
      if (b > 0 && a < whole) hidden.push_back({a, b, from, to});
    };
    for (const std::uint32_t t : scratch_.near) {
      const Frame& other = frames_[t];
      const Point apart = other.from - centre;
      const double square = dot(apart, apart);
      if (square > 0 && square < 4 * depth_ * depth_) {
        const double half = std::sqrt(depth_ * depth_ - square / 4) / std::sqrt(square);
        const bool swap = t < corner;  // from the lower corner, so that both get the same bits
        const Point base = swap ? other.from : centre, reach = swap ? centre - other.from : apart;
        const Point middle = base + 0.5 * reach, off{-half * reach.y, half * reach.x};
        // Clockwise around `centre`: left of the way to the other corner comes first.
        hide(swap ? middle - off : middle + off, swap ? middle + off : middle - off);
      }
      if (t == before || t == corner) continue;  // they bend away
      hide_arc_by_edge(t, centre, hide);
      if (!hidden.empty() && hidden.back().from <= 0 && hidden.back().to >= whole) return;
    }
    sum_open(whole, line_end(before), line_start(corner), [&](Point a, Point b, double from, double to) { add_piece(a, b, to - from); });
  }

  /// What the band of edge t hides of the circle around a corner, as clockwise arcs.
  template <class Hide>
  void hide_arc_by_edge(std::uint32_t t, Point centre, const Hide& hide) {
    const Frame& other = frames_[t];
    const bool meets = other.from == centre || frames_[other.after].from == centre;  // an edge of a ring that touches here
    const double u0 = other.u(centre), v0 = meets ? 0 : other.v(centre), d = depth_;
    if (u0 <= -d || u0 >= other.length + d || std::abs(v0) >= 2 * d) return;
    struct Crossing {
      double angle;  ///< anticlockwise in the edge's frame
      Point place;
    };
    std::array<Crossing, 8> crossings;
    std::size_t count = 0;
    const auto add = [&](double u, double v, Point place) {  // in the order of the angles
      const double angle = std::atan2(v, u);
      std::size_t k = count++;
      for (; k > 0 && crossings[k - 1].angle > angle; --k) crossings[k] = crossings[k - 1];
      crossings[k] = {angle, place};
    };
    const auto at = [&](double u, double v) { return centre + u * other.along + v * other.inward(); };
    if (const auto span = meets ? std::nullopt : circle_on_line(t, centre)) {  // the band's side inside the feature
      add(span->from - u0, d - v0, on_line(t, span->from));
      add(span->to - u0, d - v0, on_line(t, span->to));
    }
    const auto level = [&](double v) {
      if (!(std::abs(v) < d)) return;
      const double u = std::sqrt((d - v) * (d + v));
      add(-u, v, at(-u, v));
      add(u, v, at(u, v));
    };
    const auto end = [&](double u) {
      if (!(std::abs(u) < d)) return;
      const double v = std::sqrt((d - u) * (d + u));
      add(u, -v, at(u, -v));
      add(u, v, at(u, v));
    };
    level(-d - v0);
    end(-u0);
    end(other.length - u0);
    if (count == 0) {  // the band is as wide as the circle: they miss each other, or the corner lies on the edge
      if (u0 > 0 && u0 < other.length && std::abs(v0) < d) scratch_.hidden.push_back({-infinity, infinity, centre, centre});
      return;
    }
    for (std::size_t k = 0; k < count; ++k) {
      const Crossing& from = crossings[k];
      const Crossing& to = crossings[(k + 1) % count];
      const double turn = to.angle - from.angle + (k + 1 == count ? 2 * std::numbers::pi : 0), middle = from.angle + turn / 2;
      const double u = u0 + d * std::cos(middle), v = v0 + d * std::sin(middle);
      if (u > 0 && u < other.length && std::abs(v) < d) hide(to.place, from.place);
    }
  }

  /// Calls for each part of [0, length] that nothing hides.
  template <class Add>
  void sum_open(double length, Point start, Point end, const Add& add) {
    std::vector<Hidden>& hidden = scratch_.hidden;
    std::sort(hidden.begin(), hidden.end(), [](const Hidden& a, const Hidden& b) { return a.from < b.from; });
    double at = 0;
    Point place = start;
    for (const Hidden& part : hidden) {
      if (part.from > at) add(place, part.from_point, at, part.from);
      if (part.to > at) {
        at = part.to;
        place = part.to_point;
      }
      if (at >= length) return;
    }
    add(place, end, at, length);
  }

  /// A straight piece, or one bent clockwise by an angle around a corner.
  void add_piece(Point a, Point b, double angle) {
    area_.add((cross(a, b) - depth_ * depth_ * (angle - std::sin(angle))) / 2);
    gap_x_.add(b.x - a.x);
    gap_y_.add(b.y - a.y);
  }

  const EdgeTree& tree_;
  Point origin_;
  double depth_;
  InteriorScratch& scratch_;
  std::vector<Frame> frames_;
  StableSum area_, gap_x_, gap_y_;
};

}  // namespace

double interior_area_m2(MultiPolygonView feature, double depth_m, InteriorScratch& scratch) {
  if (!(depth_m >= 0) || std::isinf(depth_m)) throw Error(ErrorKind::usage, "the depth of an edge must be at least 0 m, not " + shortest(depth_m));
  const double whole = area_m2(feature);
  if (feature.empty() || depth_m == 0) return whole;
  const Box box = box_of(feature);
  if (std::min(box.width(), box.height()) <= 2 * depth_m) return 0;
  const EdgeTree tree(feature);
  for (const double more : {0.0, 1e-10, 1e-9, 1e-8}) {
    if (const auto area = Outline(tree, depth_m * (1 + more), scratch).area()) return std::clamp(*area, 0.0, whole);
    scratch.repeated += more == 0;
  }
  ++scratch.buffered;
  return area_m2(buffer(scratch.geos, feature, -depth_m, 64));
}

}  // namespace spatial
