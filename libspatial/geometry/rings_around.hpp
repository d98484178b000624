// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "libspatial/geometry/box_index.hpp"
#include "libspatial/geometry/edge_tree.hpp"

namespace spatial {

/// A point on the ring between two corners. (A corner would not do, because other rings may share it.)
inline Point place_on(RingView ring) noexcept { return {(ring[0].x + ring[1].x) / 2, (ring[0].y + ring[1].y) / 2}; }

/// Finds which of many rings enclose a point. Private to the module. The points of the rings must outlive it; a large
/// ring gets a tree when it is first tested. Not thread-safe. O(log n + rings whose boxes contain the point × (log of
/// their size + edges beside the point)).
class RingsAround {
 public:
  explicit RingsAround(std::span<const RingView> rings);
  /// Ascending. The point must not be on a ring.
  const std::vector<std::uint32_t>& of(Point p);

 private:
  std::vector<RingView> rings_;
  std::vector<std::unique_ptr<EdgeTree>> trees_;
  BoxIndex index_;
  std::vector<std::uint32_t> near_, found_;
};

}  // namespace spatial
