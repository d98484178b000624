// SPDX-License-Identifier: MIT
#include "tests/support/rasters.hpp"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <fmt/format.h>
#include <gdal.h>
#include <ogr_srs_api.h>

#include <cmath>
#include <stdexcept>

#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

void require(bool ok, const std::string& what) {
  if (!ok) throw std::runtime_error("raster fixture: " + what);
}

void write_band(GDALRasterBandH band, const RasterFixture& fixture, const std::vector<double>& cells) {
  const int width = static_cast<int>(fixture.grid.columns), height = static_cast<int>(fixture.grid.rows);
  const auto put = [&](auto raw, GDALDataType type) {
    for (const double cell : cells) raw.push_back(static_cast<typename decltype(raw)::value_type>(cell));
    require(GDALRasterIO(band, GF_Write, 0, 0, width, height, raw.data(), width, height, type, 0, 0) == CE_None,
            "cells");
  };
  if (fixture.type == "Int64")
    put(std::vector<std::int64_t>(), GDT_Int64);
  else if (fixture.type == "UInt64")
    put(std::vector<std::uint64_t>(), GDT_UInt64);
  else if (fixture.type == "SignedByte") {
    std::vector<std::uint8_t> raw;
    for (const double cell : cells) raw.push_back(static_cast<std::uint8_t>(static_cast<std::int8_t>(cell)));
    require(GDALRasterIO(band, GF_Write, 0, 0, width, height, raw.data(), width, height, GDT_Byte, 0, 0) == CE_None,
            "cells");
  } else
    put(std::vector<double>(), GDT_Float64);
}

void set_meaning(GDALRasterBandH band, const RasterFixture& fixture) {
  if (fixture.scale) require(GDALSetRasterScale(band, *fixture.scale) == CE_None, "scale");
  if (fixture.offset) require(GDALSetRasterOffset(band, *fixture.offset) == CE_None, "offset");
  if (fixture.no_data_whole && fixture.type == "UInt64")
    require(GDALSetRasterNoDataValueAsUInt64(band, static_cast<std::uint64_t>(*fixture.no_data_whole)) == CE_None,
            "no data");
  else if (fixture.no_data_whole)
    require(GDALSetRasterNoDataValueAsInt64(band, *fixture.no_data_whole) == CE_None, "no data");
  if (fixture.no_data) require(GDALSetRasterNoDataValue(band, *fixture.no_data) == CE_None, "no data");
}

void write_valid(GDALRasterBandH band, const RasterFixture& fixture) {
  std::vector<std::uint8_t> cells;
  for (const char valid : fixture.valid) cells.push_back(valid != 0 ? 255 : 0);
  const int width = static_cast<int>(fixture.grid.columns), height = static_cast<int>(fixture.grid.rows);
  require(GDALRasterIO(band, GF_Write, 0, 0, width, height, cells.data(), width, height, GDT_Byte, 0, 0) == CE_None,
          "mask");
}

}  // namespace

void write_raster_fixture(const std::filesystem::path& file, const RasterFixture& fixture) {
  GDALAllRegister();
  CPLStringList options;
  if (fixture.type == "SignedByte") options.SetNameValue("PIXELTYPE", "SIGNEDBYTE");
  const bool alpha = fixture.mask == FixtureMask::alpha;
  if (alpha && fixture.bands.size() == 1)
    options.SetNameValue("ALPHA", "YES");  // with several bands, GDAL would mark the second one
  const GDALDataType type = fixture.type == "SignedByte" ? GDT_Byte : GDALGetDataTypeByName(fixture.type.c_str());
  const int count = static_cast<int>(fixture.bands.size());
  CPLSetThreadLocalConfigOption("GDAL_TIFF_INTERNAL_MASK", fixture.mask == FixtureMask::inside ? "YES" : "NO");
  GDALDatasetH dataset = GDALCreate(GDALGetDriverByName("GTiff"), file.c_str(), static_cast<int>(fixture.grid.columns),
                                    static_cast<int>(fixture.grid.rows), count + (alpha ? 1 : 0), type, options.List());
  require(dataset != nullptr, file.string());
  const double north = fixture.grid.top, south = fixture.grid.box().min_y;
  double place[] = {fixture.grid.left, fixture.grid.cell_x,
                    fixture.rotation,  fixture.south_up ? south : north,
                    fixture.rotation,  fixture.south_up ? fixture.grid.cell_y : -fixture.grid.cell_y};
  require(GDALSetGeoTransform(dataset, place) == CE_None, "place");
  if (!fixture.crs.empty()) {
    OGRSpatialReferenceH srs = OSRNewSpatialReference(nullptr);
    require(OSRSetFromUserInput(srs, fixture.crs.c_str()) == OGRERR_NONE && GDALSetSpatialRef(dataset, srs) == CE_None,
            "CRS");
    OSRDestroySpatialReference(srs);
  }
  for (int k = 0; k < count; ++k) {
    GDALRasterBandH band = GDALGetRasterBand(dataset, k + 1);
    set_meaning(band, fixture);
    if (!fixture.descriptions.empty())
      GDALSetDescription(band, fixture.descriptions[static_cast<std::size_t>(k)].c_str());
  }
  if (fixture.mask == FixtureMask::inside || fixture.mask == FixtureMask::beside) {
    require(GDALCreateDatasetMaskBand(dataset, GMF_PER_DATASET) == CE_None, "mask band");
    write_valid(GDALGetMaskBand(GDALGetRasterBand(dataset, 1)), fixture);
  }
  for (int k = 0; k < count; ++k)
    write_band(GDALGetRasterBand(dataset, k + 1), fixture, fixture.bands[static_cast<std::size_t>(k)]);
  if (alpha) {
    GDALSetRasterColorInterpretation(GDALGetRasterBand(dataset, count + 1), GCI_AlphaBand);
    write_valid(GDALGetRasterBand(dataset, count + 1), fixture);
  }
  GDALClose(dataset);
  CPLSetThreadLocalConfigOption("GDAL_TIFF_INTERNAL_MASK", nullptr);
}

void write_ascii_grid(const std::filesystem::path& file, const RasterGrid& grid, const std::vector<double>& cells,
                      bool state_no_data) {
  std::string text = fmt::format("ncols {}\nnrows {}\nxllcorner {}\nyllcorner {}\ncellsize {}\n", grid.columns,
                                 grid.rows, grid.left, grid.box().min_y, grid.cell_x);
  if (state_no_data) text += "NODATA_value -9999\n";
  for (std::size_t cell = 0; cell < cells.size(); ++cell)
    text +=
        fmt::format("{}{}", std::isnan(cells[cell]) ? -9999 : cells[cell], (cell + 1) % grid.columns == 0 ? '\n' : ' ');
  write_file(file, text);
}

}  // namespace spatial::test
