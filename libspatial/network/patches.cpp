// SPDX-License-Identifier: MIT
#include "libspatial/network/patches.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "libspatial/core/disjoint_sets.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/box_index.hpp"
#include "libspatial/geometry/distance.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/ring_touches.hpp"
#include "libspatial/geometry/tile.hpp"

namespace spatial {
namespace {

void check(const MultiPolygonColumn& habitat, std::span<const std::uint32_t> core, double join_m) {
  if (!(join_m >= 0) || !std::isfinite(join_m))
    throw Error(ErrorKind::config,
                "the distance within which habitat is one patch must be at least 0 m, not " + shortest(join_m));
  for (std::size_t k = 0; k < core.size(); ++k) {
    if (core[k] >= habitat.size())
      throw Error(ErrorKind::input,
                  "core habitat names feature " + std::to_string(core[k]) + " of " + std::to_string(habitat.size()));
    if (k > 0 && core[k] <= core[k - 1])
      throw Error(ErrorKind::input, "core habitat must be listed in ascending order, each feature once");
  }
}

void check_size(double min_patch_m2) {
  if (!(min_patch_m2 >= 0) || !std::isfinite(min_patch_m2))
    throw Error(ErrorKind::config, "the smallest patch must be at least 0 m², not " + shortest(min_patch_m2));
}

/// For each core feature, the later ones that are close enough to belong to the same patch. Numbers are positions in
/// `core`.
PatchGroups neighbours_of(const MultiPolygonColumn& habitat, std::span<const std::uint32_t> core, double join_m,
                          const Executor& executor, const Box* tile) {
  std::vector<Box> boxes;
  std::vector<double> cost;
  boxes.reserve(core.size());
  for (const std::uint32_t feature : core) {
    boxes.push_back(box_of(habitat[feature]));
    cost.push_back(static_cast<double>(habitat[feature].point_count()));
  }
  const BoxIndex index(boxes);
  PatchGroups near = parallel_map<std::vector<std::uint32_t>, std::vector<std::uint32_t>>(
      executor, core.size(), [&](std::vector<std::uint32_t>& found, std::size_t i) {
        if (boxes[i].empty()) return std::vector<std::uint32_t>{};
        const Box around = boxes[i].grown(join_m);
        index.query(around, found);
        std::vector<std::uint32_t> later(std::upper_bound(found.begin(), found.end(), i), found.end());
        if (tile != nullptr)
          std::erase_if(later, [&](std::uint32_t j) { return !holds(*tile, place_of_pair(around, boxes[j])); });
        return later;
      });
  std::vector<char> asked(core.size(), 0);
  for (std::size_t i = 0; i < core.size(); ++i) {
    asked[i] |= static_cast<char>(!near[i].empty());
    for (const std::uint32_t j : near[i]) asked[j] = 1;
  }
  const std::vector<std::uint32_t> order = by_falling_cost(cost);
  std::vector<std::optional<EdgeTree>> trees(core.size());
  parallel_for<NoState>(
      executor, core.size(),
      [&](NoState&, std::size_t i) {
        if (asked[i] != 0) trees[i].emplace(habitat[core[i]]);
      },
      order);
  parallel_for<NoState>(
      executor, core.size(),
      [&](NoState&, std::size_t i) {
        std::erase_if(near[i], [&](std::uint32_t j) { return std::isinf(distance_m(*trees[i], *trees[j], join_m)); });
      },
      order);
  return near;
}

}  // namespace

PatchGroups groups_of(const MultiPolygonColumn& habitat, std::span<const std::uint32_t> core, double join_m,
                      const Executor& executor, const Box* tile) {
  check(habitat, core, join_m);
  const PatchGroups near = neighbours_of(habitat, core, join_m, executor, tile);
  DisjointSets sets(core.size());
  for (std::uint32_t i = 0; i < core.size(); ++i)
    for (const std::uint32_t j : near[i]) sets.join(i, j);
  PatchGroups groups;
  std::vector<std::uint32_t> group_of(core.size());
  for (std::uint32_t i = 0; i < core.size(); ++i) {
    const std::uint32_t lowest = sets.find(i);
    if (lowest == i) {
      group_of[i] = static_cast<std::uint32_t>(groups.size());
      groups.emplace_back();
    }
    groups[group_of[lowest]].push_back(core[i]);
  }
  return groups;
}

PatchSet patches_of_groups(const MultiPolygonColumn& habitat, PatchGroups groups, double min_patch_m2,
                           const Executor& executor) {
  check_size(min_patch_m2);
  std::vector<double> cost;
  for (const auto& group : groups) {
    double points = 0;
    for (const std::uint32_t feature : group) points += static_cast<double>(habitat[feature].point_count());
    cost.push_back(group.size() == 1 ? 1 : points);
  }
  const std::vector<MultiPolygon> unions = parallel_map<MultiPolygon, GeosContext>(
      executor, groups.size(),
      [&](GeosContext& geos, std::size_t g) {
        if (groups[g].size() == 1) return MultiPolygon(habitat[groups[g].front()]);
        std::vector<MultiPolygonView> members;
        for (const std::uint32_t feature : groups[g]) members.push_back(habitat[feature]);
        // Habitats usually share borders but no land; their common edges then cancel.
        if (std::optional<MultiPolygon> land = land_of_neighbours(members)) return std::move(*land);
        return union_of(geos, members);
      },
      by_falling_cost(cost));

  PatchSet patches;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const double area = area_m2(unions[g]);
    if (!(area > 0) || area < min_patch_m2) {
      patches.too_small.push_back(std::move(groups[g]));
      patches.too_small_areas_m2.push_back(area);
      continue;
    }
    patches.geometry.append(unions[g]);
    patches.areas_m2.push_back(area);
    patches.boxes.push_back(box_of(unions[g].view()));
    patches.members.push_back(std::move(groups[g]));
  }
  return patches;
}

PatchSet patches_of(const MultiPolygonColumn& habitat, std::span<const std::uint32_t> core, const PatchOptions& options,
                    const Executor& executor) {
  check_size(options.min_patch_m2);  // before the work
  return patches_of_groups(habitat, groups_of(habitat, core, options.join_m, executor), options.min_patch_m2, executor);
}

}  // namespace spatial
