// SPDX-License-Identifier: MIT
#include "libspatial/geometry/cell_areas.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <random>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"

namespace spatial {
namespace {

std::map<std::size_t, double> areas_of(const RasterGrid& grid, MultiPolygonView feature) {
  std::map<std::size_t, double> areas;
  for (const CellArea& part : cell_areas(grid, feature)) areas[part.cell] = part.area_m2;
  return areas;
}

Box box_of_cell(const RasterGrid& grid, std::size_t cell) {
  const Point centre = grid.centre(cell);
  return {centre.x - grid.cell_x / 2, centre.y - grid.cell_y / 2, centre.x + grid.cell_x / 2,
          centre.y + grid.cell_y / 2};
}

TEST(CellAreas, OfASquareByHand) {
  const RasterGrid grid{0, 30, 10, 10, 3, 3};
  // From the middle of the first column to the middle of the second, over the lower two rows.
  const auto areas = areas_of(grid, polygon_of(Box{5, 0, 15, 20}));
  EXPECT_EQ(areas, (std::map<std::size_t, double>{{3, 50}, {4, 50}, {6, 50}, {7, 50}}));
}

TEST(CellAreas, OfATriangleByHandInCellsThatAreNotSquare) {
  const RasterGrid grid{0, 10, 20, 10, 2, 1};
  const MultiPolygon triangle = polygon_of(std::vector<Point>{{0, 0}, {40, 0}, {0, 10}, {0, 0}});
  const auto areas = areas_of(grid, triangle);
  ASSERT_EQ(areas.size(), 2u);
  EXPECT_NEAR(areas.at(0), 150, 1e-9);
  EXPECT_NEAR(areas.at(1), 50, 1e-9);
}

TEST(CellAreas, CountOnlyWhatLiesOnTheGrid) {
  const RasterGrid grid{0, 20, 10, 10, 2, 2};
  const auto areas = areas_of(grid, polygon_of(Box{-100, -100, 15, 5}));
  ASSERT_EQ(areas.size(), 2u);
  EXPECT_NEAR(areas.at(2), 50, 1e-9);
  EXPECT_NEAR(areas.at(3), 25, 1e-9);
  EXPECT_TRUE(areas_of(grid, polygon_of(Box{100, 100, 110, 110})).empty());
}

TEST(CellAreas, AgreeWithGeosOnStarsWithHolesWhicheverWayRingsRun) {
  GeosContext geos;
  std::mt19937 random(17);
  std::uniform_real_distribution<double> unit(0, 1);
  for (int round = 0; round < 60; ++round) {
    const RasterGrid grid{374000.25, 165990.5, 7 + 20 * unit(random), 7 + 20 * unit(random), 40, 40};
    const Point middle = grid.centre(grid.index(static_cast<std::uint32_t>(40 * unit(random)), 20));
    const int corners = 5 + static_cast<int>(30 * unit(random));
    std::vector<Point> shell, hole;
    for (int k = 0; k < corners; ++k) {
      const double turn = 2 * std::numbers::pi * k / corners, reach = 40 + 120 * unit(random);
      shell.push_back({middle.x + reach * std::cos(turn), middle.y + reach * std::sin(turn)});
      hole.push_back({middle.x + 0.3 * reach * std::cos(turn), middle.y + 0.3 * reach * std::sin(turn)});
    }
    if (round % 2 == 0) std::reverse(shell.begin(), shell.end());
    if (round % 3 == 0) std::reverse(hole.begin(), hole.end());
    MultiPolygonColumn column;
    column.add_ring(shell);
    column.add_ring(hole);
    column.end_part();
    column.end_feature();
    const auto areas = areas_of(grid, column[0]);
    double sum = 0, expected_sum = 0;
    for (std::size_t cell = 0; cell < grid.size(); ++cell) {
      const double expected = area_m2(intersection(geos, column[0], polygon_of(box_of_cell(grid, cell))));
      const auto found = areas.find(cell);
      EXPECT_NEAR(found == areas.end() ? 0 : found->second, expected, 1e-6) << "round " << round << " cell " << cell;
      sum += found == areas.end() ? 0 : found->second;
      expected_sum += expected;
    }
    EXPECT_NEAR(sum, expected_sum, 1e-6);
  }
}

}  // namespace
}  // namespace spatial
