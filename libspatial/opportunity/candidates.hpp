// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/landscape/clean.hpp"
#include "libspatial/landscape/habitat_map.hpp"
#include "libspatial/opportunity/options.hpp"
#include "libspatial/overlay/mask.hpp"

namespace spatial {

/// The action for a candidate's land.
enum class LandAction {
  create,   ///< outside the areas of particular importance: habitat could be created
  restore,  ///< inside one: habitat that is already important could be restored
};

/// Land that could become core habitat (docs/methods.md section 8). Ordered by (source layer, source id, grid cell from
/// the lower left, action). An id names a place: it is made of the source's id and the cell only, so land keeps its id
/// when weights, networks, exclusions or sites change.
struct CandidateSet {
  std::vector<std::string> id;            ///< "H01890", "H01890/E375408N163372", "H01890/site"
  std::vector<std::string> source_layer;  ///< FILE#LAYER; "grid" for cells
  std::vector<std::string> source_id;     ///< id of the feature it was cut from; cell "E/N" for grids
  std::vector<std::string> habitat;       ///< label of its present habitat (the largest, for parcels and grids)
  std::vector<LandAction> action;         ///< empty: create for all
  bool ranked_together = false;           ///< both actions share one ranking
  MultiPolygonColumn geometry;            ///< shared; most candidates are all of a feature of the habitat
  std::vector<Box> boxes;
  std::vector<double> areas_m2;
  std::size_t networks = 0;
  std::vector<double> suitable_m2;  ///< [candidate × networks + network]: area with potential for the network
  std::vector<double> restored_m2;  ///< … weighted by that potential: a_c

  std::size_t size() const noexcept { return id.size(); }
  LandAction action_of(std::size_t candidate) const noexcept {
    return action.empty() ? LandAction::create : action[candidate];
  }
  /// The ranking that a candidate belongs to; 0 is the main one.
  std::size_t ranking_of(std::size_t candidate) const noexcept {
    return !ranked_together && action_of(candidate) == LandAction::restore ? 1 : 0;
  }
  double suitable(std::size_t candidate, std::size_t network) const noexcept {
    return suitable_m2[candidate * networks + network];
  }
  double restored(std::size_t candidate, std::size_t network) const noexcept {
    return restored_m2[candidate * networks + network];
  }
};

struct CandidateInputs {
  const HabitatMap* habitat = nullptr;
  const Layer* layer = nullptr;      ///< the user's candidates, for CandidateSource::layer
  const Mask* exclusions = nullptr;  ///< may be null
  const Mask* study_area = nullptr;  ///< may be null: everywhere
  const Mask* sites = nullptr;       ///< areas of particular importance; may be null: none
  Box study_box;                     ///< extent of a grid
  /// The rectangle of a part of a plan, without its upper and right edge: only features, parcels and cells whose box
  /// has its centre in it are used. Their candidates are the same as in a run without parts.
  std::optional<Box> own{};
  bool owns(const Box& box) const noexcept {
    const auto [x, y] = box.centre();
    return !own || (x >= own->min_x && x < own->max_x && y >= own->min_y && y < own->max_y);
  }
};

struct CandidateResult {
  CandidateSet candidates;
  Issues issues;                        ///< what was dropped: candidate_excluded, candidate_below_minimum,
                                        ///< candidate_without_suitable_habitat, candidate_in_site, outside_study_area
  std::vector<std::uint32_t> source{};  ///< per candidate, ascending: the feature, parcel or cell it was cut from
  std::size_t looked_at = 0;            ///< features of the habitat map from which candidates could be cut
  std::size_t outside = 0;              ///< features outside the study area; with `own` no issue is added for them
};
/// Makes candidates from `options.source`. From habitat: features with potential for some network that are neither
/// excluded nor core habitat. They are clipped to the study area, split on a grid aligned to the origin if they are
/// larger than max_unit_ha, split at the boundary of `sites`, and reduced by exclusions and overlapping core habitat.
/// Parcels and grid cells are split at that boundary only; their suitable area leaves out exclusions and core habitat.
/// Areas in m². Pure; throws Error(geometry) if GEOS fails. O(n log n) plus local overlays, in parallel over features;
/// the result does not depend on the number of threads.
///
///     const CandidateResult found = candidates_of(inputs, options, executor);
CandidateResult candidates_of(const CandidateInputs& inputs, const CandidateOptions& options,
                              const CleanOptions& cleaning, const Executor& executor);

}  // namespace spatial
