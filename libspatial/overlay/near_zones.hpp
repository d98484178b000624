// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "libspatial/overlay/zone_index.hpp"

namespace spatial {

/// Areas by zone (areas_by_zone) where zones are as many and as small as the features: trees are built for a group of
/// neighbouring features and dropped after it, so memory does not grow with the zones. Only features `chosen`
/// (ascending) get shares.
///
///     const AreaTable shares = areas_by_near_zones(pieces, changed, habitats, executor);
///
/// Units: m². The same with any number of threads. O(n log n) and outlines that cross.
AreaTable areas_by_near_zones(const MultiPolygonColumn& features, std::span<const std::uint32_t> chosen,
                              const MultiPolygonColumn& zones, const Executor& executor);

}  // namespace spatial
