// SPDX-License-Identifier: MIT
#include "libspatial/run/part_tiles.hpp"

#include <algorithm>
#include <span>

#include "libspatial/core/move_append.hpp"
#include "libspatial/io/fields.hpp"

namespace spatial {
namespace {

constexpr double beyond_all = 2e8;         ///< twice as far as coordinates reach
constexpr std::size_t points_a_side = 64;  ///< points a side that stand for a layer without a spatial index

/// Halves the points again and again, each time across the longer side of the land that they cover.
void split(std::span<Point> points, const Box& tile, std::size_t wanted, std::vector<std::pair<Box, double>>& tiles) {
  Box extent;
  for (const Point p : points) extent.add(p);
  const bool wide = !extent.empty() && extent.width() >= extent.height();
  const auto along = [&](Point p) { return wide ? p.x : p.y; };
  const auto less = [&](Point a, Point b) { return along(a) < along(b); };
  const std::size_t first = wanted / 2, rank = points.size() * first / std::max<std::size_t>(wanted, 1);
  if (wanted > 1 && points.size() > 1) std::nth_element(points.begin(), points.begin() + rank, points.end(), less);
  const double cut = wanted > 1 && points.size() > 1 ? along(points[rank]) : 0;
  // Points that all lie in one place cannot be parted.
  if (wanted < 2 || points.size() < 2 || !(cut > (wide ? extent.min_x : extent.min_y))) {
    tiles.emplace_back(tile, static_cast<double>(points.size()));
    return;
  }
  Box low = tile, high = tile;
  (wide ? low.max_x : low.max_y) = cut;
  (wide ? high.min_x : high.min_y) = cut;
  const auto middle = std::partition(points.begin(), points.end(), [&](Point p) { return along(p) < cut; });
  split({points.begin(), middle}, low, first, tiles);
  split({middle, points.end()}, high, wanted - first, tiles);
}

}  // namespace

std::vector<Point> middles_of(const std::vector<LayerName>& layers, const std::string& crs, bool allow_network) {
  std::vector<Point> all;
  for (const LayerName& name : layers) {
    std::vector<Point> own = middles_by_index(name, crs, allow_network);
    const Box extent = own.empty() ? layer_extent(name, crs, allow_network) : Box();
    for (std::size_t k = 0; own.empty() && !extent.empty() && k < points_a_side * points_a_side; ++k)
      all.push_back({extent.min_x + extent.width() * (static_cast<double>(k % points_a_side) + 0.5) / points_a_side,
                     extent.min_y + extent.height() * (static_cast<double>(k / points_a_side) + 0.5) / points_a_side});
    move_append(all, own);
  }
  return all;
}

std::vector<std::pair<Box, double>> tiles_of(std::vector<Point> points, std::size_t wanted) {
  std::vector<std::pair<Box, double>> tiles;
  split(points, {-beyond_all, -beyond_all, beyond_all, beyond_all}, points.empty() ? 1 : wanted, tiles);
  return tiles;
}

}  // namespace spatial
