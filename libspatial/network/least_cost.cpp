// SPDX-License-Identifier: MIT
#include "libspatial/network/least_cost.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "libspatial/core/error.hpp"

namespace spatial {
namespace {

constexpr std::size_t band_of_features = 4096;
constexpr float filled_in = 1;  // resistance of cells without data within a patch

/// Cells of many features in parallel, a band of features at a time so that memory stays small; `use` sees them in order.
template <class Use>
void for_cells(const RasterGrid& grid, const MultiPolygonColumn& features, bool touched, const Executor& executor, Use&& use) {
  for (std::size_t begin = 0; begin < features.size(); begin += band_of_features) {
    throw_if_cancelled();
    const std::size_t count = std::min(band_of_features, features.size() - begin);
    const auto cells = parallel_map<std::vector<std::size_t>, NoState>(
        executor, count, [&](NoState&, std::size_t k) { return touched ? cells_touched(grid, features[begin + k]) : cells_inside(grid, features[begin + k]); });
    for (std::size_t k = 0; k < count; ++k)
      for (const std::size_t cell : cells[k]) use(begin + k, cell);
  }
}

/// The patches in a cell.
template <class Use>
void for_patches_at(const CostLandscape& landscape, std::size_t cell, Use&& use) {
  if (landscape.patch_at[cell] == CostLandscape::none) return;
  use(landscape.patch_at[cell]);
  const auto first = std::lower_bound(landscape.shared.begin(), landscape.shared.end(), std::pair(cell, std::uint32_t{0}));
  for (auto one = first; one != landscape.shared.end() && one->first == cell; ++one) use(one->second);
}

/// What a search found of each patch: its least cost and the first cell with it.
struct Found {
  std::uint32_t patch;
  double cost;
  std::size_t cell;
};

std::vector<Found> patches_found(const CostLandscape& landscape, const CostSearch& search) {
  std::vector<Found> found;
  for (const std::size_t cell : search.reached())
    for_patches_at(landscape, cell, [&](std::uint32_t patch) { found.push_back({patch, search.cost(cell), cell}); });
  std::sort(found.begin(), found.end(), [](const Found& x, const Found& y) { return std::tie(x.patch, x.cost, x.cell) < std::tie(y.patch, y.cost, y.cell); });
  found.erase(std::unique(found.begin(), found.end(), [](const Found& x, const Found& y) { return x.patch == y.patch; }), found.end());
  return found;
}

/// Pairs of patches whose regions of least cost (within the limit) touch. Equal costs go to the lower patch.
std::set<std::pair<std::uint32_t, std::uint32_t>> touching_pairs(const CostLandscape& landscape, double limit) {
  std::vector<std::size_t> sources;
  for (std::size_t cell = 0; cell < landscape.patch_at.size(); ++cell)
    if (landscape.patch_at[cell] != CostLandscape::none) sources.push_back(cell);
  CostSearch search;
  search.run(landscape.surface, landscape.steps, sources, limit);
  std::vector<std::size_t> order(search.reached().begin(), search.reached().end());
  std::sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) { return std::pair(search.cost(x), x) < std::pair(search.cost(y), y); });
  const RasterGrid& grid = landscape.surface.grid;
  std::vector<std::uint32_t> owner = landscape.patch_at;
  std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
  const auto around = [&](std::size_t cell, auto&& use) {
    const std::int64_t row = static_cast<std::int64_t>(cell / grid.columns), column = static_cast<std::int64_t>(cell % grid.columns);
    for (std::int64_t r = std::max<std::int64_t>(0, row - 1); r <= std::min<std::int64_t>(grid.rows - 1, row + 1); ++r)
      for (std::int64_t c = std::max<std::int64_t>(0, column - 1); c <= std::min<std::int64_t>(grid.columns - 1, column + 1); ++c)
        if (r != row || c != column) use(static_cast<std::size_t>(r) * grid.columns + static_cast<std::size_t>(c), std::hypot((r - row) * grid.cell_y, (c - column) * grid.cell_x) / 2);
  };
  for (const std::size_t cell : order) {
    if (owner[cell] != CostLandscape::none) continue;
    const double resistance = landscape.surface.values[cell];
    around(cell, [&](std::size_t other, double half) {
      if (owner[other] != CostLandscape::none && search.cost(other) + (landscape.surface.values[other] + resistance) * half <= search.cost(cell)) owner[cell] = std::min(owner[cell], owner[other]);
    });
  }
  for (const std::size_t cell : order)
    around(cell, [&](std::size_t other, double) {
      if (owner[cell] < owner[other] && owner[other] != CostLandscape::none) pairs.emplace(owner[cell], owner[other]);
    });
  for (const auto& [cell, patch] : landscape.shared) pairs.emplace(std::min(patch, landscape.patch_at[cell]), std::max(patch, landscape.patch_at[cell]));
  return pairs;
}

}  // namespace

