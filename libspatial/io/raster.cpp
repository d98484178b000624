// SPDX-License-Identifier: MIT
#include "libspatial/io/raster.hpp"

#include <cpl_string.h>
#include <fmt/format.h>
#include <gdal.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/crs.hpp"
#include "libspatial/io/gdal_bridge.hpp"
#include "libspatial/io/pending_file.hpp"

namespace spatial {
namespace {

constexpr std::size_t cells_at_a_time = 4'000'000;

/// Extensions of files beside a raster that change what its cells mean or how they are drawn.
constexpr std::array<const char*, 3> sidecars{".msk", ".aux.xml", ".ovr"};
std::filesystem::path beside(const std::filesystem::path& file, const char* sidecar) { return file.string() + sidecar; }

}  // namespace

void check_raster_writable(const std::filesystem::path& file, const WriteOptions& options) {
  if (lower(file.extension().string()) != ".tif")
    throw Error(ErrorKind::output, fmt::format("the raster '{}' does not end in .tif", file.string()),
                "Rasters are written as GeoTIFF: give it a name that ends in .tif.");
  std::error_code error;
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  if (!std::filesystem::is_directory(folder, error))
    throw Error(ErrorKind::output, fmt::format("there is no folder {} to write to", folder.string()),
                "Create it first, or choose another one.");
  if (std::filesystem::exists(file, error) && !options.overwrite)
    throw Error(ErrorKind::output, fmt::format("{} already exists", file.string()),
                "Choose another name, or allow it to be replaced by --overwrite.");
  for (const char* sidecar : sidecars)
    if (std::filesystem::exists(beside(file, sidecar), error) && !options.overwrite)
      throw Error(ErrorKind::output,
                  fmt::format("{} already exists and would be taken for a part of the new raster",
                              beside(file, sidecar).string()),
                  "Choose another name, or allow it to be removed by --overwrite.");
}

void write_raster(const std::filesystem::path& file, const Raster& raster, const std::string& crs,
                  const WriteOptions& options) {
  PendingFiles files;
  add_raster(files, file, raster, crs, options);
  files.commit();
}

void add_raster(PendingFiles& files, const std::filesystem::path& file, const Raster& raster, const std::string& crs,
                const WriteOptions& options) {
  add_raster(files, file, raster.grid, crs, options, [&](const std::function<void(const RasterPart&)>& put) {
    const RasterSource source = source_of(raster);
    const std::uint32_t band =
        std::max<std::uint32_t>(1, static_cast<std::uint32_t>(cells_at_a_time / std::max(1U, raster.grid.columns)));
    for (std::uint32_t row = 0; row < raster.grid.rows; row += band)
      put(source.read({row, 0, std::min(raster.grid.rows, row + band), raster.grid.columns}, {}));
  });
}

namespace {

/// Whether the cells of both bands are identical to the bit.
bool same_cells(GDALRasterBandH a, GDALRasterBandH b, const RasterGrid& grid) {
  const int columns = static_cast<int>(grid.columns);
  std::vector<float> first(grid.columns), second(grid.columns);
  for (int row = 0; row < static_cast<int>(grid.rows); ++row) {
    for (auto [band, cells] : {std::pair(a, &first), std::pair(b, &second)})
      if (GDALRasterIO(band, GF_Read, 0, row, columns, 1, cells->data(), columns, 1, GDT_Float32, 0, 0) != CE_None)
        return false;
    if (std::memcmp(first.data(), second.data(), grid.columns * sizeof(float)) != 0) return false;
  }
  return true;
}

}  // namespace

void write_raster(const std::filesystem::path& file, const RasterGrid& grid, const std::string& crs,
                  const WriteOptions& options,
                  const std::function<void(const std::function<void(const RasterPart&)>&)>& make) {
  PendingFiles files;
  add_raster(files, file, grid, crs, options, make);
  files.commit();
}

void add_raster(PendingFiles& files, const std::filesystem::path& file, const RasterGrid& grid, const std::string& crs,
                const WriteOptions& options,
                const std::function<void(const std::function<void(const RasterPart&)>&)>& make) {
  check_raster_writable(file, options);
  const std::string wkt = describe_crs(crs).wkt;
  PendingFiles between;
  const std::filesystem::path temporary = files.add(file, options.overwrite),
                              plain = between.add(std::filesystem::path(file) += ".cells");
  gdal::ErrorScope errors;
  const auto failed = [&] {
    throw Error(ErrorKind::output, fmt::format("{} could not be written: {}", file.string(), errors.text()),
                "Check the folder and its disk, and try again.");
  };
  {
    const char* const sparse[] = {"TILED=YES", "SPARSE_OK=TRUE", "BIGTIFF=IF_SAFER", nullptr};
    const gdal::Dataset cells(GDALCreate(GDALGetDriverByName("GTiff"), plain.c_str(), static_cast<int>(grid.columns),
                                         static_cast<int>(grid.rows), 1, GDT_Float32, const_cast<char**>(sparse)));
    double place[] = {grid.left, grid.cell_x, 0, grid.top, 0, -grid.cell_y};
    if (!cells || GDALSetGeoTransform(cells.get(), place) != CE_None ||
        GDALSetProjection(cells.get(), wkt.c_str()) != CE_None)
      failed();
    GDALRasterBandH band = GDALGetRasterBand(cells.get(), 1);
    if (GDALSetRasterNoDataValue(band, std::numeric_limits<double>::quiet_NaN()) != CE_None) failed();
    make([&](const RasterPart& part) {
      const int width = static_cast<int>(part.window.columns()), height = static_cast<int>(part.window.rows());
      if (GDALRasterIO(band, GF_Write, static_cast<int>(part.window.first_column),
                       static_cast<int>(part.window.first_row), width, height, const_cast<float*>(part.values.data()),
                       width, height, GDT_Float32, 0, 0) != CE_None)
        failed();
    });
    const char* const settings[] = {"COMPRESS=DEFLATE", "PREDICTOR=YES", "NUM_THREADS=1", "RESAMPLING=NEAREST",
                                    nullptr};
    static_cast<void>(gdal::Dataset(GDALCreateCopy(GDALGetDriverByName("COG"), temporary.c_str(), cells.get(), 0,
                                                   const_cast<char**>(settings), nullptr, nullptr)));  // closes it
    if (errors.failed() || !std::filesystem::exists(temporary)) failed();
    const gdal::Dataset again(
        GDALOpenEx(temporary.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, nullptr, nullptr, nullptr));
    if (!again || !same_cells(band, GDALGetRasterBand(again.get(), 1), grid))
      throw Error(ErrorKind::output, fmt::format("{} does not hold what was written", file.string()),
                  "The disk did not keep what was written; check it and try again.");
  }
  if (errors.failed()) failed();
  for (const char* sidecar : sidecars) files.remove(beside(file, sidecar));  // of the raster that is replaced
}

}  // namespace spatial
