// SPDX-License-Identifier: MIT
#include "libspatial/geometry/raster.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

const RasterGrid grid{0, 60, 10, 10, 6, 6};

std::vector<std::size_t> cells_touched(MultiPolygonView feature) {
  return cells_of(runs_touched(grid, feature, whole_window(grid)), grid, whole_window(grid));
}
std::vector<std::size_t> cells_or_nearest(MultiPolygonView feature, bool& snapped) {
  return cells_of(runs_or_nearest(grid, feature, snapped), grid, whole_window(grid));
}

TEST(Raster, GridsAreAlignedToTheOrigin) {
  const RasterGrid aligned = aligned_grid({503.2, -17.5, 521, 40}, 10);
  EXPECT_EQ(aligned, (RasterGrid{500, 40, 10, 10, 3, 6}));
  EXPECT_TRUE(aligned.box().contains({503.2, -17.5, 521, 40}));
  EXPECT_EQ(aligned.centre(aligned.index(1, 2)), (Point{525, 25}));
  EXPECT_THROW(aligned_grid({0, 0, 1, 1}, 0), Error);
  EXPECT_THROW(aligned_grid({0, 0, 1e7, 1e7}, 1), Error);
}

TEST(Raster, ACellBelongsToThePolygonAtItsCentre) {
  EXPECT_EQ(cells_inside(grid, polygon({{4, 46}, {26, 46}, {26, 56}, {4, 56}})), (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_TRUE(cells_inside(grid, polygon({{6, 46}, {14, 46}, {14, 54}, {6, 54}})).empty());
  EXPECT_EQ(cells_inside(grid, polygon({{-100, -100}, {200, -100}, {200, 200}, {-100, 200}})).size(), 36u);
}

TEST(Raster, ACoverageGivesEachCellToOnePolygon) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    // A fan of triangles with corners on centres of cells and on random places.
    const Point hub{seed % 2 == 0 ? 25.0 : 23.7, seed % 3 == 0 ? 35.0 : 31.1};
    const std::vector<Point> rim{{0, 0}, {25, 0}, {60, 0}, {60, 35}, {60, 60}, {15, 60}, {0, 60}, {0, 15}};
    std::vector<int> owners(grid.size(), 0);
    for (std::size_t k = 0; k < rim.size(); ++k)
      for (const std::size_t cell : cells_inside(grid, polygon({hub, rim[k], rim[(k + 1) % rim.size()]})))
        ++owners[cell];
    EXPECT_EQ(owners, std::vector<int>(grid.size(), 1)) << seed;
  }
}

TEST(Raster, TouchedCellsHoldEveryPointOfTheOutline) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const MultiPolygon star = random_star(seed, {30, 30}, 35, 9);
    const std::vector<std::size_t> touched = cells_touched(star), inside = cells_inside(grid, star);
    const std::set<std::size_t> set(touched.begin(), touched.end());
    EXPECT_TRUE(std::includes(touched.begin(), touched.end(), inside.begin(), inside.end()));
    const RingView ring = star.view().ring(0);
    for (std::size_t k = 1; k < ring.size(); ++k)
      for (int step = 0; step <= 50; ++step) {
        const double t = (step + 0.31) / 51;
        const Point p{ring[k - 1].x + t * (ring[k].x - ring[k - 1].x), ring[k - 1].y + t * (ring[k].y - ring[k - 1].y)};
        if (p.x <= 0 || p.x >= 60 || p.y <= 0 || p.y >= 60) continue;
        EXPECT_TRUE(
            set.contains(grid.index(static_cast<std::uint32_t>((60 - p.y) / 10), static_cast<std::uint32_t>(p.x / 10))))
            << seed;
      }
  }
}

TEST(Raster, SmallFeaturesGetTheCellTheyLieIn) {
  bool snapped = false;
  EXPECT_EQ(cells_or_nearest(polygon({{12, 12}, {14, 12}, {14, 14}, {12, 14}}), snapped),
            (std::vector<std::size_t>{grid.index(4, 1)}));
  EXPECT_TRUE(snapped);
  EXPECT_TRUE(cells_or_nearest(polygon({{112, 12}, {114, 12}, {114, 14}, {112, 14}}), snapped).empty());
  EXPECT_FALSE(snapped);
}

TEST(Raster, AWindowHoldsTheSameCells) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const MultiPolygon star = random_star(seed, {30, 30}, 45, 9);
    const std::vector<std::size_t> inside = cells_inside(grid, star), touched = cells_touched(star);
    for (const GridWindow& window :
         {GridWindow{0, 0, 6, 6}, {1, 2, 4, 5}, {0, 0, 1, 6}, {5, 5, 6, 6}, {2, 0, 6, 3}, {3, 3, 3, 3}}) {
      const auto within = [&](const std::vector<std::size_t>& cells) {
        std::vector<std::size_t> some;
        for (const std::size_t cell : cells)
          if (window.contains(static_cast<std::uint32_t>(cell / 6), static_cast<std::uint32_t>(cell % 6)))
            some.push_back(cell);
        return some;
      };
      const std::vector<CellRun> runs = runs_inside(grid, star, window), edges = runs_touched(grid, star, window);
      EXPECT_EQ(cells_of(runs, grid, whole_window(grid)), within(inside)) << seed;
      EXPECT_EQ(cells_of(edges, grid, whole_window(grid)), within(touched)) << seed;
      for (std::size_t k = 1; k < runs.size(); ++k)
        EXPECT_TRUE(runs[k - 1].first + runs[k - 1].length < runs[k].first || runs[k].first % 6 == window.first_column)
            << "runs are as long as can be";
    }
    for (const std::size_t cell : touched)
      EXPECT_TRUE(window_of(grid, box_of(star.view()))
                      .contains(static_cast<std::uint32_t>(cell / 6), static_cast<std::uint32_t>(cell % 6)));
  }
  EXPECT_TRUE(window_of(grid, {200, 0, 210, 10}).empty());
  EXPECT_EQ(window_of(grid, {-1e300, -1e300, 1e300, 1e300}), whole_window(grid));
}

}  // namespace
}  // namespace spatial::test
