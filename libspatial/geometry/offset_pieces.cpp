// SPDX-License-Identifier: MIT
#include "libspatial/geometry/offset_pieces.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

#include "libspatial/core/numbers.hpp"
#include "libspatial/geometry/lattice.hpp"
#include "libspatial/geometry/rings.hpp"
#include "libspatial/geometry/vectors.hpp"

namespace spatial {
namespace {

using Frame = OffsetFrames::Frame;
using Hidden = OffsetScratch::Hidden;

constexpr std::uint32_t no_frame = OffsetFrames::none;

Point operator+(Point a, Point b) { return {a.x + b.x, a.y + b.y}; }
Point operator*(double s, Point p) { return {s * p.x, s * p.y}; }
double dot(Point a, Point b) { return a.x * b.x + a.y * b.y; }

/// Coordinates relative to a frame: u along its edge, v to the left of it, where the offset outline runs.
double u_of(const Frame& frame, Point p) { return dot(p - frame.from, frame.along); }
double v_of(const Frame& frame, Point p) { return cross(frame.along, p - frame.from); }

/// The interval between two values; empty if from ≥ to.
struct Span {
  double from, to;
};

/// Builds the offset outline edge by edge and vertex by vertex. Vertex i is the start of frame i.
class Outline {
 public:
  Outline(const OffsetFrames& frames, double depth, OffsetScratch& scratch)
      : tree_(frames.tree()), origin_(frames.origin()), frames_(frames.frames()), depth_(depth), scratch_(scratch) {}

  void trace() {
    scratch_.pieces.clear();
    for (std::uint32_t e = 0; e < frames_.size(); ++e) {
      add_line(e);
      if (sticks_out(frames_[e].before, e)) add_arc(e);
    }
  }

 private:
  double turn(std::uint32_t before, std::uint32_t after) const {
    return cross(frames_[before].along, frames_[after].along);
  }
  /// Whether the vertex between two edges is convex; true also at the end of a line, where the path turns back.
  bool sticks_out(std::uint32_t before, std::uint32_t after) const {
    return turn(before, after) < 0 || frames_[before].twin == after;
  }
  Point line_start(std::uint32_t e) const { return frames_[e].from + depth_ * frames_[e].inward(); }
  Point line_end(std::uint32_t e) const { return frames_[frames_[e].after].from + depth_ * frames_[e].inward(); }

  /// Whether the band of edge t need not be tested at the end or vertex between a and b: it is one of the two edges, or
  /// its twin is tested instead.
  bool band_done(std::uint32_t t, std::uint32_t a, std::uint32_t b) const {
    if (t == a || t == b) return true;
    const std::uint32_t twin = frames_[t].twin;
    return twin != no_frame && (twin == a || twin == b || twin < t);
  }

  // Intersections. The result is identical to the bit, whichever of the two edges is first.

  /// Intersection of the offset lines of two edges.
  std::optional<Point> line_crossing(std::uint32_t a, std::uint32_t b) const {
    if (b < a) std::swap(a, b);
    if (frames_[a].after == b || frames_[b].after == a) {  // neighbours: reliable even if they are almost parallel
      const std::uint32_t second = frames_[a].after == b ? b : a;
      const double share = 1 + dot(frames_[a].along, frames_[b].along);
      if (share < 1e-12) return std::nullopt;
      return frames_[second].from + (depth_ / share) * (frames_[a].inward() + frames_[b].inward());
    }
    const Frame &line = frames_[a], &other = frames_[b];
    const double rise = cross(other.along, line.along);
    if (rise == 0) return std::nullopt;
    const Point start = line_start(a);
    return start + ((depth_ - v_of(other, start)) / rise) * line.along;
  }
  /// Where the circle around a vertex cuts the offset line of edge e, as values of u.
  std::optional<Span> circle_on_line(std::uint32_t e, Point corner) const {
    const double height = v_of(frames_[e], corner) - depth_, square = (depth_ - height) * (depth_ + height);
    if (!(square > 0)) return std::nullopt;
    const double middle = u_of(frames_[e], corner), half = std::sqrt(square);
    return Span{middle - half, middle + half};
  }
  Point on_line(std::uint32_t e, double u) const { return line_start(e) + u * frames_[e].along; }

