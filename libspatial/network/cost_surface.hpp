// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/raster.hpp"
#include "libspatial/network/cost_search.hpp"
#include "libspatial/network/patches.hpp"

namespace spatial {

/// A tile of a cost surface: a core and a halo around it. No path within the limit leads from the core out of the halo,
/// so a search inside the tile finds the same costs for cells of the core as a search on the whole surface.
struct CostTile {
  static constexpr std::uint32_t none = 0xFFFFFFFF;
  GridWindow core;
  RasterPart surface;                   ///< cells of patches always have data
  std::vector<std::uint32_t> patch_at;  ///< per cell of the window: its patch (the lowest number), or none
  std::vector<std::pair<std::size_t, std::uint32_t>> shared;  ///< further patches in a cell, ascending

  std::uint32_t patch_of(std::size_t cell) const noexcept { return patch_at[RasterView(surface).place(cell)]; }
  bool owns(std::size_t cell) const noexcept {
    return core.contains(static_cast<std::uint32_t>(cell / surface.grid.columns),
                         static_cast<std::uint32_t>(cell % surface.grid.columns));
  }
};

/// Patches on a resistance raster. A patch is the set of cells whose centre it covers; a patch that covers no centre is
/// placed in the cell at its middle. A surface that fits into the memory limit is held whole, at 8 bytes per cell. A
/// larger one is made tile by tile and gives the same numbers: each tile has a halo that no path within the limit can
/// leave, and each cell is in the core of exactly one tile. Const use from one thread at a time (`use` may work on a
/// tile in parallel). Memory besides the tile: 16 bytes for each row of cells of each patch.
///
///     const CostSurface surface(source, patches, limit, 4000, executor);
///     surface.for_tiles(limit, executor, [&](const CostTile& tile) { cells += tile.core.size(); });
class CostSurface {
 public:
  /// `limit` is the largest cost that will be needed. If the surface is not held whole, the data that the source reads
  /// must outlive it. Throws Error(input) for resistance ≤ 0, for a surface without data and if no patch lies on the
  /// raster; Error(config) if even tiles of half the halo's width would need more than max_memory_mb (0 = no limit).
  CostSurface(RasterSource source, const PatchSet& patches, double limit, double max_memory_mb,
              const Executor& executor);

  const RasterGrid& grid() const noexcept { return source_.grid; }
  const CostSearch::Steps& steps() const noexcept { return steps_; }
  std::size_t patch_count() const noexcept { return runs_.size(); }
  /// The cells of a patch; empty if the patch lies outside the raster.
  const std::vector<CellRun>& runs_of(std::uint32_t patch) const noexcept { return runs_[patch]; }
  /// A window that contains all cells of a patch.
  const GridWindow& window_of(std::uint32_t patch) const noexcept { return windows_[patch]; }
  const std::vector<std::uint32_t>& snapped() const noexcept { return snapped_; }  ///< patches that cover no centre
  const std::vector<std::uint32_t>& outside() const noexcept { return outside_; }  ///< patches outside the raster
  const std::vector<std::uint32_t>& filled() const noexcept {
    return filled_;
  }  ///< patches with no-data cells, which got resistance 1

  /// Passes each tile to `use`, one after the other from the north-west. Their cores cover each cell of the grid once.
  /// Costs up to `limit` are correct.
  void for_tiles(double limit, const Executor& executor, const std::function<void(const CostTile&)>& use) const;
  /// The cores of the tiles; a single one if the surface is held whole. Throws Error(config) as the constructor.
  std::vector<GridWindow> tiles(double limit, const Executor& executor) const;
  bool is_whole() const noexcept { return whole_.has_value(); }  ///< held as one tile
  /// The surface as one tile. Throws Error(config) if it is not held whole; `purpose` is named in the message.
  const CostTile& whole(const char* purpose) const;
  /// The cells (ascending) that are in no patch.
  std::vector<std::size_t> outside_patches(std::vector<std::size_t> cells) const;

 private:
  void scan(const RasterView& surface);  ///< finds the bounds of resistance, and patches with no-data cells
  void count_gaps();                     ///< call after everything is scanned
  CostTile tile(const GridWindow& core, RasterPart surface) const;
  double needed_bytes(const GridWindow& window, CostSearch::Reach reach, const Executor& executor) const;

  RasterSource source_;
  double max_memory_mb_;
  CostSearch::Steps steps_;
  std::vector<std::vector<CellRun>> runs_;
  std::vector<GridWindow> windows_;
  std::vector<std::uint32_t> snapped_, outside_, filled_;
  std::optional<CostTile> whole_;
};

}  // namespace spatial
