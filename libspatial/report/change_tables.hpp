// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/monitoring/condition_account.hpp"
#include "libspatial/monitoring/extent_account.hpp"

namespace spatial {

/// Layers and tables of `lnrs change`; docs/data.md is derived from them. `names` has the names of zones and classes in
/// the order of their numbers. Classes that have land in neither map are left out; all other combinations have a row,
/// even with 0 ha.
///
///     tables.push_back(change_matrix_table(matrix, names));
struct ChangeNames {
  std::vector<std::string> zones, classes;
  double years = 0;  ///< between the dates; 0: not stated
};

FeatureTable change_matrix_table(const ChangeMatrix& matrix, const ChangeNames& names);
FeatureTable extent_account_table(const ExtentAccount& account, const ChangeNames& names);
FeatureTable condition_account_table(const std::vector<ConditionRow>& rows, const ChangeNames& names);
FeatureTable change_summary_table(const ExtentAccount& account, const ChangeNames& names);
/// Layer `changed_areas`; without rows if the matrix was not made from maps. The geometry is moved.
FeatureTable changed_areas_table(ChangeMatrix& matrix, const ChangeNames& names);

}  // namespace spatial
