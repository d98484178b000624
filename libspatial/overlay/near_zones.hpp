// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "libspatial/overlay/zone_index.hpp"

namespace spatial {

/// As areas_by_zone, for zones that are as small and as many as the features. Trees are built for one group of
/// neighbouring features at a time and then dropped, so memory does not grow with the number of zones. Only features
/// `chosen` (ascending) get shares.
///
///     const AreaTable shares = areas_by_near_zones(pieces, changed, habitats, executor);
///
/// Units: m². The same with any number of threads. O(n log n) plus the crossings of outlines.
AreaTable areas_by_near_zones(const MultiPolygonColumn& features, std::span<const std::uint32_t> chosen,
                              const MultiPolygonColumn& zones, const Executor& executor);

}  // namespace spatial
