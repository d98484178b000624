// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace spatial {

/// Weighted Σ |x_i − x_j| over all pairs of numbers. With the x in ascending order it is the sum, over the gaps between
/// neighbours, of gap × weight below × weight above. Complexity O(n log n), or O(n) if the order is similar to that of
/// the previous call with the same `series`. Not thread-safe: use one object per thread.
///
///     SumsOfDifferences sums(weights);
///     const double sum = sums.of(volts, which, 0);
class SumsOfDifferences {
 public:
  explicit SumsOfDifferences(std::span<const double> weights) : weights_(weights) {}
  /// The sum for x[k] with k in `which`.
  double of(std::span<const double> x, std::span<const std::uint32_t> which, std::size_t series);

 private:
  std::span<const double> weights_;
  struct Order {
    const std::uint32_t* which = nullptr;  ///< the call's `which`
    std::vector<std::uint32_t> last;       ///< as last sorted
  };
  std::vector<Order> orders_;  ///< by series
  std::vector<std::pair<double, std::uint32_t>> sorted_;
};

}  // namespace spatial
