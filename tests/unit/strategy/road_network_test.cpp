// SPDX-License-Identifier: MIT
#include "libspatial/strategy/road_network.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

/// A small town: roads with junctions, a bridge that crosses one without a junction.
///
///   (0,300) ---------------- (400,300)
///        \                    /
///      (100,120) ----- (250,120)
///          |               |
///   (0,0)-(100,0) ------ (250,0)        bridge: (175,-80) to (175,260)
MultiLineColumn town() {
  MultiLineColumn lines;
  const auto add = [&](std::initializer_list<Point> points) {
    for (const Point p : points) lines.add_point({p.x + 400000, p.y + 200000});
    lines.end_line();
    lines.end_feature();
  };
  add({{0, 0}, {100, 0}, {250, 0}});
  add({{250, 0}, {250, 120}, {100, 120}, {100, 0}});
  add({{100, 120}, {0, 300}, {400, 300}, {250, 120}});
  add({{175, -80}, {175, 260}});
  return lines;
}
Point at(double x, double y) { return {x + 400000, y + 200000}; }

// Distances from (30, 300) by NetworkX 3 (multi_source_dijkstra_path_length on the same edges, the start and the place
// (220, 0) as nodes of their own): 235.91260281974 to (100, 120), 355.91260281974 to (100, 0), 475.91260281974 to
// (220, 0), 505.91260281974 to (250, 0), the bridge not reached. By hand: 30 + √(100² + 180²) = 235.9126, then 120 m
// along each road. The place lies 10 m beside (220, 0).
TEST(RoadNetwork, DistancesAreThoseOfNetworkX) {
  const RoadNetwork roads(town(), 0.01);
  EXPECT_EQ(roads.junctions(), 9u);
  const std::array starts{RoadStart{roads.nearest(at(30, 300)), 7}};
  const RoadDistances far = roads.distances(starts);
  const auto to = [&](double x, double y) { return far.at(roads.nearest(at(x, y))).distance_m; };
  EXPECT_NEAR(to(100, 120), 235.91260281974, 1e-8);
  EXPECT_NEAR(to(100, 0), 355.91260281974, 1e-8);
  EXPECT_NEAR(to(220, -10), 475.91260281974 + 10, 1e-8);
  EXPECT_NEAR(to(250, 0), 505.91260281974, 1e-8);
  EXPECT_NEAR(to(400, 300), 370, 1e-8);
  EXPECT_NEAR(to(0, 0), 455.91260281974, 1e-8);
  EXPECT_TRUE(std::isinf(to(175, -70))) << "a bridge does not meet the road below";
  EXPECT_EQ(far.at(roads.nearest(at(175, -70))).label, RoadPlace::nowhere);
  EXPECT_EQ(far.at(roads.nearest(at(100, 120))).label, 7u);
}

// From (30, 300) and (400, 300) together, likewise by NetworkX: 354.30749027719963 to (250, 0), 234.30749027719963 to
// (250, 120), 235.91260281974 to (100, 120).
TEST(RoadNetwork, TheNearestOfSeveralStartsIsTold) {
  const RoadNetwork roads(town(), 0.01);
  const std::array starts{RoadStart{roads.nearest(at(30, 300)), 1}, RoadStart{roads.nearest(at(400, 300)), 0}};
  const RoadDistances far = roads.distances(starts);
  const auto found = [&](double x, double y) { return far.at(roads.nearest(at(x, y))); };
  EXPECT_NEAR(found(250, 0).distance_m, 354.30749027719963, 1e-8);
  EXPECT_EQ(found(250, 0).label, 0u);
  EXPECT_NEAR(found(250, 120).distance_m, 234.30749027719963, 1e-8);
  EXPECT_EQ(found(100, 120).label, 1u);
}

TEST(RoadNetwork, PlacesOnOneRoadNeedNoJunction) {
  const RoadNetwork roads(town(), 0.01);
  const std::array starts{RoadStart{roads.nearest(at(120, 305)), 0}};
  EXPECT_NEAR(roads.distances(starts).at(roads.nearest(at(150, 298))).distance_m, 5 + 30 + 2, 1e-9);
}

TEST(RoadNetwork, AnAreaMeetsRoadsNearItOrElseTheNearest) {
  const RoadNetwork roads(town(), 0.01);
  const EdgeTree by_the_road(polygon({at(110, -30), at(140, -30), at(140, -6), at(110, -6)}));
  const auto near = roads.around(by_the_road, 10);
  ASSERT_EQ(near.size(), 1u);
  EXPECT_NEAR(near[0].beside_m, 6, 1e-9);
  const EdgeTree far_off(polygon({at(5000, 0), at(5100, 0), at(5100, 100), at(5000, 100)}));
  const auto only = roads.around(far_off, 10);
  ASSERT_EQ(only.size(), 1u);
  EXPECT_NEAR(only[0].beside_m, std::hypot(4600, 200), 1e-6);
}

TEST(RoadNetwork, WithoutRoadsNothingIsReached) {
  const RoadNetwork roads(MultiLineColumn{}, 0.01);
  EXPECT_EQ(roads.nearest(at(0, 0)).edge, RoadPlace::nowhere);
  EXPECT_TRUE(std::isinf(roads.distances({}).at(roads.nearest(at(0, 0))).distance_m));
}

TEST(RoadNetwork, EndsWithinTheGridMeet) {
  MultiLineColumn lines;
  for (const auto& [a, b] : {std::pair{at(0, 0), at(100, 0)}, std::pair{at(100.004, 0), at(200, 0)}}) {
    lines.add_point(a);
    lines.add_point(b);
    lines.end_line();
    lines.end_feature();
  }
  const auto reached = [&](double snap_m) {
    const RoadNetwork roads(lines, snap_m);
    const std::array starts{RoadStart{roads.nearest(at(0, 0)), 0}};
    return std::isfinite(roads.distances(starts).at(roads.nearest(at(200, 0))).distance_m);
  };
  EXPECT_TRUE(reached(0.01));
  EXPECT_FALSE(reached(0.001));
}

}  // namespace
}  // namespace spatial::test
