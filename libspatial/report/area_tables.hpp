// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"

namespace spatial {

/// Layers that `lnrs overlay`, `lnrs tabulate`, `lnrs dissolve` and `lnrs buffer` write; docs/data.md is derived from
/// them.
///
///     FeatureTable layer = dissolved_table(std::move(by), std::move(features), areas_m2, {}, std::move(land));

/// Cells of an attribute of the input, under its own name.
struct NamedCells {
  std::string name;
  Cells cells;
  ColumnType type = ColumnType::text;
};

/// `by`: the fields that define the groups; `sums`: the fields added up (columns `sum_<field>`).
FeatureTable dissolved_table(std::vector<NamedCells> by, IntegerCells features, const std::vector<double>& areas_m2,
                             std::vector<NamedCells> sums, MultiPolygonColumn geometry);

/// Layer `buffer` with one row per feature; `attributes` are those of the features.
FeatureTable buffer_table(std::vector<NamedCells> attributes, Cells source_fid, RealCells distance_m,
                          const std::vector<double>& areas_m2, MultiPolygonColumn geometry);

/// One input layer of an overlay: for every piece the number of its feature, and the attributes (title, column).
struct PieceSource {
  std::string title, source;
  NamedCells feature;
  std::vector<std::pair<std::string, NamedCells>> attributes;
};
FeatureTable overlay_table(const std::vector<double>& areas_m2, std::vector<PieceSource> layers,
                           MultiPolygonColumn geometry);

/// Table `tabulation`: one row per zone and class, with the area of the class there.
struct TabulationRows {
  TextCells zone, feature_class;
  IntegerCells features;
};
FeatureTable area_tabulation(TabulationRows rows, RealCells area_ha, RealCells dissolved_ha, RealCells zone_ha,
                             RealCells share);
FeatureTable length_tabulation(TabulationRows rows, RealCells length_m, RealCells once_m);
FeatureTable point_tabulation(TabulationRows rows, IntegerCells points);

/// Areas as cells in hectares.
RealCells hectares(const std::vector<double>& areas_m2);

}  // namespace spatial
