// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace spatial {

/// Where candidates come from (docs/methods.md section 8).
enum class CandidateSource {
  habitat,  ///< habitat polygons with potential > 0, minus exclusions and existing core habitat
  layer,    ///< the user's own candidate layer
  square,   ///< a square grid over the study area
  hexagon,  ///< a hexagon grid over the study area
};

/// How land inside designated sites, Local Wildlife Sites and irreplaceable habitat is treated: the areas of particular
/// importance of a Local Nature Recovery Strategy (docs/methods.md section 8).
enum class InsideSites {
  separate,   ///< candidates are split at the boundary; the parts inside are ranked separately
  together,   ///< nothing is split, and all candidates share one ranking
  leave_out,  ///< candidates are split, and only the parts outside are kept
};

struct CandidateOptions {
  CandidateSource source = CandidateSource::habitat;
  double max_unit_ha = 10;    ///< larger candidates are split on an aligned grid
  double min_unit_ha = 0.25;  ///< smaller ones are dropped (issue)
  double grid_m = 250;        ///< side of grid cells for square and hexagon
  InsideSites inside_sites = InsideSites::separate;
};

/// The indicators of docs/methods.md section 9, in the order of their columns.
enum class Indicator { better, bigger, more, joined, boa, boa_target, potential, constraint };
inline constexpr std::size_t indicator_count = 8;

/// One row per indicator; everything that lists indicators (columns, help, config keys, docs) derives from it.
struct IndicatorInfo {
  Indicator indicator;
  std::string_view name;  ///< column and config key
  std::string_view title;
  std::string_view lawton;          ///< the word of Lawton et al. (2010) it stands for, or ""
  std::string_view definition;      ///< one sentence, for people
  std::string_view raw_definition;  ///< what the raw value is
  std::string_view raw_unit;        ///< its unit
  double default_weight;
};
std::span<const IndicatorInfo> indicators() noexcept;

/// How the suitability of the land enters the score (docs/methods.md section 9).
enum class SuitabilityRule {
  multiply,  ///< as a factor of the whole score
  weigh,     ///< as the indicator `potential` among the others
};

struct ScoringOptions {
  SuitabilityRule suitability = SuitabilityRule::multiply;
  std::array<double, indicator_count> weights{2, 2, 1, 3, 2, 1, 1, 0.5};  ///< by Indicator; constraint is w_c
  double buffer_m = 100;                                                  ///< better
  double neighbourhood_m = 2000;                                          ///< more
  double target_cover = 0.20;                                             ///< more
};

/// Network zones (docs/methods.md section 11). Natural England publishes classes but no distances, so users set every
/// value.
struct ZoneOptions {
  bool make = false;                   ///< `lnrs network` writes them
  double nez_m = 500;                  ///< enhancement zones reach this far from a patch
  double restorable_potential = 0.75;  ///< land with at least this potential is restorable habitat
  double faz_patch_ha = 5;             ///< patches under this are fragments …
  double faz_shape = 3;                ///< … and so are those with a larger shape index
  double expansion_m = 1000;           ///< the expansion zone reaches this far from Zone 1
};

struct SensitivityOptions {
  int runs = 200;
  double spread = 0.3;  ///< relative standard deviation of an average weight in the Dirichlet draws
  std::uint64_t seed = 1;
};

}  // namespace spatial