  /// Finds all edges, and so all vertices (each is the start of an edge), within the depth of a place: their boxes must
  /// be within the depth of its box and of the circle around it. The circle excludes what lies on the other side of an
  /// edge, which is most of the shape if the depth is large.
  void find_near(const Box& place) {
    scratch_.near.clear();
    const double depth = depth_ * (1 + 1e-9) + 1e-9, reach = depth + 0.5 * std::hypot(place.width(), place.height());
    const Point middle = place.centre() + origin_;
    const Box own{place.min_x + origin_.x, place.min_y + origin_.y, place.max_x + origin_.x, place.max_y + origin_.y};
    const Box box = own.grown(depth);
    const auto meets = [&](const Box& other) {
      if (!other.intersects(box)) return false;
      const double x = std::max({other.min_x - middle.x, middle.x - other.max_x, 0.0});
      const double y = std::max({other.min_y - middle.y, middle.y - other.max_y, 0.0});
      return x * x + y * y <= reach * reach;
    };
    tree_.find_edge(meets, [&](std::uint32_t k) {
      if (meets(box_of(tree_.edges()[k]))) scratch_.near.push_back(k);
      return false;
    });
  }

  /// Tests edges that are likely to hide a vertex or edge: its neighbours along the outline, and the edge `last` that
  /// hid the previous one. Returns true if one of them hides it.
  template <class Hides>
  bool hidden_by_likely(std::uint32_t e, std::uint32_t last, const Hides& hides) const {
    if (last < frames_.size() && hides(last)) return true;
    std::uint32_t up = frames_[e].after, down = frames_[e].before;
    for (int step = 0; step < 3; ++step) {
      up = frames_[up].after;
      if (hides(up) || hides(down)) return true;
      down = frames_[down].before;
    }
    return false;
  }

  void add_line(std::uint32_t e) {
    const Frame& line = frames_[e];
    const Point start = line_start(e), end = line_end(e);
    std::vector<Hidden>& hidden = scratch_.hidden;
    hidden.clear();
    for (const std::uint32_t t : {line.after, line.before})
      if (t != line.twin && hide_line_by_edge(e, t)) return;  // the usual end for most lines
    const std::size_t by_neighbours = hidden.size();
    const auto hides = [&](std::uint32_t t) { return t != e && hide_line_by_corner_and_edge(e, t); };
    if (line.length < depth_ && hidden_by_likely(e, last_line_hider_, hides)) return;
    hidden.resize(by_neighbours);
    Box place;
    place.add(start);
    place.add(end);
    find_near(place);
    for (const std::uint32_t t : scratch_.near)
      if (hides(t)) {
        last_line_hider_ = t;
        return;
      }
    sum_open(line.length, start, end, [&](Point a, Point b, double from, double to) {
      scratch_.pieces.push_back({a, b, {}, 0, from == 0 && to == line.length});
    });
  }

  /// Marks the parts of e's line that the disc around vertex t or the band of edge t hides; true if one of them hides
  /// the whole line.
  bool hide_line_by_corner_and_edge(std::uint32_t e, std::uint32_t t) {
    const Frame &line = frames_[e], &other = frames_[t];
    if (!(other.from == line.from) && !(other.from == frames_[line.after].from)) {
      if (const auto span = circle_on_line(e, other.from); span && span->to > 0 && span->from < line.length) {
        if (span->from <= 0 && span->to >= line.length) return true;
        scratch_.hidden.push_back({span->from, span->to, on_line(e, span->from), on_line(e, span->to)});
      }
    }
    return t != line.twin && !band_done(t, line.after, line.before) && hide_line_by_edge(e, t);
  }

  /// Marks the part of e's line that the band of edge t hides (within the depth to its left and right); true if that is
  /// the whole line.
  /// Its branches are the sides from which a band can hide a line.
  bool hide_line_by_edge(std::uint32_t e, std::uint32_t t) {
    const Frame &line = frames_[e], &other = frames_[t];
    const bool neighbours = line.after == t || line.before == t;
    // The neighbour turns away and touches e's line at most at its end.
    if (neighbours && !(line.after == t ? turn(e, t) > 0 : turn(t, e) > 0)) return false;
    const Point start = line_start(e);
    const double run = dot(line.along, other.along), rise = cross(other.along, line.along);
    const double u0 = u_of(other, start), v0 = v_of(other, start);
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
      const auto keep_side = [&](std::uint32_t side, bool growing) {
        const std::optional<Point> crossing = line_crossing(e, side);
        keep(crossing ? u_of(line, *crossing) : growing ? -infinity : infinity, growing, crossing);
      };
      if (other.twin == no_frame)
        keep((-depth_ - v0) / rise, rise > 0, std::nullopt);
      else
        keep_side(other.twin, rise > 0);
      keep_side(t, rise < 0);
    } else if (!(std::abs(v0) < depth_)) {
      return false;
    }
    if (!(part.from < part.to) || part.to <= 0 || part.from >= line.length) return false;
    if (part.from <= 0 && part.to >= line.length) return true;
    scratch_.hidden.push_back(part);
    return false;
  }

