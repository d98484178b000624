// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/geometry/raster.hpp"

namespace spatial {

/// From cells to areas. Groups are cells that hang together; their outlines run along the edges of the cells, with
/// vertices at corners only, so that neighbours share their edges exactly. Pure. Time and memory O(cells).
///
///   const RasterAreas land = raster_areas(classes);   // one area for each 4-connected group of equal cells

/// Number of the group each cell belongs to; groups are numbered by their first cell, row by row from the north.
struct CellGroups {
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> of_cell;
  std::uint32_t count = 0;
};

/// Cells that are `inside`, across edges (connectivity 4) or across corners too (8).
CellGroups groups_of_cells(const RasterGrid& grid, const std::vector<char>& inside, int connectivity);
/// Cells of one value; cells without data (NaN) are in no group.
CellGroups groups_of_cells(const RasterGrid& grid, const std::vector<float>& values, int connectivity);

/// The rings of each group of 4-connected cells, the shell first. Where two cells of a group meet in a corner only, the
/// walk stays beside the same gap, so that no ring touches itself.
std::vector<std::vector<std::vector<Point>>> rings_of_groups(const RasterGrid& grid, const CellGroups& groups);

/// The areas of a raster of classes, by their first cell; valid and in normal form.
struct RasterAreas {
  MultiPolygonColumn geometry;
  std::vector<float> value;
};
RasterAreas raster_areas(const Raster& classes);

}  // namespace spatial
