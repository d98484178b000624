// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

namespace spatial {

/// The size of a source in bytes: a file with those that belong to it (a Shapefile's .dbf), a folder with its contents
/// (a File Geodatabase), or the unpacked size of an archive or compressed file. 0 for a source that is not on this
/// computer or cannot be accessed; opening it gives the reason. O(files).
///
///     bytes_of_source("habitats.shp");   // with habitats.dbf, habitats.shx …
double bytes_of_source(const std::filesystem::path& source);

/// Bytes of one layer's geometries: exact for a table of a GeoPackage (the first table if no layer is named); otherwise
/// the size of the source. O(rows).
double bytes_of_layer(const std::filesystem::path& source, const std::string& layer);

}  // namespace spatial
