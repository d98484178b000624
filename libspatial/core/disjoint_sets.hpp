// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace spatial {

/// Connected sets of n items, built from pairs that are joined one after the other. A set is named by its lowest
/// member, so the result does not depend on the order of the pairs.
///
///   DisjointSets sets(5);
///   sets.join(1, 3);
///   sets.find(3);      // 1
///   sets.numbered();   // 0 1 2 1 3
///
/// Not thread-safe: even `find` changes the structure (it shortens paths). n calls take O(n log n) at worst and are
/// linear in practice (union-find with path halving: R. E. Tarjan and J. van Leeuwen, J. ACM 31, 1984).
class DisjointSets {
 public:
  explicit DisjointSets(std::size_t count = 0) : parent_(count) { std::iota(parent_.begin(), parent_.end(), 0u); }

  std::size_t size() const noexcept { return parent_.size(); }

  /// Adds an item as a set of its own and returns its number.
  std::uint32_t add() {
    parent_.push_back(static_cast<std::uint32_t>(parent_.size()));
    return parent_.back();
  }

  /// The lowest member of the set of `i`.
  std::uint32_t find(std::uint32_t i) noexcept {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }

  /// False if both were in the same set already.
  bool join(std::uint32_t a, std::uint32_t b) noexcept {
    a = find(a);
    b = find(b);
    if (a == b) return false;
    parent_[std::max(a, b)] = std::min(a, b);
    return true;
  }

  /// The number of each item's set; sets are numbered from 0 in the order of their lowest members.
  std::vector<std::uint32_t> numbered() {
    std::vector<std::uint32_t> number(parent_.size());
    std::uint32_t sets = 0;
    for (std::uint32_t i = 0; i < number.size(); ++i) {
      const std::uint32_t first = find(i);
      number[i] = first == i ? sets++ : number[first];  // the lowest member comes before all others
    }
    return number;
  }

 private:
  std::vector<std::uint32_t> parent_;
};

}  // namespace spatial
