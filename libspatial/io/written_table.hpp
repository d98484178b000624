// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"

namespace spatial {

/// Reads tables of a GeoPackage that this project has written: the same columns with titles and meanings, the same
/// cells to the last bit, in the same order. Units are not stored, so they are lost.
///
///     FeatureTable rows = read_written(file, layout_of_written(file, "near"));
///
/// Errors: Error(input) where the file or the table cannot be read. O(rows).

/// Reads the columns only.
FeatureTable layout_of_written(const std::filesystem::path& file, const std::string& table);
std::size_t rows_of_written(const std::filesystem::path& file, const std::string& table);

/// Reads the rows. Cells have the layout's types, which may be wider than the file's (wider()).
FeatureTable read_written(const std::filesystem::path& file, const FeatureTable& layout);

/// Calls use(value) with each value of `column`, a text or bytes, in the rows whose `key` has this value, in the order
/// of rows; other rows are not read. The value stays where it is until `use` returns. Returns the number of these rows.
/// O(rows) for the search, without what they hold.
std::size_t for_each_value(const std::filesystem::path& file, const std::string& table, const std::string& column,
                           const std::string& key, const std::string& value,
                           const std::function<void(std::string_view)>& use);

/// Throws Error(input) unless SQLite finds every page of the file in order.
void check_written(const std::filesystem::path& file);

}  // namespace spatial
