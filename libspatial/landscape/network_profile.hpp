// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace spatial {

/// How far the species of a network move and what counts as a patch. Presets are in data/presets/networks.toml; a
/// config names one and overrides single values. All distances are edge to edge.
struct NetworkProfile {
  std::string id;                 ///< "woodland"; also the column prefix in crosswalks
  std::string title;              ///< "Woodland"
  std::vector<std::string> target_habitats;  ///< habitat names by which BOA targets mean this network
  double dispersal_m = 1000;      ///< median dispersal distance d_ref
  double p_ref = 0.5;             ///< dispersal probability at dispersal_m
  double max_link_m = 0;          ///< 0 = 3 × dispersal_m
  double join_m = 0;              ///< polygons this close are one patch
  double min_patch_ha = 0.1;      ///< smaller patches are not nodes
  double core_size_ha = 40;       ///< target core size T of the indicator `bigger`
  double p_min = 1e-4;            ///< paths with a smaller probability are left out; 0 = exact
  double link_limit_m() const noexcept { return max_link_m > 0 ? max_link_m : 3 * dispersal_m; }
};

}  // namespace spatial
