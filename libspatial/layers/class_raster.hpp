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

/// Does the file's name end as that of a raster (.tif, .tiff, .asc, .rst)?
bool is_class_raster(const std::string& layer);

/// The cells of one value that hang together across edges are one feature, in the order of their first cells; its value
/// is the text of extra[0], "" for none. Cells without data are in no feature.
struct ClassRaster {
  AttributedLayer layer;
  RasterGrid grid;
};
/// Throws Error(input) as read_raster, for values that are no whole numbers or too large to be told apart, and for a
/// raster without any class.
ClassRaster read_class_raster(const OverlayInput& input, const OverlaySettings& settings);

/// Throws Error(input) unless cells of both are of one size and lie on one grid; their extents may differ.
void check_one_grid(const RasterGrid& a, const RasterGrid& b, const std::string& a_name, const std::string& b_name);

}  // namespace spatial
