// SPDX-License-Identifier: MIT
#include "libspatial/network/patch_raster.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "libspatial/core/disjoint_sets.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"

namespace spatial {
namespace {

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
constexpr double largest_class = 16'777'216;  // from here on 32-bit floats skip whole numbers

/// Number of the group each cell belongs to; groups are numbered by their first cell.
struct Labels {
  std::vector<std::uint32_t> of_cell;
  std::uint32_t count = 0;
};

Labels labels_of(const RasterGrid& grid, const std::vector<char>& inside, int connectivity) {
  DisjointSets sets(grid.size());
  for (std::uint32_t row = 0; row < grid.rows; ++row)
    for (std::uint32_t column = 0; column < grid.columns; ++column) {
      const auto cell = static_cast<std::uint32_t>(grid.index(row, column));
      if (inside[cell] == 0) continue;
      const auto join = [&](std::size_t other) {
        if (inside[other] != 0) sets.join(cell, static_cast<std::uint32_t>(other));
      };
      if (column > 0) join(cell - 1);
      if (row == 0) continue;
      join(cell - grid.columns);
      if (connectivity == 8 && column > 0) join(cell - grid.columns - 1);
      if (connectivity == 8 && column + 1 < grid.columns) join(cell - grid.columns + 1);
    }
  Labels labels;
  labels.of_cell.assign(grid.size(), none);
  for (std::uint32_t cell = 0; cell < grid.size(); ++cell) {
    if (inside[cell] == 0) continue;
    const std::uint32_t first = sets.find(cell);
    labels.of_cell[cell] = first == cell ? labels.count++ : labels.of_cell[first];
  }
  return labels;
}

enum Heading { east, north, west, south };

/// Walks along the edges of a group with its cells on the left. Where two cells of it meet in a corner only, the walk
/// stays beside the same gap, so that no ring touches itself.
class Tracer {
 public:
  Tracer(const RasterGrid& grid, const std::vector<std::uint32_t>& label)
      : grid_(grid), label_(label), seen_(grid.size(), 0) {}

  bool starts_ring(std::uint32_t cell) const {
    return seen_[cell] == 0 && at(row_of(cell) - 1, column_of(cell)) != label_[cell];
  }

  /// The ring that runs along the north edge of the cell, its corners only.
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
      // Cells ahead on the right and on the left of each heading, as offsets of the corner.
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
    if (row < 0 || column < 0 || row >= grid_.rows || column >= grid_.columns) return none;
    return label_[grid_.index(static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(column))];
  }

  const RasterGrid& grid_;
  const std::vector<std::uint32_t>& label_;
  std::vector<char> seen_;  ///< per cell: its north edge is in a ring already
};

}  // namespace

PatchSet raster_patches(const Raster& classes, std::span<const double> values, int connectivity, double min_patch_m2) {
  if (connectivity != 4 && connectivity != 8)
    throw Error(ErrorKind::config, "cells hang together across 4 or 8 neighbours, not " + std::to_string(connectivity));
  if (values.empty())
    throw Error(ErrorKind::config, "patches come from a raster, but no value of it is core habitat",
                "Add values = [1] with the classes that are core habitat to [network.patches].");
  if (!(min_patch_m2 >= 0))
    throw Error(ErrorKind::config, "the smallest patch must be at least 0 m², not " + shortest(min_patch_m2));
  for (const double value : values)
    if (std::abs(value) >= largest_class)
      throw Error(ErrorKind::config,
                  "the class " + shortest(value) +
                      " in values is too large: classes from 16,777,216 on cannot be distinguished",
                  "Number the classes of the raster anew.");
  const RasterGrid& grid = classes.grid;
  std::vector<char> inside(grid.size(), 0);
  for (std::size_t cell = 0; cell < grid.size(); ++cell)
    inside[cell] = static_cast<char>(std::any_of(
        values.begin(), values.end(), [&](double value) { return classes.values[cell] == static_cast<float>(value); }));

  // Parts hang together across edges; patches are groups of them.
  const Labels parts = labels_of(grid, inside, 4);
  const Labels patch = connectivity == 4 ? parts : labels_of(grid, inside, 8);
  std::vector<std::size_t> cells(patch.count, 0);
  std::vector<std::uint32_t> patch_of_part(parts.count, 0);
  std::vector<std::vector<std::vector<Point>>> rings(parts.count);  // the shell first: it has the northernmost edge
  Tracer tracer(grid, parts.of_cell);
  for (std::uint32_t cell = 0; cell < grid.size(); ++cell) {
    if (inside[cell] == 0) continue;
    ++cells[patch.of_cell[cell]];
    patch_of_part[parts.of_cell[cell]] = patch.of_cell[cell];
    if (tracer.starts_ring(cell)) rings[parts.of_cell[cell]].push_back(tracer.ring(cell));
  }
  std::vector<std::vector<std::uint32_t>> parts_of_patch(patch.count);
  for (std::uint32_t part = 0; part < parts.count; ++part) parts_of_patch[patch_of_part[part]].push_back(part);

  PatchSet result;
  for (std::uint32_t p = 0; p < patch.count; ++p) {
    const double area = static_cast<double>(cells[p]) * grid.cell_x * grid.cell_y;
    if (area < min_patch_m2) {
      result.too_small.emplace_back();
      result.too_small_areas_m2.push_back(area);
      continue;
    }
    MultiPolygonColumn one;
    for (const std::uint32_t part : parts_of_patch[p]) {
      for (const auto& ring : rings[part]) one.add_ring(ring);
      one.end_part();
    }
    one.end_feature();
    const MultiPolygon shape = normalised(one[0]);
    result.geometry.append(shape);
    result.areas_m2.push_back(area);
    result.boxes.push_back(box_of(shape.view()));
    result.members.emplace_back();
  }
  return result;
}

}  // namespace spatial
