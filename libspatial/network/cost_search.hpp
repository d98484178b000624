// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libspatial/geometry/raster.hpp"

namespace spatial {

/// Accumulated cost over a resistance raster (docs/methods.md section 5): eight neighbours, a step between cells u and v
/// costs ½ (r_u + r_v) × the distance of their centres, sources cost 0. Cells without data (NaN) cannot be entered.
///
/// How: a bucket queue whose buckets are no wider than the smallest step, so that cells need no order within a bucket and
/// none is ever looked at again; very uneven surfaces get wider buckets, which are then worked on until they are stable.
/// Either way each distance is the smallest sum over all paths, the same bits as a binary heap gives.
/// A search sees a window: all cells that can be reached from the sources within the limit, whatever lies between. Memory
/// and time follow the window, not the surface, so a county needs no tiles.
/// Not thread-safe: one object per worker; the surface is shared.
class CostSearch {
 public:
  /// Rectangle of cells, ends not included.
  struct Window {
    std::uint32_t first_row = 0, first_column = 0, end_row = 0, end_column = 0;
    bool contains(std::uint32_t row, std::uint32_t column) const noexcept { return row >= first_row && row < end_row && column >= first_column && column < end_column; }
  };
  /// What all searches over a surface share; computed once. `lowest` and `highest` are the extremes of the resistance.
  struct Steps {
    double lowest = 0, highest = 0;
  };
  /// Throws Error(input) naming the place of a resistance that is ≤ 0 or infinite, or if there is no cell with data.
  static Steps steps_of(const Raster& surface);

  /// Cost from the nearest of `sources` (cells of the surface) to every cell that costs at most `limit`.
  void run(const Raster& surface, const Steps& steps, std::span<const std::size_t> sources, double limit);

  const Window& window() const noexcept { return window_; }
  /// Infinite where the limit or a barrier ends the search, and outside the window.
  double cost(std::size_t cell) const noexcept;
  /// Cells that were reached, in no order that matters; a cell may occur twice.
  std::span<const std::size_t> reached() const noexcept { return reached_; }
  /// The best path from `cell` back to a source, both ends included; ties go to the lower cell number.
  std::vector<std::size_t> path_from(std::size_t cell) const;

 private:
  std::size_t local(std::uint32_t row, std::uint32_t column) const noexcept { return std::size_t{row - window_.first_row + 1} * stride_ + (column - window_.first_column + 1); }
  void open_window(const RasterGrid& grid, const Steps& steps, std::span<const std::size_t> sources, double limit);
  void clear_window() noexcept;
  void set_rim(double value) noexcept;

  const Raster* surface_ = nullptr;
  Window window_;
  std::size_t stride_ = 0, height_ = 0;
  std::vector<double> cost_;  // of the window and a rim that can never be improved; infinite outside it
  std::vector<float> resistance_;  // of the window, in the same places
  std::vector<std::vector<std::uint32_t>> buckets_;
  std::vector<std::size_t> reached_;
  std::vector<std::uint32_t> touched_;  // the same cells within the window
};

}  // namespace spatial
