// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "libspatial/network/habitat_network.hpp"
#include "libspatial/opportunity/candidates.hpp"

namespace spatial {

/// Chooses a set of candidates within a budget of area (docs/methods.md section 12). Each round chooses the candidate
/// that adds the most equivalent connected area (ECA) per hectare to the network *including those already chosen*, so
/// two candidates with the same benefit are not both chosen.
///
/// The choice is the same as if every gain were computed again in every round. After a choice, the gains within its
/// reach (paths of at least p_min) are replaced by upper bounds (proof in selection.cpp), and only those whose bound
/// exceeds the best known gain are computed again. Of gains equal to 1e-9 the lower candidate wins. With `pairs`, two
/// candidates that are linked to each other can also be chosen in one step, if together they gain more per hectare than
/// any single one: stepping stones of which neither helps alone. The better of the two sets is returned. Chosen
/// candidates are linked to patches and to each other by edge-to-edge distance within the network's limit; those within
/// join_m count as touching. Areas in m². Pure; the result does not depend on the number of threads. Throws
/// Error(config) for a budget that is not positive, or a network with least-cost distances. Complexity: a round
/// computes one gain (gain.hpp) for each candidate within reach of the last choice and, with pairs, up to one for each
/// pair of them.
///
///     const Selection chosen = select_candidates(candidates, number, network, {.budget_m2 = 50e4}, executor);
struct Selection {
  struct Step {
    std::uint32_t candidate;
    double gain_m2;                                    ///< ECA gained by this step
    double spent_m2;                                   ///< area of all chosen so far
    double eca_m2;                                     ///< of the network with all chosen so far
    std::optional<std::uint32_t> with = std::nullopt;  ///< the other candidate, if two were chosen together
  };
  double eca_before_m2 = 0;
  std::vector<Step> steps;  ///< in the order of choice
  /// Upper bound of the ECA that any choice within the budget can reach: best paths as if all candidates were chosen,
  /// then the candidates with the largest share of the numerator per hectare, the last one in part. With more than
  /// 1,000 candidates that network would be nearly complete; every path then counts as certain, and the bound is all
  /// habitat plus what the budget buys.
  double eca_bound_m2 = 0;
  /// With pairs: the additional ECA from choosing pairs instead of single candidates. Below 0 if pairs reach less;
  /// `steps` are then single choices.
  std::optional<double> pair_gain_m2;
};

struct SelectionOptions {
  double budget_m2 = 0;
  bool pairs = false;
};

Selection select_candidates(const CandidateSet& candidates, std::size_t number, const HabitatNetwork& network,
                            const SelectionOptions& options, const Executor& executor);

}  // namespace spatial
