// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Dissolves, by group, areas that overlap heavily, such as buffers.
///
/// How: a group with many areas is split into square tiles, sized by how close together the areas lie. Each tile unites
/// the areas that reach into it (OverlayNG) and keeps the part inside the tile; the tiles are then joined
/// (overlay/tile_seams.hpp). No step is larger than a tile, and tiles run in parallel. The tiles depend only on the
/// areas. Guarantees: valid, in normal form; equal to GEOS' union, except that vertices beside a seam move by less than
/// 1 µm; the same with any number of threads. Areas must be valid and in normal form. Errors: Error(geometry).
///
///     const MultiPolygonColumn united = united_by_group(grown, group_of, groups, executor);
MultiPolygonColumn united_by_group(const MultiPolygonColumn& areas, std::span<const std::uint32_t> group_of,
                                   std::uint32_t groups, const Executor& executor);

}  // namespace spatial
