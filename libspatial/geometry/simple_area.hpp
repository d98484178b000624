// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// True only if the feature is certainly valid by the OGC rules: its rings are simple, no two of them come nearer than
/// 0.1 µm but where they share a corner without crossing there, their touching does not part the land, holes lie in
/// their shells and parts beside each other. False means "ask GEOS" (see `validity`): a corner on another ring's edge,
/// repeated points, and anything that would be expensive to be sure of. Most features of real layers are certainly
/// valid, and this costs a fifth of the full check. Pure; complexity O(n log n).
bool certainly_valid(MultiPolygonView feature);

/// How often edges of an outline cross each other inside, counted up to `most`. Pure; complexity O(n log n + pairs of
/// edges near each other).
std::size_t crossings_up_to(MultiPolygonView feature, std::size_t most);

}  // namespace spatial
