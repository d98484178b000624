// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/io/csv_style.hpp"

namespace spatial {

/// Private to io/: writes one table to one new file in a format other than GeoPackage. The caller moves it into place
/// or removes it. Throws Error(output) if anything cannot be written, e.g. because the disk is full.

std::size_t row_count(const FeatureTable& table);
std::size_t rows_without_geometry(const FeatureTable& table);

/// GeoJSON, numbers by their shortest text. Areas of one part are polygons.
void write_geojson(const std::filesystem::path& file, const FeatureTable& layer, const std::string& crs);

/// Writes FlatGeobuf or a Shapefile (by the file name's ending, .fgb or .shp) through GDAL, then reads it again and
/// compares rows, points and a Shapefile's cells. A Shapefile's other files are written beside it. Returns a sentence
/// for each thing that the format cannot hold. Throws Error(output) before writing for a table without geometry, and
/// for a FlatGeobuf with rows without geometry.
std::vector<std::string> write_with_gdal(const std::filesystem::path& file, const FeatureTable& layer,
                                         const std::string& crs);

/// As write_csv (write.hpp) says.
void write_csv_table(const std::filesystem::path& file, const FeatureTable& layer, const CsvStyle& style = {});

/// A layer's name with characters replaced that file names cannot hold.
std::string file_name_of(const std::string& layer);

/// Field names as a Shapefile can hold them: at most ten bytes of a-z, 0-9 and _, distinct regardless of case, in
/// order.
std::vector<std::string> shapefile_names(const std::vector<std::string>& names);

}  // namespace spatial
