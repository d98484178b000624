// SPDX-License-Identifier: MIT
// What a spatial index says about the features of a layer, without reading any.
#include <gtest/gtest.h>

#include "libspatial/io/fields.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using test::FixtureLayer;
using test::square_wkt;

constexpr double east = 431000.123, north = 212000.456;

std::vector<FixtureLayer> squares(const std::string& crs) {
  FixtureLayer layer{"land", crs, "Polygon", {"ref"}, {}};
  for (int k = 0; k < 40; ++k) layer.rows.push_back({square_wkt(east + 100 * k, north, 10 + k), {std::to_string(k)}});
  return {layer};
}

TEST(IndexedBoxes, HoldTheFeaturesInTheirOrder) {
  const test::TempDir folder;
  test::write_fixture(folder / "a.gpkg", "GPKG", squares("EPSG:27700"));
  const LayerName name{folder / "a.gpkg", "land"};
  const std::vector<Box> boxes = boxes_by_index(name, "EPSG:27700");
  ASSERT_EQ(boxes.size(), 40u);
  for (int k = 0; k < 40; ++k) {
    const Box own{east + 100 * k, north, east + 100 * k + 10 + k, north + 10 + k};
    const Box& box = boxes[static_cast<std::size_t>(k)];
    EXPECT_TRUE(box.contains(own)) << k;
    EXPECT_TRUE(own.grown(0.2).contains(box)) << k << ": rounded to 32 bits";
  }
  const std::vector<Point> middles = middles_by_index(name, "EPSG:27700");
  ASSERT_EQ(middles.size(), 40u);
  for (std::size_t k = 0; k < 40; ++k) {
    EXPECT_EQ(middles[k].x, (boxes[k].min_x + boxes[k].max_x) / 2);
    EXPECT_EQ(middles[k].y, (boxes[k].min_y + boxes[k].max_y) / 2);
  }
}

TEST(IndexedBoxes, AreUnknownWithoutAnIndexOrInAnotherReferenceSystem) {
  const test::TempDir folder;
  test::write_fixture(folder / "a.gpkg", "GPKG", squares("EPSG:27700"));
  test::write_fixture(folder / "a.geojson", "GeoJSON", squares("EPSG:27700"));
  EXPECT_TRUE(boxes_by_index({folder / "a.gpkg", "land"}, "EPSG:32630").empty());
  EXPECT_EQ(middles_by_index({folder / "a.gpkg", "land"}, "EPSG:32630").size(), 40u) << "these are transformed";
  EXPECT_TRUE(boxes_by_index({folder / "a.geojson", ""}, "EPSG:27700").empty());
}

}  // namespace
}  // namespace spatial
