// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace spatial {

/// Private to io/: the SQL of the tables that every GeoPackage has, and of those that belong to a layer. Spelled as
/// GDAL spells them, which QGIS and validators know.

extern const std::string_view gpkg_system_tables;
extern const std::string_view gpkg_style_table;

/// The triggers that keep an R-tree and the feature count true when the layer is edited later.
std::string rtree_triggers(const std::string& table, const std::string& fid, const std::string& geometry);
std::string count_triggers(const std::string& table);

}  // namespace spatial
