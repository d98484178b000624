// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "libspatial/core/parallel.hpp"

namespace spatial {

/// Eliminates nodes of a dense network of conductances: one "front" of a multifrontal Cholesky factorisation (Duff &
/// Reid 1983).
///
///   Front front(pivots, others);           // the first nodes are eliminated, the others stay
///   front.add(row, column, -siemens);      // a branch; row > column, pivots first
///   front.eliminate(executor);
///   front.schur(row, column);              // −siemens between two of the others, paths through pivots included
///
/// The diagonal is neither stored nor reduced by subtraction: a pivot is the sum of the conductances that leave its
/// node at that moment, and all other terms have the same sign (Grassmann, Taksar & Heyman 1985). There is no
/// cancellation, so each conductance is accurate to nearly full precision, however much resistances differ. The order
/// of sums depends only on the sizes, so the bits are the same for any number of threads and every vector width of the
/// processor. Time O(n³), memory 8 (pivots × n + others²) bytes, where n = pivots + others. One thread at a time may
/// use a front; eliminate() itself uses those of the executor.
class Front {
 public:
  Front() = default;
  Front(std::size_t pivots, std::size_t others);

  std::size_t pivots() const noexcept { return pivots_; }
  std::size_t others() const noexcept { return size_ - pivots_; }
  /// `row` > `column`; both count pivots first.
  void add(std::size_t row, std::size_t column, double value) noexcept { column_of(column)[row] += value; }
  double schur(std::size_t row, std::size_t column) const noexcept { return schur_[row + column * others()]; }

  /// A branch from a pivot to ground, which is not a node of the front.
  void add_to_ground(std::size_t pivot, double siemens);

  /// What the others are: nodes, or right-hand sides. No current flows to a right-hand side.
  enum class Others { nodes, right_hand_sides };
  /// Returns false if a pivot has no branch left or a value is NaN.
  [[nodiscard]] bool eliminate(const Executor& executor, Others others = Others::nodes);
  /// Releases the memory of the Schur complement after it has been read.
  void drop_schur() noexcept { std::vector<double>().swap(schur_); }

  /// Voltages of the pivots from those of the others, for `columns` right-hand sides at once: L₁₁ᵀ x = −L₂₁ᵀ y, with no
  /// current injected at the pivots. `values` has `size` rows of `columns` numbers, pivots first; the rows of the
  /// others are read, those of the pivots written. After eliminate().
  void substitute(double* values, std::size_t columns) const;

 private:
  double* column_of(std::size_t column) noexcept {
    return column < pivots_ ? panel_.data() + column * size_ : schur_.data() + (column - pivots_) * others() - pivots_;
  }
  [[nodiscard]] bool eliminate_block(std::size_t first, std::size_t width, std::size_t nodes);
  void carry_ground(std::size_t first, std::size_t width);
  void solve_rows(std::size_t first, std::size_t width, std::size_t group);
  void update_columns(std::size_t first, std::size_t width, std::size_t stripe);

  std::size_t pivots_ = 0, size_ = 0;
  std::vector<double> panel_;      ///< the pivots' columns of the factor, each with all rows
  std::vector<double> schur_;      ///< others × others, by columns
  std::vector<double> to_ground_;  ///< per pivot; empty: none has a branch to ground
  std::vector<double> packed_;     ///< rows below the current block of pivots, in groups of eight
};

}  // namespace spatial
