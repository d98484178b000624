// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/opportunity/boa_summary.hpp"
#include "libspatial/opportunity/sensitivity.hpp"

namespace spatial {

/// The finished opportunity map: all that a report is made from. Indices of candidates, networks, patches and BOAs are
/// those of the parts.
struct OpportunityResult {
  std::vector<HabitatNetwork> networks;
  double landscape_m2 = 0;  ///< A_L of every network
  CandidateSet candidates;
  Facts facts;
  IndicatorTable indicators;
  Scores scores;
  Sensitivity sensitivity;  ///< empty without runs
  Layer boas;               ///< may be empty
  std::vector<BoaRow> boa_rows;
  std::vector<std::vector<std::uint32_t>> targeted;  ///< BOAs with a target, by network; empty without targets
  Sites sites;                                       ///< designated, local and irreplaceable
  Sites constraints;
  std::vector<std::string>
      authority;  ///< per candidate, the one with its largest share; "" if none; empty without the role
  ScoringOptions scoring;
  Issues issues;
};

}  // namespace spatial
