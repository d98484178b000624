// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/core/parallel.hpp"
#include "libspatial/landscape/raw_features.hpp"

namespace spatial {

/// Turns a layer of areas, lines and points into areas, for `buffer_m` of exclusions and constraints: every feature is
/// buffered by the distance, with round ends. Rows keep their position, ids and issues.
///
///     RawLayer pylons = grown_to_areas(read_features(...).features, 30, executor);   // metres
///
/// Invalid areas are repaired first. Rows without geometry, or with coordinates that are not finite, stay unchanged for
/// `clean` to report. Throws Error(geometry) as buffer(). O(n log n), in parallel over features.
RawLayer grown_to_areas(RawFeatures features, double distance_m, const Executor& executor);

/// For lines that represent strips, such as B-Lines: areas stay unchanged; lines become strips that reach
/// `half_width_m` to either side, with flat ends and round bends. Points are removed.
RawLayer strips_along(RawFeatures features, double half_width_m, const Executor& executor);

}  // namespace spatial
