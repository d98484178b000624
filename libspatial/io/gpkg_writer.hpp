// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "libspatial/geometry/feature_table.hpp"

namespace spatial {

/// Private to io/: writes a dataset to a new GeoPackage 1.2 (OGC 12-128r15) straight through SQLite; GDAL writes the same
/// tables several times slower and cannot store titles, descriptions and styles. The file must not exist. Throws
/// Error(output), or Error(interrupted) between layers and every few thousand rows; the caller removes the half file.
void write_new_geopackage(const std::filesystem::path& file, const Dataset& dataset);

/// Rows that lie in GeoPackages of this writer: the first layer of each, with the same columns, ordered by `order` (whole
/// numbers, NULL last).
struct MergedRows {
  std::span<const std::filesystem::path> parts;
  std::span<const std::string> order;
  std::size_t rows = 0;  ///< of all parts
};
/// The same with the rows of the first layer, which is given without rows, merged in that order. Memory O(parts + rows · 40 bytes).
void write_new_geopackage(const std::filesystem::path& file, const Dataset& dataset, const MergedRows& first);

/// Reopens what was written: every page in order, every layer with its rows (`first`: those of the first layer). Throws Error(output).
void verify_geopackage(const std::filesystem::path& file, const Dataset& dataset, std::optional<std::size_t> first = std::nullopt);

}  // namespace spatial
