// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/geometry/raster.hpp"

namespace spatial {

/// Turns cells into areas. A group is a set of connected cells. Its outline runs along the edges of the cells, with
/// vertices at corners only, so neighbouring groups share their edges exactly. Pure. Time and memory O(cells).
///
///   const RasterAreas land = raster_areas(classes);   // one area for each 4-connected group of equal cells

/// For each cell, the number of its group. Groups are numbered by their first cell, row by row from the north.
struct CellGroups {
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> of_cell;
  std::uint32_t count = 0;
};

/// Groups of the cells marked `inside`, connected across edges (connectivity 4) or also across corners (8).
CellGroups groups_of_cells(const RasterGrid& grid, const std::vector<char>& inside, int connectivity);
/// Groups of cells with the same value; no-data cells (NaN) belong to no group.
CellGroups groups_of_cells(const RasterGrid& grid, const std::vector<float>& values, int connectivity);

/// The rings of each group of 4-connected cells, the shell first. If two cells of a group meet only at a corner, the
/// trace of a ring keeps to the same side there, so no ring touches itself.
std::vector<std::vector<std::vector<Point>>> rings_of_groups(const RasterGrid& grid, const CellGroups& groups);

/// The areas of a raster of classes, by their first cell; valid and in normal form.
struct RasterAreas {
  MultiPolygonColumn geometry;
  std::vector<float> value;
};
RasterAreas raster_areas(const Raster& classes);

}  // namespace spatial
