// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/opportunity/result.hpp"

namespace spatial {

inline constexpr double furthest_name_m = 20000;  ///< within which a place is named after a BOA or site

/// Describes the location of each candidate so that people can find it without a map: a point on its land, its grid
/// reference, and a name that can be read out.
///
///     result.places = candidate_places(result, "EPSG:27700", executor);
///     // "ST 7738 6445, Bathwick, in BOA Bathford"; without authorities, sites and BOAs there:
///     // "ST 7738 6445, 1.2 km north of BOA Englishcombe"
///
/// The name contains the authority (parish, ward or district, whichever layer is configured), the site and the BOA with
/// the largest share of the candidate. If none has a share, the nearest named BOA or site within 20 km is used.
/// `result` must have its candidates, authorities, BOAs, sites and place facts; `crs` is the project's. In a CRS other
/// than the British National Grid, coordinates replace the grid reference. Units: metres. Pure; O(n log n), in
/// parallel.
std::vector<CandidatePlace> candidate_places(const OpportunityResult& result, const std::string& crs,
                                             const Executor& executor);

}  // namespace spatial
