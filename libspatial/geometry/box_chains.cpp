// SPDX-License-Identifier: MIT
#include "libspatial/geometry/box_chains.hpp"

#include <utility>

#include "libspatial/geometry/box_index.hpp"

namespace spatial {
namespace {

/// Follows the chains from `open`.
std::vector<std::uint32_t> followed(std::span<const Box> boxes, const BoxIndex& index,
                                    std::vector<std::uint32_t> open) {
  std::vector<char> known(boxes.size(), 0);
  for (const std::uint32_t b : open) known[b] = 1;
  std::vector<std::uint32_t> met;
  while (!open.empty()) {
    const std::uint32_t box = open.back();
    open.pop_back();
    index.query(boxes[box], met);
    for (const std::uint32_t other : met)
      if (std::exchange(known[other], 1) == 0) open.push_back(other);
  }
  std::vector<std::uint32_t> chosen;
  for (std::uint32_t b = 0; b < boxes.size(); ++b)
    if (known[b] != 0) chosen.push_back(b);
  return chosen;
}

}  // namespace

std::vector<std::uint32_t> chained(std::span<const Box> boxes, std::vector<std::uint32_t> start) {
  return followed(boxes, BoxIndex(boxes), std::move(start));
}

std::vector<std::uint32_t> chained_to(std::span<const Box> boxes, std::span<const Box> places) {
  const BoxIndex index(boxes);
  std::vector<char> known(boxes.size(), 0);
  std::vector<std::uint32_t> met, start;
  for (const Box& place : places) {
    index.query(place, met);
    for (const std::uint32_t b : met)
      if (std::exchange(known[b], 1) == 0) start.push_back(b);
  }
  return followed(boxes, index, std::move(start));
}

}  // namespace spatial
