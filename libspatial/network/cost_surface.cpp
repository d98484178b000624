// SPDX-License-Identifier: MIT
#include "libspatial/network/cost_surface.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "libspatial/core/error.hpp"

namespace spatial {
namespace {

constexpr float filled_in = 1;                // resistance of cells without data inside a patch
constexpr double bytes_per_cell = 8;          // resistance and patch
constexpr double bytes_per_search_cell = 60;  // measured: cost, resistance, reached positions, buckets
constexpr double cells_at_a_time = 16e6;      // of a surface that is read once, from start to end

GridWindow window_of_runs(const RasterGrid& grid, const std::vector<CellRun>& runs) {
  if (runs.empty()) return {};
  GridWindow window{grid.rows, grid.columns, 0, 0};
  for (const CellRun& run : runs) {
    const auto row = static_cast<std::uint32_t>(run.first / grid.columns),
               column = static_cast<std::uint32_t>(run.first % grid.columns);
    window = {std::min(window.first_row, row), std::min(window.first_column, column), std::max(window.end_row, row + 1),
              std::max(window.end_column, column + run.length)};
  }
  return window;
}

/// Divides the grid into rows and columns of windows that are as equal in size as possible.
std::vector<GridWindow> divided(const RasterGrid& grid, std::uint32_t down, std::uint32_t across) {
  const auto edge = [](std::uint32_t count, std::uint32_t parts, std::uint32_t k) {
    return static_cast<std::uint32_t>(std::uint64_t{count} * k / parts);
  };
  std::vector<GridWindow> parts;
  for (std::uint32_t r = 0; r < down; ++r)
    for (std::uint32_t c = 0; c < across; ++c)
      parts.push_back({edge(grid.rows, down, r), edge(grid.columns, across, c), edge(grid.rows, down, r + 1),
                       edge(grid.columns, across, c + 1)});
  return parts;
}

}  // namespace

CostSurface::CostSurface(RasterSource source, const PatchSet& patches, double limit, double max_memory_mb,
                         const Executor& executor)
    : source_(std::move(source)), max_memory_mb_(max_memory_mb) {
  const RasterGrid& grid = source_.grid;
  struct Cells {
    std::vector<CellRun> runs;
    bool snapped = false;
  };
  std::vector<Cells> found = parallel_map<Cells, NoState>(executor, patches.size(), [&](NoState&, std::size_t i) {
    Cells one;
    one.runs = runs_or_nearest(grid, patches.geometry[i], one.snapped);
    return one;
  });
  for (std::uint32_t patch = 0; patch < found.size(); ++patch) {
    if (found[patch].runs.empty()) outside_.push_back(patch);
    if (found[patch].snapped) snapped_.push_back(patch);
    windows_.push_back(window_of_runs(grid, found[patch].runs));
    runs_.push_back(std::move(found[patch].runs));
  }
  const double cells = static_cast<double>(grid.size()), bytes = max_memory_mb_ * 1e6;
  if (!(bytes > 0) || cells * bytes_per_cell <= bytes) {
    RasterPart surface = source_.read(whole_window(grid), executor);
    scan(surface);
    count_gaps();
    if (tiles(limit, executor).size() == 1) whole_ = tile(whole_window(grid), std::move(surface));
  } else {
    const double at_a_time = std::min(cells_at_a_time, bytes / bytes_per_cell);
    for (const GridWindow& strip : divided(
             grid,
             static_cast<std::uint32_t>(std::clamp(std::ceil(cells / at_a_time), 1.0, static_cast<double>(grid.rows))),
             1)) {
      throw_if_cancelled();
      scan(source_.read(strip, executor));
    }
    count_gaps();
  }
  if (patches.size() == 0) return;
  if (steps_.highest == 0)
    throw Error(ErrorKind::input, "the resistance raster has no cell with data",
                "Check its extent and its no-data value.");
  if (outside_.size() == patches.size())
    throw Error(ErrorKind::input, "no patch lies on the resistance raster",
                "Check that the raster covers the area and is in the project's coordinate reference system.");
  if (!whole_) tiles(limit, executor);
}

void CostSurface::scan(const RasterView& surface) {
  if (runs_.empty() || !steps_.include(surface)) return;
  const RasterGrid& grid = surface.grid();
  for (std::uint32_t patch = 0; patch < runs_.size(); ++patch) {
    if (!windows_[patch].meets(surface.window())) continue;
    const std::vector<std::size_t> cells = cells_of(runs_[patch], grid, surface.window());
    if (std::any_of(cells.begin(), cells.end(), [&](std::size_t cell) { return std::isnan(surface[cell]); }))
      filled_.push_back(patch);
  }
}

void CostSurface::count_gaps() {
  std::sort(filled_.begin(), filled_.end());
  filled_.erase(std::unique(filled_.begin(), filled_.end()), filled_.end());
  if (filled_.empty() || steps_.highest == 0) return;
  steps_.lowest = std::min<double>(steps_.lowest, filled_in);
  steps_.highest = std::max<double>(steps_.highest, filled_in);
}

double CostSurface::needed_bytes(const GridWindow& window, CostSearch::Reach reach, const Executor& executor) const {
  double search = 0;
  for (const GridWindow& patch : windows_) {
    if (patch.empty()) continue;
    const GridWindow seen = grown(patch, reach.rows, reach.columns, source_.grid);
    search = std::max(
        search, static_cast<double>(std::min(seen.rows(), window.rows())) * std::min(seen.columns(), window.columns()));
  }
  return static_cast<double>(window.size()) * bytes_per_cell +
         search * bytes_per_search_cell * static_cast<double>(executor.worker_count());
}

std::vector<GridWindow> CostSurface::tiles(double limit, const Executor& executor) const {
  const RasterGrid& grid = source_.grid;
  if (whole_ || !(max_memory_mb_ > 0)) return {whole_window(grid)};
  const CostSearch::Reach reach = CostSearch::reach_of(grid, steps_, limit);
  std::uint32_t down = 1, across = 1;
  while (true) {
    const std::uint32_t rows = (grid.rows + down - 1) / down, columns = (grid.columns + across - 1) / across;
    // The largest window, including its halo, in the middle of the grid.
    const GridWindow window{0, 0,
                            static_cast<std::uint32_t>(std::min<std::uint64_t>(
                                grid.rows, std::uint64_t{rows} + 2 * std::uint64_t{reach.rows + 1})),
                            static_cast<std::uint32_t>(std::min<std::uint64_t>(
                                grid.columns, std::uint64_t{columns} + 2 * std::uint64_t{reach.columns + 1}))};
    const double needed = needed_bytes(window, reach, executor);
    if (needed <= max_memory_mb_ * 1e6) return divided(grid, down, across);
    std::uint32_t& parts = rows >= columns ? down : across;
    const std::uint32_t more = parts + std::max(1U, parts / 4), all = rows >= columns ? grid.rows : grid.columns,
                        least = (rows >= columns ? reach.rows : reach.columns) / 2 + 1;
    if (all / more < least)
      throw Error(
          ErrorKind::config,
          fmt::format("a surface of {} × {} cells with ways of up to {:.0f} would need about {:.0f} MB even in tiles "
                      "of {} × {} cells, more than the {:.0f} MB allowed",
                      grid.columns, grid.rows, limit, needed / 1e6, window.columns(), window.rows(), max_memory_mb_),
          "Take larger cells ([network.cost] cell_m), lower max_link_m, use fewer --threads, or allow more with "
          "--max-memory.");
    parts = more;
  }
}

CostTile CostSurface::tile(const GridWindow& core, RasterPart surface) const {
  CostTile tile{core, std::move(surface), {}, {}};
  const RasterGrid& grid = source_.grid;
  const GridWindow window = tile.surface.window;
  tile.patch_at.assign(window.size(), CostTile::none);
  for (std::uint32_t patch = 0; patch < runs_.size(); ++patch) {
    if (!windows_[patch].meets(window)) continue;
    for (const std::size_t cell : cells_of(runs_[patch], grid, window)) {
      const std::size_t place = RasterView(tile.surface).place(cell);
      if (tile.patch_at[place] == CostTile::none)
        tile.patch_at[place] = patch;
      else
        tile.shared.emplace_back(cell, patch);
      float& resistance = tile.surface.values[place];
      if (std::isnan(resistance)) resistance = filled_in;
    }
  }
  std::sort(tile.shared.begin(), tile.shared.end());
  return tile;
}

void CostSurface::for_tiles(double limit, const Executor& executor,
                            const std::function<void(const CostTile&)>& use) const {
  if (whole_) return use(*whole_);
  if (runs_.empty()) return;
  const CostSearch::Reach reach = CostSearch::reach_of(source_.grid, steps_, limit);
  for (const GridWindow& core : tiles(limit, executor)) {
    throw_if_cancelled();
    use(tile(core, source_.read(grown(core, reach.rows + 1, reach.columns + 1, source_.grid), executor)));
  }
}

const CostTile& CostSurface::whole(const char* purpose) const {
  if (!whole_)
    throw Error(ErrorKind::config,
                fmt::format("{} needs its surface of {} × {} cells whole, more than the {:.0f} MB allowed", purpose,
                            source_.grid.columns, source_.grid.rows, max_memory_mb_),
                "Take larger cells ([network.cost] cell_m), or allow more with --max-memory.");
  return *whole_;
}

std::vector<std::size_t> CostSurface::outside_patches(std::vector<std::size_t> cells) const {
  std::vector<char> inside(cells.size(), 0);
  for (const auto& runs : runs_)
    for (const CellRun& run : runs)
      for (auto at = std::lower_bound(cells.begin(), cells.end(), run.first);
           at != cells.end() && *at < run.first + run.length; ++at)
        inside[static_cast<std::size_t>(at - cells.begin())] = 1;
  std::size_t kept = 0;
  for (std::size_t k = 0; k < cells.size(); ++k)
    if (inside[k] == 0) cells[kept++] = cells[k];
  cells.resize(kept);
  return cells;
}

}  // namespace spatial
