// SPDX-License-Identifier: MIT
#include "libspatial/overlay/near_zones.hpp"

#include <algorithm>
#include <optional>

#include "libspatial/geometry/group_trees.hpp"
#include "libspatial/geometry/measures.hpp"

namespace spatial {

AreaTable areas_by_near_zones(const MultiPolygonColumn& features, std::span<const std::uint32_t> chosen,
                              const MultiPolygonColumn& zones, const Executor& executor) {
  constexpr std::size_t group_size = 256;  // features whose zone trees are in memory together
  const BoxIndex index(boxes_of(zones));
  const std::vector<std::optional<EdgeTree>> large = large_trees(zones, executor);
  std::vector<Box> boxes;
  for (const std::uint32_t f : chosen) boxes.push_back(box_of(features[f]));
  const std::vector<std::uint32_t> order = hilbert_order(boxes);
  std::vector<std::vector<ZoneShare>> rows(features.size());
  parallel_for<AreaScratch>(
      executor, (order.size() + group_size - 1) / group_size, [&](AreaScratch& scratch, std::size_t g) {
        GroupTrees trees(zones, large);
        for (std::size_t k = g * group_size; k < std::min(order.size(), (g + 1) * group_size); ++k) {
          const std::uint32_t f = chosen[order[k]];
          const double area = area_m2(features[f]);
          std::optional<EdgeTree> own;
          index.query(boxes[order[k]], scratch.near);
          for (const std::uint32_t zone : scratch.near) {
            if (!own) own.emplace(features[f]);
            const double shared = std::min(area, shared_area_m2(*own, trees[zone], scratch.shared));
            if (shared > 0) rows[f].push_back({zone, shared});
          }
        }
      });
  return AreaTable(rows);
}

}  // namespace spatial
