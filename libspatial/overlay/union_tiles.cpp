// SPDX-License-Identifier: MIT
#include "libspatial/overlay/union_tiles.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/overlay/dissolve.hpp"

namespace spatial {
namespace {

constexpr std::size_t most_areas = 64;      // of a group that is united as a whole
constexpr std::size_t most_points = 20000;
constexpr double areas_per_tile = 100;
constexpr double same_m = 1e-6;             // points of one boundary on both sides of a seam

/// Square tiles over a group. Borders lie between the points of any decimal grid down to 0.01 mm.
struct Grid {
  double x0 = 0, y0 = 0, side = 0;
  std::uint32_t columns = 1, rows = 1;
  double x(std::uint32_t k) const noexcept { return x0 + k * side; }
  double y(std::uint32_t k) const noexcept { return y0 + k * side; }
  bool tiled() const noexcept { return columns * rows > 1; }
  Box tile(std::uint32_t c, std::uint32_t r) const noexcept { return {x(c), y(r), x(c + 1), y(r + 1)}; }
  bool on_line(Point p) const noexcept { return p.x == x(line(p.x, x0)) || p.y == y(line(p.y, y0)); }

 private:
  std::uint32_t line(double v, double start) const noexcept { return static_cast<std::uint32_t>(std::max(0.0, std::round((v - start) / side))); }
};

struct Task {
  std::uint32_t group = 0, column = 0, row = 0;
  std::vector<std::uint32_t> areas;
};

Grid grid_for(const MultiPolygonColumn& areas, const std::vector<Box>& boxes, const std::vector<std::uint32_t>& members) {
  std::size_t points = 0;
  for (const std::uint32_t i : members) points += areas[i].point_count();
  Box extent;
  double size = 0;
  for (const std::uint32_t i : members) {
    extent.add(boxes[i]);
    size += std::max(boxes[i].width(), boxes[i].height()) / static_cast<double>(members.size());
  }
  constexpr double offset = 0.371373;
  Grid grid{std::floor(extent.min_x) - offset, std::floor(extent.min_y) - offset, std::max(extent.width(), extent.height()) + 2, 1, 1};
  if (members.size() <= most_areas && points <= most_points) return grid;
  const double count = static_cast<double>(members.size());
  const double side = std::sqrt(extent.width() * extent.height() * areas_per_tile / count);
  grid.side = std::ceil(std::max({side, 3 * size, std::max(extent.width(), extent.height()) / 256, 1.0}));
  grid.columns = static_cast<std::uint32_t>(std::floor((extent.max_x - grid.x0) / grid.side)) + 1;
  grid.rows = static_cast<std::uint32_t>(std::floor((extent.max_y - grid.y0) / grid.side)) + 1;
  return grid;
}

/// The piece with points beside the tile's border put onto it.
MultiPolygon on_border(MultiPolygonView piece, const Box& tile) {
  const auto put = [](double v, double low, double high) { return std::abs(v - low) <= same_m ? low : std::abs(v - high) <= same_m ? high : v; };
  MultiPolygonColumn column;
  std::vector<Point> ring;
  for (std::size_t p = 0; p < piece.part_count(); ++p) {
    for (std::size_t r = 0; r < piece.part(p).ring_count(); ++r) {
      ring.clear();
      for (const Point q : piece.part(p).ring(r)) {
        const Point moved{put(q.x, tile.min_x, tile.max_x), put(q.y, tile.min_y, tile.max_y)};
        if (ring.empty() || !(ring.back() == moved)) ring.push_back(moved);
      }
      if (ring.size() >= 4 && signed_area_m2(ring) != 0) column.add_ring(ring);
      else if (r == 0) break;  // its holes go with it
    }
    column.end_part();
  }
  column.end_feature();
  return MultiPolygon(std::move(column));
}

MultiPolygon united(GeosContext& geos, const MultiPolygonColumn& areas, const std::vector<Box>& boxes, const Task& task, const Grid& grid) {
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
    const bool larger = boxes[i].width() > grid.side || boxes[i].height() > grid.side;
    if (larger) cut.push_back(clip(geos, areas[i], tile.grown(1)));
    views.push_back(larger ? cut.back().view() : areas[i]);
    inside = inside && tile.contains(boxes[i]);
  }
  const MultiPolygon all = union_of(geos, views);
  return inside ? all : on_border(clip(geos, all, tile), tile);
}

/// Where a piece meets one side of its tile: the coordinate along that side, ascending.
std::vector<double> border_points(MultiPolygonView piece, double line, bool vertical) {
  std::vector<double> along;
  for (const Point p : piece.points())
    if ((vertical ? p.x : p.y) == line) along.push_back(vertical ? p.y : p.x);
  std::sort(along.begin(), along.end());
  along.erase(std::unique(along.begin(), along.end()), along.end());
  return along;
}

/// Old and new place along a side; empty if both tiles have the same points or do not agree at all.
std::vector<std::pair<double, double>> agreed(const std::vector<double>& first, const std::vector<double>& second) {
  if (first == second || first.size() != second.size()) return {};
  std::vector<std::pair<double, double>> moves;
  for (std::size_t k = 0; k < first.size(); ++k) {
    if (std::abs(first[k] - second[k]) > same_m) return {};
    moves.emplace_back(second[k], first[k]);
  }
  return moves;
}

MultiPolygon moved(MultiPolygonView piece, double line, bool vertical, const std::vector<std::pair<double, double>>& moves) {
  MultiPolygonColumn column;
  for (std::size_t p = 0; p < piece.part_count(); ++p) {
    for (std::size_t r = 0; r < piece.part(p).ring_count(); ++r) {
      for (Point q : piece.part(p).ring(r)) {
        double& along = vertical ? q.y : q.x;
        const auto place = std::lower_bound(moves.begin(), moves.end(), along, [](const auto& move, double v) { return move.first < v; });
        if ((vertical ? q.x : q.y) == line && place != moves.end() && place->first == along) along = place->second;
        column.add_point(q);
      }
      column.end_ring();
    }
    column.end_part();
  }
  column.end_feature();
  return MultiPolygon(std::move(column));
}

/// Without the points that only the seams made.
MultiPolygon without_seams(MultiPolygonView area, const Grid& grid) {
  const auto straight = [](Point a, Point p, Point b) {
    const double dx = b.x - a.x, dy = b.y - a.y, cross = dx * (p.y - a.y) - dy * (p.x - a.x);
    return cross * cross <= same_m * same_m * (dx * dx + dy * dy) && dx * (p.x - a.x) + dy * (p.y - a.y) > 0;
  };
  MultiPolygonColumn column;
  std::vector<Point> kept;
  for (std::size_t p = 0; p < area.part_count(); ++p) {
    for (std::size_t r = 0; r < area.part(p).ring_count(); ++r) {
      const RingView ring = area.part(p).ring(r);
      const std::size_t count = ring.size() - 1;
      kept.clear();
      for (std::size_t i = 0; i < count; ++i) {
        const Point before = kept.empty() ? ring[(i + count - 1) % count] : kept.back();
        if (!(grid.on_line(ring[i]) && kept.size() + (count - i) > 3 && straight(before, ring[i], ring[i + 1]))) kept.push_back(ring[i]);
      }
      column.add_ring(kept);
    }
    column.end_part();
  }
  column.end_feature();
  return normalised(column[0]);
}

}  // namespace

