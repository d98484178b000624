// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

namespace spatial {

/// Bytes of data in a source as a user names it: a file with the files that belong to it (a Shapefile's .dbf), a folder
/// with all that is in it (a File Geodatabase), an archive or compressed file unpacked. 0 for what is not on this
/// computer or cannot be looked at: opening it says why. O(files).
double bytes_of_source(const std::filesystem::path& source);

/// Bytes of one layer's geometries: exact for a table of a GeoPackage (its first one if no layer is named), else those
/// of the source, which are at least as many. O(rows).
double bytes_of_layer(const std::filesystem::path& source, const std::string& layer);

}  // namespace spatial
