// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "libspatial/geometry/raster.hpp"
#include "libspatial/io/layer_name.hpp"
#include "libspatial/io/write.hpp"

namespace spatial {

/// Rasters: reads GeoTIFFs, ArcInfo ASCII grids and Idrisi rasters (raster_read.cpp), and writes cloud-optimised
/// GeoTIFFs (raster.cpp). One call at a time per file.
///
///   const Raster slope = read_raster(parse_layer_name("terrain.tif#2"), "EPSG:27700");

/// Reads one band with its own metadata (docs/methods.md section 5): scale and offset are applied, and bytes are signed
/// if PIXELTYPE says so. A cell is no-data (NaN) if its value is NaN or the band's no-data value, or if a mask (in the
/// file or beside it as FILE.msk) or an alpha band is 0 there. The name is FILE or FILE#BAND, with the band's number
/// from 1 or its description, which is required if a file has several bands besides alpha. Colour tables do not change
/// values. Values are finally rounded to 32-bit floats, so whole numbers are exact up to 16,777,216. `assume_crs` is
/// used for a file that states no CRS; without it such a file is refused. Throws Error(input) for other formats, files
/// on other computers, complex numbers, several pages, rotated or mirrored rasters, ASCII grids with words or of a
/// wrong length, a scale of 0, and for any CRS other than `crs` (rasters are never resampled silently; the message says
/// how to do it).
Raster read_raster(const LayerName& name, const std::string& crs, const std::string& assume_crs = {});
/// Opens the band for reading window by window. The file stays open as long as the source or a copy of it lives.
RasterSource open_raster(const LayerName& name, const std::string& crs, const std::string& assume_crs = {});
inline Raster read_raster(const std::filesystem::path& file, const std::string& crs) {
  return read_raster(LayerName{file, {}}, crs);
}
inline RasterSource open_raster(const std::filesystem::path& file, const std::string& crs) {
  return open_raster(LayerName{file, {}}, crs);
}

/// Writes compressed 32-bit floats with overviews; NaN is no-data. The file appears complete or not at all, and the
/// same raster gives the same bytes. The name must end in .tif. Side files of an earlier raster of that name (mask,
/// metadata, overviews) are removed with it; without `overwrite` an existing file is refused. Throws Error(output).
void write_raster(const std::filesystem::path& file, const Raster& raster, const std::string& crs,
                  const WriteOptions& options);
/// Writes a raster that is made part by part: `make` passes each part to the function it receives. Cells that no part
/// holds are no-data. A file beside the target holds the cells meanwhile.
void write_raster(const std::filesystem::path& file, const RasterGrid& grid, const std::string& crs,
                  const WriteOptions& options,
                  const std::function<void(const std::function<void(const RasterPart&)>&)>& make);
/// Writes the raster as part of a result (io/pending_file.hpp) and reads its cells again; `files.commit()` puts it in
/// place.
void add_raster(PendingFiles& files, const std::filesystem::path& file, const RasterGrid& grid, const std::string& crs,
                const WriteOptions& options,
                const std::function<void(const std::function<void(const RasterPart&)>&)>& make);
void add_raster(PendingFiles& files, const std::filesystem::path& file, const Raster& raster, const std::string& crs,
                const WriteOptions& options);
/// As check_writable, for rasters.
void check_raster_writable(const std::filesystem::path& file, const WriteOptions& options);

}  // namespace spatial
