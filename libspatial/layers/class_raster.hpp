// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libspatial/geometry/raster.hpp"
#include "libspatial/layers/attributed_layer.hpp"

namespace spatial {

/// A raster of classes as a layer of areas, for commands that compare maps of classes.
///
///   if (is_class_raster("land_cover.tif"))
///     const ClassRaster map = read_class_raster({"land_cover.tif"}, settings);   // map.layer.layer.extra[0]: "311", …

/// Whether the file has the extension of a raster (.tif, .tiff, .asc, .rst).
bool is_class_raster(const std::string& layer);

/// Each group of edge-connected cells with the same value is one feature; features are in the order of their first
/// cells. extra[0] holds the value as text. No-data cells belong to no feature.
struct ClassRaster {
  AttributedLayer layer;
  RasterGrid grid;
};
/// Throws Error(input) as read_raster does, for values that are not whole numbers, for values of 2^24 or more (32-bit
/// floats cannot distinguish these), and for a raster without any class.
ClassRaster read_class_raster(const OverlayInput& input, const OverlaySettings& settings);

/// Throws Error(input) unless both rasters have the same cell size and their cells are aligned. Their extents may
/// differ.
void check_one_grid(const RasterGrid& a, const RasterGrid& b, const std::string& a_name, const std::string& b_name);

}  // namespace spatial
