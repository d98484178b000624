// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>

#include "libspatial/geometry/edge_tree.hpp"

namespace spatial {

/// Trees of the features that are asked for, each built when it first is, and kept: for searches that need few of many
/// features. `features` must outlive the trees. Any number of threads.
///
///     const LazyTrees trees(landmarks);
///     distance_m(asking, trees[nearest], limit_m);
class LazyTrees {
 public:
  explicit LazyTrees(const MultiPolygonColumn& features) : features_(features), slots_(features.size()) {}
  const EdgeTree& operator[](std::uint32_t feature) const {
    Slot& slot = slots_[feature];
    std::call_once(slot.built, [&] { slot.tree.emplace(features_[feature]); });
    return *slot.tree;
  }

 private:
  struct Slot {
    std::once_flag built;
    std::optional<EdgeTree> tree;
  };
  const MultiPolygonColumn& features_;
  mutable std::deque<Slot> slots_;  // a slot never moves
};

}  // namespace spatial
