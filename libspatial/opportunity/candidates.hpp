// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/landscape/clean.hpp"
#include "libspatial/landscape/habitat_map.hpp"
#include "libspatial/opportunity/options.hpp"
#include "libspatial/overlay/mask.hpp"

namespace spatial {

/// Land that could become core habitat (docs/methods.md section 8). Ordered by (source layer, source id, grid cell from
/// the lower left); numbered in that order, so an id means the same place in every run over the same data.
struct CandidateSet {
  std::vector<std::string> id;            ///< "C00042"
  std::vector<std::string> source_layer;  ///< FILE#LAYER; "grid" for cells
  std::vector<std::string> source_id;     ///< id of the feature it was cut from; cell "E/N" for grids
  std::vector<std::string> habitat;  ///< label of the habitat it stands on (the largest share, for parcels and grids)
  MultiPolygonColumn geometry;
  std::vector<Box> boxes;
  std::vector<double> areas_m2;
  std::size_t networks = 0;
  std::vector<double> suitable_m2;  ///< [candidate × networks + network]: area with potential for the network
  std::vector<double> restored_m2;  ///< … weighted by that potential: a_c

  std::size_t size() const noexcept { return id.size(); }
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
  Box study_box;                     ///< extent of a grid
};

struct CandidateResult {
  CandidateSet candidates;
  Issues issues;  ///< what was dropped: candidate_excluded, candidate_below_minimum,
                  ///< candidate_without_suitable_habitat, outside_study_area
};

/// Candidates by `options.source`. From habitat: features with potential for some network that are neither excluded nor
/// core habitat, cut to the study area, minus exclusions and overlapping core habitat, split on a grid aligned to the
/// origin where larger than max_unit_ha. Parcels and grid cells keep their shape; their suitable area leaves out
/// exclusions and core habitat. Complexity O(n log n) + local overlays, in parallel over features.
CandidateResult candidates_of(const CandidateInputs& inputs, const CandidateOptions& options,
                              const CleanOptions& cleaning, const Executor& executor);

}  // namespace spatial
