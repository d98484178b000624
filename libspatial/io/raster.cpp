// SPDX-License-Identifier: MIT
#include "libspatial/io/raster.hpp"

#include <cpl_string.h>
#include <fmt/format.h>
#include <gdal.h>

#include <cmath>
#include <limits>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/crs.hpp"
#include "libspatial/io/gdal_bridge.hpp"
#include "libspatial/io/network_path.hpp"
#include "libspatial/io/pending_file.hpp"

namespace spatial {
namespace {

[[noreturn]] void reject(const std::filesystem::path& file, const std::string& what, const std::string& remedy) { throw Error(ErrorKind::input, file.string() + " " + what, remedy); }

}  // namespace

Raster read_raster(const std::filesystem::path& file, const std::string& crs) {
  gdal::ErrorScope errors;
  if (is_network_path(file.string()) || file.string().starts_with("/vsi")) reject(file, "is not a file on this computer", "Download it first.");
  if (!std::filesystem::is_regular_file(file)) reject(file, "does not exist", "Check the path; in a config it starts from the config's folder.");
  const char* const drivers[] = {"GTiff", nullptr};
  const gdal::Dataset dataset(GDALOpenEx(file.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, drivers, nullptr, nullptr));
  if (!dataset || GDALGetRasterCount(dataset.get()) < 1) reject(file, "is not a GeoTIFF" + (errors.failed() ? ": " + errors.text() : std::string()), "Convert it, e.g. gdal_translate -of GTiff IN OUT.tif");
  double place[6];
  if (GDALGetGeoTransform(dataset.get(), place) != CE_None) reject(file, "has no place on the map", "Give it a CRS and an extent, e.g. gdal_translate -a_srs -a_ullr");
  if (place[2] != 0 || place[4] != 0 || !(place[1] > 0) || !(place[5] < 0)) reject(file, "is rotated or upside down", "Straighten it by gdalwarp.");
  const char* wkt = GDALGetProjectionRef(dataset.get());
  if (wkt == nullptr || *wkt == '\0') reject(file, "states no coordinate reference system", "Add it, e.g. gdal_edit.py -a_srs " + crs);
  const CrsPlan plan = crs_plan(wkt, "", crs, file.string());
  if (!plan.pipeline.empty()) reject(file, fmt::format("is in {}, the project in {}", plan.operation.source_crs, plan.operation.target_crs), fmt::format("Warp it first: gdalwarp -t_srs {} -r near {} OUT.tif", crs, file.filename().string()));

  Raster raster;
  const int columns = GDALGetRasterXSize(dataset.get()), rows = GDALGetRasterYSize(dataset.get());
  raster.grid = {place[0], place[3], place[1], -place[5], static_cast<std::uint32_t>(columns), static_cast<std::uint32_t>(rows)};
  if (raster.grid.size() >= std::numeric_limits<std::uint32_t>::max()) reject(file, fmt::format("has {} × {} cells, too many", columns, rows), "Use larger cells or a smaller extent.");
  raster.values.resize(raster.grid.size());
  GDALRasterBandH band = GDALGetRasterBand(dataset.get(), 1);
  if (GDALRasterIO(band, GF_Read, 0, 0, columns, rows, raster.values.data(), columns, rows, GDT_Float32, 0, 0) != CE_None) reject(file, "cannot be read completely: " + errors.text(), "Fetch or export it again.");
  errors.check(file.string());
  int stated = 0;
  const auto missing = static_cast<float>(GDALGetRasterNoDataValue(band, &stated));
  if (stated != 0 && !std::isnan(missing))
    for (float& value : raster.values)
      if (value == missing) value = std::numeric_limits<float>::quiet_NaN();
  return raster;
}

void check_raster_writable(const std::filesystem::path& file, const WriteOptions& options) {
  if (lower(file.extension().string()) != ".tif") throw Error(ErrorKind::output, fmt::format("the raster '{}' does not end in .tif", file.string()), "Rasters are written as GeoTIFF; name it so.");
  std::error_code error;
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  if (!std::filesystem::is_directory(folder, error)) throw Error(ErrorKind::output, fmt::format("there is no folder {} to write to", folder.string()), "Create it first, or choose another one.");
  if (std::filesystem::exists(file, error) && !options.overwrite) throw Error(ErrorKind::output, fmt::format("{} exists already", file.string()), "Choose another name, or allow it to be replaced by --overwrite.");
}

void write_raster(const std::filesystem::path& file, const Raster& raster, const std::string& crs, const WriteOptions& options) {
  check_raster_writable(file, options);
  const std::string wkt = describe_crs(crs).wkt;
  PendingFiles pending;
  const std::filesystem::path temporary = pending.add(file);
  {
    gdal::ErrorScope errors;
    const int columns = static_cast<int>(raster.grid.columns), rows = static_cast<int>(raster.grid.rows);
    const gdal::Dataset memory(GDALCreate(GDALGetDriverByName("MEM"), "", columns, rows, 1, GDT_Float32, nullptr));
    double place[] = {raster.grid.left, raster.grid.cell_x, 0, raster.grid.top, 0, -raster.grid.cell_y};
    bool good = memory && GDALSetGeoTransform(memory.get(), place) == CE_None && GDALSetProjection(memory.get(), wkt.c_str()) == CE_None;
    GDALRasterBandH band = good ? GDALGetRasterBand(memory.get(), 1) : nullptr;
    good = good && GDALSetRasterNoDataValue(band, std::numeric_limits<double>::quiet_NaN()) == CE_None;
    good = good && GDALRasterIO(band, GF_Write, 0, 0, columns, rows, const_cast<float*>(raster.values.data()), columns, rows, GDT_Float32, 0, 0) == CE_None;
    const char* const settings[] = {"COMPRESS=DEFLATE", "PREDICTOR=YES", "NUM_THREADS=1", "RESAMPLING=NEAREST", nullptr};
    if (good) gdal::Dataset(GDALCreateCopy(GDALGetDriverByName("COG"), temporary.c_str(), memory.get(), 0, const_cast<char**>(settings), nullptr, nullptr));
    if (!good || errors.failed() || !std::filesystem::exists(temporary)) throw Error(ErrorKind::output, fmt::format("{} could not be written: {}", file.string(), errors.text()), "Check the folder and its disk, and try again.");
  }
  pending.commit();
}

}  // namespace spatial
