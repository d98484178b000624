// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "libspatial/geometry/overlap_pairs.hpp"
#include "libspatial/landscape/habitat.hpp"
#include "libspatial/landscape/layer.hpp"

namespace spatial {

/// All habitat sources of a project as one map, each feature rated for each network by its source's crosswalk
/// (docs/methods.md section 2). Features are ordered by source, then by id; everywhere else a feature is known by its
/// index here. Immutable.
struct HabitatMap {
  std::vector<std::string> networks;             ///< ids of the networks rated
  std::vector<std::string> sources;              ///< FILE#LAYER of each source
  std::vector<std::uint32_t> source_of;          ///< per feature
  std::vector<std::string> id, code;             ///< as in the source
  std::vector<std::string> label;                ///< the crosswalk's label, several joined by "; "
  std::vector<std::string> habitat;              ///< the crosswalk's habitat class, several joined by "; "
  std::vector<double> distinctiveness;           ///< 0–8, the highest of its classes
  std::vector<char> irreplaceable;               ///< one of its classes is irreplaceable
  std::vector<char> excluded;                    ///< never restorable: excluded class, unknown or missing code
  std::vector<char> core_of_any;                 ///< core habitat of any network, including networks not rated here
  std::vector<char> core;                        ///< [feature × networks + network]
  std::vector<double> potential;                 ///< [feature × networks + network], 0–1
  std::vector<std::array<float, 3>> resistance;  ///< [feature × networks + network]: low, mid, high
  std::vector<double> quality;                   ///< per feature, 0–1; 1 if its source has no quality field
  MultiPolygonColumn geometry;
  std::vector<Box> boxes;
  std::vector<double> areas_m2;
  std::vector<OverlapPair> overlaps;  ///< features that share an area

  std::size_t size() const noexcept { return id.size(); }
  bool is_core(std::size_t feature, std::size_t network) const noexcept {
    return core[feature * networks.size() + network] != 0;
  }
  double potential_of(std::size_t feature, std::size_t network) const noexcept {
    return potential[feature * networks.size() + network];
  }
  bool has_potential(std::size_t feature) const noexcept;
  float resistance_of(std::size_t feature, std::size_t network, std::size_t set) const noexcept {
    return resistance[feature * networks.size() + network][set];
  }
  /// Features that are core habitat of the network, ascending.
  std::vector<std::uint32_t> core_features(std::size_t network) const;
};

struct HabitatSource {
  const Layer* layer = nullptr;
  const Crosswalk* crosswalk = nullptr;
  std::span<const OverlapPair> overlaps;  ///< within the layer, as clean() found them
  std::string quality_field{};            ///< one of the layer's extra columns; empty: none
};

struct HabitatMapResult {
  HabitatMap map;
  Issues issues;  ///< unknown_habitat_code, missing_habitat_code, quality_missing: one per feature
  std::vector<std::string> unknown_codes;  ///< distinct, with counts: "xyz (12)", most frequent first
};

/// Rates every feature. A feature whose code is not in the crosswalk is excluded and reported as an issue; the caller
/// decides whether to continue. Throws Error(input) for a quality that is not a number from 0 to 1.
///
///     const HabitatMapResult rated = habitat_map(sources, {"woodland", "heathland"});
HabitatMapResult habitat_map(std::span<const HabitatSource> sources, const std::vector<std::string>& networks);

}  // namespace spatial
