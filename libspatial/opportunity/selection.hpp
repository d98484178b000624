// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "libspatial/network/habitat_network.hpp"
#include "libspatial/opportunity/candidates.hpp"

namespace spatial {

/// A set of candidates under a budget of area, docs/methods.md section 12: again and again the candidate that adds most
/// ECA per hectare to the network *with those chosen before*, so that two candidates that do the same job are not both
/// chosen.
///
/// The same choice as by computing every gain again in every round. After a choice the gains within its reach (paths of
/// at least p_min) have no value any more, only an upper bound: what they can have risen by at most (selection.cpp has
/// the proof). All whose bounds pass the best gain known are computed again. Gains that are equal to 1e-9 go to the
/// lower candidate. With `pairs`, two candidates that are linked with each other can also be chosen in one step, where
/// together they gain more per hectare than any single one does: stepping stones of which neither is of use alone. The
/// set is then the better of the two. Complexity: a round costs one gain (gain.hpp) for each candidate within reach of
/// the last choice, with pairs also up to one for each pair of them. Chosen candidates are linked to patches and to
/// each other by edge-to-edge distance within the network's limit; those within join_m count as touching. Pure; the
/// same result for any number of threads. Errors: Error(config) for a budget that is no positive number, or a network
/// with least-cost distances.
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
  /// No choice under the budget can reach more: best paths as if all candidates were there, then the candidates with
  /// the largest share of the numerator per hectare, the last one in part. With more than 1,000 candidates that network
  /// would be nearly complete; then every path counts as certain, and the bound is all habitat plus what the budget
  /// buys.
  double eca_bound_m2 = 0;
  /// With pairs: the ECA that choosing pairs reaches beyond single choices; below 0 if it reaches less, and then
  /// `steps` are single ones.
  std::optional<double> pair_gain_m2;
};

struct SelectionOptions {
  double budget_m2 = 0;
  bool pairs = false;
};

Selection select_candidates(const CandidateSet& candidates, std::size_t number, const HabitatNetwork& network,
                            const SelectionOptions& options, const Executor& executor);

}  // namespace spatial
