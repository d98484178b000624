// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/io/layer_name.hpp"

namespace spatial {

/// Divides land into rectangles for the parts of a plan, with about the same number of features in each. No geometry is
/// read.
///
///     const std::vector<Point> middles = middles_of(layers, "EPSG:27700", false);
///     const auto tiles = tiles_of(middles, 64);   // 64 rectangles, each with its number of points
///
/// Errors: Error(input) for a layer that cannot be opened.

/// Centres of the boxes of all features, from spatial indexes. A layer without one is represented by points spread
/// evenly over its extent. Time O(features); memory 16 bytes per feature.
std::vector<Point> middles_of(const std::vector<LayerName>& layers, const std::string& crs, bool allow_network);

/// At most `wanted` rectangles that together cover all land, each with its number of points; these numbers are about
/// equal. A rectangle does not include its upper and right edge. How: the points are halved again and again, each time
/// across the longer side of the land that they cover. Complexity O(points × log(wanted)).
std::vector<std::pair<Box, double>> tiles_of(std::vector<Point> points, std::size_t wanted);

}  // namespace spatial
