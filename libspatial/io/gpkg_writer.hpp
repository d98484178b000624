// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "libspatial/geometry/feature_table.hpp"

namespace spatial {

/// Private to io/: writes a dataset to a new GeoPackage 1.2 (OGC 12-128r15) straight through SQLite; GDAL writes the same
/// tables several times slower and cannot store titles, descriptions and styles. The file must not exist. Throws
/// Error(output), or Error(interrupted) between layers and every few thousand rows; the caller removes the half file.
void write_new_geopackage(const std::filesystem::path& file, const Dataset& dataset);

/// Reopens what was written: every page in order, every layer with its rows. Throws Error(output).
void verify_geopackage(const std::filesystem::path& file, const Dataset& dataset);

}  // namespace spatial
