// SPDX-License-Identifier: MIT
#include "libspatial/io/raster.hpp"

#include <cpl_string.h>
#include <fmt/format.h>
#include <gdal.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/crs.hpp"
#include "libspatial/io/gdal_bridge.hpp"
#include "libspatial/io/network_path.hpp"
#include "libspatial/io/pending_file.hpp"

namespace spatial {
namespace {

constexpr std::size_t cells_at_a_time = 4'000'000;

[[noreturn]] void reject(const std::filesystem::path& file, const std::string& what, const std::string& remedy) { throw Error(ErrorKind::input, file.string() + " " + what, remedy); }

}  // namespace

RasterSource open_raster(const std::filesystem::path& file, const std::string& crs) {
  gdal::ErrorScope errors;
  if (is_network_path(file.string()) || file.string().starts_with("/vsi")) reject(file, "is not a file on this computer", "Download it first.");
  if (!std::filesystem::is_regular_file(file)) reject(file, "does not exist", "Check the path; in a config it starts from the config's folder.");
  const char* const drivers[] = {"GTiff", nullptr};
  const std::shared_ptr<gdal::Dataset> opened = std::make_shared<gdal::Dataset>(GDALOpenEx(file.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, drivers, nullptr, nullptr));
  const gdal::Dataset& dataset = *opened;
  if (!dataset || GDALGetRasterCount(dataset.get()) < 1) reject(file, "is not a GeoTIFF" + (errors.failed() ? ": " + errors.text() : std::string()), "Convert it, e.g. gdal_translate -of GTiff IN OUT.tif");
  double place[6];
  if (GDALGetGeoTransform(dataset.get(), place) != CE_None) reject(file, "has no place on the map", "Give it a CRS and an extent, e.g. gdal_translate -a_srs -a_ullr");
  if (place[2] != 0 || place[4] != 0 || !(place[1] > 0) || !(place[5] < 0)) reject(file, "is rotated or upside down", "Straighten it by gdalwarp.");
  const char* wkt = GDALGetProjectionRef(dataset.get());
  if (wkt == nullptr || *wkt == '\0') reject(file, "states no coordinate reference system", "Add it, e.g. gdal_edit.py -a_srs " + crs);
  const CrsPlan plan = crs_plan(wkt, "", crs, file.string());
  if (!plan.pipeline.empty()) reject(file, fmt::format("is in {}, the project in {}", plan.operation.source_crs, plan.operation.target_crs), fmt::format("Warp it first: gdalwarp -t_srs {} -r near {} OUT.tif", crs, file.filename().string()));

  const int columns = GDALGetRasterXSize(dataset.get()), rows = GDALGetRasterYSize(dataset.get());
  const RasterGrid grid{place[0], place[3], place[1], -place[5], static_cast<std::uint32_t>(columns), static_cast<std::uint32_t>(rows)};
  if (grid.size() >= std::numeric_limits<std::uint32_t>::max()) reject(file, fmt::format("has {} × {} cells, too many", columns, rows), "Use larger cells or a smaller extent.");
  errors.check(file.string());
  return {grid, [opened, grid, file](const GridWindow& window, const Executor&) {
            gdal::ErrorScope reading;
            RasterPart part{grid, window, std::vector<float>(window.size())};
            GDALRasterBandH band = GDALGetRasterBand(opened->get(), 1);
            const int width = static_cast<int>(window.columns()), height = static_cast<int>(window.rows());
            if (GDALRasterIO(band, GF_Read, static_cast<int>(window.first_column), static_cast<int>(window.first_row), width, height, part.values.data(), width, height, GDT_Float32, 0, 0) != CE_None)
              reject(file, "cannot be read completely: " + reading.text(), "Fetch or export it again.");
            reading.check(file.string());
            int stated = 0;
            const auto missing = static_cast<float>(GDALGetRasterNoDataValue(band, &stated));
            if (stated != 0 && !std::isnan(missing))
              for (float& value : part.values)
                if (value == missing) value = std::numeric_limits<float>::quiet_NaN();
            return part;
          }};
}

Raster read_raster(const std::filesystem::path& file, const std::string& crs) {
  const RasterSource source = open_raster(file, crs);
  return {source.grid, source.read(whole_window(source.grid), {}).values};
}

void check_raster_writable(const std::filesystem::path& file, const WriteOptions& options) {
  if (lower(file.extension().string()) != ".tif") throw Error(ErrorKind::output, fmt::format("the raster '{}' does not end in .tif", file.string()), "Rasters are written as GeoTIFF; name it so.");
  std::error_code error;
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  if (!std::filesystem::is_directory(folder, error)) throw Error(ErrorKind::output, fmt::format("there is no folder {} to write to", folder.string()), "Create it first, or choose another one.");
  if (std::filesystem::exists(file, error) && !options.overwrite) throw Error(ErrorKind::output, fmt::format("{} exists already", file.string()), "Choose another name, or allow it to be replaced by --overwrite.");
}

void write_raster(const std::filesystem::path& file, const Raster& raster, const std::string& crs, const WriteOptions& options) {
  PendingFiles files;
  add_raster(files, file, raster, crs, options);
  files.commit();
}

void add_raster(PendingFiles& files, const std::filesystem::path& file, const Raster& raster, const std::string& crs, const WriteOptions& options) {
  add_raster(files, file, raster.grid, crs, options, [&](const std::function<void(const RasterPart&)>& put) {
    const RasterSource source = source_of(raster);
    const std::uint32_t band = std::max<std::uint32_t>(1, static_cast<std::uint32_t>(cells_at_a_time / std::max(1U, raster.grid.columns)));
    for (std::uint32_t row = 0; row < raster.grid.rows; row += band) put(source.read({row, 0, std::min(raster.grid.rows, row + band), raster.grid.columns}, {}));
  });
}

namespace {

/// Whether both bands hold the same bits, row by row.
bool same_cells(GDALRasterBandH a, GDALRasterBandH b, const RasterGrid& grid) {
  const int columns = static_cast<int>(grid.columns);
  std::vector<float> first(grid.columns), second(grid.columns);
  for (int row = 0; row < static_cast<int>(grid.rows); ++row) {
    for (auto [band, cells] : {std::pair(a, &first), std::pair(b, &second)})
      if (GDALRasterIO(band, GF_Read, 0, row, columns, 1, cells->data(), columns, 1, GDT_Float32, 0, 0) != CE_None) return false;
    if (std::memcmp(first.data(), second.data(), grid.columns * sizeof(float)) != 0) return false;
  }
  return true;
}

}  // namespace

void write_raster(const std::filesystem::path& file, const RasterGrid& grid, const std::string& crs, const WriteOptions& options,
                  const std::function<void(const std::function<void(const RasterPart&)>&)>& make) {
  PendingFiles files;
  add_raster(files, file, grid, crs, options, make);
  files.commit();
}

void add_raster(PendingFiles& files, const std::filesystem::path& file, const RasterGrid& grid, const std::string& crs, const WriteOptions& options,
                const std::function<void(const std::function<void(const RasterPart&)>&)>& make) {
  check_raster_writable(file, options);
  const std::string wkt = describe_crs(crs).wkt;
  PendingFiles between;
  const std::filesystem::path temporary = files.add(file, options.overwrite), plain = between.add(std::filesystem::path(file) += ".cells");
  gdal::ErrorScope errors;
  const auto failed = [&] { throw Error(ErrorKind::output, fmt::format("{} could not be written: {}", file.string(), errors.text()), "Check the folder and its disk, and try again."); };
  {
    const char* const sparse[] = {"TILED=YES", "SPARSE_OK=TRUE", "BIGTIFF=IF_SAFER", nullptr};
    const gdal::Dataset cells(GDALCreate(GDALGetDriverByName("GTiff"), plain.c_str(), static_cast<int>(grid.columns), static_cast<int>(grid.rows), 1, GDT_Float32, const_cast<char**>(sparse)));
    double place[] = {grid.left, grid.cell_x, 0, grid.top, 0, -grid.cell_y};
    if (!cells || GDALSetGeoTransform(cells.get(), place) != CE_None || GDALSetProjection(cells.get(), wkt.c_str()) != CE_None) failed();
    GDALRasterBandH band = GDALGetRasterBand(cells.get(), 1);
    if (GDALSetRasterNoDataValue(band, std::numeric_limits<double>::quiet_NaN()) != CE_None) failed();
    make([&](const RasterPart& part) {
      const int width = static_cast<int>(part.window.columns()), height = static_cast<int>(part.window.rows());
      if (GDALRasterIO(band, GF_Write, static_cast<int>(part.window.first_column), static_cast<int>(part.window.first_row), width, height, const_cast<float*>(part.values.data()), width, height, GDT_Float32, 0, 0) != CE_None) failed();
    });
    const char* const settings[] = {"COMPRESS=DEFLATE", "PREDICTOR=YES", "NUM_THREADS=1", "RESAMPLING=NEAREST", nullptr};
    gdal::Dataset(GDALCreateCopy(GDALGetDriverByName("COG"), temporary.c_str(), cells.get(), 0, const_cast<char**>(settings), nullptr, nullptr));
    if (errors.failed() || !std::filesystem::exists(temporary)) failed();
    const gdal::Dataset again(GDALOpenEx(temporary.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, nullptr, nullptr, nullptr));
    if (!again || !same_cells(band, GDALGetRasterBand(again.get(), 1), grid))
      throw Error(ErrorKind::output, fmt::format("{} does not hold what was written", file.string()), "The disk did not keep what was written; check it and try again.");
  }
  if (errors.failed()) failed();
}

}  // namespace spatial
