// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Private to io/: the nodes of SQLite's R-tree for rows known beforehand, packed along a Hilbert curve (Kamel and
/// Faloutsos 1993). Inserting row by row costs several times as much as writing the rows themselves; this costs a sort.
/// The layout is that of SQLite's rtree.c, which keeps it stable as part of its file format.

struct RtreeNode {
  std::int64_t number = 0;  ///< the root is 1
  std::int64_t parent = 0;  ///< 0 for the root
  std::vector<std::uint8_t> data;
};

/// Calls back with the tree's nodes by number, the root first, then with the leaf of each row. `row_ids` must ascend.
/// Boxes are widened to 32-bit floats, so that a search never misses a row. O(n log n); memory 8 bytes per row, besides
/// the 40 of the arguments.
void write_packed_rtree(const std::vector<std::int64_t>& row_ids, const std::vector<Box>& boxes,
                        const std::function<void(const RtreeNode&)>& write_node,
                        const std::function<void(std::int64_t row, std::int64_t node)>& write_row);

}  // namespace spatial
