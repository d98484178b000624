// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "libspatial/geometry/feature_table.hpp"

namespace spatial {

/// Layers that `lnrs dissolve` and `lnrs buffer` write; docs/data.md is derived from them.

/// Cells that carry an attribute of the input under its own name.
struct NamedCells {
  std::string name;
  Cells cells;
  ColumnType type = ColumnType::text;
};

/// `by` are the fields that made the groups, `sums` the fields added up (columns `sum_<field>`).
FeatureTable dissolved_table(std::vector<NamedCells> by, IntegerCells features, const std::vector<double>& areas_m2, std::vector<NamedCells> sums, MultiPolygonColumn geometry);

/// Layer `buffer` with one row per feature; `attributes` are those of the features.
FeatureTable buffer_table(std::vector<NamedCells> attributes, Cells source_fid, RealCells distance_m, const std::vector<double>& areas_m2, MultiPolygonColumn geometry);

}  // namespace spatial
