// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/io/sqlite_bridge.hpp"

namespace spatial {

/// QGIS projects inside a GeoPackage, as QGIS' own project storage keeps them: a .qgz archive in hexadecimal digits, in
/// a table that gpkg_contents does not list. Private to io/. Writes nothing if there is no project. `timestamp` is
/// written instead of the current time.
void write_projects(sqlite::Database& database, std::span<const StoredProject> projects, const std::string& timestamp);

/// A ZIP archive with one file, stored without compression and dated 1980-01-01, so that the bytes are always the same.
/// Source: PKWARE, APPNOTE.TXT 6.3.3. Up to 4 GB. Pure, O(n).
///
///     const std::string archive = zipped("map.qgs", text);
std::string zipped(std::string_view name, std::string_view content);

}  // namespace spatial
