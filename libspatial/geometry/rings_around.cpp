// SPDX-License-Identifier: MIT
#include "libspatial/geometry/rings_around.hpp"

#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

constexpr std::size_t large_ring = 128;  // points

/// Whether p lies inside the ring, by the even-odd rule.
bool inside(RingView ring, Point p) noexcept {
  bool odd = false;
  for (std::size_t i = 1; i < ring.size(); ++i) {
    const Point a = ring[i - 1], b = ring[i];
    if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x) odd = !odd;
  }
  return odd;
}

std::vector<Box> boxes_of_rings(std::span<const RingView> rings) {
  std::vector<Box> boxes;
  for (const RingView ring : rings) boxes.push_back(box_of(ring));
  return boxes;
}

}  // namespace

RingsAround::RingsAround(std::span<const RingView> rings)
    : rings_(rings.begin(), rings.end()), trees_(rings.size()), index_(boxes_of_rings(rings)) {}

const std::vector<std::uint32_t>& RingsAround::of(Point p) {
  Box place;
  place.add(p);
  index_.query(place, near_);
  found_.clear();
  for (const std::uint32_t r : near_) {
    if (rings_[r].size() <= large_ring) {
      if (inside(rings_[r], p)) found_.push_back(r);
      continue;
    }
    if (!trees_[r]) trees_[r] = std::make_unique<EdgeTree>(polygon_of(rings_[r]).view());
    if (trees_[r]->covers(p)) found_.push_back(r);
  }
  return found_;
}

}  // namespace spatial
