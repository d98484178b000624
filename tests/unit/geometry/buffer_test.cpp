// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"

namespace spatial {
namespace {

constexpr int segments = 16;
/// Of a circle of radius 1, drawn with chords.
const double disc = 2.0 * segments * std::sin(std::numbers::pi / 2 / segments);

std::vector<Point> regular(int corners, double radius, Point centre = {400000, 300000}) {
  std::vector<Point> ring;
  for (int i = 0; i <= corners; ++i) {
    const double angle = 2 * std::numbers::pi * (i % corners) / corners;
    ring.push_back({centre.x + radius * std::cos(angle), centre.y + radius * std::sin(angle)});
  }
  return ring;
}

MultiPolygon around(GeosContext& geos, const std::vector<Point>& line, double distance) {
  const std::span<const Point> whole(line);
  return buffer_of_lines(geos, std::span(&whole, 1), distance, segments);
}

/// The area of a convex ring (counter-clockwise, closed) moved inwards, by clipping it with every edge's half plane in
/// turn.
double shrunk_convex_m2(std::vector<Point> ring, double depth) {
  const std::vector<Point> edges = ring;
  ring.pop_back();
  for (std::size_t e = 0; e + 1 < edges.size(); ++e) {
    const Point a = edges[e], b = edges[e + 1];
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    const auto height = [&](Point p) {
      return ((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)) / length - depth;
    };
    std::vector<Point> kept;
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const Point p = ring[i], q = ring[(i + 1) % ring.size()];
      const double hp = height(p), hq = height(q);
      if (hp >= 0) kept.push_back(p);
      if (hp * hq < 0) kept.push_back({p.x + hp / (hp - hq) * (q.x - p.x), p.y + hp / (hp - hq) * (q.y - p.y)});
    }
    ring = kept;
  }
  return ring.size() < 3 ? 0 : area_m2(polygon_of(ring));
}

/// GEOS 3.11 left 3.9 of 317 ha for nine points and 1,000 m.
TEST(Buffer, AClosedLineGrownBeyondItsOwnSizeIsTheAreaGrown) {
  GeosContext geos;
  for (int corners = 3; corners <= 30; ++corners)
    for (const double distance : {11.0, 50.0, 300.0, 1000.0}) {
      std::vector<Point> line = regular(corners, 10);
      const double area = area_m2(buffer(geos, polygon_of(line), distance, segments));
      EXPECT_NEAR(area_m2(around(geos, line, distance)), area, 1e-9 * area) << corners << ' ' << distance;
      EXPECT_GT(area, disc * distance * distance);
      std::reverse(line.begin(), line.end());
      EXPECT_NEAR(area_m2(around(geos, line, distance)), area, 1e-9 * area) << "the other way round " << corners;
    }
}

/// GEOS 3.11 to 3.12 leave nothing of some of these (libgeos/geos#984).
TEST(Buffer, AFieldWithCornersCutOffKeepsWhatIsDeeper) {
  GeosContext geos;
  for (int cut = 1; cut <= 20; ++cut) {
    const double c = 0.4 * cut;
    // A right-angled field of 30 by 40 m with its sharp corners cut off and points along an edge.
    const std::vector<Point> ring{
        {c, 0},      {14, 0}, {15, 0}, {40 - 2 * c, 0}, {40 - 1.5 * c, 1.125 * c}, {1.3 * c, 30 - 0.975 * c},
        {0, 30 - c}, {0, c},  {c, 0}};
    for (const double depth : {0.5, 2.0, 4.0, 5.0, 6.0, 7.0, 9.0, 11.0})
      EXPECT_NEAR(area_m2(buffer(geos, polygon_of(ring), -depth, segments)), shrunk_convex_m2(ring, depth), 1e-6)
          << c << ' ' << depth;
  }
}

TEST(Buffer, AClearingStaysUntilItIsTooNarrow) {
  GeosContext geos;
  const std::vector<Point> clearing{{502, 500}, {530, 500}, {540, 503}, {503, 530}, {500, 528}, {500, 503}, {502, 500}};
  MultiPolygonColumn column;
  column.add_ring(polygon_of(Box{0, 0, 1000, 1000}).view().ring(0));
  column.add_ring(clearing);
  column.end_part();
  column.end_feature();
  const MultiPolygon wood = normalised(column[0]);
  for (const double d : {1.0, 3.0, 5.0, 7.0, 8.0, 9.0, 10.0, 11.0, 15.0}) {
    const double whole = 1e6 + 4000 * d + disc * d * d;
    EXPECT_NEAR(area_m2(buffer(geos, wood, d, segments)), whole - shrunk_convex_m2(clearing, d), 1e-5) << d;
  }
}

TEST(Buffer, LinesThatFollowOneAnotherCountOnce) {
  GeosContext geos;
  const double d = 20, expected = 300 * 2 * d + disc * d * d;
  // There and back, in pieces of other lengths, and with points that repeat.
  const std::vector<Point> line{{0, 0}, {100, 0}, {100, 0}, {300, 0}, {120, 0}, {120, 0}, {50, 0}, {0, 0}};
  EXPECT_NEAR(area_m2(around(geos, line, d)), expected, 1e-6);
  const std::vector<Point> point{{5, 5}, {5, 5}, {5, 5}};
  EXPECT_NEAR(area_m2(around(geos, point, d)), disc * d * d, 1e-9);
  EXPECT_TRUE(around(geos, line, 0).empty());
  EXPECT_TRUE(around(geos, line, -5).empty());
}

TEST(Buffer, StripsOfTwiceTheDistance) {
  GeosContext geos;
  // Two fields joined by a track 20 m wide; two wings of a building 20 m apart.
  const std::vector<Point> fields{{0, 0},     {100, 0},   {100, 40}, {200, 40}, {200, 0},   {300, 0},
                                  {300, 100}, {200, 100}, {200, 60}, {100, 60}, {100, 100}, {0, 100}};
  const MultiPolygon shrunk = buffer(geos, polygon_of(fields), -10, segments);
  EXPECT_EQ(shrunk.view().part_count(), 2u);
  EXPECT_FALSE(validity(geos, shrunk));
  const std::vector<Point> wings{{0, 0}, {120, 0}, {120, 100}, {70, 100}, {70, 50}, {50, 50}, {50, 100}, {0, 100}};
  const MultiPolygon grown = buffer(geos, polygon_of(wings), 10, segments);
  EXPECT_EQ(grown.view().ring_count(), 1u);
  EXPECT_FALSE(validity(geos, grown));
}

TEST(Buffer, DistancesThatAreNoneAreRefused) {
  GeosContext geos;
  const MultiPolygon square = polygon_of(Box{0, 0, 1, 1});
  EXPECT_THROW(buffer(geos, square, std::numeric_limits<double>::infinity(), segments), Error);
  EXPECT_THROW(buffer(geos, square, std::nan(""), segments), Error);
  EXPECT_THROW(around(geos, regular(4, 5), std::nan("")), Error);
  EXPECT_EQ(area_m2(buffer(geos, square, 0, segments)), 1);
}

}  // namespace
}  // namespace spatial
