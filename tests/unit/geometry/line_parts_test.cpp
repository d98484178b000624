// SPDX-License-Identifier: MIT
#include "libspatial/geometry/line_parts.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

EdgeTree square(double side) { return EdgeTree(polygon_of(Box{0, 0, side, side})); }

TEST(LineParts, CutsALineAtTheBoundary) {
  const std::vector<Point> line{{-50, 50}, {150, 50}, {150, 500}};
  const std::vector<Segment> segments = segments_of(line);
  EXPECT_NEAR(length_m(segments), 650, 1e-9);
  EXPECT_NEAR(length_m(parts_of(segments, square(100))), 100, 1e-9);
  EXPECT_NEAR(length_m(parts_of(segments, square(100), false)), 550, 1e-9);
}

TEST(LineParts, SkipsHolesAndCountsEveryPiece) {
  MultiPolygonColumn ring;
  ring.add_ring(polygon_of(Box{0, 0, 100, 100}).view().ring(0));
  ring.add_ring(polygon_of(Box{40, 40, 60, 60}).view().ring(0));
  ring.end_part();
  ring.end_feature();
  const std::vector<Point> line{{0, 50}, {100, 50}};
  EXPECT_NEAR(length_m(parts_of(segments_of(line), EdgeTree(ring[0]))), 80, 1e-9);
}

TEST(LineParts, LinesAlongTheBoundaryAreInsideOnEverySide) {
  const std::vector<std::vector<Point>> lines{
      {{-10, 0}, {110, 0}}, {{-10, 100}, {110, 100}}, {{0, -10}, {0, 110}}, {{100, 110}, {100, -10}}};
  for (const std::vector<Point>& line : lines) {
    EXPECT_NEAR(length_m(parts_of(segments_of(line), square(100))), 100, 1e-9);
    EXPECT_NEAR(length_m(parts_of(segments_of(line), square(100), false)), 20, 1e-9);
  }
}

TEST(LineParts, InsideAndOutsideMakeTheWhole) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const MultiPolygon star = random_star(seed, {500, 500}, 300, 60);
    const EdgeTree tree(star);
    std::vector<Point> line;
    for (int k = 0; k < 30; ++k)
      line.push_back({std::fmod(977.0 * k * static_cast<double>(seed), 1000),
                      std::fmod(613.0 * k * static_cast<double>(seed + 3), 1000)});
    const std::vector<Segment> segments = segments_of(line), in = parts_of(segments, tree),
                               out = parts_of(segments, tree, false);
    EXPECT_NEAR(length_m(in) + length_m(out), length_m(segments), 1e-6);
    // The same by many samples.
    double sampled = 0;
    for (const auto& [from, to] : segments)
      for (int k = 0; k < 1000; ++k) {
        const double t = (k + 0.5) / 1000;
        if (tree.covers({from.x + t * (to.x - from.x), from.y + t * (to.y - from.y)}))
          sampled += std::hypot(to.x - from.x, to.y - from.y) / 1000;
      }
    EXPECT_NEAR(length_m(in), sampled, 0.005 * length_m(segments));
  }
}

}  // namespace
}  // namespace spatial::test
