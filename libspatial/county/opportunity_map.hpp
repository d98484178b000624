// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "libspatial/config/config.hpp"
#include "libspatial/county/project.hpp"
#include "libspatial/geometry/multiline.hpp"
#include "libspatial/landscape/layer.hpp"
#include "libspatial/planning/site_assessment.hpp"
#include "libspatial/report/opportunity_beside.hpp"

namespace spatial {

/// The scored areas of an opportunity map that another run made, to compare with sites.
///
///     const OpportunityMap map = read_opportunity_map("opportunities.gpkg", config, mapped, executor);
///     const OpportunitiesBeside beside = opportunities_beside(sites, map, "", executor);
struct OpportunityMap {
  Layer areas;                          ///< one per candidate
  std::vector<OpportunityArea> scores;  ///< as `areas`
  InputFile file;
  Issues issues;  ///< opportunity_map_elsewhere, opportunity_map_other_version
};

/// The opportunities of a map on areas, or along lines. `network` is the one whose opportunities count; "" means all.
/// An overlap of up to 0.5 m² (along a line 0.5 m) counts as contact and gives no best candidate. Of equal scores the
/// first id wins.
OpportunitiesBeside opportunities_beside(const MultiPolygonColumn& places, const OpportunityMap& map,
                                         const std::string& network, const Executor& executor);
OpportunitiesBeside opportunities_beside(const MultiLineColumn& lines, const OpportunityMap& map,
                                         const Executor& executor);

/// Reads the map that a config section names, relative to the config, and adds its issues to those of the run; nullopt
/// for "". Errors as read_opportunity_map.
std::optional<OpportunityMap> configured_map(const std::string& file, const Config& config, const Box& mapped,
                                             Issues& issues, const Executor& executor);

/// Reads the output of `lnrs opportunities`. `mapped` is the extent of the run's own layers. Throws Error(input) for a
/// file that is not an opportunity map, was made by another minor version, or lies elsewhere (shares no land with
/// `mapped`).
OpportunityMap read_opportunity_map(const std::string& file, const Config& config, const Box& mapped,
                                    const Executor& executor);

/// "0.1" of "0.1.3": maps of one minor version have the same columns and definitions.
std::string minor_version(const std::string& version);

}  // namespace spatial
