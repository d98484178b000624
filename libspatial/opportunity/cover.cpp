// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/cover.hpp"

#include <algorithm>

#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

struct Worker {
  GeosContext geos;
  AreaScratch areas;
  std::vector<std::uint32_t> near;
};

}  // namespace

std::vector<double> core_cover(const CandidateSet& candidates, const CoreAreas& core, const Mask* study_area, double neighbourhood_m, const Executor& executor) {
  const std::size_t networks = candidates.networks;
  const BoxIndex index(core.boxes);
  std::vector<double> cover(candidates.size() * networks, 0);
  parallel_for<Worker>(executor, candidates.size(), [&](Worker& worker, std::size_t c) {
    MultiPolygon around = neighbourhood_m > 0 ? buffer(worker.geos, candidates.geometry[c], neighbourhood_m, 16) : MultiPolygon(candidates.geometry[c]);
    if (study_area != nullptr) around = study_area->inside(worker.geos, around, box_of(around.view()), area_m2(around), 0, worker.areas);
    const double size = area_m2(around);
    if (size <= 0) return;
    const EdgeTree zone(around);
    index.query(zone.box(), worker.near);
    std::vector<StableSum> sums(networks);
    for (const std::uint32_t k : worker.near) {
      const bool wanted = std::any_of(core.networks[k].begin(), core.networks[k].end(), [&](std::uint32_t n) { return candidates.restored(c, n) > 0; });
      if (!wanted) continue;
      const double shared = shared_area_m2(core.geometry[k], core.boxes[k], core.areas_m2[k], zone, worker.areas.shared);
      if (shared > 0)
        for (const std::uint32_t n : core.networks[k]) sums[n].add(shared);
    }
    for (std::size_t n = 0; n < networks; ++n)
      if (candidates.restored(c, n) > 0) cover[c * networks + n] = std::min(1.0, sums[n].value() / size);
  });
  return cover;
}

}  // namespace spatial
