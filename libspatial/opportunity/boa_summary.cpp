// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/boa_summary.hpp"

#include <limits>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/overlay/disjoint.hpp"

namespace spatial {
namespace {

/// Area in each BOA that the layers cover, counting overlaps once.
std::vector<double> once_by_boa(const std::vector<const Layer*>& layers, const ZoneIndex& boas,
                                const Executor& executor) {
  const Sites sites = sites_of(layers);
  const DisjointAreas once = disjoint_areas(sites.geometry, executor);
  const AreaTable table =
      areas_by_zone(once.geometry, boxes_of(once.geometry), areas_m2_of(once.geometry), boas, executor);
  std::vector<StableSum> sums(boas.size());
  for (std::size_t i = 0; i < table.size(); ++i)
    for (const ZoneShare& share : table[i]) sums[share.zone].add(share.area_m2);
  std::vector<double> result;
  for (const StableSum& sum : sums) result.push_back(sum.value());
  return result;
}

}  // namespace

std::vector<BoaRow> boa_summary(const Layer& boas, const CoreAreas& core, std::size_t networks,
                                const std::vector<const Layer*>& designated, const std::vector<const Layer*>& lws,
                                const PlaceFacts& places, const CandidateSet& candidates, const Scores& scores,
                                const Executor& executor) {
  const ZoneIndex zones(boas.geometry, executor);
  std::vector<BoaRow> rows(boas.size());
  std::vector<std::vector<StableSum>> core_sums(boas.size(), std::vector<StableSum>(networks));
  const AreaTable core_table = areas_by_zone(core.geometry, core.boxes, core.areas_m2, zones, executor);
  for (std::size_t k = 0; k < core_table.size(); ++k)
    for (const ZoneShare& share : core_table[k])
      for (const std::uint32_t n : core.networks[k]) core_sums[share.zone][n].add(share.area_m2);

  const std::vector<double> designated_m2 = once_by_boa(designated, zones, executor),
                            lws_m2 = once_by_boa(lws, zones, executor);
  std::vector<const Layer*> both = designated;
  both.insert(both.end(), lws.begin(), lws.end());
  const std::vector<double> both_m2 = once_by_boa(both, zones, executor);

  std::vector<StableSum> weighted(boas.size()), inside(boas.size()), restore(boas.size());
  std::vector<std::array<StableSum, class_count>> by_class(boas.size());
  for (std::size_t c = 0; c < places.boa_shares.size(); ++c)
    for (const ZoneShare& share : places.boa_shares[c]) {
      if (candidates.ranking_of(c) != 0) {
        restore[share.zone].add(share.area_m2);
        continue;
      }
      by_class[share.zone][static_cast<std::size_t>(scores.classes[c])].add(share.area_m2);
      weighted[share.zone].add(share.area_m2 * scores.score[c]);
      inside[share.zone].add(share.area_m2);
      ++rows[share.zone].candidates;
    }
  for (std::size_t b = 0; b < boas.size(); ++b) {
    BoaRow& row = rows[b];
    row.area_m2 = boas.areas_m2[b];
    for (const StableSum& sum : core_sums[b]) row.core_m2.push_back(sum.value());
    row.designated_m2 = designated_m2[b];
    row.lws_m2 = lws_m2[b];
    row.designated_or_lws_m2 = both_m2[b];
    for (std::size_t k = 0; k < class_count; ++k) row.opportunity_m2[k] = by_class[b][k].value();
    row.restore_m2 = restore[b].value();
    row.mean_score =
        inside[b].value() > 0 ? weighted[b].value() / inside[b].value() : std::numeric_limits<double>::quiet_NaN();
  }
  return rows;
}

}  // namespace spatial
