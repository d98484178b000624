// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <vector>

#include "libspatial/network/gain.hpp"
#include "libspatial/network/habitat_network.hpp"
#include "libspatial/opportunity/candidates.hpp"

namespace spatial {

/// What one candidate would contribute to one network.
struct NetworkFact {
  double progress =
      0;  ///< `bigger` before the cap: Σ over adjoining patches of the progress towards the target core size
  std::uint32_t linked = 0;     ///< patches within the link limit
  std::uint32_t adjoining = 0;  ///< of these, within join_m
  Gain gain;
  static constexpr std::size_t kept = 3;
  std::array<PatchLocator::Near, kept>
      nearest{};  ///< the nearest patches, by (distance, patch); min(linked, kept) of them
};

/// Facts about all candidates for network `number` (docs/methods.md sections 7 and 9, `bigger` and `joined`).
/// Candidates without potential for the network get an empty fact. Patches within join_m count as touching. Pure; in
/// parallel over candidates, and the result does not depend on the number of threads. `gain_bytes`: memory for the
/// search for gains (network/gain.hpp).
std::vector<NetworkFact> network_facts(const CandidateSet& candidates, std::size_t number,
                                       const HabitatNetwork& network, const Executor& executor,
                                       std::size_t gain_bytes = gain_memory_bytes);

}  // namespace spatial
