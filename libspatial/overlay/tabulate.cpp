// SPDX-License-Identifier: MIT
#include "libspatial/overlay/tabulate.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/overlay/disjoint.hpp"
#include "libspatial/overlay/zone_index.hpp"

namespace spatial {
namespace {

struct Sums {
  std::size_t features = 0;
  StableSum each, once;
};

}  // namespace

std::vector<FeatureShare> shares_in_zones(const MultiPolygonColumn& features,
                                          const std::vector<std::uint32_t>& class_of,
                                          const std::vector<OverlapPair>& overlaps, const MultiPolygonColumn& zones,
                                          const Executor& executor) {
  const AreaTable table = areas_by_zone(features, boxes_of(features), areas_m2_of(features), zones, executor);
  // The dissolved area differs from the sum only where features of one class overlap.
  std::vector<OverlapPair> within;
  std::set<std::uint32_t> entangled;
  for (const OverlapPair& pair : overlaps) {
    if (class_of[pair.a] != class_of[pair.b]) continue;
    within.push_back(pair);
    entangled.insert({pair.a, pair.b});
  }
  std::vector<FeatureShare> shares;
  for (std::uint32_t f = 0; f < table.size(); ++f)
    for (const ZoneShare& share : table[f])
      shares.push_back({share.zone, f, false, entangled.contains(f), share.area_m2});
  const std::vector<std::uint32_t> chosen(entangled.begin(), entangled.end());
  const DisjointAreas united = disjoint_areas(features, chosen, within, executor);
  const AreaTable united_table =
      areas_by_zone(united.geometry, boxes_of(united.geometry), areas_m2_of(united.geometry), zones, executor);
  for (std::size_t g = 0; g < united_table.size(); ++g)
    for (const ZoneShare& share : united_table[g])
      shares.push_back({share.zone, united.members[g].front(), true, false, share.area_m2});
  return shares;
}

std::vector<ZoneClassArea> sums_of(const std::vector<FeatureShare>& shares,
                                   const std::vector<std::uint32_t>& class_of) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, Sums> sums;
  for (const FeatureShare& share : shares) {
    Sums& sum = sums[{share.zone, class_of[share.feature]}];
    if (!share.united) {
      ++sum.features;
      sum.each.add(share.area_m2);
    }
    if (!share.tangled) sum.once.add(share.area_m2);
  }
  std::vector<ZoneClassArea> rows;
  for (const auto& [key, sum] : sums)
    rows.push_back({key.first, key.second, sum.features, sum.each.value(), sum.once.value()});
  return rows;
}

std::vector<ZoneClassArea> areas_by_zone_and_class(const MultiPolygonColumn& features,
                                                   const std::vector<std::uint32_t>& class_of,
                                                   const std::vector<OverlapPair>& overlaps,
                                                   const MultiPolygonColumn& zones, const Executor& executor) {
  return sums_of(shares_in_zones(features, class_of, overlaps, zones, executor), class_of);
}

}  // namespace spatial
