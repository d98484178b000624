// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

#include "county/coverage.hpp"
#include "county/land.hpp"

namespace spatial::county {

/// One kind of land of the invented county: a UKHab code and how its polygons look.
struct Cover {
  std::string_view code;        ///< primary code, with a secondary code behind a comma where there is one
  bool semi_natural;            ///< may become a wildlife site
  double roughness, spacing_m;  ///< of its borders
  std::uint32_t most_cells;     ///< larger polygons are not merged at first
  double eagerness;             ///< how soon its cells merge into larger polygons
};

enum class CoverId : std::uint8_t {
  river,
  lake,
  pond,
  pond_priority,
  mudflat,
  saltmarsh,
  shingle,
  sealed,
  gardens,
  buildings,
  park,
  vacant,
  open_mosaic,
  oakwood,
  beech,
  other_broadleaved,
  mixed,
  conifer,
  wet_wood,
  grazing_marsh,
  grazing_marsh_poor,
  reedbed,
  fen,
  rush_pasture,
  chalk_grass,
  heath,
  dry_acid_grass,
  other_acid_grass,
  bracken,
  scrub,
  thorn,
  gorse,
  parkland,
  orchard_traditional,
  orchard_intensive,
  meadow,
  neutral_grass,
  neutral_damp,
  neutral_poor,
  cereals,
  crops,
  ley,
  horticulture,
  improved,
  unset
};

std::span<const Cover> covers() noexcept;
inline const Cover& cover(CoverId id) noexcept { return covers()[static_cast<std::size_t>(id)]; }
bool is_wood(CoverId id) noexcept;

/// The habitat map before it is drawn: which cell belongs to which polygon, and what it is.
struct HabitatMap {
  std::vector<CoverId> cell_cover;         ///< unset outside the county
  std::vector<std::int32_t> cell_polygon;  ///< -1 outside
  std::vector<CoverId> polygon_cover;
  std::vector<BorderStyle> styles;  ///< per cell
  std::vector<double> cell_m2;
};

/// Chooses the cover of each cell by share of the county: the best places for the rarest first, judged by rock, water,
/// settlements and smooth noise; then merges cells of one cover into `polygons` polygons of skewed sizes (Kruskal's
/// order, random weights). O(n log n). Throws Error(usage) if there are fewer cells than polygons.
HabitatMap habitat_map(const Coverage& coverage, const Sites& sites, const Land& land, std::size_t polygons,
                       std::uint64_t seed);

}  // namespace spatial::county
