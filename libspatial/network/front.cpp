// SPDX-License-Identifier: MIT
#include "libspatial/network/front.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace spatial {
namespace {

constexpr std::size_t block = 48;         // pivots eliminated together
constexpr std::size_t group = 8;          // rows that a kernel processes together
constexpr std::size_t stripe_width = 64;  // columns updated by one task; a multiple of `group`
constexpr std::size_t rows_a_task = 128;  // a multiple of `group`

// GCC and clang compile these to the widest registers that the function may use. Multiplications and additions are not
// fused, so the result is the same to the bit for any width.
typedef double Four __attribute__((vector_size(32), aligned(8), may_alias));

/// Subtracts the product of two packed groups of rows, `depth` pivots deep, from 8 × 4 numbers of the lower right
/// block. Column c of the result starts at into[c]; `rows` of the eight rows are written. Where columns start at or
/// beyond the first row, only the lower triangle is written; the first column is then `past` ≥ 0 columns beyond it.
inline __attribute__((always_inline)) void subtract_product_body(const double* a, const double* b, std::size_t depth,
                                                                 double* const* into, std::size_t rows,
                                                                 std::size_t columns, std::ptrdiff_t past) {
  Four low[4] = {}, high[4] = {};
  for (std::size_t k = 0; k < depth; ++k) {
    const Four a0 = *reinterpret_cast<const Four*>(a + k * group),
               a1 = *reinterpret_cast<const Four*>(a + k * group + 4);
    for (int c = 0; c < 4; ++c) {
      const double factor = b[k * group + static_cast<std::size_t>(c)];
      low[c] += a0 * factor;
      high[c] += a1 * factor;
    }
  }
  if (rows == group && columns == 4 && past < 0) {
    for (int c = 0; c < 4; ++c) {
      *reinterpret_cast<Four*>(into[c]) -= low[c];
      *reinterpret_cast<Four*>(into[c] + 4) -= high[c];
    }
    return;
  }
  for (std::size_t c = 0; c < columns; ++c)
    for (std::size_t r = past < 0 ? 0 : static_cast<std::size_t>(past) + c; r < rows; ++r)
      into[c][r] -= r < 4 ? low[c][r] : high[c][r - 4];
}

/// Subtracts factorsᵀ × values from into (4 rows × 8 columns). `factors` has 4 numbers for each of `depth` rows; the
/// rows of `values` are `stride` apart.
inline __attribute__((always_inline)) void subtract_rows_body(const double* factors, const double* values,
                                                              std::size_t stride, std::size_t depth, double* into) {
  Four left[4] = {}, right[4] = {};
  for (std::size_t k = 0; k < depth; ++k) {
    const Four v0 = *reinterpret_cast<const Four*>(values + k * stride),
               v1 = *reinterpret_cast<const Four*>(values + k * stride + 4);
    for (int r = 0; r < 4; ++r) {
      const double factor = factors[k * 4 + static_cast<std::size_t>(r)];
      left[r] += v0 * factor;
      right[r] += v1 * factor;
    }
  }
  for (int r = 0; r < 4; ++r) {
    double* row = into + static_cast<std::size_t>(r) * stride;
    *reinterpret_cast<Four*>(row) -= left[r];
    *reinterpret_cast<Four*>(row + 4) -= right[r];
  }
}

/// Solves w L_bᵀ = w for rows of L below a block, eight rows at once. `diagonal` is the block's lower triangle by
/// columns, with the reciprocals of the pivots on its diagonal.
inline __attribute__((always_inline)) void solve_group_body(double* packed, const double* diagonal, std::size_t width) {
  for (std::size_t q = 0; q < width; ++q) {
    const double scale = diagonal[q + q * block];
    const Four w0 = *reinterpret_cast<Four*>(packed + q * group) * scale,
               w1 = *reinterpret_cast<Four*>(packed + q * group + 4) * scale;
    *reinterpret_cast<Four*>(packed + q * group) = w0;
    *reinterpret_cast<Four*>(packed + q * group + 4) = w1;
    for (std::size_t k = q + 1; k < width; ++k) {
      const double factor = diagonal[k + q * block];
      *reinterpret_cast<Four*>(packed + k * group) -= w0 * factor;
      *reinterpret_cast<Four*>(packed + k * group + 4) -= w1 * factor;
    }
  }
}

struct Kernels {
  void (*subtract_product)(const double*, const double*, std::size_t, double* const*, std::size_t, std::size_t,
                           std::ptrdiff_t);
  void (*subtract_rows)(const double*, const double*, std::size_t, std::size_t, double*);
  void (*solve_group)(double*, const double*, std::size_t);
};

void subtract_product_plain(const double* a, const double* b, std::size_t depth, double* const* into, std::size_t rows,
                            std::size_t columns, std::ptrdiff_t past) {
  subtract_product_body(a, b, depth, into, rows, columns, past);
}
void subtract_rows_plain(const double* factors, const double* values, std::size_t stride, std::size_t depth,
                         double* into) {
  subtract_rows_body(factors, values, stride, depth, into);
}
void solve_group_plain(double* packed, const double* diagonal, std::size_t width) {
  solve_group_body(packed, diagonal, width);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) void subtract_product_wide(const double* a, const double* b, std::size_t depth,
                                                           double* const* into, std::size_t rows, std::size_t columns,
                                                           std::ptrdiff_t past) {
  subtract_product_body(a, b, depth, into, rows, columns, past);
}
__attribute__((target("avx2"))) void subtract_rows_wide(const double* factors, const double* values, std::size_t stride,
                                                        std::size_t depth, double* into) {
  subtract_rows_body(factors, values, stride, depth, into);
}
__attribute__((target("avx2"))) void solve_group_wide(double* packed, const double* diagonal, std::size_t width) {
  solve_group_body(packed, diagonal, width);
}
#endif

const Kernels& kernels() {
  static const Kernels chosen = [] {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) return Kernels{subtract_product_wide, subtract_rows_wide, solve_group_wide};
#endif
    return Kernels{subtract_product_plain, subtract_rows_plain, solve_group_plain};
  }();
  return chosen;
}

}  // namespace

