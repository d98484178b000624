// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/core_areas.hpp"

#include <map>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/overlay/disjoint.hpp"

namespace spatial {

CoreAreas core_areas(const HabitatMap& habitat, const Executor& executor) {
  CoreAreas core;
  std::map<std::uint32_t, std::size_t> slot_of_feature;
  for (std::uint32_t n = 0; n < habitat.networks.size(); ++n) {
    const DisjointAreas once = disjoint_areas(habitat.geometry, habitat.core_features(n), habitat.overlaps, executor);
    for (std::size_t k = 0; k < once.members.size(); ++k) {
      if (once.members[k].size() == 1) {
        // Most features do not overlap others. Those that serve several networks are stored and queried once.
        const auto [slot, added] = slot_of_feature.emplace(once.members[k].front(), core.networks.size());
        if (!added) {
          core.networks[slot->second].push_back(n);
          continue;
        }
      }
      core.geometry.append(once.geometry[k]);
      core.networks.push_back({n});
    }
  }
  core.boxes = boxes_of(core.geometry);
  core.areas_m2 = areas_m2_of(core.geometry);
  return core;
}

}  // namespace spatial
