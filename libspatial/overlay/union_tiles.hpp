// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Union by group of areas that overlap much, such as buffers.
///
/// How: a group with many areas is worked on in square tiles, sized by how close the areas lie. Each tile unites what
/// reaches into it (OverlayNG) and keeps what lies in it; the tiles are then joined (overlay/tile_seams.hpp). So no
/// step is larger than a tile, and tiles run in parallel. Tiles depend on the areas alone. Guarantees: valid, in normal
/// form; equal to GEOS' union but for vertices that move by less than 1 µm beside a seam; the same with any number of
/// threads. Areas must be valid and in normal form. Errors: Error(geometry).
MultiPolygonColumn united_by_group(const MultiPolygonColumn& areas, std::span<const std::uint32_t> group_of,
                                   std::uint32_t groups, const Executor& executor);

}  // namespace spatial
