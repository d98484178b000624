// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace spatial {

/// The structure of a GeoPackage: its application id, its system tables and the declared form of its feature layers,
/// and whether the geometries of its rows can be read. For checks whether a file is built like a template.
///
///     const GpkgForm form = gpkg_form("template.gpkg");
///     form.layers[0].columns[2].type;                                     // "TEXT(99)"
///
/// One thread. A file that is not a database, or is damaged, does not throw: `database` is false. Throws Error(input)
/// only if SQLite fails for another reason, e.g. because another program holds a lock.

struct GpkgColumnForm {
  std::string name, type;
  bool not_null = false, primary_key = false;
};

struct GpkgLayerForm {
  std::string table;
  std::int64_t srs_in_contents = 0;
  std::vector<std::string> geometry_columns, geometry_types;  ///< as registered, one entry each
  std::vector<std::int64_t> srs_registered;
  std::vector<GpkgColumnForm> columns;
};

struct GpkgForm {
  bool database = false;  ///< SQLite can read it
  bool stamped = false;   ///< its application id is that of a GeoPackage
  std::vector<std::string> missing_system_tables;
  std::vector<GpkgLayerForm> layers;  ///< registered as features, by name; none where a system table is missing
};
GpkgForm gpkg_form(const std::filesystem::path& file);

/// A row whose geometry cannot be read, and why.
struct DamagedRow {
  std::int64_t row = 0;
  std::string why;
};
/// Reads every geometry of a layer and keeps none. O(bytes). If the database itself is damaged, the last entry says
/// after which row. Throws Error(input) as gpkg_form does.
std::vector<DamagedRow> damaged_rows(const std::filesystem::path& file, const GpkgLayerForm& layer);

}  // namespace spatial
