// SPDX-License-Identifier: MIT
#include "libspatial/geometry/raster_areas.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "libspatial/core/disjoint_sets.hpp"
#include "libspatial/geometry/operations.hpp"

namespace spatial {
namespace {

constexpr std::uint32_t no_cell = CellGroups::none;

/// Groups connected cells. `is_in(cell)`: whether the cell belongs to any group. `together(a, b)`: whether two
/// neighbouring cells belong to the same group.
template <class IsIn, class Together>
CellGroups grouped(const RasterGrid& grid, int connectivity, IsIn&& is_in, Together&& together) {
  DisjointSets sets(grid.size());
  for (std::uint32_t row = 0; row < grid.rows; ++row)
    for (std::uint32_t column = 0; column < grid.columns; ++column) {
      const auto cell = static_cast<std::uint32_t>(grid.index(row, column));
      if (!is_in(cell)) continue;
      const auto join = [&](std::size_t other) {
        if (is_in(other) && together(cell, other)) sets.join(cell, static_cast<std::uint32_t>(other));
      };
      if (column > 0) join(cell - 1);
      if (row == 0) continue;
      join(cell - grid.columns);
      if (connectivity == 8 && column > 0) join(cell - grid.columns - 1);
      if (connectivity == 8 && column + 1 < grid.columns) join(cell - grid.columns + 1);
    }
  CellGroups groups;
  groups.of_cell.assign(grid.size(), no_cell);
  for (std::uint32_t cell = 0; cell < grid.size(); ++cell) {
    if (!is_in(cell)) continue;
    const std::uint32_t first = sets.find(cell);
    groups.of_cell[cell] = first == cell ? groups.count++ : groups.of_cell[first];
  }
  return groups;
}

enum Heading { east, north, west, south };

/// Follows the outline of a group with its cells on the left. Where two of its cells meet only at a corner, it turns so
/// that it stays beside the same gap; so no ring touches itself.
class CellTracer {
 public:
  CellTracer(const RasterGrid& grid, const std::vector<std::uint32_t>& label)
      : grid_(grid), label_(label), seen_(grid.size(), 0) {}

  bool starts_ring(std::uint32_t cell) const {
    return seen_[cell] == 0 && at(row_of(cell) - 1, column_of(cell)) != label_[cell];
  }

  /// Vertices of the ring that contains the cell's north edge.
  std::vector<Point> ring(std::uint32_t cell) {
    const std::uint32_t group = label_[cell];
    const std::int64_t start_row = row_of(cell), start_column = column_of(cell) + 1;
    std::int64_t row = start_row, column = start_column;
    Heading heading = west;
    std::vector<Point> corners;
    do {
      if (heading == west)
        seen_[grid_.index(static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(column - 1))] = 1;
      constexpr std::array<std::array<int, 2>, 4> step{{{0, 1}, {-1, 0}, {0, -1}, {1, 0}}};
      row += step[heading][0];
      column += step[heading][1];
      // For each heading, the offsets from the vertex to the cells ahead on the right and on the left.
      constexpr std::array<std::array<int, 4>, 4> ahead{
          {{0, 0, -1, 0}, {-1, 0, -1, -1}, {-1, -1, 0, -1}, {0, -1, 0, 0}}};
      const auto& a = ahead[heading];
      Heading next = heading;
      if (at(row + a[0], column + a[1]) == group)
        next = static_cast<Heading>((heading + 3) % 4);
      else if (at(row + a[2], column + a[3]) != group)
        next = static_cast<Heading>((heading + 1) % 4);
      if (next != heading)
        corners.push_back({grid_.left + static_cast<double>(column) * grid_.cell_x,
                           grid_.top - static_cast<double>(row) * grid_.cell_y});
      heading = next;
    } while (row != start_row || column != start_column || heading != west);
    return corners;
  }

 private:
  std::int64_t row_of(std::uint32_t cell) const { return cell / grid_.columns; }
  std::int64_t column_of(std::uint32_t cell) const { return cell % grid_.columns; }
  std::uint32_t at(std::int64_t row, std::int64_t column) const {
    if (row < 0 || column < 0 || row >= grid_.rows || column >= grid_.columns) return no_cell;
    return label_[grid_.index(static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(column))];
  }

  const RasterGrid& grid_;
  const std::vector<std::uint32_t>& label_;
  std::vector<char> seen_;  ///< per cell: whether its north edge already belongs to a ring
};

}  // namespace

CellGroups groups_of_cells(const RasterGrid& grid, const std::vector<char>& inside, int connectivity) {
  return grouped(
      grid, connectivity, [&](std::size_t cell) { return inside[cell] != 0; },
      [](std::size_t, std::size_t) { return true; });
}

CellGroups groups_of_cells(const RasterGrid& grid, const std::vector<float>& values, int connectivity) {
  return grouped(
      grid, connectivity, [&](std::size_t cell) { return !std::isnan(values[cell]); },
      [&](std::size_t a, std::size_t b) { return values[a] == values[b]; });
}

std::vector<std::vector<std::vector<Point>>> rings_of_groups(const RasterGrid& grid, const CellGroups& groups) {
  std::vector<std::vector<std::vector<Point>>> rings(groups.count);
  CellTracer tracer(grid, groups.of_cell);
  // The first ring found for a group contains its northernmost edge, so it is the shell.
  for (std::uint32_t cell = 0; cell < grid.size(); ++cell)
    if (groups.of_cell[cell] != no_cell && tracer.starts_ring(cell))
      rings[groups.of_cell[cell]].push_back(tracer.ring(cell));
  return rings;
}

RasterAreas raster_areas(const Raster& classes) {
  const CellGroups groups = groups_of_cells(classes.grid, classes.values, 4);
  const auto rings = rings_of_groups(classes.grid, groups);
  RasterAreas areas;
  areas.value.resize(groups.count);
  for (std::uint32_t cell = 0; cell < classes.grid.size(); ++cell)
    if (groups.of_cell[cell] != no_cell) areas.value[groups.of_cell[cell]] = classes.values[cell];
  for (const auto& group : rings) {
    MultiPolygonColumn one;
    for (const std::vector<Point>& ring : group) one.add_ring(ring);
    one.end_part();
    one.end_feature();
    areas.geometry.append(normalised(one[0]));
  }
  return areas;
}

}  // namespace spatial
