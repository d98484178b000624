// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/core/issue.hpp"
#include "libspatial/geometry/feature_table.hpp"

namespace spatial {

/// The file that one part of a run passes to the merge: a GeoPackage with the part's rows in the tables of the result,
/// its `issues`, and a table `part` with its counts. The same part gives the same bytes.
///
///     dataset.layers.push_back(issues_table(issues));
///     dataset.layers.push_back(account_table(account));          // the part
///     ...
///     for (const auto& file : step.files) sum += number_of(account_of(file), "rows");   // the merge

/// Counts, texts and bytes (run/part_bytes.hpp) by name.
using PartAccount = std::map<std::string, std::string>;
std::int64_t number_of(const PartAccount& account, const std::string& name);  ///< 0 if there is none
double real_of(const PartAccount& account, const std::string& name);

/// A file may have several accounts, so a reader loads only the one that it needs. Long values are split into several
/// rows.
FeatureTable account_table(PartAccount account, const std::string& table = "part");
/// Throws Error(input) if the file cannot be read or has no such account.
PartAccount account_of(const std::filesystem::path& file, const std::string& table = "part");
/// Calls use(value) with one value of an account; the others are not read. The value stays where it is until `use`
/// returns. Returns false if there is none. Throws Error(input).
bool with_value(const std::filesystem::path& file, const std::string& name, const std::string& table,
                const std::function<void(std::string_view)>& use);
bool has_value(const std::filesystem::path& file, const std::string& name, const std::string& table = "part");
/// The rows of `issues`, unchanged.
Issues issues_of(const std::filesystem::path& file);

/// One table of all parts, in the order of the parts. Each column gets a type that holds the values of every part.
FeatureTable rows_of_parts(const std::vector<std::filesystem::path>& files, const std::string& table);

/// Appends the rows of `part`, which must have the same columns with the same types.
void append_rows(FeatureTable& all, FeatureTable part);
/// A table with the same columns and no rows.
FeatureTable layout_of(const FeatureTable& table);

}  // namespace spatial
