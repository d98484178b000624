// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/io/layer_name.hpp"

namespace spatial {

/// Describes the contents of a file, for users who are about to write a config.
///
///     for (const LayerSummary& layer : inspect(parse_layer_name("county.gpkg"), executor)) print(layer.crs);

struct FieldSummary {
  std::string name;
  std::string type;                   ///< GDAL's name, e.g. "String"
  std::vector<std::string> examples;  ///< up to 3 distinct values in file order
  /// Up to 1,000 distinct values in file order, and how many rows hold each.
  std::vector<std::pair<std::string, std::size_t>> counts;
  std::size_t distinct = 0;  ///< counted up to 1,000
  bool distinct_is_lower_bound = false;
  std::size_t nulls = 0;
  bool unique = false;  ///< every row has a different non-null value
  std::size_t misfits =
      0;  ///< values that do not fit the type, e.g. "n/a" among numbers; other commands keep them as text
  std::string first_misfit;
};

struct LayerSummary {
  std::string file;
  std::string layer;
  std::string geometry_type;  ///< "Multi Polygon", "None" for tables
  std::string
      geometry_from;  ///< of a CSV file: the columns that say where a row lies, e.g. "easting and northing"; else empty
  std::string crs;    ///< "EPSG:27700 OSGB36 / British National Grid", or "none"
  std::size_t features = 0;
  std::size_t null_or_empty = 0;
  std::size_t unreadable = 0;    ///< rows whose place cannot be read; they are among null_or_empty
  std::string first_unreadable;  ///< why
  std::size_t invalid = 0;
  std::string first_invalid;  ///< reason, place and feature id of the first one
  double area_ha = 0;         ///< of polygonal geometry, NaN if not in metres or where areas in the CRS are false
  std::vector<std::string>
      notes;  ///< doubts about the layer's location: its coordinates, its CRS, links instead of features
  Box extent;
  std::vector<FieldSummary> fields;
};

/// Summaries of every layer of a file, or of the named one; tables of styles are left out unless named. One pass over
/// the rows: O(bytes), plus validity checks, which run in parallel. Geometry is held for 20,000 rows at a time. Errors
/// as read_layer.
std::vector<LayerSummary> inspect(const LayerName& name, const Executor& executor, bool allow_network = false);

}  // namespace spatial
