// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/config/config.hpp"
#include "libspatial/county/project.hpp"
#include "libspatial/landscape/layer.hpp"
#include "libspatial/planning/site_assessment.hpp"

namespace spatial {

/// The scored areas of an opportunity map, to be laid over sites.
struct OpportunityMap {
  Layer areas;                          ///< by candidate
  std::vector<OpportunityArea> scores;  ///< as `areas`
  InputFile file;
  Issues issues;  ///< opportunity_map_elsewhere, opportunity_map_other_version
};

/// Reads the output of `lnrs opportunities`. `mapped` is the extent of the run's own layers. Throws Error(input) for a
/// file that is no opportunity map, was made by another minor version, or lies in another county (shares nothing with
/// `mapped`).
OpportunityMap read_opportunity_map(const std::string& file, const Config& config, const Box& mapped,
                                    const Executor& executor);

}  // namespace spatial