Front::Front(std::size_t pivots, std::size_t others)
    : pivots_(pivots), size_(pivots + others), panel_(pivots * size_, 0.0), schur_(others * others, 0.0) {}

void Front::add_to_ground(std::size_t pivot, double siemens) {
  to_ground_.resize(pivots_, 0.0);
  to_ground_[pivot] += siemens;
}

/// Eliminates a block of pivots. `nodes` is the end of the rows that are nodes. Returns false if a pivot is not
/// positive.
bool Front::eliminate_block(std::size_t first, std::size_t width, std::size_t nodes) {
  double beyond[block];  // conductance from each pivot to all nodes beyond the block
  for (std::size_t k = 0; k < width; ++k) {
    const double* column = column_of(first + k);
    double sums[4] = {};
    std::size_t row = first + width;
    for (; row + 4 <= nodes; row += 4)
      for (std::size_t lane = 0; lane < 4; ++lane) sums[lane] -= column[row + lane];
    for (; row < nodes; ++row) sums[0] -= column[row];
    beyond[k] = (sums[0] + sums[1]) + (sums[2] + sums[3]) + (to_ground_.empty() ? 0.0 : to_ground_[first + k]);
  }
  for (std::size_t k = 0; k < width; ++k) {
    double* column = column_of(first + k) + first;
    double leaving = beyond[k];
    for (std::size_t row = k + 1; row < width; ++row) leaving -= column[row];
    const double pivot = std::sqrt(leaving);
    if (!(pivot > 0) || !std::isfinite(pivot)) return false;
    column[k] = pivot;
    for (std::size_t row = k + 1; row < width; ++row) column[row] /= pivot;
    for (std::size_t next = k + 1; next < width; ++next) {
      double* other = column_of(first + next) + first;
      const double factor = column[next];
      for (std::size_t row = next + 1; row < width; ++row) other[row] -= column[row] * factor;
      beyond[next] -= beyond[k] / pivot * factor;
      if (!to_ground_.empty()) to_ground_[first + next] -= to_ground_[first + k] / pivot * factor;
    }
  }
  return true;
}

/// Adds the branches to ground that later pivots get from the pivots of a block.
void Front::carry_ground(std::size_t first, std::size_t width) {
  for (std::size_t k = first; k < first + width; ++k) {
    const double* column = panel_.data() + k * size_;
    const double scaled = to_ground_[k] / column[k];
    for (std::size_t row = first + width; row < pivots_; ++row) to_ground_[row] -= scaled * column[row];
  }
}

