// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/core/table.hpp"

namespace spatial {

/// Private to io/: the SQL of the tables that every GeoPackage has, and of those that belong to a layer, in the form
/// that GDAL writes and that QGIS and validators know.

extern const std::string_view gpkg_system_tables;
extern const std::string_view gpkg_style_table;

/// The triggers that update the R-tree and the feature count when another program edits the layer.
std::string rtree_triggers(const std::string& table, const std::string& fid, const std::string& geometry);
std::string count_triggers(const std::string& table);

/// A name for a column that we add: `wanted`, or a variant of it that no column has. SQLite compares column names
/// without regard to case.
std::string free_name(const std::vector<Column>& columns, std::string wanted);

/// The declared type of a column.
const char* sql_type(ColumnType type);

namespace sqlite {
class Database;
class Statement;
}  // namespace sqlite

/// Binds a cell with its own type; NULL if it is missing.
void bind_cell(sqlite::Statement& insert, int index, const Cells& cells, std::size_t row);

/// Rows of gpkg_spatial_ref_sys for EPSG:4326, which every GeoPackage has, and this CRS; the number of the latter.
/// Throws Error(input) if PROJ does not know it.
std::int32_t write_gpkg_crs(sqlite::Database& database, const std::string& crs);

}  // namespace spatial
