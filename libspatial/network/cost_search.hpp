// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "libspatial/geometry/raster.hpp"

namespace spatial {

/// Accumulated cost over a resistance raster (docs/methods.md section 5): eight neighbours, a step between cells u and
/// v costs ½ (r_u + r_v) × the distance of their centres, sources cost 0. Cells without data (NaN) cannot be entered.
///
/// How: a bucket queue whose buckets are no wider than the smallest step, so cells within a bucket need no order and
/// are visited only once. Very uneven surfaces get wider buckets, which are processed until they are stable. In both
/// cases each distance is the smallest sum over all paths, with the same bits as a binary heap gives. A search uses a
/// window: all cells that could be reached from the sources within the limit at the lowest resistance. Memory and time
/// depend on the window, not the surface. Not thread-safe: use one object per worker; the surface is shared.
class CostSearch {
 public:
  /// Bounds of a surface, computed once for all searches over it. `lowest` and `highest` bound the resistance; they
  /// affect only the time of a search, not its result.
  struct Steps {
    double lowest = std::numeric_limits<double>::infinity(), highest = 0;
    /// Returns whether there are no-data cells. Throws Error(input), naming the cell, for a resistance that is ≤ 0 or
    /// infinite.
    bool include(const RasterView& surface);
  };
  /// Throws Error(input) as include does, or if there is no cell with data.
  static Steps steps_of(const RasterView& surface);

  /// Cost from the nearest of `sources` (cells of the surface) to every cell within `limit`. On a part of a surface,
  /// paths through the rest are not considered, so costs are correct only for cells at least reach_of(limit) from the
  /// part's edge. `enough`, if given, is called for each cell when its cost is final, in order of cost except within a
  /// bucket; returning true ends the search. Then `reached` has the cells seen so far, with the same costs and paths as
  /// in a full search.
  using Enough = std::function<bool(std::span<const std::size_t>)>;
  void run(const RasterView& surface, const Steps& steps, std::span<const std::size_t> sources, double limit,
           const Enough& enough = {});

  /// The greatest number of rows and columns that a path of cost `limit` can lead away from its start.
  struct Reach {
    std::uint32_t rows, columns;
  };
  static Reach reach_of(const RasterGrid& grid, const Steps& steps, double limit) noexcept;

  const GridWindow& window() const noexcept { return window_; }
  /// Infinite where the limit or a barrier ends the search, and outside the window.
  double cost(std::size_t cell) const noexcept;
  /// Cells that were reached, in unspecified order; a cell may occur twice.
  std::span<const std::size_t> reached() const noexcept { return reached_; }
  /// The best path from `cell` back to a source, both ends included; ties go to the lower cell number.
  std::vector<std::size_t> path_from(std::size_t cell) const;

 private:
  std::size_t local(std::uint32_t row, std::uint32_t column) const noexcept {
    return std::size_t{row - window_.first_row + 1} * stride_ + (column - window_.first_column + 1);
  }
  void open_window(const RasterGrid& grid, const Steps& steps, std::span<const std::size_t> sources, double limit);
  void clear_window() noexcept;
  void keep_reached(std::size_t from);
  void forget_waiting();
  void set_rim(double value) noexcept;

  RasterView surface_;
  GridWindow window_;
  std::size_t stride_ = 0, height_ = 0;
  std::vector<double> cost_;       // of the window, with a rim that no path enters; infinite outside it
  std::vector<float> resistance_;  // of the window, at the same positions
  std::vector<std::vector<std::uint32_t>> buckets_;
  std::vector<std::size_t> reached_;
  std::vector<std::uint32_t> touched_;  // the same cells within the window
};

}  // namespace spatial
