// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>
#include <vector>

#include "libspatial/geometry/distance.hpp"
#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/report/area_tables.hpp"

namespace spatial {

/// The pairs that `lnrs near` found.
struct NearPairs {
  Cells from_fid = IntegerCells{}, near_fid = IntegerCells{};
  IntegerCells rank;
  std::vector<double> distance_m, bearing;
  TextCells direction;
  LineColumn lines;
  void add(std::int64_t rank_of_pair, const ClosestPoints& closest);
};

/// Layer `near`; `attributes`: columns of the inputs, under names that the layer does not use itself. docs/data.md is
/// derived from it.
///
///     FeatureTable layer = near_table(std::move(pairs), std::move(attributes));
FeatureTable near_table(NearPairs pairs, std::vector<NamedCells> attributes);

/// The names of the layer's own columns, in lower case.
std::set<std::string> near_column_names();

}  // namespace spatial