  /// Long because what hides the arc is looked for in turn: the last hider, whole hiders, then those of parts.
  void add_arc(std::uint32_t corner) {
    const std::uint32_t before = frames_[corner].before;
    const Frame &in = frames_[before], &out = frames_[corner];
    const Point centre = out.from, first = in.inward();
    const auto angle_of = [&](Point direction) {  // measured clockwise
      return std::atan2(-cross(first, direction), dot(first, direction));
    };
    const double whole = in.twin == corner ? std::numbers::pi : angle_of(out.inward());
    if (!(whole > 0)) return;
    const Point from = line_end(before), until = line_start(corner);
    const auto in_reach = [&](Point middle, Point p) { return dot(p - middle, p - middle) < depth_ * depth_; };
    // A disc contains less than half of a circle of the same size, so if it contains both ends it contains the arc.
    const auto hides = [&](std::uint32_t t) {
      const Point other = frames_[t].from;
      return in_reach(other, from) && in_reach(other, until) && !(other == centre);
    };
    if (hidden_by_likely(corner, last_arc_hider_, hides)) return;
    Box place;
    place.add(from);
    place.add(until);
    find_near(place.grown(depth_ * (1 - std::cos(whole / 2))));  // the arc bulges out by this much
    for (const std::uint32_t t : scratch_.near)
      if (hides(t)) {
        last_arc_hider_ = t;
        return;
      }
    std::vector<Hidden>& hidden = scratch_.hidden;
    hidden.clear();
    // Angles within half a turn of the arc's middle, so intervals need no wrapping.
    const auto arc_angle = [&](Point p) {
      double angle = angle_of(p - centre);
      if (angle < whole / 2 - std::numbers::pi) angle += 2 * std::numbers::pi;
      return angle;
    };
    const auto hide = [&](Point first_hidden, Point last_hidden) {  // in clockwise order
      double a = arc_angle(first_hidden), b = arc_angle(last_hidden);
      if (b < a) {  // the interval passes the far side of the circle
        if (a < whole) hidden.push_back({a, infinity, first_hidden, first_hidden});
        if (b > 0) hidden.push_back({-infinity, b, last_hidden, last_hidden});
        return;
      }
      if (b > 0 && a < whole) hidden.push_back({a, b, first_hidden, last_hidden});
    };
    const Point top = centre + (depth_ * std::cos(whole / 2)) * first + (depth_ * std::sin(whole / 2)) * in.along;
    // A disc that contains the arc.
    const double radius = std::hypot(top.x - from.x, top.y - from.y) + 1e-9 * (1 + depth_);
    const double reach = (depth_ + radius) * (depth_ + radius);
    for (const std::uint32_t t : scratch_.near) {
      if (const Point away = top - frames_[t].from; dot(away, away) < reach) hide_arc_by_corner(t, corner, hide);
      if (band_done(t, before, corner)) continue;  // the neighbouring edges turn away
      const Lie lie = band_to_disc(t, top, radius);
      if (lie == Lie::around) return;
      if (lie == Lie::across) hide_arc_by_edge(t, centre, hide);
      if (!hidden.empty() && hidden.back().from <= 0 && hidden.back().to >= whole) return;
    }
    sum_open(whole, from, until, [&](Point a, Point b, double begin, double end) {
      scratch_.pieces.push_back({a, b, centre, end - begin, begin == 0 && end == whole});
    });
  }

