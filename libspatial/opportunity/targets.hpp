// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/landscape/boa_target.hpp"
#include "libspatial/landscape/layer.hpp"
#include "libspatial/landscape/network_profile.hpp"

namespace spatial {

/// The BOAs that have a target for each network.
struct TargetedBoas {
  std::vector<std::vector<std::uint32_t>> by_network;  ///< BOA indices, ascending
  Issues issues;  ///< boa_target_unmatched: unknown BOA, or a habitat no network names
};

/// A target refers to a network if its habitat is one of the profile's target_habitats, its title or its id, regardless
/// of case. `source` is the table's name in issues. Pure.
///
///     const TargetedBoas targeted = targeted_boas(targets, boas, networks, "boa_targets.csv");
TargetedBoas targeted_boas(const std::vector<BoaTarget>& targets, const Layer& boas,
                           const std::vector<NetworkProfile>& networks, const std::string& source);

}  // namespace spatial
