// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/geometry/raster.hpp"

namespace spatial {

/// A cell of a grid and the area that a feature covers of it.
struct CellArea {
  std::size_t cell = 0;
  double area_m2 = 0;
};

/// The cells that share land with the feature, by number, each with the shared area; they add up to the area of the
/// feature within the grid.
///
///     for (const CellArea& part : cell_areas(raster.grid, candidate)) sum += part.area_m2 * raster.values[part.cell];
///
/// Exact apart from rounding (about 1e-12 of a cell): a partly covered cell counts with the covered part. How: by
/// Green's theorem, edge by edge. An edge is cut where it crosses rows and columns. Each piece adds the trapezium to
/// its right to its own cell, and a full strip to all cells further right. Shells count positive and holes negative,
/// whichever way they run; parts of a feature must not overlap. Pure. O(cells of the feature's box + edges × cells they
/// cross).
std::vector<CellArea> cell_areas(const RasterGrid& grid, MultiPolygonView feature);

}  // namespace spatial
