// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/core/table.hpp"
#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/io/layer_name.hpp"

namespace spatial {

/// An attribute of a layer, as the file declares it. Lists are JSON, times of day and all else text.
struct LayerField {
  std::string name;
  ColumnType type = ColumnType::text;
};

/// What a layer is called and which attributes it has, without reading it. Errors as for read_layer.
struct LayerFields {
  std::string layer;
  std::vector<LayerField> fields;
  std::string geometry_column;  ///< of a table of a GeoPackage; empty for views and other formats
};
LayerFields layer_fields(const LayerName& name, bool allow_network = false);

/// Its number of rows, as the file states it, or counted.
std::int64_t layer_rows(const LayerName& name, bool allow_network = false);

/// About where a layer lies, in `crs`: by the spatial index of a GeoPackage where most of its features lie
/// (box_of_most), else its extent as the file states it, or as all its features have it. Empty where nothing is known.
Box layer_extent(const LayerName& name, const std::string& crs, bool allow_network = false);

/// Middles of the boxes of a layer's features, in `crs`, by the spatial index of a GeoPackage: nothing else is read.
/// Empty where there is none. Of features in odd places (beyond 100,000 km) there is no middle. O(features), 16 bytes
/// each.
std::vector<Point> middles_by_index(const LayerName& name, const std::string& crs, bool allow_network = false);

/// A column of text as cells of a type; text that is no number becomes NULL. Times are told in UTC; one without a zone
/// is taken for UTC, as GDAL does; one that cannot be read stays as it is.
Cells typed_cells(const std::vector<std::string>& text, ColumnType type);

/// Does a text as read fit a field of the type? An empty one fits any. Numbers beyond what 64 bits hold exactly fit no
/// field of numbers, days and times that no calendar has no field of dates.
bool fits(const std::string& text, ColumnType type);

/// A column of text as cells of the type declared, or, where a cell does not fit it, of the narrowest type that keeps
/// every cell: real numbers for whole ones with fractions among them, else text. Nothing that the file states gets
/// lost.
struct TypedColumn {
  Cells cells;
  ColumnType type = ColumnType::text;
};
TypedColumn typed_column(const std::vector<std::string>& text, ColumnType declared);
/// The narrowest type that keeps the cells of both.
ColumnType wider(ColumnType a, ColumnType b) noexcept;

/// The numbers that a field holds, also one that is declared as text ("12.5", " 1,234 "; io/field_text.hpp): NaN where
/// a cell is empty. `wrong`: the first entries that are neither empty nor a number.
struct FieldNumbers {
  RealCells values;
  std::vector<std::uint32_t> wrong;
};
FieldNumbers numbers_of(const std::vector<std::string>& text);

}  // namespace spatial
