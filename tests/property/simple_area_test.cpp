// SPDX-License-Identifier: MIT
#include "libspatial/geometry/simple_area.hpp"

#include <geos_c.h>
#include <gtest/gtest.h>

#include <random>

#include "tests/support/support.hpp"

namespace spatial {
namespace {

MultiPolygon rings(const std::vector<std::vector<std::vector<Point>>>& parts) {
  MultiPolygonColumn column;
  for (const auto& part : parts) {
    for (const auto& ring : part) column.add_ring(ring);
    column.end_part();
  }
  column.end_feature();
  return MultiPolygon(std::move(column));
}

/// What GEOS alone says; `validity` of the library asks certainly_valid first.
bool valid_by_geos(GEOSContextHandle_t geos, MultiPolygonView feature) {
  std::vector<GEOSGeometry*> polygons;
  const auto linear_ring = [&](RingView ring) {
    GEOSCoordSequence* points = GEOSCoordSeq_create_r(geos, static_cast<unsigned>(ring.size()), 2);
    for (unsigned i = 0; i < ring.size(); ++i) GEOSCoordSeq_setXY_r(geos, points, i, ring[i].x, ring[i].y);
    return GEOSGeom_createLinearRing_r(geos, points);
  };
  for (std::size_t k = 0; k < feature.part_count(); ++k) {
    std::vector<GEOSGeometry*> holes;
    for (std::size_t r = 1; r < feature.part(k).ring_count(); ++r)
      holes.push_back(linear_ring(feature.part(k).ring(r)));
    polygons.push_back(GEOSGeom_createPolygon_r(geos, linear_ring(feature.part(k).shell()), holes.data(),
                                                static_cast<unsigned>(holes.size())));
  }
  GEOSGeometry* all =
      GEOSGeom_createCollection_r(geos, GEOS_MULTIPOLYGON, polygons.data(), static_cast<unsigned>(polygons.size()));
  const bool valid = GEOSisValid_r(geos, all) == 1;
  GEOSGeom_destroy_r(geos, all);
  return valid;
}

const std::vector<Point> square{{0, 0}, {100, 0}, {100, 100}, {0, 100}}, hole{{20, 20}, {20, 40}, {40, 40}, {40, 20}},
    second_hole{{60, 60}, {60, 80}, {80, 80}, {80, 60}}, hole_in_hole{{25, 25}, {25, 30}, {30, 30}, {30, 25}},
    far{{200, 0}, {300, 0}, {300, 100}, {200, 100}}, far_hole{{220, 20}, {220, 40}, {240, 40}, {240, 20}};

TEST(CertainlyValid, SeesSoundFeatures) {
  EXPECT_TRUE(certainly_valid(rings({{square}})));
  EXPECT_TRUE(certainly_valid(rings({{square, hole, second_hole}})));
  EXPECT_TRUE(certainly_valid(rings({{square, hole}, {far, far_hole}})));
  EXPECT_TRUE(certainly_valid(rings({{square, hole}, {hole_in_hole}})));  // an island in a lake
}

TEST(CertainlyValid, RingsMayMeetInCorners) {
  const std::vector<Point> at_corner{{0, 0}, {10, 20}, {20, 10}}, beside{{100, 100}, {200, 110}, {190, 200}},
      at_hole{{40, 40}, {45, 60}, {60, 45}}, at_two_corners{{0, 0}, {50, 60}, {100, 100}, {60, 50}};
  EXPECT_TRUE(certainly_valid(rings({{square, at_corner}})));
  EXPECT_TRUE(certainly_valid(rings({{square}, {beside}})));
  EXPECT_TRUE(certainly_valid(rings({{square, hole, at_hole}})));
  EXPECT_TRUE(
      certainly_valid(rings({{square, hole}, {{{20, 20}, {30, 25}, {25, 30}}}})));  // an island that touches its shore
  EXPECT_FALSE(certainly_valid(rings({{square, at_two_corners}})));                 // parts the land
  EXPECT_FALSE(certainly_valid(rings(
      {{square, at_corner, {{20, 10}, {40, 5}, {50, 30}, {10, 20}, {30, 20}}}})));  // two holes with land between them
  EXPECT_FALSE(certainly_valid(
      rings({{{{0, 0}, {10, 0}, {5, 5}, {10, 10}, {0, 10}, {5, 5}}}})));  // a ring that passes a corner twice
  EXPECT_FALSE(certainly_valid(rings({{square}, {{{100, 100}, {50, 90}, {90, 50}}}})));  // a part on a part
}

TEST(CertainlyValid, NeverCallsAnInvalidTouchValid) {
  GEOSContextHandle_t geos = GEOS_init_r();
  std::mt19937_64 random(12);
  const auto draw = [&] {
    return Point{500000 + static_cast<double>(random() % 7), 150000 + static_cast<double>(random() % 7)};
  };
  // A square with a corner at every metre, and triangles with corners on the same places, as holes and as parts.
  std::vector<Point> shell;
  for (int k = 0; k < 24; ++k)
    shell.push_back({500000 + (k < 6    ? k
                               : k < 12 ? 6
                               : k < 18 ? 18 - k
                                        : 0.0),
                     150000 + (k < 6    ? 0
                               : k < 12 ? k - 6
                               : k < 18 ? 6
                                        : 24.0 - k)});
  int sure = 0, invalid = 0;
  for (int round = 0; round < 60000; ++round) {
    std::vector<std::vector<std::vector<Point>>> parts{{shell}};
    for (std::size_t r = random() % 4; r > 0; --r) parts.front().push_back({draw(), draw(), draw()});
    for (std::size_t p = random() % 3; p > 0; --p) parts.push_back({{draw(), draw(), draw()}});
    if (random() % 4 == 0) parts.erase(parts.begin());
    if (parts.empty()) continue;
    const MultiPolygon feature = rings(parts);
    const bool valid = valid_by_geos(geos, feature);
    invalid += valid ? 0 : 1;
    if (!certainly_valid(feature)) continue;
    sure += feature.view().ring_count() > 1 ? 1 : 0;
    EXPECT_TRUE(valid) << round;
  }
  GEOS_finish_r(geos);
  EXPECT_GT(sure, 1000);
  EXPECT_GT(invalid, 10000);
}

TEST(CertainlyValid, IsNotSureOfAnythingElse) {
  EXPECT_FALSE(certainly_valid(MultiPolygon()));
  EXPECT_FALSE(certainly_valid(rings({{{{0, 0}, {10, 10}, {10, 0}, {0, 10}}}})));                      // bow tie
  EXPECT_FALSE(certainly_valid(rings({{{{0, 0}, {10, 0}, {10, 10}, {10, 20}, {10, 10}, {0, 10}}}})));  // spike
  EXPECT_FALSE(certainly_valid(rings({{{{0, 0}, {10, 0}, {10, 0}, {10, 10}, {0, 10}}}})));             // repeated point
  EXPECT_FALSE(certainly_valid(rings({{square, hole, hole_in_hole}})));                                // nested holes
  EXPECT_FALSE(certainly_valid(rings({{square, far_hole}})));                                          // hole outside
  EXPECT_FALSE(certainly_valid(rings({{square, far_hole}, {far}})));  // hole in the wrong shell
  EXPECT_FALSE(certainly_valid(rings({{square}, {hole_in_hole}})));   // part on a part
  EXPECT_FALSE(certainly_valid(rings({{square}, {square}})));
  EXPECT_FALSE(
      certainly_valid(rings({{square, {{0, 50}, {20, 60}, {20, 40}}}})));  // touches an edge: valid, but left to GEOS
  EXPECT_FALSE(certainly_valid(rings({{{{0, 0}, {1e300, 0}, {0, 1e300}}}})));
}

TEST(CertainlyValid, NeverCallsAnInvalidFeatureValid) {
  GEOSContextHandle_t geos = GEOS_init_r();
  std::mt19937_64 random(11);
  const auto coordinate = [&](int n) { return static_cast<double>(random() % static_cast<unsigned>(n)); };
  int sure = 0, invalid = 0;
  for (int round = 0; round < 30000; ++round) {
    // Small grids make touching, overlapping and repeated points the ordinary case.
    const int size = 4 + static_cast<int>(random() % 30);
    std::vector<std::vector<std::vector<Point>>> parts(1 + random() % 2);
    for (auto& part : parts)
      for (std::size_t r = 1 + random() % 2; r > 0; --r) {
        std::vector<Point> ring;
        for (std::size_t k = 3 + random() % 5; k > 0; --k)
          ring.push_back({500000 + coordinate(size), 150000 + coordinate(size)});
        part.push_back(ring);
      }
    const MultiPolygon feature = rings(parts);
    const bool valid = valid_by_geos(geos, feature);
    invalid += valid ? 0 : 1;
    if (certainly_valid(feature)) {
      ++sure;
      EXPECT_TRUE(valid) << round;
    }
  }
  GEOS_finish_r(geos);
  EXPECT_GT(sure, 500);
  EXPECT_GT(invalid, 10000);
}

TEST(CertainlyValid, IsSureOfMostRealisticOutlines) {
  int sure = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed)
    sure += certainly_valid(test::random_star(seed, {500000, 150000}, 300, 20 + static_cast<int>(seed) * 5)) ? 1 : 0;
  EXPECT_GT(sure, 195);
}

}  // namespace
}  // namespace spatial
