// SPDX-License-Identifier: MIT
#include "libspatial/network/sum_of_differences.hpp"

#include <algorithm>

namespace spatial {
namespace {

using Numbered = std::vector<std::pair<double, std::uint32_t>>;

/// Insertion sort, which is fast for nearly sorted values; falls back to a full sort if they are not.
void sort_from_near(Numbered& values) {
  std::size_t moves = 0;
  const std::size_t most = 8 * values.size();
  for (std::size_t k = 1; k < values.size(); ++k) {
    const auto value = values[k];
    std::size_t place = k;
    for (; place > 0 && value < values[place - 1]; --place) values[place] = values[place - 1];
    values[place] = value;
    moves += k - place;
    if (moves > most) break;
  }
  if (moves > most) std::sort(values.begin(), values.end());
}

}  // namespace

double SumsOfDifferences::of(std::span<const double> x, std::span<const std::uint32_t> which, std::size_t series) {
  if (series >= orders_.size()) orders_.resize(series + 1);
  std::vector<std::uint32_t>& order = orders_[series].last;
  if (orders_[series].which != which.data() || order.size() != which.size()) {
    order.assign(which.begin(), which.end());
    orders_[series].which = which.data();
  }
  sorted_.clear();
  for (const std::uint32_t k : order) sorted_.emplace_back(x[k], k);
  sort_from_near(sorted_);
  double all = 0, below = 0, sum = 0;
  for (const auto& [value, k] : sorted_) all += weights_[k];
  for (std::size_t place = 0; place < sorted_.size(); ++place) {
    if (place > 0) sum += (sorted_[place].first - sorted_[place - 1].first) * below * (all - below);
    below += weights_[sorted_[place].second];
    order[place] = sorted_[place].second;
  }
  return sum;
}

}  // namespace spatial
