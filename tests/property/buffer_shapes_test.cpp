// SPDX-License-Identifier: MIT
// Buffers of random shapes against distances that need no overlay: every corner of a buffer lies at the distance, every
// place nearer than the distance lies in it and every place further away does not.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <random>

#include "libspatial/geometry/edge_tree.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

constexpr int shapes_of_each_kind = 2000;
constexpr int quadrant_segments = 16;

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed * 0x9e3779b97f4a7c15u + 1) {}
  double between(double low, double high) {
    return low + (high - low) * static_cast<double>(engine_() >> 11) * 0x1p-53;
  }
  int whole(int low, int high) { return low + static_cast<int>(between(0, 1) * (high - low + 1)); }
  /// 1 to 1,000 m; in three of four cases of the order of the shape's half width, where outlines turn inside out.
  double distance(const Box& box) {
    if (whole(0, 3) == 0) return std::pow(10, between(0, 3));
    return std::clamp(0.5 * std::min(box.width(), box.height()) * between(0.02, whole(0, 1) == 0 ? 1 : 3), 1.0, 1000.0);
  }

 private:
  std::mt19937_64 engine_;
};

/// An area, or lines where there is none.
struct Shape {
  MultiPolygon area;
  std::vector<std::vector<Point>> lines;
};

using Ring = std::vector<Point>;
Point on_grid(double x, double y) { return {std::round(x * 1000) / 1000, std::round(y * 1000) / 1000}; }

Ring ring_around(Random& random, Point centre, double radius, int corners, double least) {
  Ring ring;
  for (int i = 0; i < corners; ++i) {
    const double angle = 2 * std::numbers::pi * (i + random.between(-0.4, 0.4)) / corners;
    const double r = radius * random.between(least, 1);
    ring.push_back(on_grid(centre.x + r * std::cos(angle), centre.y + r * std::sin(angle)));
  }
  return ring;
}

constexpr Point middle{450000, 150000};
double size_of(Random& random) { return std::pow(10, random.between(1, 2.7)); }
Point place_within(Random& random, double size) {
  const double x = random.between(-size, size);
  return on_grid(middle.x + x, middle.y + random.between(-size, size));
}

MultiPolygon area_of(const std::vector<std::vector<Ring>>& parts) {
  MultiPolygonColumn column;
  for (const std::vector<Ring>& rings : parts) {
    for (const Ring& ring : rings) column.add_ring(ring);
    column.end_part();
  }
  column.end_feature();
  return normalised(column[0]);
}

Shape triangle(Random& random) {
  const double size = size_of(random);
  Ring ring;
  for (int i = 0; i < 3; ++i) ring.push_back(place_within(random, size));
  return {area_of({{ring}}), {}};
}

/// A triangle with corners cut off, some by little, and points along its edges.
Ring cut_triangle(Random& random, Point centre, double size) {
  const Ring corners = ring_around(random, centre, size, 3, 0.7);
  const int cut = random.whole(1, 3), further = random.whole(0, 2);
  const auto between = [](Point a, Point b, double share) {
    return on_grid(a.x + share * (b.x - a.x), a.y + share * (b.y - a.y));
  };
  Ring ring;
  for (int i = 0; i < 3; ++i) {
    const Point a = corners[(i + 2) % 3], b = corners[i], c = corners[(i + 1) % 3];
    const double share = std::pow(10, random.between(-2, -0.4));
    if (i < cut)
      ring.insert(ring.end(), {between(b, a, share), between(b, c, share * random.between(0.3, 1))});
    else
      ring.push_back(b);
    if (i < further) ring.push_back(between(b, c, random.between(0.45, 0.55)));
  }
  return ring;
}

Shape cut_corner(Random& random) { return {area_of({{cut_triangle(random, middle, size_of(random))}}), {}}; }

Shape area_around(Random& random, double least) {
  const double size = size_of(random);
  return {area_of({{ring_around(random, middle, size, random.whole(4, 30), least)}}), {}};
}
Shape star(Random& random) { return area_around(random, 0.3); }
Shape round_area(Random& random) { return area_around(random, 0.97); }

