// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/opportunity/boa_summary.hpp"
#include "libspatial/opportunity/map_areas.hpp"
#include "libspatial/opportunity/sensitivity.hpp"

namespace spatial {

/// The location of a candidate, for people.
struct CandidatePlace {
  Point inside;                ///< a point of its land: the centroid where that lies on it
  std::string grid_reference;  ///< of that point; empty outside the British National Grid
  std::string name;            ///< to be read out: "ST 7738 6445, Bathwick, in BOA Bathford"
};

/// The finished opportunity map, from which tables and reports are made. Indices of candidates, networks, patches and
/// BOAs refer to the members below. Areas in m². Plain values; thread-safe.
struct OpportunityResult {
  std::vector<HabitatNetwork> networks;
  double landscape_m2 = 0;  ///< A_L of every network
  CandidateSet candidates;
  Facts facts;
  IndicatorTable indicators;
  Scores scores;
  Sensitivity sensitivity;  ///< empty without runs
  MapAreas map;
  Layer boas;  ///< may be empty
  std::vector<BoaRow> boa_rows;
  std::vector<std::vector<std::uint32_t>> targeted;  ///< BOAs with a target, by network; empty without targets
  Sites sites;                                       ///< designated, local and irreplaceable
  Sites constraints;
  std::vector<std::string>
      authority;  ///< per candidate, the one with its largest share; "" if none; empty without the role
  std::vector<CandidatePlace> places;  ///< per candidate
  ScoringOptions scoring;
  Issues issues;
};

}  // namespace spatial
