// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Private to io/: the nodes of SQLite's R-tree for rows known beforehand, packed along a Hilbert curve (Kamel and
/// Faloutsos 1993). Inserting row by row costs several times as much as writing the rows themselves; this costs a sort.
/// The layout is that of SQLite's rtree.c, which keeps it stable as part of its file format.

struct RtreeNode {
  std::int64_t number = 0;        ///< the root is 1
  std::int64_t parent = 0;        ///< 0 for the root
  std::vector<std::uint8_t> data;
};

struct Rtree {
  std::vector<RtreeNode> nodes;                                  ///< by number
  std::vector<std::pair<std::int64_t, std::int64_t>> leaf_of_row;  ///< (row id, node number), by row id
};

/// Boxes are widened to 32-bit floats, so that a search never misses a row.
Rtree packed_rtree(const std::vector<std::int64_t>& row_ids, const std::vector<Box>& boxes);

}  // namespace spatial
