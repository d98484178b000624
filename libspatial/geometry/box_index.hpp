// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Static index of boxes (Boost.Geometry R-tree, packed when built: Leutenegger et al. 1997). Answers come sorted by
/// index, so they do not depend on the tree. Const queries are thread-safe. Build O(n log n), query O(log n + answers).
///
///     const BoxIndex index(boxes_of(sites));
///     for (const std::uint32_t s : index.query(box_of(parcel))) check(sites[s]);
class BoxIndex {
 public:
  BoxIndex();
  explicit BoxIndex(std::span<const Box> boxes);  ///< empty boxes are left out
  ~BoxIndex();
  BoxIndex(BoxIndex&&) noexcept;
  BoxIndex& operator=(BoxIndex&&) noexcept;

  /// Indices of all boxes that meet `box` (touching counts), ascending; `found` is replaced.
  void query(const Box& box, std::vector<std::uint32_t>& found) const;
  std::vector<std::uint32_t> query(const Box& box) const;
  std::size_t size() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spatial
