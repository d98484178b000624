// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/core/parallel.hpp"
#include "libspatial/landscape/raw_features.hpp"

namespace spatial {

/// A layer of areas, lines and points as a layer of areas, for `buffer_m` of exclusions and constraints: every feature
/// grows by the distance, with round ends. Rows keep their place, ids and issues.
///
///     RawLayer pylons = grown_to_areas(read_features(...).features, 30, executor);   // metres
///
/// Invalid areas are repaired before they grow; rows without geometry, or with coordinates that are no numbers, stay as
/// they are, for `clean` to report. Error(geometry) as buffer(). O(n log n), in parallel over features.
RawLayer grown_to_areas(RawFeatures features, double distance_m, const Executor& executor);

/// The same for lines that stand for strips, such as B-Lines: areas stay as they are, lines become strips with flat
/// ends, `half_width_m` to either side, and round where they bend. Points become nothing.
RawLayer strips_along(RawFeatures features, double half_width_m, const Executor& executor);

}  // namespace spatial
