// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/io/csv_style.hpp"

namespace spatial {

/// Private to io/: one table to one new file of a format other than GeoPackage. The caller moves it into place or
/// removes it. Throws Error(output) when anything cannot be written, a full disk above all.

std::size_t row_count(const FeatureTable& table);
std::size_t rows_without_geometry(const FeatureTable& table);

/// GeoJSON, numbers by their shortest text. Areas of one part are polygons.
void write_geojson(const std::filesystem::path& file, const FeatureTable& layer, const std::string& crs);

/// FlatGeobuf or Shapefile (by the ending of the name, .fgb or .shp) through GDAL, then read again and compared: rows,
/// points and a Shapefile's cells. A Shapefile's companions lie beside it. Returns one sentence for each thing that the
/// format cannot hold. Throws Error(output) before anything is written for a table without geometry, and for a
/// FlatGeobuf with rows without.
std::vector<std::string> write_with_gdal(const std::filesystem::path& file, const FeatureTable& layer,
                                         const std::string& crs);

/// As write_csv (write.hpp) says.
void write_csv_table(const std::filesystem::path& file, const FeatureTable& layer, const CsvStyle& style = {});

/// A layer's name with what file names may not hold replaced.
std::string file_name_of(const std::string& layer);

/// Names of fields as a Shapefile holds them: at most ten bytes of a-z, 0-9 and _, distinct without case, in order.
std::vector<std::string> shapefile_names(const std::vector<std::string>& names);

}  // namespace spatial
