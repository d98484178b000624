// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "libspatial/landscape/habitat_map.hpp"
#include "libspatial/network/habitat_network.hpp"
#include "libspatial/planning/site_assessment.hpp"

namespace spatial {

/// What sites would do to a network (docs/methods.md section 14): its equivalent connected area today, without the core
/// habitat on the site, and with the habitat that is proposed there.
///
/// Exact: the patches that the site touches are cut (or joined, or enlarged) as geometry, become patches again by the
/// rules of docs/methods.md section 3, are linked again by edge-to-edge distances, and ECA is summed over the new
/// graph. Where only areas change and every link keeps its length, the same sum follows from the old one without a new
/// search. Patches weigh their area times the quality of their habitat, before and after; what is proposed has
/// quality 1. Only networks of habitat features with edge-to-edge distances: `left_out` names the others. The numbers
/// do not depend on threads. Const use, but for `effect` being parallel inside: one call at a time. Complexity: one
/// search from the patch where lengths stay, otherwise one from each patch of the network.
class SiteConnectivity {
 public:
  /// `network` is that of `habitat` with this number. All are borrowed.
  SiteConnectivity(const HabitatMap& habitat, std::size_t number, const HabitatNetwork& network,
                   const Executor& executor);
  ~SiteConnectivity();
  SiteConnectivity(SiteConnectivity&&) noexcept;

  /// Why the effect on a network with this profile is not assessed, as words after its name; empty if it is assessed.
  static std::string left_out(const NetworkProfile& profile);

  /// `site` loses its core habitat; `proposed` (may be empty) becomes core habitat. nullopt if the network is left out
  /// or not touched by either. Shared areas up to `tolerance_m2` are contact.
  std::optional<SiteNetworkEffect> effect(MultiPolygonView site, MultiPolygonView proposed, double tolerance_m2,
                                          const Executor& executor) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spatial
