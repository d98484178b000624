// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "libspatial/network/habitat_network.hpp"
#include "libspatial/opportunity/candidates.hpp"

namespace spatial {

/// A set of candidates under a budget of area, docs/methods.md section 12: again and again the candidate that adds most ECA
/// per hectare to the network *with those chosen before*, so that two candidates that do the same job are not both chosen.
///
/// Lazy: gains from earlier rounds order the candidates, and only the front of the order is computed again until it stays
/// in front. A gain that rose since it was last computed (two stepping stones that only work together) can be seen late.
/// Chosen candidates are linked to patches and to each other by edge-to-edge distance within the network's limit; those
/// within join_m count as touching. Ties go to the lower candidate. Pure; the same result for any number of threads.
/// Errors: Error(config) for a budget that is no positive number, or a network with least-cost distances.
struct Selection {
  struct Step {
    std::uint32_t candidate;
    double gain_m2;            ///< ECA gained by this step
    double spent_m2;           ///< area of all chosen so far
    double eca_m2;             ///< of the network with all chosen so far
  };
  double eca_before_m2 = 0;
  std::vector<Step> steps;     ///< in the order of choice
  /// No choice under the budget can reach more: best paths as if all candidates were there, then the candidates with the
  /// largest share of the numerator per hectare, the last one in part. With more than 1,000 candidates that network would be
  /// nearly complete; then every path counts as certain, and the bound is all habitat plus what the budget buys.
  double eca_bound_m2 = 0;
};

Selection select_candidates(const CandidateSet& candidates, std::size_t number, const HabitatNetwork& network, double budget_m2, const Executor& executor);

}  // namespace spatial
