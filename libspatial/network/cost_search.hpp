// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
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
/// depend on the window, not the surface. Not thread-safe: use one object per worker; all workers can share the
/// surface.
///
///     CostSearch search;
///     search.run(surface, CostSearch::steps_of(surface), sources, 5000);
///     const double cost = search.cost(cell);   // infinite if it is more than 5,000
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

  /// Cost from the nearest of `sources` (cells of the surface) to every cell within `limit`. If `surface` is part of a
  /// larger one, paths outside the part are not found, so costs are correct only for cells at least reach_of(limit)
  /// from its edge. `enough`, if given, is called for each cell when its cost is final, in order of cost except within
  /// a bucket; returning true ends the search. After that, reached() has the cells found so far, with the same costs
  /// and paths as in a full search.
  class Cells;
  using Enough = std::function<bool(const Cells&)>;
  void run(const RasterView& surface, const Steps& steps, std::span<const std::size_t> sources, double limit,
           const Enough& enough = {});

  /// The greatest number of rows and columns that a path of cost `limit` can lead away from its start.
  struct Reach {
    std::uint32_t rows, columns;
  };
  static Reach reach_of(const RasterGrid& grid, const Steps& steps, double limit) noexcept;

  const GridWindow& window() const noexcept { return window_; }
  /// Infinite for cells beyond the limit, behind a barrier or outside the window.
  double cost(std::size_t cell) const noexcept;
  /// Cells that were reached, in unspecified order; a cell may occur twice. Valid until the next run.
  Cells reached() const noexcept;
  /// The best path from `cell` back to a source, both ends included; ties go to the lower cell number.
  std::vector<std::size_t> path_from(std::size_t cell) const;

 private:
  std::size_t local(std::uint32_t row, std::uint32_t column) const noexcept {
    return std::size_t{row - window_.first_row + 1} * stride_ + (column - window_.first_column + 1);
  }
  void open_window(const RasterGrid& grid, const Steps& steps, std::span<const std::size_t> sources, double limit);
  Cells cells_from(std::size_t number) const noexcept;
  void clear_window() noexcept;
  void forget_waiting();
  void set_rim(double value) noexcept;

  RasterView surface_;
  GridWindow window_;
  std::size_t stride_ = 0, height_ = 0;
  std::vector<double> cost_;       // of the window and a rim that no path enters; infinite in the rim
  std::vector<float> resistance_;  // of the window, at the same positions
  std::vector<std::vector<std::uint32_t>> buckets_;
  std::vector<std::uint32_t> touched_;  // places in the window with a finite cost; those reached come first
  std::size_t reached_ = 0;
};

/// Cells of the surface, by number: a view of places in the window of a search.
class CostSearch::Cells {
 public:
  class Iterator {
   public:
    using value_type = std::size_t;
    using difference_type = std::ptrdiff_t;
    using pointer = const std::size_t*;
    using reference = std::size_t;
    using iterator_category = std::input_iterator_tag;
    Iterator(const Cells& cells, const std::uint32_t* place) noexcept : cells_(&cells), place_(place) {}
    std::size_t operator*() const noexcept { return cells_->cell_at(*place_); }
    Iterator& operator++() noexcept {
      ++place_;
      return *this;
    }
    Iterator operator++(int) noexcept { return {*cells_, place_++}; }
    bool operator==(const Iterator& other) const noexcept { return place_ == other.place_; }

   private:
    const Cells* cells_;
    const std::uint32_t* place_;
  };
  Cells(std::span<const std::uint32_t> places, const GridWindow& window, std::size_t columns) noexcept
      : places_(places),
        first_(window.first_row * columns + window.first_column),
        stride_(std::size_t{window.end_column - window.first_column} + 2),
        rows_(1 / static_cast<double>(stride_)),
        skip_(columns) {}
  std::size_t size() const noexcept { return places_.size(); }
  Iterator begin() const noexcept { return {*this, places_.data()}; }
  Iterator end() const noexcept { return {*this, places_.data() + places_.size()}; }

 private:
  std::size_t cell_at(std::uint32_t place) const noexcept {
    // A multiplication, which is faster than dividing by the stride. Adding one half keeps rounding from changing the
    // row.
    const auto row = static_cast<std::size_t>((place + 0.5) * rows_);
    return first_ + (row - 1) * skip_ + (place - row * stride_ - 1);
  }

  std::span<const std::uint32_t> places_;
  std::size_t first_, stride_;
  double rows_;
  std::size_t skip_;
};

inline CostSearch::Cells CostSearch::cells_from(std::size_t number) const noexcept {
  return {std::span(touched_).first(reached_).subspan(number), window_, surface_.grid().columns};
}
inline CostSearch::Cells CostSearch::reached() const noexcept { return cells_from(0); }

}  // namespace spatial
