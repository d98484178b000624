// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/io/pending_file.hpp"
#include "libspatial/io/write.hpp"

namespace spatial {

/// Rows in GeoPackages that this writer has made: the first layer of each, all with the same columns, sorted by `order`
/// (whole numbers, NULL last).
struct MergedRows {
  std::span<const std::filesystem::path> parts;
  std::span<const std::string> order;
  std::size_t rows = 0;  ///< of all parts
};

/// Private to io/: writes a dataset to a new GeoPackage 1.2 (OGC 12-128r15) straight through SQLite; GDAL writes the
/// same tables several times slower and cannot store titles, descriptions and styles. The file must not exist. Throws
/// Error(output), or Error(interrupted) between layers and every few thousand rows; the caller removes the half file.
/// `first`: rows to be merged in order into the first layer, which is then given without rows. Memory: 48 bytes per row
/// of a layer with geometry for its spatial index, plus the open parts.
void write_new_geopackage(const std::filesystem::path& file, const Dataset& dataset, const MergedRows* first = nullptr,
                          int page_bytes = WriteOptions{}.page_bytes);

/// Writes the file as part of a result: under a temporary name, then reads it again (every page, every layer with its
/// rows). Throws Error(output).
void add_whole_geopackage(PendingFiles& files, const std::filesystem::path& file, const Dataset& dataset,
                          const WriteOptions& options, const MergedRows* first = nullptr);

}  // namespace spatial