  /// How the band of an edge relates to a small disc.
  enum class Lie { apart, across, around };
  Lie band_to_disc(std::uint32_t t, Point middle, double radius) const {
    const Frame& other = frames_[t];
    const double u = u_of(other, middle), v = std::abs(v_of(other, middle));
    if (u <= -radius || u >= other.length + radius || v >= depth_ + radius) return Lie::apart;
    return u > radius && u < other.length - radius && v < depth_ - radius ? Lie::around : Lie::across;
  }

  /// Marks the part of the circle around a vertex that the disc around vertex t hides.
  template <class Hide>
  void hide_arc_by_corner(std::uint32_t t, std::uint32_t corner, const Hide& hide) const {
    const Point centre = frames_[corner].from, other = frames_[t].from, apart = other - centre;
    const double square = dot(apart, apart);
    if (!(square > 0 && square < 4 * depth_ * depth_)) return;
    const double half = std::sqrt(depth_ * depth_ - square / 4) / std::sqrt(square);
    // Computed from whichever vertex comes first in `before` order, so that both circles get identical points.
    const bool swap = before(other, centre);
    const Point base = swap ? other : centre, reach = swap ? centre - other : apart;
    const Point middle = base + 0.5 * reach, off{-half * reach.y, half * reach.x};
    // Clockwise around `centre`, the point left of the direction to the other vertex comes first.
    hide(swap ? middle - off : middle + off, swap ? middle + off : middle - off);
  }

  /// Marks the parts of the circle around a vertex that the band of edge t hides, as clockwise arcs.
  /// Its branches are the places where a circle can enter and leave a band.
  template <class Hide>
  void hide_arc_by_edge(std::uint32_t t, Point centre, const Hide& hide) {
    const Frame& other = frames_[t];
    // True if the edge belongs to a ring that touches the vertex.
    const bool meets = other.from == centre || frames_[other.after].from == centre;
    const double u0 = u_of(other, centre), v0 = meets ? 0 : v_of(other, centre), d = depth_;
    if (u0 <= -d || u0 >= other.length + d || std::abs(v0) >= 2 * d) return;
    struct Crossing {
      double angle;  ///< anticlockwise in the edge's frame
      Point place;
    };
    std::array<Crossing, 8> crossings;
    std::size_t count = 0;
    const auto add = [&](double u, double v, Point place) {  // kept in order of angle
      const double angle = std::atan2(v, u);
      std::size_t k = count++;
      for (; k > 0 && crossings[k - 1].angle > angle; --k) crossings[k] = crossings[k - 1];
      crossings[k] = {angle, place};
    };
    const auto at = [&](double u, double v) { return centre + u * other.along + v * other.inward(); };
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
    // The sides of the band along which the outline may run.
    if (const auto span = meets ? std::nullopt : circle_on_line(t, centre)) {
      add(span->from - u0, d - v0, on_line(t, span->from));
      add(span->to - u0, d - v0, on_line(t, span->to));
    }
    if (other.twin == no_frame) {
      level(-d - v0);
    } else if (const auto span = meets ? std::nullopt : circle_on_line(other.twin, centre)) {
      add(other.length - span->from - u0, -d - v0, on_line(other.twin, span->from));
      add(other.length - span->to - u0, -d - v0, on_line(other.twin, span->to));
    }
    end(-u0);
    end(other.length - u0);
    if (count == 0) {  // the band is as wide as the circle: either they are apart, or the vertex lies on the edge
      if (u0 > 0 && u0 < other.length && std::abs(v0) < d)
        scratch_.hidden.push_back({-infinity, infinity, centre, centre});
      return;
    }
    for (std::size_t k = 0; k < count; ++k) {
      const Crossing& from = crossings[k];
      const Crossing& to = crossings[(k + 1) % count];
      const double turn = to.angle - from.angle + (k + 1 == count ? 2 * std::numbers::pi : 0);
      const double middle = from.angle + turn / 2;
      const double u = u0 + d * std::cos(middle), v = v0 + d * std::sin(middle);
      if (u > 0 && u < other.length && std::abs(v) < d) hide(to.place, from.place);
    }
  }

  /// Calls `add` for each part of [0, length] that nothing hides.
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

  const EdgeTree& tree_;
  Point origin_;
  std::span<const Frame> frames_;
  double depth_;
  OffsetScratch& scratch_;
  std::uint32_t last_line_hider_ = no_frame, last_arc_hider_ = no_frame;
};

Frame frame_of(Point from, Point to, Point origin) {
  const Point step = to - from;
  const double length = std::hypot(step.x, step.y);
  return {from - origin, (1 / length) * step, length, no_frame, no_frame, no_frame};
}

}  // namespace

