// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "libspatial/core/closing.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/strategy/options.hpp"

namespace spatial {

/// How sensitive land is to new woodland, and which parcels could be planted (docs/methods.md section 19).
///
/// A place has the most sensitive class of the layers there. Land in no layer is `low`: these data show no constraint,
/// which is not a consent to plant. Each place counts for the first of its layers, by class and then by the order of
/// the config, so the areas of the layers add up to the land (checked).
///
///   const PlantingMap map = planting_map(input, executor);
///
/// Units: m². Errors: Error(geometry). The result does not depend on the number of threads. Complexity: that of
/// arrangement() of the layers and combine() with land and parcels.

struct SensitiveLand {
  TreeSensitivity sensitivity = TreeSensitivity::high;
  std::string reason, source;
  MultiPolygonColumn land;  ///< may overlap itself
};

struct PlantingInput {
  std::vector<SensitiveLand> layers;  ///< in the order of the config
  MultiPolygonColumn land;            ///< that is mapped; may overlap itself
  MultiPolygonColumn authorities;     ///< may be empty
  MultiPolygonColumn parcels;
  double min_area_m2 = 5000, min_width_m = 0;
  bool plant_medium = false;
};

using ByClass = std::array<double, 4>;  ///< m² by TreeSensitivity

struct SensitivePiece {
  TreeSensitivity worst = TreeSensitivity::low;
  std::vector<std::uint32_t> layers;  ///< those that lie there, by class, then order
  double area_m2 = 0;
};

struct ParcelResult {
  ByClass area_m2{};
  TreeSensitivity worst = TreeSensitivity::low;
  double plantable_m2 = 0;
  std::vector<std::uint32_t> layers;  ///< those that lie anywhere in it
  double total_m2() const noexcept { return area_m2[0] + area_m2[1] + area_m2[2] + area_m2[3]; }
};

/// The land of a layer in an authority. `layer` is one past the last for land in no layer; `authority` is one past the
/// last for land outside all authorities, and two past for all land.
struct PlantingSum {
  std::uint32_t authority = 0, layer = 0;
  double raw_m2 = 0, once_m2 = 0;
};

struct PlantingMap {
  std::vector<SensitivePiece> pieces;
  MultiPolygonColumn geometry;  ///< of `pieces`: a coverage of the land
  std::vector<ParcelResult> parcels;
  std::vector<PlantingSum> sums;  ///< a row for every authority and layer, even without land
  ClosingSums closing;
};

PlantingMap planting_map(const PlantingInput& input, const Executor& executor);

}  // namespace spatial
