// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <vector>

#include "libspatial/layers/attributed_layer.hpp"

namespace spatial {

/// The tiles in which an overlay is computed to stay within settings.max_memory_mb: a grid over the layers' extents,
/// whose outer tiles extend as far as coordinates can. One tile, or none, if everything fits at once. Memory is
/// estimated from file sizes. A feature that extends over several tiles is held whole with each of them, so a run may
/// still exceed the limit. Errors: Error(usage) if the limit would need tiles but they cannot be used (with --bbox, or
/// an output that is not a GeoPackage).
std::vector<Box> overlay_tiles(const std::vector<OverlayInput>& inputs, const std::filesystem::path& output,
                               const OverlaySettings& settings);

/// The box around all whole features, of all layers, that intersect the tile; empty if there are none.
Box box_of_features(const std::vector<OverlayInput>& inputs, const Box& tile, const OverlaySettings& settings,
                    const Executor& executor);

/// Whether the leftmost vertex of an area (the lowest, if several) is in the tile. If the tiles cover all land, exactly
/// one tile owns the area.
bool owns(const Box& tile, MultiPolygonView area);

/// Issues of features that are in no tile because they have no location: without geometry, or with coordinates that are
/// not finite or out of range.
Issues issues_without_place(const OverlayInput& input, const OverlaySettings& settings, const Executor& executor);

}  // namespace spatial
