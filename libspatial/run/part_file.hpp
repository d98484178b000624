// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "libspatial/core/issue.hpp"
#include "libspatial/geometry/feature_table.hpp"

namespace spatial {

/// What one part of a run hands to the merge: a GeoPackage with the part's rows in the tables of the result, its
/// `issues`, and a table `part` of what it counted. The same part gives the same bytes.
///
///     dataset.layers.push_back(issues_table(issues));
///     dataset.layers.push_back(account_table(account));          // the part
///     ...
///     for (const auto& file : step.files) sum += number_of(account_of(file), "rows");   // the merge

/// Numbers and words by name.
using PartAccount = std::map<std::string, std::string>;
std::int64_t number_of(const PartAccount& account, const std::string& name);  ///< 0 if there is none
double real_of(const PartAccount& account, const std::string& name);

FeatureTable account_table(const PartAccount& account);
/// Throws Error(input) if the file cannot be read or is no part.
PartAccount account_of(const std::filesystem::path& file);
/// The rows of `issues`, as they were.
Issues issues_of(const std::filesystem::path& file);

/// One table of all parts, one part after the other, columns as wide as the widest.
FeatureTable rows_of_parts(const std::vector<std::filesystem::path>& files, const std::string& table);

/// Adds the rows of a table with the same columns of the same types.
void append_rows(FeatureTable& all, FeatureTable part);
/// The same columns, no rows.
FeatureTable layout_of(const FeatureTable& table);

}  // namespace spatial
