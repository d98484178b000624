// SPDX-License-Identifier: MIT
#include "libspatial/network/cost_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

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

/// Half the distances to the neighbours in three rows, from west to east; the fourth of each row is no neighbour: at
/// infinite distance, it is never reached.
using Halves = std::array<std::array<double, 4>, 3>;

Halves halves_of(const RasterGrid& grid) {
  const std::array<Neighbour, 8> around = neighbours_of(grid);
  return {{{around[0].half, around[1].half, around[2].half, infinity},
           {around[3].half, 0, around[4].half, infinity},
           {around[5].half, around[6].half, around[7].half, infinity}}};
}

constexpr std::size_t past = 1;  // the fourth of the last row lies past the window

/// What a search works on.
struct Spread {
  double* costs;
  const float* resistances;
  std::size_t stride;
  Halves half;
  double limit, scale;
  std::vector<std::uint32_t>* buckets;
  std::size_t mask;
  std::vector<std::uint32_t>& touched;
  std::size_t waiting;

  std::size_t bucket_of(double cost) const noexcept {
    return static_cast<std::size_t>(static_cast<std::int64_t>(cost * scale));
  }
  void push(double cost, std::size_t at) {
    buckets[bucket_of(cost) & mask].push_back(static_cast<std::uint32_t>(at));
    ++waiting;
  }
};

/// Costs of the neighbours in three rows of four by way of a cell.
using Through = std::array<std::array<double, 4>, 3>;

/// Which neighbours are reached at less cost than before: bit 4 · row + column. No data is NaN, of which every
/// comparison is false, so such cells are never entered.
struct PlainNeighbours {
  static unsigned improved(const Spread& spread, std::size_t at, double cost, Through& through) {
    const double resistance = spread.resistances[at];
    unsigned found = 0;
    for (std::size_t row = 0; row < 3; ++row)
      for (std::size_t column = 0; column < 3; ++column) {
        const std::size_t other = at + row * spread.stride + column - spread.stride - 1;
        const double way = cost + (resistance + spread.resistances[other]) * spread.half[row][column];
        through[row][column] = way;
        found |= static_cast<unsigned>(way < spread.costs[other] && way <= spread.limit) << (4 * row + column);
      }
    return found;
  }
};

/// Visits the cells of a bucket, whose costs are final; it may grow on the way. No branch depends on one neighbour
/// alone: which of the eight are improved cannot be predicted.
template <class Neighbours>
inline __attribute__((always_inline)) void visit_bucket(Spread& spread, std::size_t bucket) {
  std::vector<std::uint32_t>& open = spread.buckets[bucket & spread.mask];
  std::vector<std::uint32_t>& touched = spread.touched;
  double* const costs = spread.costs;
  for (std::size_t seen = 0; seen < open.size();) {
    // Leave out cells that were reached at less cost before.
    const std::size_t first = touched.size(), end = open.size();
    touched.resize(first + end - seen);
    std::size_t last = first;
    for (; seen < end; ++seen) {
      const std::uint32_t at = open[seen];
      touched[last] = at;
      last += spread.bucket_of(costs[at]) == bucket ? 1 : 0;
    }
    for (std::size_t k = first; k < last; ++k) {
      if (k + 3 < last) {
        const std::size_t soon = touched[k + 3];
        for (const std::size_t place : {soon - spread.stride, soon, soon + spread.stride}) {
          __builtin_prefetch(costs + place, 1);
          __builtin_prefetch(spread.resistances + place);
        }
      }
      const std::size_t at = touched[k];
      Through through;
      for (unsigned found = Neighbours::improved(spread, at, costs[at], through); found != 0; found &= found - 1) {
        const auto bit = static_cast<std::size_t>(std::countr_zero(found));
        const std::size_t other = at + bit / 4 * spread.stride + bit % 4 - spread.stride - 1;
        const double way = through[bit / 4][bit % 4];
        costs[other] = way;
        spread.push(way, other);
      }
    }
    touched.resize(last);
  }
  spread.waiting -= open.size();
  open.clear();
}

