// SPDX-License-Identifier: MIT
#include "libspatial/overlay/union_tiles.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/overlay/tile_seams.hpp"

namespace spatial {
namespace {

constexpr std::size_t most_areas = 64;  // in a group that is united in one go
constexpr std::size_t most_points = 20000;
constexpr double areas_per_tile = 100;

struct TileTask {
  std::uint32_t group = 0, column = 0, row = 0;
  std::vector<std::uint32_t> areas;
};

TileGrid grid_for(const MultiPolygonColumn& areas, const std::vector<Box>& boxes,
                  const std::vector<std::uint32_t>& members) {
  std::size_t points = 0;
  for (const std::uint32_t i : members) points += areas[i].point_count();
  if (members.size() <= most_areas && points <= most_points) return {};
  const double count = static_cast<double>(members.size());
  Box extent;
  double size = 0;
  for (const std::uint32_t i : members) {
    extent.add(boxes[i]);
    size += std::max(boxes[i].width(), boxes[i].height()) / count;
  }
  const double side = std::sqrt(extent.width() * extent.height() * areas_per_tile / count);
  return {{std::floor(extent.min_x), std::floor(extent.min_y)},
          extent,
          std::ceil(std::max({side, 3 * size, std::max(extent.width(), extent.height()) / 256, 1.0}))};
}

MultiPolygon united(GeosContext& geos, const MultiPolygonColumn& areas, const std::vector<Box>& boxes,
                    const TileTask& task, const TileGrid& grid) {
  if (!grid.tiled()) {
    if (task.areas.size() == 1) return MultiPolygon(areas[task.areas.front()]);
    std::vector<MultiPolygonView> views;
    for (const std::uint32_t i : task.areas) views.push_back(areas[i]);
    return union_of(geos, views);
  }
  const Box tile = grid.tile(task.column, task.row);
  std::vector<MultiPolygon> cut;
  cut.reserve(task.areas.size());
  std::vector<MultiPolygonView> views;
  bool inside = true;
  for (const std::uint32_t i : task.areas) {
    const bool larger = boxes[i].width() > grid.side_m() || boxes[i].height() > grid.side_m();
    if (larger) cut.push_back(clip(geos, areas[i], tile.grown(1)));
    views.push_back(larger ? cut.back().view() : areas[i]);
    inside = inside && tile.contains(boxes[i]);
  }
  const MultiPolygon all = union_of(geos, views);
  return inside ? all : clip(geos, all, tile);
}

}  // namespace

MultiPolygonColumn united_by_group(const MultiPolygonColumn& areas, std::span<const std::uint32_t> group_of,
                                   std::uint32_t groups, const Executor& executor) {
  const std::vector<Box> boxes = boxes_of(areas);
  std::vector<std::vector<std::uint32_t>> members(groups);
  for (std::uint32_t i = 0; i < areas.size(); ++i)
    if (!areas[i].empty()) members[group_of[i]].push_back(i);
  std::vector<TileGrid> grids(groups);
  std::vector<TileTask> tasks;
  for (std::uint32_t g = 0; g < groups; ++g) {
    if (members[g].empty()) continue;
    const TileGrid& grid = grids[g] = grid_for(areas, boxes, members[g]);
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::uint32_t>> by_tile;
    for (const std::uint32_t i : members[g]) {
      for (std::uint32_t c = grid.column_of(boxes[i].min_x); c <= grid.column_of(boxes[i].max_x); ++c)
        for (std::uint32_t r = grid.row_of(boxes[i].min_y); r <= grid.row_of(boxes[i].max_y); ++r)
          by_tile[{c, r}].push_back(i);
    }
    for (auto& [tile, list] : by_tile) tasks.push_back({g, tile.first, tile.second, std::move(list)});
  }
  std::vector<double> cost;
  for (const TileTask& task : tasks) {
    cost.push_back(0);
    for (const std::uint32_t i : task.areas) cost.back() += static_cast<double>(areas[i].point_count());
  }
  std::vector<MultiPolygon> united_in = parallel_map<MultiPolygon, GeosContext>(
      executor, tasks.size(),
      [&](GeosContext& geos, std::size_t t) { return united(geos, areas, boxes, tasks[t], grids[tasks[t].group]); },
      by_falling_cost(cost));
  std::vector<TilePiece> pieces;
  for (std::size_t t = 0; t < tasks.size(); ++t)
    pieces.push_back({tasks[t].group, tasks[t].column, tasks[t].row, std::move(united_in[t])});
  return joined_across_seams(std::move(pieces), grids, groups, executor);
}

}  // namespace spatial