MultiPolygonColumn united_by_group(const MultiPolygonColumn& areas, std::span<const std::uint32_t> group_of, std::uint32_t groups, const Executor& executor) {
  const std::vector<Box> boxes = boxes_of(areas);
  std::vector<std::vector<std::uint32_t>> members(groups);
  for (std::uint32_t i = 0; i < areas.size(); ++i)
    if (!areas[i].empty()) members[group_of[i]].push_back(i);
  std::vector<Grid> grids(groups);
  std::vector<Task> tasks;
  for (std::uint32_t g = 0; g < groups; ++g) {
    if (members[g].empty()) continue;
    const Grid& grid = grids[g] = grid_for(areas, boxes, members[g]);
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::uint32_t>> by_tile;
    for (const std::uint32_t i : members[g]) {
      const auto tile_of = [&](double v, double start, std::uint32_t count) { return std::min(count - 1, static_cast<std::uint32_t>(std::floor((v - start) / grid.side))); };
      for (std::uint32_t c = tile_of(boxes[i].min_x, grid.x0, grid.columns); c <= tile_of(boxes[i].max_x, grid.x0, grid.columns); ++c)
        for (std::uint32_t r = tile_of(boxes[i].min_y, grid.y0, grid.rows); r <= tile_of(boxes[i].max_y, grid.y0, grid.rows); ++r) by_tile[{c, r}].push_back(i);
    }
    for (auto& [tile, list] : by_tile) tasks.push_back({g, tile.first, tile.second, std::move(list)});
  }
  std::vector<double> cost;
  for (const Task& task : tasks) {
    cost.push_back(0);
    for (const std::uint32_t i : task.areas) cost.back() += static_cast<double>(areas[i].point_count());
  }
  std::vector<MultiPolygon> pieces = parallel_map<MultiPolygon, GeosContext>(
      executor, tasks.size(), [&](GeosContext& geos, std::size_t t) { return united(geos, areas, boxes, tasks[t], grids[tasks[t].group]); }, by_falling_cost(cost));

  // Where a boundary crosses a border, the tile that comes first says where.
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, std::uint32_t> place;
  for (std::uint32_t t = 0; t < tasks.size(); ++t) place[{tasks[t].group, tasks[t].column, tasks[t].row}] = t;
  std::vector<char> touched(tasks.size(), 0);
  for (std::uint32_t t = 0; t < tasks.size(); ++t) {
    const Task& task = tasks[t];
    const Grid& grid = grids[task.group];
    if (!grid.tiled()) continue;
    for (const bool vertical : {true, false}) {
      const auto next = place.find({task.group, task.column + (vertical ? 1 : 0), task.row + (vertical ? 0 : 1)});
      if (next == place.end()) continue;
      const double line = vertical ? grid.x(task.column + 1) : grid.y(task.row + 1);
      const auto moves = agreed(border_points(pieces[t], line, vertical), border_points(pieces[next->second], line, vertical));
      if (moves.empty()) continue;
      pieces[next->second] = moved(pieces[next->second], line, vertical, moves);
      touched[next->second] = 1;
    }
  }
  MultiPolygonColumn column;
  std::vector<std::uint32_t> group_of_piece;
  for (std::uint32_t t = 0; t < tasks.size(); ++t) {
    column.append(touched[t] != 0 || grids[tasks[t].group].tiled() ? normalised(pieces[t]).view() : pieces[t].view());
    group_of_piece.push_back(tasks[t].group);
  }
  pieces.clear();
  const MultiPolygonColumn whole = dissolve(column, group_of_piece, groups, executor).geometry;
  const std::vector<MultiPolygon> smooth = parallel_map<MultiPolygon, NoState>(executor, groups, [&](NoState&, std::size_t g) { return grids[g].tiled() ? without_seams(whole[g], grids[g]) : MultiPolygon(whole[g]); });
  MultiPolygonColumn result;
  for (const MultiPolygon& area : smooth) result.append(area);
  return result;
}

}  // namespace spatial
