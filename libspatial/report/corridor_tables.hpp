// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/network/corridors.hpp"

namespace spatial {

/// The result of `lnrs corridors` for one network.
struct CorridorSet {
  HabitatNetwork network;
  CorridorLoss losses;
  std::vector<std::string> habitats;  ///< per link: the habitats that the path crosses, the largest shares first
};

/// The layers of the corridors file (docs/data.md is derived from them).
///
///     tables.push_back(corridors_table(sets));
FeatureTable corridors_table(const std::vector<CorridorSet>& sets);
FeatureTable pinch_points_table(const std::vector<CorridorSet>& sets);

}  // namespace spatial