void visit_plain(Spread& spread, std::size_t bucket) { visit_bucket<PlainNeighbours>(spread, bucket); }

#if defined(__x86_64__)
/// The same, four at a time, with the same operations and so the same bits.
struct WideNeighbours {
  __attribute__((target("avx2"))) static unsigned improved(const Spread& spread, std::size_t at, double cost,
                                                           Through& through) {
    const __m256d from = _mm256_set1_pd(cost), limit = _mm256_set1_pd(spread.limit);
    const __m256d resistance = _mm256_set1_pd(spread.resistances[at]);
    unsigned found = 0;
    std::size_t first = at - spread.stride - 1;
    for (std::size_t row = 0; row < 3; ++row, first += spread.stride) {
      const __m256d others = _mm256_cvtps_pd(_mm_loadu_ps(spread.resistances + first));
      const __m256d step = _mm256_mul_pd(_mm256_add_pd(resistance, others), _mm256_loadu_pd(spread.half[row].data()));
      const __m256d way = _mm256_add_pd(from, step);
      _mm256_storeu_pd(through[row].data(), way);
      const __m256d less = _mm256_and_pd(_mm256_cmp_pd(way, _mm256_loadu_pd(spread.costs + first), _CMP_LT_OQ),
                                         _mm256_cmp_pd(way, limit, _CMP_LE_OQ));
      found |= static_cast<unsigned>(_mm256_movemask_pd(less)) << (4 * row);
    }
    return found;
  }
};

__attribute__((target("avx2"))) void visit_wide(Spread& spread, std::size_t bucket) {
  visit_bucket<WideNeighbours>(spread, bucket);
}
#endif

auto visitor() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) return visit_wide;
#endif
  return visit_plain;
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
  if (cost_.size() < stride_ * height_ + past) {
    cost_.resize(stride_ * height_ + past, infinity);
    resistance_.resize(stride_ * height_ + past);
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

/// After a search that ended early: cells still in buckets have a cost that is not final. They are reset with the
/// window.
void CostSearch::forget_waiting() {
  for (std::vector<std::uint32_t>& bucket : buckets_) {
    touched_.insert(touched_.end(), bucket.begin(), bucket.end());
    bucket.clear();
  }
}

/// A window may be far larger than what a search reaches in it: then only that is reset.
void CostSearch::clear_window() noexcept {
  if (const std::size_t held = stride_ * height_; touched_.size() > held / 8) {
    std::fill_n(cost_.begin(), held, infinity);
  } else {
    for (const std::size_t at : touched_) cost_[at] = infinity;
    set_rim(infinity);
  }
  touched_.clear();
  reached_ = 0;
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
  const double shortest_step = steps.lowest * std::min(grid.cell_x, grid.cell_y),
               longest_step = steps.highest * std::hypot(grid.cell_x, grid.cell_y);
  const double width = std::max(shortest_step, longest_step / most_buckets), scale = 1 / width;
  const std::size_t count = std::bit_ceil(static_cast<std::size_t>(longest_step * scale) + 3);
  if (buckets_.size() < count) buckets_.resize(count);
  Spread spread{.costs = cost_.data(),
                .resistances = resistance_.data(),
                .stride = stride_,
                .half = halves_of(grid),
                .limit = limit,
                .scale = scale,
                .buckets = buckets_.data(),
                .mask = count - 1,
                .touched = touched_,
                .waiting = 0};
  for (const std::size_t cell : sources) {
    const std::size_t at =
        local(static_cast<std::uint32_t>(cell / grid.columns), static_cast<std::uint32_t>(cell % grid.columns));
    if (cost_[at] == 0 || std::isnan(resistance_[at])) continue;
    cost_[at] = 0;
    spread.push(0, at);
  }
  const auto visit = visitor();
  for (std::size_t bucket = 0; spread.waiting > 0; ++bucket) {
    if (bucket % 4096 == 0) throw_if_cancelled();
    visit(spread, bucket);
    const std::size_t shown = std::exchange(reached_, touched_.size());
    if (!enough || shown == reached_ || !enough(cells_from(shown))) continue;
    forget_waiting();
    return;
  }
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