Raster resistance_of(const HabitatMap& habitat, std::size_t number, const CostOptions& options, const MultiPolygonColumn& barriers, const Box& box, const Executor& executor) {
  constexpr float unset = std::numeric_limits<float>::infinity();
  Raster raster;
  raster.grid = aligned_grid(box, options.cell_m);
  raster.values.assign(raster.grid.size(), unset);
  const auto set = static_cast<std::size_t>(options.resistance);
  for_cells(raster.grid, habitat.geometry, false, executor, [&](std::size_t feature, std::size_t cell) {
    raster.values[cell] = std::min(raster.values[cell], habitat.resistance_of(feature, number, set));
  });
  for (float& value : raster.values)
    if (value == unset) value = static_cast<float>(options.unmapped);
  if (options.barrier > 0)
    for_cells(raster.grid, barriers, true, executor, [&](std::size_t, std::size_t cell) { raster.values[cell] = static_cast<float>(options.barrier); });
  return raster;
}

CostLandscape cost_landscape(Raster surface, const PatchSet& patches, const Executor& executor) {
  CostLandscape result;
  result.surface = std::move(surface);
  const RasterGrid& grid = result.surface.grid;
  if (patches.size() > 0) result.steps = CostSearch::steps_of(result.surface);
  result.patch_at.assign(grid.size(), CostLandscape::none);
  struct Cells {
    std::vector<std::size_t> cells;
    bool snapped = false;
  };
  std::vector<Cells> found = parallel_map<Cells, NoState>(executor, patches.size(), [&](NoState&, std::size_t i) {
    Cells one;
    one.cells = cells_or_nearest(grid, patches.geometry[i], one.snapped);
    return one;
  });
  for (std::uint32_t patch = 0; patch < found.size(); ++patch) {
    if (found[patch].cells.empty()) result.outside.push_back(patch);
    if (found[patch].snapped) result.snapped.push_back(patch);
    bool filled = false;
    for (const std::size_t cell : found[patch].cells) {
      if (result.patch_at[cell] == CostLandscape::none) result.patch_at[cell] = patch;
      else result.shared.emplace_back(cell, patch);
      if (!std::isnan(result.surface.values[cell])) continue;
      result.surface.values[cell] = filled_in;
      filled = true;
    }
    if (filled) {
      result.filled.push_back(patch);
      result.steps = {std::min<double>(result.steps.lowest, filled_in), std::max<double>(result.steps.highest, filled_in)};
    }
    result.cells.push_back(std::move(found[patch].cells));
  }
  if (patches.size() > 0 && result.outside.size() == patches.size())
    throw Error(ErrorKind::input, "no patch lies on the resistance raster", "Check that the raster covers the area and is in the project's coordinate reference system.");
  std::sort(result.shared.begin(), result.shared.end());
  return result;
}

std::vector<CostLink> cost_links(const CostLandscape& landscape, double limit, LinkTopology topology, const Executor& executor) {
  if (!(limit >= 0) || !std::isfinite(limit)) throw Error(ErrorKind::config, "the largest cost of a link must be a number of 0 or more", "give max_link_m a value");
  std::set<std::pair<std::uint32_t, std::uint32_t>> allowed;
  if (topology == LinkTopology::planar) allowed = touching_pairs(landscape, limit);
  std::vector<double> cost;
  for (const auto& cells : landscape.cells) cost.push_back(static_cast<double>(cells.size()));
  const auto rows = parallel_map<std::vector<CostLink>, CostSearch>(
      executor, landscape.cells.size(),
      [&](CostSearch& search, std::size_t index) {
        const auto a = static_cast<std::uint32_t>(index);
        search.run(landscape.surface, landscape.steps, landscape.cells[a], limit);
        std::vector<CostLink> row;
        for (const Found& found : patches_found(landscape, search)) {
          if (found.patch <= a || (topology == LinkTopology::planar && !allowed.contains({a, found.patch}))) continue;
          CostLink link{{a, found.patch, found.cost}, search.path_from(found.cell)};
          std::reverse(link.path.begin(), link.path.end());
          row.push_back(std::move(link));
        }
        return row;
      },
      by_falling_cost(cost));
  std::vector<CostLink> links;
  for (const auto& row : rows) links.insert(links.end(), row.begin(), row.end());
  return links;
}

std::vector<PatchLocator::Near> patches_within_cost(CostSearch& search, const CostLandscape& landscape, MultiPolygonView feature, double limit) {
  bool snapped = false;
  search.run(landscape.surface, landscape.steps, cells_or_nearest(landscape.surface.grid, feature, snapped), limit);
  std::vector<PatchLocator::Near> near;
  for (const Found& found : patches_found(landscape, search)) near.push_back({found.patch, found.cost});
  return near;
}

double path_length_m(const RasterGrid& grid, std::span<const std::size_t> path) {
  double length = 0;
  for (std::size_t k = 1; k < path.size(); ++k) {
    const Point a = grid.centre(path[k - 1]), b = grid.centre(path[k]);
    length += std::hypot(a.x - b.x, a.y - b.y);
  }
  return length;
}

}  // namespace spatial
