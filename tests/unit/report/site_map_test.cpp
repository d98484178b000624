// SPDX-License-Identifier: MIT
#include "libspatial/report/site_map.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace spatial {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Box window{1000, 2000, 2200, 2900};  // a metre a unit

TEST(SiteMap, PathsAreRelativeIntegersFromTheTopLeft) {
  const MultiPolygon square = polygon_of(Box{1100, 2100, 1200, 2200});
  EXPECT_EQ(path_data(square, window, {}), "M100,800l100,0,0-100-100,0z");
  EXPECT_EQ(path_data(square, window, {4800, 1}), "M400,3200l400,0,0-400-400,0z");
}

TEST(SiteMap, PointsOnALineGo) {
  std::vector<Point> ring{{1100, 2100}, {1150, 2100.2}, {1200, 2100}, {1200, 2200}, {1100, 2200}, {1100, 2100}};
  EXPECT_THAT(grid_ring(ring, window, {}),
              ElementsAre(GridPoint{100, 800}, GridPoint{200, 800}, GridPoint{200, 700}, GridPoint{100, 700}));
}

TEST(SiteMap, NoPointLiesFartherOffThanTheTolerance) {
  std::vector<Point> ring;
  for (int k = 0; k < 2000; ++k) {
    const double angle = 2 * std::numbers::pi * k / 2000, r = 300 + 20 * std::sin(40 * angle);
    ring.push_back({1600 + r * std::cos(angle), 2450 + r * std::sin(angle)});
  }
  ring.push_back(ring.front());
  const auto simple = grid_ring(ring, window, {1200, 2});
  EXPECT_LT(simple.size(), 500U);
  for (const Point p : ring) {
    const double x = p.x - window.min_x, y = window.max_y - p.y;
    double off = 1e9;
    for (std::size_t k = 0; k < simple.size(); ++k) {
      const GridPoint a = simple[k], b = simple[(k + 1) % simple.size()];
      const double dx = b.x - a.x, dy = b.y - a.y,
                   t = std::clamp(((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
      off = std::min(off, std::hypot(x - a.x - t * dx, y - a.y - t * dy));
    }
    EXPECT_LE(off, 2 + 0.75);  // and half a unit of the grid each way
  }
}

TEST(SiteMap, WhatIsTooSmallToSeeStaysVisible) {
  const MultiPolygon dot = polygon_of(Box{1500, 2500, 1500.4, 2500.4});
  EXPECT_EQ(path_data(dot, window, {}), "M497,397l6,0,0,6-6,0z");
}

TEST(SiteMap, HolesStay) {
  MultiPolygonColumn column;
  column.append_parts(polygon_of(Box{1100, 2100, 1400, 2400}));
  MultiPolygonColumn ring;
  ring.add_ring(polygon_of(Box{1100, 2100, 1400, 2400}).view().ring(0));
  ring.add_ring(polygon_of(Box{1200, 2200, 1300, 2300}).view().ring(0));
  ring.end_part();
  ring.end_feature();
  EXPECT_EQ(path_data(ring[0], window, {}), "M100,800l300,0,0-300-300,0zM200,700l100,0,0-100-100,0z");
}

TEST(SiteMap, ScaleBarsAreRoundNumbers) {
  EXPECT_EQ(scale_bar_m({0, 0, 600, 450}), 200);
  EXPECT_EQ(scale_bar_m({0, 0, 1500, 1125}), 500);
  EXPECT_EQ(scale_bar_m({0, 0, 299.99, 225}), 50);
  EXPECT_EQ(scale_bar_m({0, 0, 60000, 45000}), 20000);
}

TEST(SiteMap, WindowsGiveRoomInTheMapsProportion) {
  const Box window_of_small = map_window({100, 100, 120, 110});
  EXPECT_NEAR(window_of_small.width() / window_of_small.height(), 4.0 / 3, 1e-12);
  EXPECT_GE(window_of_small.height(), 510);
  EXPECT_TRUE(window_of_small.contains(Box{100, 100, 120, 110}));
  const Box of_tall = map_window({0, 0, 100, 10000});
  EXPECT_NEAR(of_tall.width() / of_tall.height(), 4.0 / 3, 1e-12);
  EXPECT_TRUE(map_window({}).empty());
}

TEST(SiteMap, DrawsTheSiteAboveItsFeaturesWithScaleAndNorth) {
  ReportSite site;
  site.id = "26/1 <FUL>";
  site.window = window;
  site.outline.append(polygon_of(Box{1500, 2400, 1600, 2500}));
  site.shapes.append(polygon_of(Box{1400, 2300, 1800, 2700}));
  const std::string svg = svg_map(site, {{0, 1, 0, "1"}}, 5, {});
  EXPECT_THAT(svg, HasSubstr("aria-label=\"Map of 26/1 &lt;FUL&gt;\""));
  EXPECT_THAT(svg, HasSubstr("data-x=1000.00 data-y=2900.00 data-u=1"));
  EXPECT_LT(svg.find("class=k1 data-n=1"), svg.find("class=line"));
  EXPECT_THAT(svg, HasSubstr("200 m</text>"));
  EXPECT_THAT(svg, HasSubstr("href=#north"));
}

}  // namespace
}  // namespace spatial
