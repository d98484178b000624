// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libspatial/core/table.hpp"
#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/io/fields.hpp"
#include "libspatial/landscape/layer.hpp"
#include "libspatial/report/area_tables.hpp"

namespace spatial {

/// Features grouped by the values of fields, for dissolve and buffer.
struct Grouping {
  std::vector<std::uint32_t> group_of;  ///< per feature
  std::vector<TextCells> values;        ///< per group, one per field
  std::vector<std::uint32_t> first;     ///< the first feature of each group
  std::vector<std::size_t> features;    ///< per group
  std::size_t size() const noexcept { return values.size(); }
};

/// Groups in natural order of their values, field by field. Without columns there is one group, or none if there is no
/// feature.
Grouping grouped_by(const std::vector<AttributeColumn>& columns, std::size_t features);

/// Areas per group as rows of a table.
struct GroupRows {
  MultiPolygonColumn geometry;
  std::vector<std::uint32_t> group;  ///< per row
  std::vector<double> areas_m2;
};

/// One row per group, or per part with `single_parts`. Parts of at most `min_area_m2` and rows without land are
/// dropped.
GroupRows rows_of(const MultiPolygonColumn& areas, bool single_parts, double min_area_m2);

/// A column that the features were grouped by, with the groups' values for the rows (typed_column).
NamedCells group_cells(const AttributeColumn& column, const Grouping& groups,
                       const std::vector<std::uint32_t>& group_of_row);

}  // namespace spatial
