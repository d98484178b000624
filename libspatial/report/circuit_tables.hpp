// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/network/habitat_network.hpp"
#include "libspatial/opportunity/candidates.hpp"

namespace spatial {

/// The result of `lnrs circuit` for one network.
struct CircuitSurvey {
  struct Resistance {
    std::uint32_t from = 0;
    std::optional<std::uint32_t> to;  ///< nullopt: all other patches, which are grounded
    double resistance = 0;            ///< infinite: they are not connected
  };
  HabitatNetwork network;
  std::vector<Resistance> resistances;
  std::vector<std::optional<std::uint32_t>> part;  ///< per patch, from 0; nothing outside the raster
  std::vector<double> current;                     ///< per patch
  CandidateSet candidates;
  std::vector<double> candidate_current;  ///< sum over the cells
  std::vector<std::size_t> candidate_cells;
};

/// The layers of the circuit file (docs/data.md is derived from them).
///
///     tables.push_back(circuit_patches_table(survey));
FeatureTable circuit_patches_table(const CircuitSurvey& survey);
FeatureTable resistances_table(const CircuitSurvey& survey);
FeatureTable candidate_currents_table(const CircuitSurvey& survey);

}  // namespace spatial
