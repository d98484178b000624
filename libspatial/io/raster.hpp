// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "libspatial/geometry/raster.hpp"
#include "libspatial/io/write.hpp"

namespace spatial {

/// Single-band rasters: GeoTIFFs in, cloud-optimised GeoTIFFs out. GDAL stays behind; one call at a time per file.

/// Reads the first band of a GeoTIFF; its no-data value and NaN become NaN. Throws Error(input) for files that are no
/// GeoTIFF, rotated or without a place on the map, and for another CRS than `crs` (a resistance raster is not resampled
/// behind the user's back; the message says how to do it).
Raster read_raster(const std::filesystem::path& file, const std::string& crs);
/// The same, to be read window by window. The file stays open as long as the source or a copy of it lives.
RasterSource open_raster(const std::filesystem::path& file, const std::string& crs);

/// Writes 32-bit floats, NaN as no data, compressed, with overviews. The file appears complete or not at all; the same
/// raster gives the same bytes. Throws Error(output). The name ends in .tif.
void write_raster(const std::filesystem::path& file, const Raster& raster, const std::string& crs, const WriteOptions& options);
/// The same, for a raster that is made part by part: `make` hands each part to the function it is given; cells that no part
/// holds have no data. A file beside the target holds them meanwhile.
void write_raster(const std::filesystem::path& file, const RasterGrid& grid, const std::string& crs, const WriteOptions& options,
                  const std::function<void(const std::function<void(const RasterPart&)>&)>& make);
/// The same as one of the files of a result (io/pending_file.hpp), put in place by `files.commit()`; the cells are read again.
void add_raster(PendingFiles& files, const std::filesystem::path& file, const RasterGrid& grid, const std::string& crs, const WriteOptions& options,
                const std::function<void(const std::function<void(const RasterPart&)>&)>& make);
void add_raster(PendingFiles& files, const std::filesystem::path& file, const Raster& raster, const std::string& crs, const WriteOptions& options);
/// As check_writable, for rasters.
void check_raster_writable(const std::filesystem::path& file, const WriteOptions& options);

}  // namespace spatial
