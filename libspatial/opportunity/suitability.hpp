// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/landscape/layer.hpp"
#include "libspatial/landscape/suitability_factors.hpp"
#include "libspatial/opportunity/candidates.hpp"

namespace spatial {

/// A layer of soil, wetness, flood zones or slope, with what its classes mean.
struct SuitabilitySource {
  const Layer* layer = nullptr;
  const SuitabilityFactors* factors = nullptr;
};

/// Lowers the potential of candidates by the factors of the land they stand on (docs/methods.md section 8b): a layer
/// multiplies the restored area of a candidate for a network by the mean factor of its land, weighted by area. Land
/// that the layer does not cover counts with 1; where features of one layer overlap, each counts with its area, and the
/// shares are scaled down to the land. Several layers multiply. Candidates with a factor of 0 for every network keep
/// their place with a score of 0.
///
/// Returns the issues suitability_in_part (one a layer) and suitability_class_unknown (one a class).
/// O(candidates × features met), in parallel.
Issues apply_suitability(CandidateSet& candidates, const std::vector<std::string>& networks,
                         const std::vector<SuitabilitySource>& sources, const Executor& executor);

}  // namespace spatial
