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

/// A part of a surface that answers for the cells of its core. Its window is wider by what a way within the limit can
/// lead away, so that searches that stay in it find for cells of the core what they would find on the whole.
struct CostTile {
  static constexpr std::uint32_t none = 0xFFFFFFFF;
  GridWindow core;
  RasterPart surface;                   ///< cells of patches always have data
  std::vector<std::uint32_t> patch_at;  ///< per cell of the window, the patch with the lowest number; none
  std::vector<std::pair<std::size_t, std::uint32_t>> shared;  ///< further patches in a cell, ascending

  std::uint32_t patch_of(std::size_t cell) const noexcept { return patch_at[RasterView(surface).place(cell)]; }
  bool owns(std::size_t cell) const noexcept {
    return core.contains(static_cast<std::uint32_t>(cell / surface.grid.columns),
                         static_cast<std::uint32_t>(cell % surface.grid.columns));
  }
};

/// Patches on a resistance raster. A patch is the set of cells whose centre it covers; one that covers none stands in
/// the cell at its middle. A surface that fits into the memory allowed is held whole, 8 bytes a cell; a larger one is
/// made tile by tile, each with a halo as wide as a way within the limit, and gives the same numbers: a way of that
/// cost cannot leave the halo, and each cell is answered for by one tile. Const use from one thread at a time (what
/// `use` does with a tile may be parallel). Memory besides the tile: 16 bytes for each row of cells of each patch.
class CostSurface {
 public:
  /// `limit` is the largest cost that will be asked for. Where the surface is not held whole, what the source reads
  /// from must outlive it. Throws Error(input) for resistance ≤ 0, for a surface without data and if patches and raster
  /// do not meet at all; Error(config) if even tiles as small as half their halo would need more than max_memory_mb (0
  /// = no limit).
  CostSurface(RasterSource source, const PatchSet& patches, double limit, double max_memory_mb,
              const Executor& executor);

  const RasterGrid& grid() const noexcept { return source_.grid; }
  const CostSearch::Steps& steps() const noexcept { return steps_; }
  std::size_t patch_count() const noexcept { return runs_.size(); }
  /// Empty if the patch lies outside the raster.
  const std::vector<CellRun>& runs_of(std::uint32_t patch) const noexcept { return runs_[patch]; }
  /// The cells of a patch lie in it.
  const GridWindow& window_of(std::uint32_t patch) const noexcept { return windows_[patch]; }
  const std::vector<std::uint32_t>& snapped() const noexcept { return snapped_; }  ///< patches that cover no centre
  const std::vector<std::uint32_t>& outside() const noexcept { return outside_; }  ///< patches outside the raster
  const std::vector<std::uint32_t>& filled() const noexcept {
    return filled_;
  }  ///< patches with cells that had no data and got resistance 1

  /// Shows each tile in turn, from the north-west; their cores are the grid, each cell once. Costs up to `limit` are
  /// right.
  void for_tiles(double limit, const Executor& executor, const std::function<void(const CostTile&)>& use) const;
  /// The cores of those tiles; one where the surface is held whole. Throws Error(config) as the constructor.
  std::vector<GridWindow> tiles(double limit, const Executor& executor) const;
  bool is_whole() const noexcept { return whole_.has_value(); }  ///< held as one tile
  /// The surface as one tile. Throws Error(config) if it is not held whole; `purpose` needs it so.
  const CostTile& whole(const char* purpose) const;
  /// Of ascending cells, those in no patch.
  std::vector<std::size_t> outside_patches(std::vector<std::size_t> cells) const;

 private:
  void scan(const RasterView& surface);  ///< for what it is made of and for patches with gaps
  void count_gaps();                     ///< once all is scanned
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
