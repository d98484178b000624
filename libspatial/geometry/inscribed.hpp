// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "libspatial/geometry/interior_area.hpp"

namespace spatial {

/// How wide an area is at its widest: the diameter of the largest circle that has room in it, to 0.1 % or 0.1 µm.
/// nullopt: a circle of `most_m` has room, so it is wider than that.
///
/// How: a circle of radius r has room as long as the area has an interior at depth r (`interior_area_m2`), so the
/// radius is found by halving between area / perimeter, which it is never under, and that of a circle of the same area.
/// Time and memory depend on the number of vertices, not on how long and narrow the area is, which is what a search for
/// the circle's centre suffers from.
///
///     const std::optional<double> width = width_up_to_m(gap, 10, scratch);   // metres
///
/// Errors: as interior_area_m2. One InteriorScratch a thread. O(n (log n + edges within two radii)) for each of up to
/// 30 steps.
std::optional<double> width_up_to_m(MultiPolygonView area, double most_m, InteriorScratch& scratch);

}  // namespace spatial
