// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/core/table.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Passes a layer that another program holds in memory to a run: features with attributes, and geometries as well-known
/// binary of any type. Nothing is checked, repaired or left out here. The run that reads the layer does that and
/// reports it, as for any other file.
///
///     write_wkb_layer("/dev/shm/x/habitat.gpkg", {.name = "habitat", .crs = "EPSG:27700", .wkb = geometries});
///     run_overlay(operation, {{"/dev/shm/x/habitat.gpkg#habitat", ""}, …}, …);
struct WkbLayer {
  std::string name{};
  std::string crs{};                        ///< authority code or WKT; empty: the layer states none
  std::vector<Column> columns{};            ///< name, type and cells, as many as geometries
  std::span<const std::string_view> wkb{};  ///< ISO or extended; empty: the feature has no geometry
  Box extent{};                             ///< of all geometries; empty: not known
};

/// Writes a new GeoPackage with this one layer and no spatial index: for temporary files. Features are numbered from 1
/// in their order. The bytes of a geometry are copied once, into the file's pages. One thread; O(bytes).
/// Throws Error(input) for a CRS that PROJ does not know, Error(output) if the file cannot be written, Error(internal)
/// for a column of another length.
void write_wkb_layer(const std::filesystem::path& file, const WkbLayer& layer);

/// The geometry as ISO well-known binary, little endian; a multipolygon without parts if it is empty. O(points).
std::string wkb_of(MultiPolygonView feature);
std::string wkb_of(std::span<const Point> line);
std::string wkb_of(Point point);

}  // namespace spatial
