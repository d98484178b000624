// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "libspatial/geometry/interior_area.hpp"

namespace spatial {

/// The greatest width of an area: the diameter of its largest inscribed circle, to 0.1 % or 0.1 µm. nullopt: the area
/// is wider than `most_m`.
///
/// How: a circle of radius r fits if the area has an interior at depth r (`interior_area_m2`). The radius is found by
/// bisection between area / perimeter, which is a lower bound, and the radius of a circle of the same area. Time and
/// memory depend on the number of vertices only. A search for the circle's centre, in contrast, is slow for long,
/// narrow areas.
///
///     const std::optional<double> width = width_up_to_m(gap, 10, scratch);   // metres
///
/// Errors: as interior_area_m2. One InteriorScratch a thread. O(n (log n + edges within two radii)) for each of up to
/// 30 steps.
std::optional<double> width_up_to_m(MultiPolygonView area, double most_m, InteriorScratch& scratch);

}  // namespace spatial
