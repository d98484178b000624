// SPDX-License-Identifier: MIT
#include "libspatial/io/source_size.hpp"

#include <gtest/gtest.h>

#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

TEST(BytesOfLayer, AreThoseOfItsGeometriesAlone) {
  const TempDir folder;
  FixtureLayer one, many, none;
  one.name = "one";
  one.rows = {{square_wkt(500000, 100000, 100), {"1", std::string(20000, 'x')}}};
  many.name = "Many";
  for (int i = 0; i < 10; ++i) many.rows.push_back({square_wkt(500000 + 200 * i, 100000, 100), {"1", "a"}});
  many.rows.push_back({"", {"11", "a row without a place"}});
  none.name = "none";
  write_fixture(folder / "in.gpkg", "GPKG", {one, many, none});
  const double a_square = bytes_of_layer(folder / "in.gpkg", "one");
  // A polygon of five points: WKB of 93 bytes behind a GeoPackage header of 8 bytes, with or without a box of 32.
  EXPECT_TRUE(a_square == 101 || a_square == 133) << a_square << ": not the text of 20,000 letters beside it";
  EXPECT_EQ(bytes_of_layer(folder / "in.gpkg", "Many"), 10 * a_square);
  EXPECT_EQ(bytes_of_layer(folder / "in.gpkg", "many"), 10 * a_square) << "names of tables have no case";
  EXPECT_EQ(bytes_of_layer(folder / "in.gpkg", ""), a_square) << "the first table";
  EXPECT_EQ(bytes_of_layer(folder / "in.gpkg", "none"), 0);
  EXPECT_EQ(bytes_of_layer(folder / "in.gpkg", "absent"), 0) << "reading it says so";
}

TEST(BytesOfLayer, OfOtherSourcesAreThoseOfTheSource) {
  const TempDir folder;
  FixtureLayer layer;
  layer.rows = {{square_wkt(500000, 100000, 100), {"1", "a"}}};
  write_fixture(folder / "in.geojson", "GeoJSON", {layer});
  write_fixture(folder / "in.shp", "ESRI Shapefile", {layer});
  EXPECT_EQ(bytes_of_layer(folder / "in.geojson", ""),
            static_cast<double>(std::filesystem::file_size(folder / "in.geojson")));
  EXPECT_EQ(bytes_of_layer(folder / "in.shp", ""), static_cast<double>(std::filesystem::file_size(folder / "in.shp") +
                                                                       std::filesystem::file_size(folder / "in.dbf")));
  EXPECT_EQ(bytes_of_layer(folder / "absent.gpkg", "a"), 0);
  write_file(folder / "broken.gpkg", "SQLite format 3" + std::string(200, '\0'));
  EXPECT_EQ(bytes_of_layer(folder / "broken.gpkg", "a"), bytes_of_source(folder / "broken.gpkg"));
}

}  // namespace
}  // namespace spatial::test
