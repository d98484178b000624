// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "libspatial/geometry/operations.hpp"

namespace spatial {

/// A cell of a square grid aligned to multiples of its side from the origin of the coordinate system.
struct GridCell {
  std::int64_t column = 0;
  std::int64_t row = 0;
};

struct CellPart {
  GridCell cell;
  MultiPolygon geometry;
};

/// Cuts the feature along the grid's lines into one part per cell with which it shares an area, ordered by (row,
/// column). The range of cells is halved recursively, so a large feature costs O(n log cells) rather than O(n) per
/// cell. Throws Error(geometry) if GEOS fails.
std::vector<CellPart> split_on_grid(GeosContext& geos, MultiPolygonView feature, double side_m);

}  // namespace spatial
