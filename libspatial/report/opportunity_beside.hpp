// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace spatial {

/// What an opportunity map (`lnrs opportunities`) says of places that another command rates: it stands beside the
/// result and has no weight in it.
///
///   const OpportunitiesBeside beside = opportunities_beside(parcels, map, "woodland", executor);
struct OpportunitiesBeside {
  std::vector<double> here;          ///< m² or m of the place that the map scores, each place once
  std::vector<double> other;         ///< the same of opportunities for other networks than the one asked for
  std::vector<double> score;         ///< mean over `here`; NaN where that is 0
  std::vector<std::string> best;     ///< id of the candidate with the highest score there, or ""
  std::vector<std::string> network;  ///< for which that candidate scores highest
  bool given() const noexcept { return !here.empty(); }
};

}  // namespace spatial
