// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "libspatial/geometry/feature_table.hpp"

namespace spatial {

struct WriteOptions {
  bool overwrite = false;
};

/// Throws Error(output) unless the file can be written there: it exists and overwrite is off, the folder is missing or
/// read-only. Called before the long work starts.
void check_writable(const std::filesystem::path& file, const WriteOptions& options);

/// Writes a GeoPackage: layers with R-trees, attribute tables, column titles and descriptions (gpkg_data_columns), coded
/// domains, styles (layer_styles). The file appears complete or not at all: temporary file in the same folder, close,
/// reopen and verify row counts and quick_check, fsync, rename. Same dataset ⇒ same bytes.
void write_geopackage(const std::filesystem::path& file, const Dataset& dataset, const WriteOptions& options);

/// One CSV per layer (geometry left out but for x, y of points), UTF-8, RFC 4180, numbers with a decimal point; cells
/// that a spreadsheet would run as a formula are prefixed with an apostrophe. All files appear or none.
void write_csv(const std::filesystem::path& folder, const Dataset& dataset, const WriteOptions& options);

}  // namespace spatial
