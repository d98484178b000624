// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/io/read.hpp"

namespace spatial {

/// A first look at a layer, before the run starts its work: does it open, does it have the required fields, does the
/// filter fit, and where do its first features lie? io/placement.hpp judges the result.
///   const LayerLook look = look_at_layer(parse_layer_name("sssi.gpkg#sssi"), Role::designated, options);
struct LayerLook {
  std::string source;            ///< FILE#LAYER
  std::string crs;               ///< WKT of the CRS the layer states, or that is assumed for it
  bool crs_by_standard = false;  ///< a GeoJSON file without a member crs: longitude and latitude by its standard
  bool crs_assumed = false;      ///< the layer states none: assume_crs was used, or the names of a CSV file's columns
  std::size_t rows = 0;          ///< rows looked at, of those the filter lets through
  bool all_rows = false;         ///< these are all there are
  std::size_t usable = 0;        ///< rows looked at with a geometry of finite coordinates
  std::vector<Box> boxes;        ///< of the usable ones, in the layer's own numbers, up to `most_boxes`
  Box extent;                    ///< of all rows, in the layer's own numbers; empty if there are none
  std::vector<std::string> network_links;  ///< addresses of other KML files that this one names instead of features
};

/// Looks at rows until `most_boxes` are usable, or one is and 10,000 were seen, or none is left. Errors: those of
/// read_layer for the file, the layer, its CRS, fields and filter. Complexity: O(rows looked at); formats that do not
/// store their extent are read once.
inline constexpr std::size_t most_boxes = 64;
LayerLook look_at_layer(const LayerName& name, Role role, const ReadOptions& options);

/// The distinct values of the class field with their numbers of rows, over all rows that match the filter. O(rows);
/// geometry is not read. Errors as look_at_layer.
std::map<std::string, std::size_t> values_of_class(const LayerName& name, Role role, const ReadOptions& options);

/// True if the text of a GeoJSON file has a member `crs` beside its features. Reads the file once, O(bytes).
/// Errors: Error(input) if it cannot be read.
bool geojson_states_crs(const std::string& path);

/// Addresses of the files that a KML file links to (<NetworkLink>), in order, without repeats; empty for other files.
std::vector<std::string> kml_network_links(const std::string& path);

}  // namespace spatial
