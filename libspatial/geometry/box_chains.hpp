// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// The boxes that `start` names, and all boxes that a chain of meeting boxes connects to them, ascending. Empty boxes
/// meet nothing. What is united, buffered or measured for these depends on no other area. O(n log n).
///
///     const std::vector<std::uint32_t> group = chained(boxes, {site});   // the site, and what it may overlap
std::vector<std::uint32_t> chained(std::span<const Box> boxes, std::vector<std::uint32_t> start);

/// The boxes that meet one of `places`, and those connected to them, ascending. O((n + places) log n).
std::vector<std::uint32_t> chained_to(std::span<const Box> boxes, std::span<const Box> places);

}  // namespace spatial
