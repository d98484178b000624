// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include "libspatial/geometry/raster.hpp"
#include "libspatial/io/write.hpp"

namespace spatial {

/// Single-band rasters: GeoTIFFs in, cloud-optimised GeoTIFFs out. GDAL stays behind; one call at a time per file.

/// Reads the first band of a GeoTIFF; its no-data value and NaN become NaN. Throws Error(input) for files that are no
/// GeoTIFF, rotated or without a place on the map, and for another CRS than `crs` (a resistance raster is not resampled
/// behind the user's back; the message says how to do it).
Raster read_raster(const std::filesystem::path& file, const std::string& crs);

/// Writes 32-bit floats, NaN as no data, compressed, with overviews. The file appears complete or not at all; the same
/// raster gives the same bytes. Throws Error(output). The name ends in .tif.
void write_raster(const std::filesystem::path& file, const Raster& raster, const std::string& crs, const WriteOptions& options);
/// As check_writable, for rasters.
void check_raster_writable(const std::filesystem::path& file, const WriteOptions& options);

}  // namespace spatial
