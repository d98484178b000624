// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libspatial/core/table.hpp"
#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/io/layer_name.hpp"
#include "libspatial/landscape/attribute_column.hpp"

namespace spatial {

/// An attribute of a layer, as the file declares it. Lists become JSON; times of day and other types become text.
struct LayerField {
  std::string name;
  ColumnType type = ColumnType::text;
};

/// The name and the attributes of a layer, without reading its rows. Errors as for read_layer.
struct LayerFields {
  std::string layer;
  std::vector<LayerField> fields;
  std::string geometry_column;  ///< of a table of a GeoPackage; empty for views and other formats
};
LayerFields layer_fields(const LayerName& name, bool allow_network = false);

/// The number of rows of a layer, as the file states it, or else counted.
std::int64_t layer_rows(const LayerName& name, bool allow_network = false);

/// The approximate extent of a layer, in `crs`: for a GeoPackage the box that holds most features by its spatial index
/// (box_of_most), else the extent that the file states, or that of all features. Empty if unknown.
Box layer_extent(const LayerName& name, const std::string& crs, bool allow_network = false);

/// Centres of the boxes of a layer's features, in `crs`, from the spatial index of a GeoPackage; nothing else is read.
/// Empty if there is no index. Features beyond 100,000 km are left out. O(features), 16 bytes each. `near`: of a layer
/// that lies in `crs`, features whose boxes do not meet this one may be left out, which takes less time.
std::vector<Point> middles_by_index(const LayerName& name, const std::string& crs, bool allow_network = false,
                                    const std::optional<Box>& near = std::nullopt);

/// Boxes of a layer's features from the spatial index of a GeoPackage, a little larger than the features; nothing else
/// is read. Empty if there is no index, or if the layer does not lie in `crs`. Features beyond 100,000 km are left out.
std::vector<Box> boxes_by_index(const LayerName& name, const std::string& crs, bool allow_network = false);

/// Converts texts to cells of a type; "" is NULL. A text that is not a number becomes NULL. Times are converted to UTC;
/// a time without a zone is read as UTC, as GDAL does; a time that cannot be read stays as it is.
Cells typed_cells(const std::vector<std::string>& text, ColumnType type);

/// Whether a text fits a field of the type. An empty text fits any. Numbers that 64 bits cannot hold exactly do not fit
/// a field of numbers; days and times that do not exist do not fit a field of dates.
bool fits(const std::string& text, ColumnType type);

/// The value of a text that a file holds in a field of this type: a number if the field is numeric and the text fits,
/// otherwise the text.
AttributeValue value_of(std::string text, ColumnType type);

/// An attribute as cells of its declared type or, if a cell does not fit, of the narrowest type that keeps every cell:
/// real numbers if whole numbers are mixed with fractions, else text. No value is lost. O(cells).
struct TypedColumn {
  Cells cells;
  ColumnType type = ColumnType::text;
};
TypedColumn typed_column(const AttributeColumn& column);
TypedColumn typed_column(const std::vector<std::string>& text, ColumnType declared);  ///< "" is NULL
/// The narrowest type that keeps the cells of both.
ColumnType wider(ColumnType a, ColumnType b) noexcept;

/// The numbers in a field, even if it is declared as text ("12.5", " 1,234 "; io/field_text.hpp); NaN for an empty
/// cell. `wrong`: the first entries that are neither empty nor a number.
struct FieldNumbers {
  RealCells values;
  std::vector<std::uint32_t> wrong;
};
FieldNumbers numbers_of(const std::vector<std::string>& text);

}  // namespace spatial
