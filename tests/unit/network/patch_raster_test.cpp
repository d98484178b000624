// SPDX-License-Identifier: MIT
#include "libspatial/network/patch_raster.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"

namespace spatial::test {
namespace {

/// Letters 1 and 2 are classes, x is no data. Cells of 10 × 20 m.
Raster raster_of(const std::vector<std::string>& rows) {
  Raster raster{
      {1000, 2000, 10, 20, static_cast<std::uint32_t>(rows[0].size()), static_cast<std::uint32_t>(rows.size())}, {}};
  for (const std::string& row : rows)
    for (const char c : row)
      raster.values.push_back(c == 'x' ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(c - '0'));
  return raster;
}

const std::vector<double> one{1};

TEST(RasterPatches, AreExactUnionsOfCells) {
  const PatchSet patches = raster_patches(raster_of({"1100", "1x01", "1111"}), one, 4, 0);
  ASSERT_EQ(patches.size(), 1u);
  EXPECT_EQ(patches.areas_m2[0], 8 * 200.0);
  EXPECT_DOUBLE_EQ(area_m2(patches.geometry[0]), 8 * 200.0);
  EXPECT_EQ(patches.geometry[0].ring_count(), 1u);
  EXPECT_EQ(patches.geometry[0].point_count(), 11u) << "corners only, and the first again";
  EXPECT_EQ(patches.boxes[0], (Box{1000, 1940, 1040, 2000}));
}

TEST(RasterPatches, JoinAcrossEdgesOrCorners) {
  const Raster raster = raster_of({"100", "010", "001"});
  EXPECT_EQ(raster_patches(raster, one, 4, 0).size(), 3u);
  const PatchSet joined = raster_patches(raster, one, 8, 0);
  ASSERT_EQ(joined.size(), 1u);
  EXPECT_EQ(joined.geometry[0].part_count(), 3u);
  EXPECT_EQ(joined.areas_m2[0], 600);
}

TEST(RasterPatches, TakeSeveralValuesAndAMinimum) {
  const Raster raster = raster_of({"1200", "0001", "x002"});
  const std::vector<double> both{1, 2};
  const PatchSet patches = raster_patches(raster, both, 4, 300);
  ASSERT_EQ(patches.size(), 2u);
  EXPECT_EQ(patches.areas_m2, (std::vector<double>{400, 400}));
  EXPECT_EQ(raster_patches(raster, one, 4, 300).too_small_areas_m2, (std::vector<double>{200, 200}));
  const std::vector<double> none{9};
  EXPECT_EQ(raster_patches(raster, none, 8, 0).size(), 0u);
}

TEST(RasterPatches, AreValidWhereCellsMeetInCorners) {
  GeosContext geos;
  for (unsigned seed = 0; seed < 60; ++seed) {
    std::mt19937 random(seed);
    Raster raster{{0, 0, 10, 10, 12, 9}, {}};
    for (int k = 0; k < 108; ++k) raster.values.push_back(random() % 100 < 35 + seed % 40 ? 1 : 0);
    for (const int connectivity : {4, 8}) {
      const PatchSet patches = raster_patches(raster, one, connectivity, 0);
      double cells = 0, sum = 0;
      for (const float value : raster.values) cells += value;
      // Groups by flooding, and each one's cells united by GEOS.
      std::vector<int> group(108, -1);
      std::vector<std::vector<std::size_t>> groups;
      for (std::size_t cell = 0; cell < 108; ++cell) {
        if (raster.values[cell] == 0 || group[cell] >= 0) continue;
        std::vector<std::size_t> queue{cell};
        group[cell] = static_cast<int>(groups.size());
        for (std::size_t k = 0; k < queue.size(); ++k)
          for (std::size_t other = 0; other < 108; ++other) {
            const int dx = std::abs(static_cast<int>(other % 12) - static_cast<int>(queue[k] % 12)),
                      dy = std::abs(static_cast<int>(other / 12) - static_cast<int>(queue[k] / 12));
            if (raster.values[other] == 0 || group[other] >= 0 || std::max(dx, dy) != 1 ||
                (connectivity == 4 && dx + dy != 1))
              continue;
            group[other] = group[cell];
            queue.push_back(other);
          }
        groups.push_back(queue);
      }
      ASSERT_EQ(patches.size(), groups.size()) << seed;
      for (std::size_t p = 0; p < groups.size(); ++p) {
        ASSERT_FALSE(validity(geos, patches.geometry[p]).has_value())
            << seed << " " << connectivity << " " << validity(geos, patches.geometry[p])->reason;
        std::vector<MultiPolygon> squares;
        for (const std::size_t cell : groups[p]) {
          const Point c = raster.grid.centre(cell);
          squares.push_back(polygon_of(Box{c.x - 5, c.y - 5, c.x + 5, c.y + 5}));
        }
        const std::vector<MultiPolygonView> views(squares.begin(), squares.end());
        const MultiPolygon expected = union_of(geos, views);
        EXPECT_DOUBLE_EQ(area_m2(patches.geometry[p]), area_m2(expected));
        EXPECT_NEAR(area_m2(intersection(geos, patches.geometry[p], expected)), area_m2(expected), 1e-9);
        EXPECT_DOUBLE_EQ(patches.areas_m2[p], area_m2(expected));
        sum += patches.areas_m2[p];
      }
      EXPECT_DOUBLE_EQ(sum, 100 * cells);
    }
  }
}

TEST(RasterPatches, RefuseWhatMakesNoSense) {
  const Raster raster = raster_of({"1"});
  EXPECT_THROW(raster_patches(raster, one, 6, 0), Error);
  EXPECT_THROW(raster_patches(raster, {}, 4, 0), Error);
  EXPECT_THROW(raster_patches(raster, one, 4, -1), Error);
}

}  // namespace
}  // namespace spatial::test