/// Computes the rows of the factor below the block, group by group, packed for update_columns.
void Front::solve_rows(std::size_t first, std::size_t width, std::size_t task) {
  const std::size_t base = first + width, begin = base + task * rows_a_task, end = std::min(size_, begin + rows_a_task);
  double diagonal[block * block];
  for (std::size_t q = 0; q < width; ++q) {
    const double* column = panel_.data() + (first + q) * size_ + first;
    diagonal[q + q * block] = 1 / column[q];
    for (std::size_t k = q + 1; k < width; ++k) diagonal[k + q * block] = column[k];
  }
  for (std::size_t row = begin; row < end; row += group) {
    double* packed = packed_.data() + (row - base) * width;
    const std::size_t some = std::min(group, size_ - row);
    for (std::size_t k = 0; k < width; ++k) {
      const double* column = panel_.data() + (first + k) * size_ + row;
      for (std::size_t r = 0; r < group; ++r) packed[k * group + r] = r < some ? column[r] : 0.0;
    }
    kernels().solve_group(packed, diagonal, width);
    for (std::size_t k = 0; k < width; ++k)
      std::memcpy(panel_.data() + (first + k) * size_ + row, packed + k * group, some * sizeof(double));
  }
}

void Front::update_columns(std::size_t first, std::size_t width, std::size_t stripe) {
  const std::size_t base = first + width, begin = base + stripe * stripe_width,
                    end = std::min(size_, begin + stripe_width);
  for (std::size_t row = begin; row < size_; row += group) {
    const double* a = packed_.data() + (row - base) * width;
    const std::size_t rows = std::min(group, size_ - row);
    for (std::size_t column = begin; column < std::min(end, row + group); column += 4) {
      double* into[4] = {};
      const std::size_t columns = std::min<std::size_t>(4, end - column);
      for (std::size_t c = 0; c < columns; ++c) into[c] = column_of(column + c) + row;
      const std::size_t place = column - base;
      kernels().subtract_product(a, packed_.data() + place / group * group * width + place % group, width, into, rows,
                                 columns, static_cast<std::ptrdiff_t>(column) - static_cast<std::ptrdiff_t>(row));
    }
  }
}

bool Front::eliminate(const Executor& executor, Others kind) {
  constexpr std::size_t worth_threads = 512;
  const Executor threads{.threads = executor.threads, .backend = executor.backend};
  packed_.resize((size_ + group) * std::min(block, pivots_));
  for (std::size_t first = 0; first < pivots_; first += block) {
    const std::size_t width = std::min(block, pivots_ - first), rows = size_ - first - width;
    if (!eliminate_block(first, width, kind == Others::nodes ? size_ : pivots_)) return false;
    const auto run = [&](std::size_t tasks, const auto& body) {
      if (rows < worth_threads || executor.worker_count() == 1)
        for (std::size_t task = 0; task < tasks; ++task) body(task);
      else
        parallel_for<NoState>(threads, tasks, [&](NoState&, std::size_t task) { body(task); });
    };
    run((rows + rows_a_task - 1) / rows_a_task, [&](std::size_t task) { solve_rows(first, width, task); });
    if (!to_ground_.empty()) carry_ground(first, width);
    run((rows + stripe_width - 1) / stripe_width, [&](std::size_t task) { update_columns(first, width, task); });
  }
  std::vector<double>().swap(packed_);
  return true;
}

void Front::substitute(double* values, std::size_t columns) const {
  // Process pivots in groups of four, the last group first: subtract the contribution of the rows after them, then
  // solve within the group.
  constexpr std::size_t lanes = 8;
  std::vector<double> factors(4 * size_);
  for (std::size_t end = pivots_; end > 0;) {
    const std::size_t begin = end > 4 ? end - 4 : 0, some = end - begin, depth = size_ - end;
    for (std::size_t r = 0; r < some; ++r) {
      const double* column = panel_.data() + (begin + r) * size_ + end;
      for (std::size_t k = 0; k < depth; ++k) factors[k * 4 + r] = column[k];
    }
    for (std::size_t r = 0; r < some; ++r) std::fill_n(values + (begin + r) * columns, columns, 0.0);
    std::size_t c = 0;
    if (some == 4)
      for (; c + lanes <= columns; c += lanes)
        kernels().subtract_rows(factors.data(), values + end * columns + c, columns, depth,
                                values + begin * columns + c);
    for (; c < columns; ++c)
      for (std::size_t r = 0; r < some; ++r) {
        double sum = 0;
        for (std::size_t k = 0; k < depth; ++k) sum += values[(end + k) * columns + c] * factors[k * 4 + r];
        values[(begin + r) * columns + c] -= sum;
      }
    for (std::size_t r = some; r-- > 0;) {
      const double* column = panel_.data() + (begin + r) * size_ + begin;
      double* row = values + (begin + r) * columns;
      for (std::size_t later = r + 1; later < some; ++later)
        for (std::size_t k = 0; k < columns; ++k) row[k] -= column[later] * values[(begin + later) * columns + k];
      for (std::size_t k = 0; k < columns; ++k) row[k] /= column[r];
    }
    end = begin;
  }
}

}  // namespace spatial
