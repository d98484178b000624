// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/geometry/raster.hpp"
#include "libspatial/landscape/layer.hpp"
#include "libspatial/landscape/suitability_factors.hpp"
#include "libspatial/opportunity/candidates.hpp"

namespace spatial {

/// A layer or raster of soil, wetness, flood zones or slope, with the factors of its classes.
struct SuitabilitySource {
  const Layer* layer = nullptr;
  const SuitabilityFactors* factors =
      nullptr;                         ///< of a raster: the factors of its values; nullptr: the values are factors
  const RasterPart* raster = nullptr;  ///< instead of a layer; covers the candidates as far as the file reaches
  std::string name{};                  ///< of a raster, for messages
};

/// Lowers the potential of candidates by the factors of the land they stand on (docs/methods.md section 8b): a layer
/// multiplies the restored area of a candidate for a network by the mean factor of its land, weighted by area. Land
/// that the layer does not cover has factor 1. If features of one layer overlap, each counts with its area, and the
/// shares are scaled down to the land. A raster cell counts with the area that it shares with the candidate
/// (geometry/cell_areas.hpp); no-data cells are treated as land outside. The factors of several layers are multiplied.
/// Candidates with a factor of 0 for every network are kept, with a score of 0.
///
/// Throws Error(input) for a raster without factors that has a value outside 0 to 1 under a candidate (1e-6 counts as
/// rounding), and for a raster with factors that has more than a thousand different values, which cannot be classes.
/// Returns the issues suitability_in_part (one per layer) and suitability_class_unknown (one per class). O(candidates ×
/// features met), or cells met, in parallel.
///
///     const Issues issues = apply_suitability(candidates, networks, {{&soil, &soil_factors}}, executor);
Issues apply_suitability(CandidateSet& candidates, const std::vector<std::string>& networks,
                         const std::vector<SuitabilitySource>& sources, const Executor& executor);

}  // namespace spatial
