// SPDX-License-Identifier: MIT
#include "libspatial/network/patch_raster.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/raster_areas.hpp"

namespace spatial {
namespace {

constexpr double largest_class = 16'777'216;  // 2^24: above it, 32-bit floats cannot represent every whole number

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

  // Parts are connected across cell edges; patches are groups of parts.
  const CellGroups parts = groups_of_cells(grid, inside, 4);
  const CellGroups patch = connectivity == 4 ? parts : groups_of_cells(grid, inside, 8);
  std::vector<std::size_t> cells(patch.count, 0);
  std::vector<std::uint32_t> patch_of_part(parts.count, 0);
  const std::vector<std::vector<std::vector<Point>>> rings = rings_of_groups(grid, parts);
  for (std::uint32_t cell = 0; cell < grid.size(); ++cell) {
    if (inside[cell] == 0) continue;
    ++cells[patch.of_cell[cell]];
    patch_of_part[parts.of_cell[cell]] = patch.of_cell[cell];
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