OffsetFrames::OffsetFrames(const EdgeTree& tree, Side side) : OffsetFrames(tree) {
  const auto edges = tree.edges();
  const bool inside = side == Side::inside;
  frames_.reserve(edges.size());
  for (std::uint32_t first = 0; first < edges.size();) {
    std::uint32_t last = first;
    while (last + 1 < edges.size() && !(edges[last].to == edges[first].from)) ++last;
    for (std::uint32_t e = first; e <= last; ++e) {
      const auto& [from, to] = edges[e];
      frames_.push_back(inside ? frame_of(from, to, origin_) : frame_of(to, from, origin_));
      const std::uint32_t down = e == first ? last : e - 1, up = e == last ? first : e + 1;
      frames_.back().before = inside ? down : up;
      frames_.back().after = inside ? up : down;
    }
    first = last + 1;
  }
}

OffsetFrames OffsetFrames::around_lines(const EdgeTree& tree) {
  OffsetFrames result(tree);
  std::vector<Frame>& frames = result.frames_;
  struct Outgoing {
    Point corner;
    double angle;
    std::uint32_t frame;
  };
  std::vector<Outgoing> outgoing;
  for (const EdgeTree::Edge& edge : tree.edges()) {
    const auto e = static_cast<std::uint32_t>(frames.size());
    frames.push_back(frame_of(edge.from, edge.to, result.origin_));
    frames.back().twin = e ^ 1u;
    outgoing.push_back({edge.from, std::atan2(frames.back().along.y, frames.back().along.x), e});
  }
  // At each vertex, sort the outgoing frames anticlockwise: a path that arrives along one of them continues along the
  // one before it, i.e. takes the first turn to the left.
  std::sort(outgoing.begin(), outgoing.end(), [](const Outgoing& a, const Outgoing& b) {
    if (!(a.corner == b.corner)) return before(a.corner, b.corner);
    return a.angle != b.angle ? a.angle < b.angle : a.frame < b.frame;
  });
  for (std::size_t first = 0; first < outgoing.size();) {
    std::size_t last = first;
    while (last + 1 < outgoing.size() && outgoing[last + 1].corner == outgoing[first].corner) ++last;
    for (std::size_t k = first; k <= last; ++k) {
      const std::uint32_t arriving = frames[outgoing[k].frame].twin;
      const std::uint32_t leaving = outgoing[k == first ? last : k - 1].frame;
      frames[arriving].after = leaving;
      frames[leaving].before = arriving;
    }
    first = last + 1;
  }
  return result;
}

EdgeTree tree_of_segments(std::span<const EdgeTree::Edge> pieces) {
  std::vector<std::pair<Point, Point>> segments;
  for (const EdgeTree::Edge& piece : pieces) {
    const Point a = on_lattice(piece.from), b = on_lattice(piece.to);
    if (!(a == b)) segments.push_back(before(a, b) ? std::pair{a, b} : std::pair{b, a});
  }
  // Keep the order of the lines, so that the tree's boxes stay tight, and skip repeated segments.
  std::vector<std::uint32_t> order(segments.size());
  for (std::uint32_t k = 0; k < order.size(); ++k) order[k] = k;
  const auto less = [&](std::uint32_t a, std::uint32_t b) {
    const auto &p = segments[a], &q = segments[b];
    if (!(p.first == q.first)) return before(p.first, q.first);
    return p.second == q.second ? a < b : before(p.second, q.second);
  };
  std::sort(order.begin(), order.end(), less);
  std::vector<bool> again(segments.size());
  for (std::size_t k = 1; k < order.size(); ++k) again[order[k]] = segments[order[k]] == segments[order[k - 1]];
  MultiPolygonColumn column;
  for (std::size_t k = 0; k < segments.size(); ++k) {
    if (again[k]) continue;
    column.add_point(segments[k].first);
    column.add_point(segments[k].second);
    column.end_ring();
    column.end_part();
  }
  column.end_feature();
  return EdgeTree(column[0]);
}

void offset_pieces(const OffsetFrames& frames, double distance_m, OffsetScratch& scratch) {
  Outline(frames, distance_m, scratch).trace();
}

}  // namespace spatial
