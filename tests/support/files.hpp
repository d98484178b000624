// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace spatial::test {

/// Files as other programs write them, made with GDAL: the readers are tested against these, not against our own
/// writer.

struct FixtureRow {
  std::string wkt;                  ///< any geometry; empty = NULL
  std::vector<std::string> values;  ///< one per field; "\x01" = NULL
};

struct FixtureLayer {
  std::string name = "habitat";
  std::string crs = "EPSG:27700";         ///< empty = none
  std::string geometry_type = "Unknown";  ///< as GDAL names it, e.g. "MultiPolygon"; "None" for a table
  std::vector<std::string> fields{
      "ref", "class"};  ///< "name:Integer", Real, Boolean, Date, DateTime, Binary, Json; else String
  std::vector<FixtureRow> rows;
};

/// Bytes that this process has asked files for; 0 if the system does not say.
std::size_t bytes_read();

/// Writes the layers with a GDAL driver ("GPKG", "ESRI Shapefile", "GeoJSON", …).
void write_fixture(const std::filesystem::path& file, const std::string& driver,
                   const std::vector<FixtureLayer>& layers);

/// Writes a zip archive of texts, e.g. a spreadsheet by its parts.
void write_zip(const std::filesystem::path& file, const std::vector<std::pair<std::string, std::string>>& parts);

/// A sheet of an Excel workbook: rows of cells. A cell that begins with "date:" is the day with that number, one that
/// is a number is one, any other is text. `merged`: ranges such as "A1:D1".
struct FixtureSheet {
  std::string name;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> merged;
};
/// A workbook as Excel writes it, in as few parts as there can be.
void write_workbook(const std::filesystem::path& file, const std::vector<FixtureSheet>& sheets);

/// WKT of a square with its lower left corner there.
std::string square_wkt(double x, double y, double side);

/// Runs SQL on an SQLite file.
void run_sql(const std::filesystem::path& file, const std::string& sql);
/// First column of the first row as text.
std::string query(const std::filesystem::path& file, const std::string& sql);

/// Overwrites `size` bytes at `offset` with 0xFF minus the old byte.
void damage(const std::filesystem::path& file, std::size_t offset, std::size_t size);

}  // namespace spatial::test
