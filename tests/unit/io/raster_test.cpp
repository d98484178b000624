// SPDX-License-Identifier: MIT
#include "libspatial/io/raster.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "libspatial/core/error.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

Raster sample() {
  Raster raster{{500000, 200000, 10, 7.5, 300, 200}, {}};
  for (std::size_t k = 0; k < raster.grid.size(); ++k)
    raster.values.push_back(k % 11 == 0 ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(k % 97) / 4);
  return raster;
}

TEST(RasterFile, ReadsWhatWasWritten) {
  const TempDir folder;
  const Raster raster = sample();
  write_raster(folder / "a.tif", raster, "EPSG:27700", {});
  write_raster(folder / "b.tif", raster, "EPSG:27700", {});
  EXPECT_EQ(read_file(folder / "a.tif"), read_file(folder / "b.tif")) << "the same raster gives the same bytes";
  const Raster again = read_raster(folder / "a.tif", "EPSG:27700");
  EXPECT_EQ(again.grid, raster.grid);
  for (std::size_t k = 0; k < raster.values.size(); ++k)
    ASSERT_TRUE(again.values[k] == raster.values[k] || (std::isnan(again.values[k]) && std::isnan(raster.values[k])))
        << k;
}

TEST(RasterFile, IsReadAndWrittenInParts) {
  const TempDir folder;
  const Raster raster = sample();
  write_raster(folder / "whole.tif", raster, "EPSG:27700", {});
  const RasterSource memory = source_of(raster);
  const std::vector<GridWindow> windows{{150, 40, 200, 300}, {0, 0, 150, 40}, {0, 40, 150, 300}, {150, 0, 200, 40}};
  write_raster(folder / "parts.tif", raster.grid, "EPSG:27700", {},
               [&](const std::function<void(const RasterPart&)>& put) {
                 for (const GridWindow& window : windows) put(memory.read(window, {}));
               });
  const RasterSource file = open_raster(folder / "parts.tif", "EPSG:27700");
  EXPECT_EQ(file.grid, raster.grid);
  for (const GridWindow& window : windows) {
    const RasterPart expected = memory.read(window, {}), found = file.read(window, {});
    EXPECT_EQ(found.window, window);
    for (std::size_t k = 0; k < expected.values.size(); ++k)
      ASSERT_TRUE(found.values[k] == expected.values[k] ||
                  (std::isnan(found.values[k]) && std::isnan(expected.values[k])))
          << k;
  }
  write_raster(folder / "one.tif", raster.grid, "EPSG:27700", {},
               [&](const std::function<void(const RasterPart&)>& put) { put(memory.read(windows[0], {})); });
  const Raster one = read_raster(folder / "one.tif", "EPSG:27700");
  EXPECT_TRUE(std::isnan(one.values[1])) << "no part holds it";
  EXPECT_EQ(one.values.back(), raster.values.back());
  EXPECT_THROW(write_raster(folder / "none.tif", raster.grid, "EPSG:27700", {},
                            [](const std::function<void(const RasterPart&)>&) {
                              throw Error(ErrorKind::interrupted, "interrupted");
                            }),
               Error);
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder / "")) ++files;
  EXPECT_EQ(files, 3u) << "nothing is left behind";
}

TEST(RasterFile, RefusesWhatItCannotUse) {
  const TempDir folder;
  write_raster(folder / "a.tif", sample(), "EPSG:27700", {});
  write_file(folder / "text.tif", "no raster");
  const auto message = [](auto&& run) -> std::string {
    try {
      run();
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_THAT(message([&] { read_raster(folder / "a.tif", "EPSG:25832"); }),
              testing::HasSubstr("gdalwarp -t_srs EPSG:25832"));
  EXPECT_THAT(message([&] { read_raster(folder / "text.tif", "EPSG:27700"); }), testing::HasSubstr("is not a GeoTIFF"));
  EXPECT_THAT(message([&] { read_raster(folder / "none.tif", "EPSG:27700"); }), testing::HasSubstr("does not exist"));
  EXPECT_THAT(message([&] { read_raster("https://example.org/a.tif", "EPSG:27700"); }),
              testing::HasSubstr("is not a file on this computer"));
  EXPECT_THAT(message([&] { write_raster(folder / "a.tif", sample(), "EPSG:27700", {}); }),
              testing::HasSubstr("already exists"));
  EXPECT_THAT(message([&] { write_raster(folder / "a.png", sample(), "EPSG:27700", {}); }),
              testing::HasSubstr("does not end in .tif"));
}

}  // namespace
}  // namespace spatial::test
