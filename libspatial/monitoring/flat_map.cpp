// SPDX-License-Identifier: MIT
#include "libspatial/monitoring/flat_map.hpp"

#include <algorithm>
#include <set>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/rings.hpp"
#include "libspatial/overlay/disjoint.hpp"
#include "libspatial/overlay/dissolve.hpp"
#include "libspatial/overlay/mask.hpp"

namespace spatial {
namespace {

/// Land where features of different classes overlap, one part per overlap.
MultiPolygonColumn double_land(const MultiPolygonColumn& features, const std::vector<OverlapPair>& between,
                               const Executor& executor) {
  const std::vector<MultiPolygon> shared =
      parallel_map<MultiPolygon, GeosContext>(executor, between.size(), [&](GeosContext& geos, std::size_t k) {
        return intersection(geos, features[between[k].a], features[between[k].b]);
      });
  MultiPolygonColumn all;
  for (const MultiPolygon& one : shared) all.append(one);
  const std::vector<std::uint32_t> one_group(all.size(), 0);
  const MultiPolygonColumn land = dissolve(all, one_group, 1, executor).geometry;
  MultiPolygonColumn parts;
  append_each_part(parts, land[0]);
  return parts;
}

}  // namespace

FlatMap flat_map(const ClassMap& map, std::uint32_t double_class, const Executor& executor) {
  const MultiPolygonColumn& features = *map.features;
  std::vector<OverlapPair> within, between;
  std::set<std::uint32_t> entangled, cut;
  for (const OverlapPair& pair : map.overlaps)
    if (map.class_of[pair.a] == map.class_of[pair.b]) {
      within.push_back(pair);
      entangled.insert({pair.a, pair.b});
    } else {
      between.push_back(pair);
      cut.insert({pair.a, pair.b});
    }
  const std::vector<std::uint32_t> chosen(entangled.begin(), entangled.end());
  const DisjointAreas united = disjoint_areas(features, chosen, within, executor);
  const auto is_reappraised = [&](std::uint32_t f) { return !map.reappraised.empty() && map.reappraised[f] != 0; };

  FlatMap flat;
  flat.geometry = MultiPolygonColumn(features.pool());
  std::vector<std::uint32_t> to_cut;  // positions in `flat`
  const auto add = [&](MultiPolygonView area, std::uint32_t feature, bool reappraised, bool is_cut) {
    if (is_cut) to_cut.push_back(static_cast<std::uint32_t>(flat.geometry.size()));
    flat.geometry.append(area);
    flat.class_of.push_back(map.class_of[feature]);
    flat.reappraised.push_back(reappraised ? 1 : 0);
  };
  flat.geometry.reserve(features.size(), features.point_count());
  for (std::uint32_t f = 0; f < features.size(); ++f)
    if (!entangled.contains(f)) add(features[f], f, is_reappraised(f), cut.contains(f));
  for (std::size_t g = 0; g < united.geometry.size(); ++g) {
    const std::vector<std::uint32_t>& members = united.members[g];
    add(united.geometry[g], members.front(), std::any_of(members.begin(), members.end(), is_reappraised),
        std::any_of(members.begin(), members.end(), [&](std::uint32_t f) { return cut.contains(f); }));
  }
  if (between.empty()) return flat;

  const MultiPolygonColumn land = double_land(features, between, executor);
  const Mask mask(DisjointAreas{land, {}}, executor);
  const std::vector<MultiPolygon> rests =
      parallel_map<MultiPolygon, KnifeWorker>(executor, to_cut.size(), [&](KnifeWorker& worker, std::size_t k) {
        const MultiPolygonView area = flat.geometry[to_cut[k]];
        return mask.outside(worker, area, box_of(area), area_m2(area), 0);
      });
  FlatMap result;
  result.geometry = MultiPolygonColumn(features.pool());
  result.geometry.reserve(flat.geometry.size(), flat.geometry.point_count());
  for (std::size_t i = 0, k = 0; i < flat.geometry.size(); ++i) {
    const bool is_cut = k < to_cut.size() && to_cut[k] == i;
    result.geometry.append(is_cut ? rests[k++].view() : flat.geometry[i]);
  }
  result.class_of = std::move(flat.class_of);
  result.reappraised = std::move(flat.reappraised);
  result.geometry.append(land);
  result.class_of.resize(result.geometry.size(), double_class);
  result.reappraised.resize(result.geometry.size(), 0);
  return result;
}

}  // namespace spatial