Shape with_clearings(Random& random) {
  const double size = size_of(random);
  std::vector<Ring> rings{ring_around(random, middle, size, random.whole(8, 30), 0.8)};
  for (int k = random.whole(1, 3); k > 0; --k) {
    const double angle = 2.1 * k;
    const Point centre{middle.x + 0.35 * size * std::cos(angle), middle.y + 0.35 * size * std::sin(angle)};
    if (random.whole(0, 1) == 0)
      rings.push_back(cut_triangle(random, centre, 0.25 * size));
    else
      rings.push_back(ring_around(random, centre, 0.25 * size, random.whole(3, 12), 0.4));
  }
  return {area_of({rings}), {}};
}

Shape several_parts(Random& random) {
  const double size = size_of(random);
  std::vector<std::vector<Ring>> parts;
  for (int x = 0; x < 3; ++x)
    for (int y = 0; y < 2; ++y) {
      const Point centre{middle.x + 2.1 * size * x, middle.y + 2.1 * size * y};
      parts.push_back({ring_around(random, centre, size, random.whole(4, 9), 0.3)});
    }
  return {area_of(parts), {}};
}

Shape hook(Random& random) {  // almost closed around a bay
  const double size = size_of(random), opening = random.between(0.02, 0.6), width = random.between(0.05, 0.3);
  const int steps = random.whole(3, 15);
  Ring outer, inner;
  for (int k = 0; k <= steps; ++k) {
    const double angle = opening / 2 + (2 * std::numbers::pi - opening) * k / steps;
    outer.push_back(on_grid(middle.x + size * std::cos(angle), middle.y + size * std::sin(angle)));
    const double within = (1 - width) * size;
    inner.push_back(on_grid(middle.x + within * std::cos(angle), middle.y + within * std::sin(angle)));
  }
  outer.insert(outer.end(), inner.rbegin(), inner.rend());
  return {area_of({{outer}}), {}};
}

Shape open_line(Random& random) {
  const double size = size_of(random);
  Ring line;
  for (int k = random.whole(2, 30); k > 0; --k) line.push_back(place_within(random, size));
  return {{}, {line}};
}

Shape closed_line(Random& random) {
  const int corners = random.whole(3, 30);
  Ring line = ring_around(random, middle, size_of(random), corners, random.between(0.3, 1));
  line.push_back(Point(line.front()));
  if (random.whole(0, 1) == 1) std::reverse(line.begin(), line.end());
  return {{}, {line}};
}

Shape nearly_closed_line(Random& random) {
  Ring line = ring_around(random, middle, size_of(random), random.whole(3, 30), random.between(0.3, 1));
  line.push_back({line.front().x + 0.001, line.front().y - 0.002});
  return {{}, {line}};
}

Shape several_lines(Random& random) {  // that share points and pieces
  Shape shape = open_line(random);
  const Ring first = shape.lines[0];
  shape.lines.push_back(Ring(first.rbegin(), first.rend()));
  shape.lines.push_back(closed_line(random).lines[0]);
  shape.lines.push_back({first.front(), {middle.x + 7, middle.y - 3}, first.back(), first.front()});
  return shape;
}

double distance_to(Point p, Point a, Point b) {
  const double dx = b.x - a.x, dy = b.y - a.y, square = dx * dx + dy * dy;
  const double t = square > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / square, 0.0, 1.0) : 0;
  return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

/// Distances and containment by going through all edges.
class Edges {
 public:
  explicit Edges(const Shape& shape) {
    for (std::size_t r = 0; r < shape.area.view().ring_count(); ++r) add(shape.area.view().ring(r));
    area_ = edges_.size();
    for (const Ring& line : shape.lines) add(line);
  }
  double distance(Point p) const {
    double least = std::numeric_limits<double>::infinity();
    for (const auto& [a, b] : edges_) least = std::min(least, distance_to(p, a, b));
    return least;
  }
  bool inside(Point p) const {
    bool odd = false;
    for (std::size_t k = 0; k < area_; ++k) {
      const auto& [a, b] = edges_[k];
      if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x) odd = !odd;
    }
    return odd;
  }
  Point on_edge(Random& random) const {
    const auto& [a, b] = edges_[static_cast<std::size_t>(random.whole(0, static_cast<int>(edges_.size()) - 1))];
    const double t = random.whole(0, 2) == 0 ? 0 : random.between(0, 1);
    return {a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
  }
  Box box() const {
    Box box;
    for (const auto& [a, b] : edges_) box.add(a), box.add(b);
    return box;
  }

 private:
  void add(RingView points) {
    for (std::size_t i = 0; i + 1 < points.size(); ++i) edges_.emplace_back(points[i], points[i + 1]);
  }
  std::vector<std::pair<Point, Point>> edges_;
  std::size_t area_ = 0;
};

