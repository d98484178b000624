// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/io/layer_name.hpp"
#include "libspatial/landscape/raw_features.hpp"

namespace spatial {

class PostcodeTable;  // io/postcodes.hpp

/// Reading of vector layers. Only listed formats are opened (GeoPackage, FlatGeobuf, Shapefile, GeoJSON, GeoJSONSeq,
/// OpenFileGDB, MapInfo, CSV, XLSX, ODS, KML, GML); content that turns out to be another format (a VRT named .geojson)
/// and network paths are refused. A damaged file is rejected with Error(input), never read short: the number of rows
/// read is compared with the number the file states, and a GeoPackage passes SQLite's quick_check.
///
///     const ReadResult read = read_layer(parse_layer_name("county.gpkg#sssi"), Role::designated, options, executor);

/// The columns in which a CSV file or a spreadsheet holds its geometry. If they are empty, the usual names are searched
/// (WKT; Easting and Northing; x and y; Longitude and Latitude).
struct CsvColumns {
  std::string wkt;
  std::string x, y;
  std::shared_ptr<const PostcodeTable> postcodes{};  ///< coordinates for rows that state only a postcode
  bool project_crs =
      false;  ///< where neither the columns' names nor assume_crs say: true = the project's CRS, false = an error
};

/// Feature numbers from `first` to `last`, both included.
struct NumberRange {
  std::int64_t first = 0, last = 0;
};

struct ReadOptions {
  std::string crs = "EPSG:27700";  ///< the project's CRS; layers in another one are transformed (issue, note)
  std::string id_field, name_field, class_field;  ///< empty = none
  std::vector<std::string> extra_fields;
  std::string where;        ///< OGR SQL attribute filter, or empty
  std::optional<Box> bbox;  ///< only features that meet this rectangle, edges included, in `crs`. The file's
                            ///< spatial index is used if it covers all rows
  /// Only features with these numbers; only for plain tables of a GeoPackage (number_ranges). Findings about the layer
  /// as a whole then refer to these features, and its extent and spatial index are not checked.
  std::optional<NumberRange> numbers;
  /// The same for single numbers, ascending.
  std::shared_ptr<const std::vector<std::int64_t>> chosen;
  bool without_geometry = false;  ///< attributes only; only for plain tables of a GeoPackage
  bool allow_network = false;
  /// Only features whose boxes meet one of these rectangles in the project's CRS; empty: all. The file's spatial index
  /// is used if there is one; a layer in another CRS is read as a whole.
  std::vector<Box> window;
  bool may_lack_areas =
      false;  ///< accept rows without any area: only part of the layer is read, and areas may be elsewhere in it
  bool check_integrity = true;  ///< quick_check of a GeoPackage; once per file is enough
  std::string
      assume_crs;  ///< for files that cannot state one (CSV); empty = missing CRS is an error. A CSV file with
                   ///< columns Easting and Northing is in the project's CRS, with Longitude and Latitude in WGS 84
  CsvColumns csv;
};

/// Throws Error(usage) unless the CRS is projected and in metres, which distances and areas require; Error(input) if
/// PROJ does not know it.
void check_counts_in_metres(const std::string& crs);

/// How a layer was transformed to the project's CRS.
struct CrsOperation {
  std::string source_crs;  ///< name
  std::string target_crs;
  std::string operation;             ///< PROJ's name of the operation, "none" if the same
  std::optional<double> accuracy_m;  ///< as PROJ states it; nullopt = unknown
};

struct InputFile {
  std::string path;  ///< as the user named it
  std::uint64_t size_bytes = 0;
  std::string sha256;
};

struct ReadResult {
  RawLayer layer;
  CrsOperation crs;
  std::string layer_name;  ///< the layer's name in the file
};

/// Reads a polygon layer. Lines and points become dropped rows with an issue. GeoPackages are read in parallel by fid
/// ranges, one dataset per task; the result is in fid order at any thread count.
/// Errors: Error(input) naming file, layer or field, the nearest existing name, and a remedy.
ReadResult read_layer(const LayerName& name, Role role, const ReadOptions& options, const Executor& executor);

/// A layer of any kind.
struct FeaturesResult {
  RawFeatures features;
  CrsOperation crs;
  std::string layer_name;
};

/// Reads a layer of areas, lines and points, even mixed; no row is dropped. Otherwise as read_layer.
FeaturesResult read_features(const LayerName& name, Role role, const ReadOptions& options, const Executor& executor);

/// For layers larger than memory: reads GeoPackages in ranges of feature numbers, in order, each about `part_bytes` of
/// the file; other formats in one part. Calls `use` with one part after another; the last has no rows, only the
/// findings about the layer as a whole.
void read_layer_in_parts(const LayerName& name, Role role, const ReadOptions& options, double part_bytes,
                         const std::function<void(RawLayer)>& use, const Executor& executor);
void read_features_in_parts(const LayerName& name, Role role, const ReadOptions& options, double part_bytes,
                            const std::function<void(RawFeatures)>& use, const Executor& executor);

/// About `wanted` ranges of feature numbers, in order and of about equal size, that hold all features of a layer. Only
/// the table's numbers are read, no geometry. Empty for layers that cannot be read in ranges: views, and formats other
/// than GeoPackage. Errors as read_layer for the file, the layer, its fields and filter.
std::vector<NumberRange> number_ranges(const LayerName& name, const ReadOptions& options, std::size_t wanted);

/// Reads attribute columns of a table with or without geometry (BOA targets, result tables). NULL becomes "".
std::vector<TextColumn> read_table(const LayerName& name, const std::vector<std::string>& fields = {});

/// The names of the layers and tables of a file. Throws Error(input) if the file cannot be read.
std::vector<std::string> table_names(const std::filesystem::path& file);

InputFile fingerprint(const std::filesystem::path& file, const std::string& as_named);

std::string gdal_version();
std::string proj_version();
std::string sqlite_version();

}  // namespace spatial
