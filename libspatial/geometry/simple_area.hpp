// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// True only if the feature is certainly valid by the OGC rules: its rings are simple; no two rings come nearer than
/// 0.1 µm, except at a shared corner where they do not cross; touching rings do not split the interior; holes lie
/// inside their shells, and parts lie beside each other. False means that GEOS must decide (see `validity`): there is a
/// corner on another ring's edge, a repeated point, or a case that is expensive to decide. Most features of real layers
/// are certainly valid, and this test costs a fifth of the full check. Pure; complexity O(n log n).
///
///     const bool valid = certainly_valid(feature) || !validity(geos, feature);
bool certainly_valid(MultiPolygonView feature);

/// The number of proper crossings between edges of an outline, counted up to `most`. Pure; complexity O(n log n + pairs
/// of edges near each other).
std::size_t crossings_up_to(MultiPolygonView feature, std::size_t most);

}  // namespace spatial
