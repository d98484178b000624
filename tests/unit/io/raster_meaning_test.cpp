// SPDX-License-Identifier: MIT
// What a raster says of itself: applied, or refused with a message that names the file.
#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "libspatial/core/error.hpp"
#include "libspatial/io/raster.hpp"
#include "tests/support/rasters.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;
constexpr double none = std::numeric_limits<double>::quiet_NaN();
const RasterGrid row{500000, 100010, 10, 10, 3, 1};

class RasterMeaning : public testing::Test {
 protected:
  RasterFixture one_band(const std::string& type, std::vector<double> cells) const {
    RasterFixture fixture;
    fixture.grid = row;
    fixture.type = type;
    fixture.bands = {std::move(cells)};
    return fixture;
  }
  void expect(const RasterFixture& fixture, const std::vector<double>& cells, const std::string& band = "") {
    write_raster_fixture(folder_ / "r.tif", fixture);
    expect_read(cells, "r.tif", band);
  }
  void expect_read(const std::vector<double>& cells, const std::string& name, const std::string& band = "",
                   const std::string& assume = "") const {
    const Raster raster = read_raster(LayerName{folder_ / name, band}, "EPSG:27700", assume);
    ASSERT_EQ(raster.values.size(), cells.size());
    for (std::size_t k = 0; k < cells.size(); ++k)
      EXPECT_TRUE(raster.values[k] == static_cast<float>(cells[k]) ||
                  (std::isnan(raster.values[k]) && std::isnan(cells[k])))
          << "cell " << k << ": " << raster.values[k] << " for " << cells[k];
  }
  /// The message, if it is one of an input that is rejected.
  std::string refusal(const std::string& name, const std::string& band = "", const std::string& assume = "") const {
    try {
      read_raster(LayerName{folder_ / name, band}, "EPSG:27700", assume);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::input);
      EXPECT_THAT(error.what(), HasSubstr(name)) << "names the file";
      return error.what();
    }
    return "nothing refused";
  }
  std::string refusal(const RasterFixture& fixture, const std::string& band = "") {
    write_raster_fixture(folder_ / "r.tif", fixture);
    return refusal("r.tif", band);
  }
  TempDir folder_;
};

TEST_F(RasterMeaning, ScaleAndOffsetAreApplied) {
  RasterFixture fixture = one_band("Int16", {200, -50, 7});
  fixture.scale = 0.01;
  fixture.offset = 1;
  fixture.no_data = 7;
  expect(fixture, {3, 0.5, none});
  fixture.scale = 0;
  EXPECT_THAT(refusal(fixture), HasSubstr("scale of 0"));
}

TEST_F(RasterMeaning, SignedBytesAreSigned) {
  RasterFixture fixture = one_band("SignedByte", {-1, 100, -128});
  expect(fixture, {-1, 100, -128});
  fixture.no_data = -128;
  expect(fixture, {-1, 100, none});
  fixture.no_data = 255;  // as the byte is stored
  expect(fixture, {none, 100, -128});
}

TEST_F(RasterMeaning, NoDataIsComparedInTheTypeOfTheBand) {
  const double large = 9007199254740992;  // 2^53: one more is another whole number, but not another double
  RasterFixture whole = one_band("Int64", {1, 2, large});
  whole.no_data_whole = 9007199254740993;
  expect(whole, {1, 2, large});
  whole.no_data_whole = 9007199254740992;
  expect(whole, {1, 2, none});
  RasterFixture least = one_band("Int64", {1, 2, -9223372036854775808.0});
  least.no_data_whole = std::numeric_limits<std::int64_t>::min();
  expect(least, {1, 2, none});
  RasterFixture byte = one_band("Byte", {1, 255, 3});
  byte.no_data = -1;  // no byte has that value
  expect(byte, {1, 255, 3});
  RasterFixture single = one_band("Float32", {1, -3.40282346638528859e38, static_cast<double>(0.1f)});
  single.no_data = -3.4028e38;  // written with fewer digits
  expect(single, {1, none, 0.1});
  single.no_data = 0.1;
  expect(single, {1, -3.40282346638528859e38, none});
  RasterFixture real = one_band("Float64", {1, none, 3});
  expect(real, {1, none, 3});
  real.no_data = 3;
  expect(real, {1, none, none});
}

TEST_F(RasterMeaning, MasksAndNoDataBothCount) {
  for (const FixtureMask mask : {FixtureMask::inside, FixtureMask::beside, FixtureMask::alpha}) {
    RasterFixture fixture = one_band("Byte", {1, 2, 3});
    fixture.mask = mask;
    fixture.valid = {1, 0, 1};
    expect(fixture, {1, none, 3});
    fixture.no_data = 3;
    expect(fixture, {1, none, none});
    std::filesystem::remove(folder_ / "r.tif.msk");
  }
  RasterFixture five = one_band("UInt16", {1, 2, 3});  // GDAL itself sees alpha in the second or fourth band only
  five.bands.resize(4, {9, 9, 9});
  five.mask = FixtureMask::alpha;
  five.valid = {0, 1, 1};
  expect(five, {none, 2, 3}, "1");
}

