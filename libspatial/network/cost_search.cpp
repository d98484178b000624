// SPDX-License-Identifier: MIT
#include "libspatial/network/cost_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "libspatial/core/error.hpp"
#include "libspatial/core/numbers.hpp"
#include "libspatial/core/parallel.hpp"

namespace spatial {
namespace {

constexpr double most_buckets = 65536;

struct Neighbour {
  int row, column;
  double half;  ///< half the distance between the cell centres
};

/// In order of cell number.
std::array<Neighbour, 8> neighbours_of(const RasterGrid& grid) {
  const double x = grid.cell_x / 2, y = grid.cell_y / 2, diagonal = std::hypot(grid.cell_x, grid.cell_y) / 2;
  return {{{-1, -1, diagonal},
           {-1, 0, y},
           {-1, 1, diagonal},
           {0, -1, x},
           {0, 1, x},
           {1, -1, diagonal},
           {1, 0, y},
           {1, 1, diagonal}}};
}

}  // namespace

bool CostSearch::Steps::include(const RasterView& surface) {
  bool gaps = false;
  const GridWindow& window = surface.window();
  for (std::uint32_t row = window.first_row; row < window.end_row; ++row) {
    const std::span<const float> values = surface.row(row);
    for (std::uint32_t column = 0; column < values.size(); ++column) {
      const double value = values[column];
      if (std::isnan(value)) {
        gaps = true;
        continue;
      }
      if (!(value > 0) || std::isinf(value)) {
        const std::string place = cell_text(surface.grid(), surface.grid().index(row, window.first_column + column));
        throw Error(ErrorKind::input, fmt::format("the resistance in {} is {}; it must be more than 0", place, value),
                    "Give impassable cells no data instead.");
      }
      lowest = std::min(lowest, value);
      highest = std::max(highest, value);
    }
  }
  return gaps;
}

CostSearch::Steps CostSearch::steps_of(const RasterView& surface) {
  Steps steps;
  steps.include(surface);
  if (steps.highest == 0)
    throw Error(ErrorKind::input, "the resistance raster has no cell with data",
                "Check its extent and its no-data value.");
  return steps;
}

CostSearch::Reach CostSearch::reach_of(const RasterGrid& grid, const Steps& steps, double limit) noexcept {
  const auto reach = [&](double cell_m, std::uint32_t most) {
    return static_cast<std::uint32_t>(std::min<double>(most, limit / steps.lowest / cell_m + 1));
  };
  return {reach(grid.cell_y, grid.rows), reach(grid.cell_x, grid.columns)};
}

void CostSearch::open_window(const RasterGrid& grid, const Steps& steps, std::span<const std::size_t> sources,
                             double limit) {
  GridWindow held{grid.rows, grid.columns, 0, 0};
  for (const std::size_t cell : sources) {
    const auto row = static_cast<std::uint32_t>(cell / grid.columns),
               column = static_cast<std::uint32_t>(cell % grid.columns);
    held = {std::min(held.first_row, row), std::min(held.first_column, column), std::max(held.end_row, row + 1),
            std::max(held.end_column, column + 1)};
  }
  const Reach reach = reach_of(grid, steps, limit);
  const GridWindow& known = surface_.window();
  window_ = grown(held, reach.rows, reach.columns, grid);
  window_ = {std::max(window_.first_row, known.first_row), std::max(window_.first_column, known.first_column),
             std::min(window_.end_row, known.end_row), std::min(window_.end_column, known.end_column)};
  stride_ = std::size_t{window_.end_column - window_.first_column} + 2;
  height_ = std::size_t{window_.end_row - window_.first_row} + 2;
  if (cost_.size() < stride_ * height_) {
    cost_.resize(stride_ * height_, infinity);
    resistance_.resize(stride_ * height_);
  }
  set_rim(-infinity);
  // Copy the resistances into an array with the layout of the costs, so that one index serves both and the border
  // around the window can be read.
  for (std::uint32_t row = window_.first_row; row < window_.end_row; ++row)
    std::copy_n(surface_.row(row).begin() + (window_.first_column - known.first_column), stride_ - 2,
                resistance_.begin() + static_cast<std::ptrdiff_t>(local(row, window_.first_column)));
}

void CostSearch::set_rim(double value) noexcept {
  if (height_ == 0) return;
  std::fill_n(cost_.begin(), stride_, value);
  std::fill_n(cost_.begin() + static_cast<std::ptrdiff_t>(stride_ * (height_ - 1)), stride_, value);
  for (std::size_t row = 1; row + 1 < height_; ++row) cost_[row * stride_] = cost_[row * stride_ + stride_ - 1] = value;
}

/// Adds the cells touched since number `from` to the reached cells.
void CostSearch::keep_reached(std::size_t from) {
  // Row of a position without an integer division: adding half a cell makes rounding harmless.
  const double rows = 1 / static_cast<double>(stride_);
  reached_.reserve(touched_.size());
  for (std::size_t k = from; k < touched_.size(); ++k) {
    const std::uint32_t at = touched_[k];
    const auto row = static_cast<std::uint32_t>((at + 0.5) * rows);
    reached_.push_back(std::size_t{row - 1 + window_.first_row} * surface_.grid().columns +
                       (at - row * stride_ - 1 + window_.first_column));
  }
}

/// Used after a search that ended early: cells still in buckets have no final cost and are reset with the window.
void CostSearch::forget_waiting() {
  for (std::vector<std::uint32_t>& bucket : buckets_) {
    touched_.insert(touched_.end(), bucket.begin(), bucket.end());
    bucket.clear();
  }
}

/// Resets only the cells that the search touched, because a window may be far larger.
void CostSearch::clear_window() noexcept {
  for (const std::size_t at : touched_) cost_[at] = infinity;
  set_rim(infinity);
  touched_.clear();
  reached_.clear();
  window_ = {};
  stride_ = height_ = 0;
}

void CostSearch::run(const RasterView& surface, const Steps& steps, std::span<const std::size_t> sources, double limit,
                     const Enough& enough) {
  surface_ = surface;
  const RasterGrid& grid = surface.grid();
  clear_window();
  if (sources.empty() || grid.size() == 0 || !(limit >= 0)) return;
  open_window(grid, steps, sources, limit);
  const std::array<Neighbour, 8> around = neighbours_of(grid);
  std::array<std::ptrdiff_t, 8> step{};
  std::array<double, 8> half{};
  for (std::size_t k = 0; k < around.size(); ++k) {
    step[k] = around[k].row * static_cast<std::ptrdiff_t>(stride_) + around[k].column;
    half[k] = around[k].half;
  }
  const double shortest_step = steps.lowest * std::min(grid.cell_x, grid.cell_y),
               longest_step = steps.highest * std::hypot(grid.cell_x, grid.cell_y);
  const double width = std::max(shortest_step, longest_step / most_buckets), scale = 1 / width;
  const std::size_t count = std::bit_ceil(static_cast<std::size_t>(longest_step * scale) + 3), mask = count - 1;
  if (buckets_.size() < count) buckets_.resize(count);

  std::size_t waiting = 0;
  const auto bucket_of = [scale](double d) { return static_cast<std::size_t>(static_cast<std::int64_t>(d * scale)); };
  const auto push = [&](double d, std::size_t at) {
    buckets_[bucket_of(d) & mask].push_back(static_cast<std::uint32_t>(at));
    ++waiting;
  };
  for (const std::size_t cell : sources) {
    const std::size_t at =
        local(static_cast<std::uint32_t>(cell / grid.columns), static_cast<std::uint32_t>(cell % grid.columns));
    if (cost_[at] == 0 || std::isnan(resistance_[at])) continue;
    cost_[at] = 0;
    push(0, at);
  }
  const float* const resistances = resistance_.data();
  double* const costs = cost_.data();
  for (std::size_t bucket = 0; waiting > 0; ++bucket) {
    if (bucket % 4096 == 0) throw_if_cancelled();
    std::vector<std::uint32_t>& open = buckets_[bucket & mask];
    for (std::size_t k = 0; k < open.size(); ++k) {  // grows during the loop
      if (k + 6 < open.size()) {
        const std::uint32_t soon = open[k + 6];
        for (const std::ptrdiff_t row : {step[1], std::ptrdiff_t{0}, step[6]}) {
          __builtin_prefetch(costs + soon + row, 1);
          __builtin_prefetch(resistances + soon + row);
        }
      }
      const std::uint32_t at = open[k];
      const double d = costs[at];
      if (bucket_of(d) != bucket) continue;  // it was reached at lower cost before
      touched_.push_back(at);
      const double resistance = resistances[at];
      // Compute all eight costs before comparing any, so no branch comes between them. No data is NaN; every comparison
      // with NaN is false, so such cells are never entered.
      std::array<double, 8> through;
      for (std::size_t n = 0; n < through.size(); ++n)
        through[n] = d + (resistance + resistances[at + static_cast<std::size_t>(step[n])]) * half[n];
      for (std::size_t n = 0; n < through.size(); ++n) {
        double& known = costs[at + static_cast<std::size_t>(step[n])];
        if (!(through[n] < known) || through[n] > limit) continue;
        known = through[n];
        push(through[n], at + static_cast<std::size_t>(step[n]));
      }
    }
    waiting -= open.size();
    open.clear();
    if (!enough || reached_.size() == touched_.size()) continue;
    const std::size_t shown = reached_.size();
    keep_reached(shown);
    if (!enough(std::span(reached_).subspan(shown))) continue;
    forget_waiting();
    return;
  }
  keep_reached(reached_.size());
}

double CostSearch::cost(std::size_t cell) const noexcept {
  if (window_.empty()) return infinity;
  const auto row = static_cast<std::uint32_t>(cell / surface_.grid().columns),
             column = static_cast<std::uint32_t>(cell % surface_.grid().columns);
  return window_.contains(row, column) ? cost_[local(row, column)] : infinity;
}

std::vector<std::size_t> CostSearch::path_from(std::size_t cell) const {
  std::vector<std::size_t> path;
  if (!std::isfinite(cost(cell))) return path;
  const RasterGrid& grid = surface_.grid();
  const std::array<Neighbour, 8> around = neighbours_of(grid);
  path.push_back(cell);
  while (cost(cell) > 0) {
    const double d = cost(cell);
    std::size_t before = cell;
    for (const Neighbour& n : around) {
      const std::int64_t row = static_cast<std::int64_t>(cell / grid.columns) + n.row,
                         column = static_cast<std::int64_t>(cell % grid.columns) + n.column;
      if (row < 0 || column < 0 || row >= grid.rows || column >= grid.columns) continue;
      const std::size_t other = static_cast<std::size_t>(row) * grid.columns + static_cast<std::size_t>(column);
      if (!(cost(other) < d)) continue;
      const double resistance = surface_[other];  // the same operations in the same order as in the search
      if (cost(other) + (resistance + surface_[cell]) * n.half == d) {
        before = other;
        break;
      }
    }
    if (before == cell) throw Error(ErrorKind::internal, "a least-cost path cannot be followed back");
    path.push_back(cell = before);
  }
  return path;
}

}  // namespace spatial
