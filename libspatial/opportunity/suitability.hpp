// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/geometry/raster.hpp"
#include "libspatial/landscape/layer.hpp"
#include "libspatial/landscape/suitability_factors.hpp"
#include "libspatial/opportunity/candidates.hpp"

namespace spatial {

/// A layer of soil, wetness, flood zones or slope, with what its classes mean; or a raster of the same.
struct SuitabilitySource {
  const Layer* layer = nullptr;
  const SuitabilityFactors* factors = nullptr;  ///< of a raster: what its numbers mean; nullptr: values are factors
  const RasterPart* raster = nullptr;           ///< instead of a layer; covers the candidates as far as the file does
  std::string name{};                           ///< of a raster, for messages
};

/// Lowers the potential of candidates by the factors of the land they stand on (docs/methods.md section 8b): a layer
/// multiplies the restored area of a candidate for a network by the mean factor of its land, weighted by area. Land
/// that the layer does not cover counts with 1; where features of one layer overlap, each counts with its area, and the
/// shares are scaled down to the land. Of a raster each cell counts with the area that it shares with the candidate
/// (geometry/cell_areas.hpp); cells without data say nothing, as land outside. Several layers multiply. Candidates with
/// a factor of 0 for every network keep their place with a score of 0.
///
/// Throws Error(input) for a raster without factors that has a value outside 0 to 1 under a candidate (1e-6 is
/// rounding), and for one with factors whose values are more than a thousand different numbers: those are no classes.
/// Returns the issues suitability_in_part (one a layer) and suitability_class_unknown (one a class).
/// O(candidates × features met), or cells met, in parallel.
Issues apply_suitability(CandidateSet& candidates, const std::vector<std::string>& networks,
                         const std::vector<SuitabilitySource>& sources, const Executor& executor);

}  // namespace spatial