TEST_F(RasterMeaning, ABandIsNamedWhereThereAreSeveral) {
  RasterFixture fixture = one_band("Byte", {1, 2, 3});
  fixture.bands.push_back({4, 5, 6});
  fixture.descriptions = {"slope", "resistance"};
  EXPECT_THAT(refusal(fixture),
              testing::AllOf(HasSubstr("has 2 bands and none is named"), HasSubstr("band 2 'resistance'")));
  expect(fixture, {1, 2, 3}, "1");
  expect(fixture, {4, 5, 6}, "2");
  expect(fixture, {4, 5, 6}, "resistance");
  for (const char* band : {"3", "0", "-1", "cost", "1.5"})
    EXPECT_THAT(refusal(fixture, band), HasSubstr("has no band")) << band;
  fixture.mask = FixtureMask::alpha;
  fixture.valid = {1, 1, 1};
  EXPECT_THAT(refusal(fixture, "3"), HasSubstr("has no band '3' with values")) << "transparency is no value";
}

TEST_F(RasterMeaning, WhatHasNoMeaningHereIsRefused) {
  EXPECT_THAT(refusal(one_band("CFloat32", {1, 2, 3})), HasSubstr("complex numbers"));
  RasterFixture rotated = one_band("Byte", {1, 2, 3});
  rotated.rotation = 0.5;
  EXPECT_THAT(refusal(rotated), HasSubstr("is rotated"));
  rotated.rotation = 1e-9;  // moves nothing
  expect(rotated, {1, 2, 3});
  RasterFixture turned = one_band("Byte", {1, 2, 3});
  turned.south_up = true;
  EXPECT_THAT(refusal(turned), HasSubstr("upside down"));
  RasterFixture nowhere = one_band("Byte", {1, 2, 3});
  nowhere.crs = "";
  EXPECT_THAT(refusal(nowhere), HasSubstr("--assume-crs"));
  expect_read({1, 2, 3}, "r.tif", "", "EPSG:27700");
  EXPECT_THAT(refusal("r.tif", "", "EPSG:32630"), HasSubstr("gdalwarp"));
  write_file(folder_ / "lie.tif", "<VRTDataset rasterXSize=\"1\" rasterYSize=\"1\"></VRTDataset>");
  EXPECT_THAT(refusal("lie.tif"), HasSubstr("is not a GeoTIFF, ArcInfo ASCII grid or Idrisi raster"));
  write_raster_fixture(folder_ / "masked.tif", one_band("Byte", {1, 2, 3}));
  write_file(folder_ / "masked.tif.msk", "<VRTDataset rasterXSize=\"3\" rasterYSize=\"1\"></VRTDataset>");
  EXPECT_THAT(refusal("masked.tif"), HasSubstr("is not a GeoTIFF"));
}

TEST_F(RasterMeaning, AsciiGridsAreReadWhereTheirCrsIsGiven) {
  write_ascii_grid(folder_ / "a.asc", row, {1, none, 2.5});
  EXPECT_THAT(refusal("a.asc"), HasSubstr("--assume-crs"));
  expect_read({1, none, 2.5}, "a.asc", "", "EPSG:27700");
  EXPECT_EQ(read_raster(LayerName{folder_ / "a.asc", ""}, "EPSG:27700", "EPSG:27700").grid, row);
  write_ascii_grid(folder_ / "b.asc", row, {1, none, 2}, false);
  expect_read({1, none, 2}, "b.asc", "", "EPSG:27700");  // -9999 is the format's own
  // A beginning of whole numbers says nothing about the rest.
  const RasterGrid wide{500000, 100010, 1, 1, 100000, 1};
  std::vector<double> cells(wide.size(), 3);
  cells.back() = 3.75;
  write_ascii_grid(folder_ / "c.asc", wide, cells);
  expect_read(cells, "c.asc", "", "EPSG:27700");
  write_file(folder_ / "d.asc", "ncols 3\nnrows 2\nxllcorner 500000\nyllcorner 100000\ncellsize 10\n1 2 3\n4\n");
  EXPECT_THAT(refusal("d.asc", "", "EPSG:27700"), HasSubstr("cannot be read completely"));
  const std::string header = "NCOLS 3\nNROWS 1\nXLLCORNER 500000\nYLLCORNER 100000\nCELLSIZE 10\n";
  write_file(folder_ / "e.asc", header + "1 2 x\n");
  EXPECT_THAT(refusal("e.asc", "", "EPSG:27700"), HasSubstr("'x' in row 1, column 3"));
  write_file(folder_ / "f.asc", header + "1 2 3\n4 5 6\n");
  EXPECT_THAT(refusal("f.asc", "", "EPSG:27700"), HasSubstr("there are 6"));
  write_file(folder_ / "g.asc", header + "1e0 nan +2.5\n");
  expect_read({1, none, 2.5}, "g.asc", "", "EPSG:27700");
}

}  // namespace
}  // namespace spatial::test
