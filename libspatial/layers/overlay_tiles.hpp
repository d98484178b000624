// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <vector>

#include "libspatial/layers/attributed_layer.hpp"

namespace spatial {

/// The rectangles in which an overlay is worked through to stay within settings.max_memory_mb: a grid over the layers'
/// extents whose outer tiles reach as far as coordinates do. One tile, or none, where all fits at once. Memory is
/// estimated from file sizes. A feature that lies across several tiles is whole in memory with each of them, so a run
/// may still take more than was asked for. Errors: Error(usage) for a budget that tiles cannot serve (a
/// --bbox, an output that is no GeoPackage).
std::vector<Box> overlay_tiles(const std::vector<OverlayInput>& inputs, const std::filesystem::path& output,
                               const OverlaySettings& settings);

/// Around all features of all layers that meet the tile, whole; empty where there is none.
Box box_of_features(const std::vector<OverlayInput>& inputs, const Box& tile, const OverlaySettings& settings,
                    const Executor& executor);

/// Is the leftmost vertex of an area, the lowest of them, in the tile? Of tiles that together are all land, one owns
/// it.
bool owns(const Box& tile, MultiPolygonView area);

/// What is wrong with features that no tile has because they have no place: without geometry, with coordinates that are
/// no numbers or beyond any map.
Issues issues_without_place(const OverlayInput& input, const OverlaySettings& settings, const Executor& executor);

}  // namespace spatial
