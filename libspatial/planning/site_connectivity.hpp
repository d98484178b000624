// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "libspatial/landscape/habitat_map.hpp"
#include "libspatial/network/habitat_network.hpp"
#include "libspatial/planning/site_assessment.hpp"

namespace spatial {

/// The effect of a site on a network (docs/methods.md section 14): its equivalent connected area (ECA) today, without
/// the core habitat on the site, and with the habitat that is proposed there.
///
/// The calculation is exact. The patches that the site touches are cut, joined or enlarged as geometry, made into
/// patches again by the rules of docs/methods.md section 3, and linked again by edge-to-edge distances; ECA is then
/// summed over the new graph. If only areas change and every link keeps its length, the new sum follows from the old
/// one without a new search. A patch weighs its area times the quality of its habitat; proposed habitat has quality 1.
/// Only networks of habitat features with edge-to-edge distances are assessed; `left_out` says why another is not.
/// Units: m². The result does not depend on the number of threads. `effect` is parallel inside: make one call at a
/// time. Complexity: one search from the patch if lengths stay the same, otherwise one from each patch of the network.
///
///     const SiteConnectivity connectivity(map, number, network, executor);
///     const auto effect = connectivity.effect(site, proposed, 0.5, executor);   // effect->eca_without_m2
class SiteConnectivity {
 public:
  /// `network` is the one with this number in `habitat`. Both must outlive this object.
  SiteConnectivity(const HabitatMap& habitat, std::size_t number, const HabitatNetwork& network,
                   const Executor& executor);
  ~SiteConnectivity();
  SiteConnectivity(SiteConnectivity&&) noexcept;

  /// Why the effect on a network with this profile is not assessed, as words to follow its name; empty if it is
  /// assessed.
  static std::string left_out(const NetworkProfile& profile);

  /// The effect if `site` loses its core habitat and `proposed` (may be empty) becomes core habitat; nullopt if the
  /// network is left out or neither touches it. Shared areas up to `tolerance_m2` count as contact.
  std::optional<SiteNetworkEffect> effect(MultiPolygonView site, MultiPolygonView proposed, double tolerance_m2,
                                          const Executor& executor) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spatial