MultiPolygon buffer_of(GeosContext& geos, const Shape& shape, double distance, double bays_m) {
  if (shape.lines.empty()) return buffer(geos, shape.area, distance, quadrant_segments, bays_m);
  const std::vector<std::span<const Point>> lines(shape.lines.begin(), shape.lines.end());
  return buffer_of_lines(geos, lines, distance, quadrant_segments);
}

/// How many of the corners and places of a buffer are wrong.
int wrong_places(const Edges& edges, MultiPolygonView made, double distance, double bays_m, Random& random) {
  const double depth = std::abs(distance), rounding = 1e-6 * (1 + depth);
  const double arcs = depth * (1 - std::cos(std::numbers::pi / 4 / quadrant_segments));
  const double nearer = arcs + rounding, further = bays_m + rounding;
  int wrong = 0;
  for (const Point p : made.points()) {
    const double off = edges.distance(p) - depth;
    wrong += off < -nearer || off > further;
  }
  const EdgeTree tree(made);
  const Box box = edges.box().grown(std::max(distance, 0.0) + 1);
  for (int k = 0; k < 40; ++k) {
    Point p{random.between(box.min_x, box.max_x), random.between(box.min_y, box.max_y)};
    if (k % 4 != 0) {  // close to the outline, or in the midst of the shape
      const Point from = edges.on_edge(random);
      const double angle = random.between(0, 2 * std::numbers::pi);
      const double r = depth * (k % 4 == 1 ? random.between(0.99, 1.01) : random.between(0, 1));
      p = {from.x + r * std::cos(angle), from.y + r * std::sin(angle)};
    }
    const bool inside = edges.inside(p);
    const double to_edge = edges.distance(p);
    if (distance > 0) {
      if (inside || to_edge < depth - nearer)
        wrong += !tree.covers(p);
      else if (to_edge > depth + further)
        wrong += tree.covers(p);
    } else {
      if (inside && to_edge > depth + rounding)
        wrong += !tree.covers(p);
      else if (!inside || to_edge < depth - nearer)
        wrong += tree.covers(p);
    }
  }
  return wrong;
}

void expect_right(const char* kind, const std::function<Shape(Random&)>& make, bool shrinks) {
  GeosContext geos;
  int wrong_shapes = 0;
  for (std::uint64_t seed = 0; seed < shapes_of_each_kind; ++seed) {
    Random random(seed);
    const Shape shape = make(random);
    if (validity(geos, shape.area)) continue;
    const Edges edges(shape);
    const double size = random.distance(edges.box()), distance = shrinks && seed % 2 == 1 ? -size : size;
    const double bays_m = seed % 4 == 0 && shape.lines.empty() ? 0.001 * size : 0;
    const MultiPolygon made = buffer_of(geos, shape, distance, bays_m);
    const int wrong = wrong_places(edges, made, distance, bays_m, random);
    const auto invalid = validity(geos, made);
    if (wrong == 0 && !invalid) continue;
    if (++wrong_shapes > 3) continue;
    ADD_FAILURE() << kind << ' ' << seed << " at " << distance << " m: " << wrong << " places wrong; "
                  << (invalid ? invalid->reason : "valid");
  }
  EXPECT_EQ(wrong_shapes, 0) << kind;
}

TEST(BufferShapes, Triangles) { expect_right("triangle", triangle, true); }
TEST(BufferShapes, TrianglesWithCornersCutOff) { expect_right("cut corner", cut_corner, true); }
TEST(BufferShapes, RoundAreas) { expect_right("round area", round_area, true); }
TEST(BufferShapes, Stars) { expect_right("star", star, true); }
TEST(BufferShapes, AreasWithClearings) { expect_right("with clearings", with_clearings, true); }
TEST(BufferShapes, SeveralParts) { expect_right("several parts", several_parts, true); }
TEST(BufferShapes, HooksAroundABay) { expect_right("hook", hook, true); }
TEST(BufferShapes, OpenLines) { expect_right("open line", open_line, false); }
TEST(BufferShapes, ClosedLines) { expect_right("closed line", closed_line, false); }
TEST(BufferShapes, LinesAllButClosed) { expect_right("nearly closed line", nearly_closed_line, false); }
TEST(BufferShapes, SeveralLinesThatShareTheirWay) { expect_right("several lines", several_lines, false); }

}  // namespace
}  // namespace spatial
