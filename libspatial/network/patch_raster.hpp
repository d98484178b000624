// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "libspatial/geometry/raster.hpp"
#include "libspatial/network/patches.hpp"

namespace spatial {

/// Patches from a raster of classes, docs/methods.md section 3: cells with one of `values` that are connected across
/// edges (connectivity 4), or also across corners (8). A patch is the exact union of its cells: its area is their
/// number times the area of a cell, its outline runs along their edges, and it is valid (cells that touch only at a
/// corner are separate parts). No-data cells are in no patch. Patches are numbered by their first cell, row by row from
/// the north; they have no habitat features as members. Pure. Time and memory O(cells). Errors: Error(config) for any
/// other connectivity, for an empty list of values, for values of 2^24 or more, and for a negative smallest patch.
///
///     const std::vector<double> woodland{1, 2};
///     const PatchSet patches = raster_patches(classes, woodland, 8, 1000);
PatchSet raster_patches(const Raster& classes, std::span<const double> values, int connectivity, double min_patch_m2);

}  // namespace spatial
