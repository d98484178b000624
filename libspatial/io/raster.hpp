// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "libspatial/geometry/raster.hpp"
#include "libspatial/io/layer_name.hpp"
#include "libspatial/io/write.hpp"

namespace spatial {

/// Rasters: GeoTIFFs, ArcInfo ASCII grids and Idrisi rasters in (raster_read.cpp), cloud-optimised GeoTIFFs out
/// (raster.cpp). GDAL stays behind; one call at a time per file.
///
///   const Raster slope = read_raster(parse_layer_name("terrain.tif#2"), "EPSG:27700");

/// Reads one band as what it says of itself (docs/methods.md section 5): scale and offset are applied, bytes are
/// signed where PIXELTYPE says so, and a cell has no data (NaN) where its value is NaN or the band's no-data value,
/// or where a mask (in the file or beside it as FILE.msk) or an alpha band is 0. The name is FILE or FILE#BAND, the
/// band's number from 1 or its description; it is needed where a file has several bands besides alpha. Colour tables
/// do not change values. Values are rounded to 32-bit floats at the end, so whole numbers are exact up to 16,777,216.
/// `assume_crs` stands in for the coordinate reference system of a file that states none; empty: such a file is
/// refused. Throws Error(input) for other formats, files on other computers, complex numbers, several pages, rotated
/// or mirrored rasters, ASCII grids with words or of another length than they state, a scale of 0, and another CRS
/// than `crs` (a raster is not resampled behind the user's back; the message says how).
Raster read_raster(const LayerName& name, const std::string& crs, const std::string& assume_crs = {});
/// The same, to be read window by window. The file stays open as long as the source or a copy of it lives.
RasterSource open_raster(const LayerName& name, const std::string& crs, const std::string& assume_crs = {});
inline Raster read_raster(const std::filesystem::path& file, const std::string& crs) {
  return read_raster(LayerName{file, {}}, crs);
}
inline RasterSource open_raster(const std::filesystem::path& file, const std::string& crs) {
  return open_raster(LayerName{file, {}}, crs);
}

/// Writes 32-bit floats, NaN as no data, compressed, with overviews. The file appears complete or not at all; the
/// same raster gives the same bytes. Throws Error(output). The name ends in .tif. What an earlier raster of the name
/// left beside it (mask, metadata, overviews) is removed with it; without `overwrite` it is refused.
void write_raster(const std::filesystem::path& file, const Raster& raster, const std::string& crs,
                  const WriteOptions& options);
/// The same, for a raster that is made part by part: `make` hands each part to the function it is given; cells that no
/// part holds have no data. A file beside the target holds them meanwhile.
void write_raster(const std::filesystem::path& file, const RasterGrid& grid, const std::string& crs,
                  const WriteOptions& options,
                  const std::function<void(const std::function<void(const RasterPart&)>&)>& make);
/// The same as one of the files of a result (io/pending_file.hpp), put in place by `files.commit()`; the cells are read
/// again.
void add_raster(PendingFiles& files, const std::filesystem::path& file, const RasterGrid& grid, const std::string& crs,
                const WriteOptions& options,
                const std::function<void(const std::function<void(const RasterPart&)>&)>& make);
void add_raster(PendingFiles& files, const std::filesystem::path& file, const Raster& raster, const std::string& crs,
                const WriteOptions& options);
/// As check_writable, for rasters.
void check_raster_writable(const std::filesystem::path& file, const WriteOptions& options);

}  // namespace spatial
