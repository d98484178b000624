// SPDX-License-Identifier: MIT
#include "libspatial/overlay/disjoint.hpp"

#include <algorithm>
#include <numeric>

#include "libspatial/core/disjoint_sets.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/overlay/union_tiles.hpp"

namespace spatial {
namespace {

constexpr std::uint32_t no_owner = 0xffffffff;
constexpr std::size_t large_group = 256;  // features that are connected by overlaps

}  // namespace

DisjointAreas disjoint_areas(const MultiPolygonColumn& features, std::span<const std::uint32_t> chosen,
                             std::span<const OverlapPair> overlaps, const Executor& executor) {
  std::vector<char> is_chosen(features.size(), 0);
  for (const std::uint32_t i : chosen) is_chosen[i] = 1;
  DisjointSets sets(features.size());
  for (const OverlapPair& pair : overlaps)
    if (is_chosen[pair.a] != 0 && is_chosen[pair.b] != 0) sets.join(pair.a, pair.b);
  DisjointAreas result;
  std::vector<std::uint32_t> slot(features.size(), no_owner);
  for (const std::uint32_t i : chosen) {
    const std::uint32_t root = sets.find(i);
    if (slot[root] == no_owner) {
      slot[root] = static_cast<std::uint32_t>(result.members.size());
      result.members.emplace_back();
    }
    result.members[slot[root]].push_back(i);
  }
  // A large union would keep a single thread busy, so large groups are united in tiles.
  std::vector<std::uint32_t> groups;
  std::vector<double> cost;
  MultiPolygonColumn tiled;
  std::vector<std::uint32_t> tiled_group;
  std::uint32_t tiled_groups = 0;
  for (std::uint32_t k = 0; k < result.members.size(); ++k) {
    if (result.members[k].size() < 2) continue;
    if (result.members[k].size() >= large_group) {
      for (const std::uint32_t i : result.members[k]) tiled.append(features[i]);
      tiled_group.resize(tiled.size(), tiled_groups++);
      continue;
    }
    groups.push_back(k);
    cost.push_back(0);
    for (const std::uint32_t i : result.members[k]) cost.back() += static_cast<double>(features[i].point_count());
  }
  const auto united = parallel_map<MultiPolygon, GeosContext>(
      executor, groups.size(),
      [&](GeosContext& geos, std::size_t g) {
        std::vector<MultiPolygonView> views;
        for (const std::uint32_t i : result.members[groups[g]]) views.push_back(features[i]);
        return union_of_valid(geos, views);
      },
      by_falling_cost(cost));
  const MultiPolygonColumn united_in_tiles = united_by_group(tiled, tiled_group, tiled_groups, executor);
  std::size_t next = 0, next_tiled = 0;
  for (std::uint32_t k = 0; k < result.members.size(); ++k) {
    if (result.members[k].size() >= large_group)
      result.geometry.append(united_in_tiles[next_tiled++]);
    else if (next < groups.size() && groups[next] == k)
      result.geometry.append(united[next++]);
    else
      result.geometry.append(features[result.members[k].front()]);
  }
  return result;
}

DisjointAreas disjoint_areas(const MultiPolygonColumn& features, std::span<const std::uint32_t> chosen,
                             const Executor& executor) {
  MultiPolygonColumn picked;
  for (const std::uint32_t i : chosen) picked.append(features[i]);
  std::vector<OverlapPair> pairs = overlapping_pairs(picked, boxes_of(picked), areas_m2_of(picked), 0, executor);
  for (OverlapPair& pair : pairs) {
    pair.a = chosen[pair.a];
    pair.b = chosen[pair.b];
  }
  return disjoint_areas(features, chosen, pairs, executor);
}

DisjointAreas disjoint_areas(const MultiPolygonColumn& features, const Executor& executor) {
  std::vector<std::uint32_t> all(features.size());
  std::iota(all.begin(), all.end(), 0u);
  return disjoint_areas(features, all, executor);
}

}  // namespace spatial
