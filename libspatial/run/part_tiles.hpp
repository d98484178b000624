// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/io/layer_name.hpp"

namespace spatial {

/// Rectangles for the parts of a plan, by where the features of layers lie. No geometry is read.
///
///     const std::vector<Point> middles = middles_of(layers, "EPSG:27700", false);
///     for (const auto& [tile, points] : tiles_of(middles, 64)) …
///
/// Errors: Error(input) for a layer that cannot be opened.

/// Centres of the boxes of all features, from spatial indexes. The features of a layer without one are assumed to be
/// spread evenly over its extent. O(features), 16 bytes each.
std::vector<Point> middles_of(const std::vector<LayerName>& layers, const std::string& crs, bool allow_network);

/// At most `wanted` rectangles that together cover all land, each with about the same number of points, and these
/// numbers. A rectangle does not include its upper and right edge. Halves the points again and again, each time across
/// the longer side of the land that they cover: O(points × log(wanted)).
std::vector<std::pair<Box, double>> tiles_of(std::vector<Point> points, std::size_t wanted);

}  // namespace spatial
