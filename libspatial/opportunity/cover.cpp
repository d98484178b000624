// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/cover.hpp"

#include <algorithm>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/neighbourhood.hpp"

namespace spatial {
namespace {

struct CoverWorker {
  KnifeWorker knife;
  AreaScratch areas;
};

/// Core areas cut to the study area, once for all candidates.
CoreAreas inside(const CoreAreas& core, const Mask& study_area, const Executor& executor) {
  const auto cut = parallel_map<MultiPolygon, CoverWorker>(
      executor, core.areas_m2.size(),
      [&](CoverWorker& worker, std::size_t k) {
        return study_area.inside(worker.knife, core.geometry[k], core.boxes[k], core.areas_m2[k], 0);
      },
      by_falling_size(core.geometry));
  CoreAreas result;
  for (std::size_t k = 0; k < cut.size(); ++k) {
    if (cut[k].empty()) continue;
    result.geometry.append(cut[k]);
    result.networks.push_back(core.networks[k]);
  }
  result.boxes = boxes_of(result.geometry);
  result.areas_m2 = areas_m2_of(result.geometry);
  return result;
}

}  // namespace

std::vector<double> core_cover(const CandidateSet& candidates, const CoreAreas& all_core, const Mask* study_area,
                               double neighbourhood_m, const Executor& executor) {
  const std::size_t networks = candidates.networks;
  const CoreAreas core = study_area != nullptr ? inside(all_core, *study_area, executor) : all_core;
  ZoneIndex zones(core.geometry, executor);
  zones.sum_outlines(executor);
  std::vector<double> cover(candidates.size() * networks, 0);
  parallel_for<CoverWorker>(executor, candidates.size(), [&](CoverWorker& worker, std::size_t c) {
    const MultiPolygon around = neighbourhood(worker.knife.geos, candidates.geometry[c], neighbourhood_m);
    const EdgeTree zone(around);
    double size = area_m2(around);
    // Numerator and denominator are limited to the study area without building the cut neighbourhood.
    if (study_area != nullptr) size = study_area->covered_m2(worker.knife, around, zone.box(), size);
    if (size <= 0) return;
    std::vector<StableSum> sums(networks);
    for (const ZoneShare& share : zones.parts_inside(zone, core.boxes, core.areas_m2, worker.areas))
      for (const std::uint32_t n : core.networks[share.zone]) sums[n].add(share.area_m2);
    for (std::size_t n = 0; n < networks; ++n)
      if (candidates.restored(c, n) > 0) cover[c * networks + n] = std::min(1.0, sums[n].value() / size);
  });
  return cover;
}

}  // namespace spatial
