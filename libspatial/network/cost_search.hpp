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
/// How: a bucket queue whose buckets are no wider than the smallest step, so that cells need no order within a bucket
/// and none is ever looked at again; very uneven surfaces get wider buckets, which are then worked on until they are
/// stable. Either way each distance is the smallest sum over all paths, the same bits as a binary heap gives. A search
/// sees a window: all cells that can be reached from the sources within the limit, whatever lies between. Memory and
/// time follow the window, not the surface. Not thread-safe: one object per worker; the surface is shared.
class CostSearch {
 public:
  /// What all searches over a surface share; computed once. `lowest` and `highest` bound the resistance (what lies
  /// within the bounds only decides how much work a search is, not what it finds).
  struct Steps {
    double lowest = std::numeric_limits<double>::infinity(), highest = 0;
    /// Tells whether there are cells without data. Throws Error(input) naming the place of a resistance that is ≤ 0 or
    /// infinite.
    bool include(const RasterView& surface);
  };
  /// Throws Error(input) as include does, or if there is no cell with data.
  static Steps steps_of(const RasterView& surface);

  /// Cost from the nearest of `sources` (cells of the surface) to every cell that costs at most `limit`. On a part of a
  /// surface ways through the rest of it do not count, so costs are right within `limit` only as far from the part's
  /// edge as reach_of says. `enough`, if given, sees the cells as their costs become final, in order of cost but for
  /// cells of one bucket, and ends the search by answering true. Then `reached` has the cells that were shown, with the
  /// same costs and paths as without it.
  using Enough = std::function<bool(std::span<const std::size_t>)>;
  void run(const RasterView& surface, const Steps& steps, std::span<const std::size_t> sources, double limit,
           const Enough& enough = {});

  /// Rows and columns that a way of cost `limit` can lead away from its start, at most.
  struct Reach {
    std::uint32_t rows, columns;
  };
  static Reach reach_of(const RasterGrid& grid, const Steps& steps, double limit) noexcept;

  const GridWindow& window() const noexcept { return window_; }
  /// Infinite where the limit or a barrier ends the search, and outside the window.
  double cost(std::size_t cell) const noexcept;
  /// Cells that were reached, in no order that matters; a cell may occur twice.
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
  std::vector<double> cost_;       // of the window and a rim that can never be improved; infinite outside it
  std::vector<float> resistance_;  // of the window, in the same places
  std::vector<std::vector<std::uint32_t>> buckets_;
  std::vector<std::size_t> reached_;
  std::vector<std::uint32_t> touched_;  // the same cells within the window
};

}  // namespace spatial
