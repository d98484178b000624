// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/io/csv_style.hpp"

namespace spatial {

class PendingFiles;  // io/pending_file.hpp

struct WriteOptions {
  bool overwrite = false;
  CsvStyle csv{};
  /// Page size of a GeoPackage in bytes, a power of two from 512 to 65536. Each feature of some kilobytes leaves part
  /// of a page empty, so small pages give smaller files, and large pages are faster to write and read. 0: chosen by the
  /// number of rows.
  int page_bytes = 0;
};

/// Throws Error(output) unless the file can be written there: it exists and overwrite is off, the folder is missing or
/// read-only. Called before the long work starts.
void check_writable(const std::filesystem::path& file, const WriteOptions& options);

/// Writes a GeoPackage: layers with R-trees, attribute tables, column titles and descriptions (gpkg_data_columns),
/// coded domains, styles (layer_styles). The file appears complete or not at all: temporary file in the same folder,
/// close, reopen and verify row counts and quick_check, fsync, rename. Same dataset ⇒ same bytes.
void write_geopackage(const std::filesystem::path& file, const Dataset& dataset, const WriteOptions& options);

/// Writes one CSV file per layer (of the geometry only x and y of points), in UTF-8 by RFC 4180, numbers with a decimal
/// point. A text that a spreadsheet would run as a formula gets an apostrophe in front; a number stored as text
/// (-32768) does not. Either all files appear or none.
void write_csv(const std::filesystem::path& folder, const Dataset& dataset, const WriteOptions& options);

/// Writes the first table to the named CSV file, and every further one with rows beside it as STEM.TABLE.csv. Either
/// all appear or none. Files of an earlier result under these names are treated as by write_dataset.
void write_csv_file(const std::filesystem::path& file, const Dataset& dataset, const WriteOptions& options);

/// Writes a text such as a web page; it appears complete or not at all. `check_text_writable` makes the checks that are
/// possible beforehand.
void write_text(const std::filesystem::path& file, std::string_view text, const WriteOptions& options);
void check_text_writable(const std::filesystem::path& file, const WriteOptions& options);

/// Writes the format of the file's extension: .gpkg, .csv (write_csv_file), .geojson, .fgb or .shp; throws
/// Error(output) for any other. The last three hold one table per file: the first table is written to the named file,
/// and every further one that has rows beside it, as STEM.TABLE with the same extension (.csv if the table has no
/// geometry or, for FlatGeobuf, if it has points that some rows lack). Each file is read back; then all of them appear,
/// or none. A file that an earlier result left under the name of a further table is removed with `overwrite`; without
/// it, it is an Error(output). Returns one sentence for each thing that the format cannot hold, e.g. shortened field
/// names. Rows are never dropped: if a Shapefile or FlatGeobuf cannot hold one, Error(output) is thrown.
///
///     const std::vector<std::string> warnings = write_dataset("result.gpkg", dataset, {.overwrite = true});
std::vector<std::string> write_dataset(const std::filesystem::path& file, const Dataset& dataset,
                                       const WriteOptions& options);
/// The checks of write_dataset that are possible before the result exists. `further`: names of the tables that will be
/// written beside the first.
void check_dataset_writable(const std::filesystem::path& file, const WriteOptions& options,
                            const std::vector<std::string>& further = {});

/// Writes the tables as part of a result: under temporary names, and read again; `files.commit()` puts them in place.
void add_csv(PendingFiles& files, const std::filesystem::path& folder, const Dataset& dataset,
             const WriteOptions& options);
void add_text(PendingFiles& files, const std::filesystem::path& file, std::string_view text,
              const WriteOptions& options);
std::vector<std::string> add_dataset(PendingFiles& files, const std::filesystem::path& file, const Dataset& dataset,
                                     const WriteOptions& options);

/// The file of a table in a folder of CSV tables.
std::filesystem::path csv_name(const std::filesystem::path& folder, const std::string& table);

}  // namespace spatial
