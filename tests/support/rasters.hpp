// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/geometry/raster.hpp"

namespace spatial::test {

/// Rasters as other programs write them, made with GDAL.
enum class FixtureMask { none, inside, beside, alpha };

struct RasterFixture {
  RasterGrid grid;
  std::string type = "Float64";  ///< as GDAL names it, e.g. "Int16"; "SignedByte": bytes with PIXELTYPE=SIGNEDBYTE
  std::vector<std::vector<double>> bands;  ///< as they are stored
  std::vector<std::string> descriptions;   ///< of the bands; may be empty
  std::optional<double> scale, offset;
  std::optional<double> no_data;  ///< for 64-bit whole numbers: no_data_whole
  std::optional<std::int64_t> no_data_whole;
  FixtureMask mask = FixtureMask::none;
  std::vector<char> valid;         ///< per cell, for the mask
  std::string crs = "EPSG:27700";  ///< empty: none
  double rotation = 0;             ///< of the geotransform
  bool south_up = false;
};

/// A GeoTIFF.
void write_raster_fixture(const std::filesystem::path& file, const RasterFixture& fixture);

/// An ArcInfo ASCII grid; NaN is written as -9999, which is stated as no data if `state_no_data`.
void write_ascii_grid(const std::filesystem::path& file, const RasterGrid& grid, const std::vector<double>& cells,
                      bool state_no_data = true);

}  // namespace spatial::test
