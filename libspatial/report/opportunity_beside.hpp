// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace spatial {

/// The scores of an opportunity map (`lnrs opportunities`) at the places that another command rates. They are shown
/// next to that command's result and do not influence it.
///
///   const OpportunitiesBeside beside = opportunities_beside(parcels, map, "woodland", executor);
struct OpportunitiesBeside {
  std::vector<double> here;          ///< m² or m of the place that the map scores, each place once
  std::vector<double> other;         ///< the same for networks other than the requested one
  std::vector<double> score;         ///< mean over `here`; NaN where that is 0
  std::vector<std::string> best;     ///< id of the candidate with the highest score there, or ""
  std::vector<std::string> network;  ///< the network for which that candidate scores highest
  bool given() const noexcept { return !here.empty(); }
};

}  // namespace spatial
