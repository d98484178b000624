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
/// A place has the worst class of the layers there; `low` is the rest and means that these data show no constraint, not
/// that anybody consents. Each place counts for the first of its layers, by class, then in the order of the config;
/// what the layers count adds up to the land (checked).
///
///   const PlantingMap map = planting_map(input, executor);
///
/// Units: m². Errors: Error(geometry). Threads: the same with any number. Complexity: that of arrangement() of the
/// layers and combine() with land and parcels.

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
  std::vector<std::uint32_t> layers;  ///< that lie there: by class, then order
  double area_m2 = 0;
};

struct ParcelResult {
  ByClass area_m2{};
  TreeSensitivity worst = TreeSensitivity::low;
  double plantable_m2 = 0;
  std::vector<std::uint32_t> layers;  ///< that lie anywhere in it
  double total_m2() const noexcept { return area_m2[0] + area_m2[1] + area_m2[2] + area_m2[3]; }
};

/// What a layer has in an authority: `layer` is one past the last for land of no layer, `authority` one past the last
/// for land beyond all authorities, two past for all land.
struct PlantingSum {
  std::uint32_t authority = 0, layer = 0;
  double raw_m2 = 0, once_m2 = 0;
};

struct PlantingMap {
  std::vector<SensitivePiece> pieces;
  MultiPolygonColumn geometry;  ///< of `pieces`: a coverage of the land
  std::vector<ParcelResult> parcels;
  std::vector<PlantingSum> sums;  ///< a row for every authority and layer, also of no land
  ClosingSums closing;
};

PlantingMap planting_map(const PlantingInput& input, const Executor& executor);

}  // namespace spatial
