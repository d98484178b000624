// SPDX-License-Identifier: MIT
#include "libspatial/geometry/overlap_pairs.hpp"

#include <algorithm>
#include <tuple>

#include "libspatial/geometry/box_index.hpp"
#include "libspatial/geometry/shared_area.hpp"

namespace spatial {
namespace {

struct PairScratch {
  SharedAreaScratch shared;
  std::vector<std::uint32_t> near;
};

}  // namespace

std::vector<std::uint32_t> by_falling_size(const MultiPolygonColumn& features) {
  std::vector<double> cost(features.size());
  for (std::size_t i = 0; i < cost.size(); ++i) cost[i] = static_cast<double>(features[i].point_count());
  return by_falling_cost(cost);
}

std::vector<OverlapPair> overlapping_pairs(const MultiPolygonColumn& features, const std::vector<Box>& boxes,
                                           const std::vector<double>& areas_m2, double tolerance_m2, const Executor& executor) {
  const BoxIndex index(boxes);
  // A pair belongs to the feature with more vertices, whose tree is built once for all its neighbours.
  const auto owns = [&](std::uint32_t owner, std::uint32_t other) {
    const std::size_t mine = features[owner].point_count(), theirs = features[other].point_count();
    return mine != theirs ? mine > theirs : owner < other;
  };
  const auto by_owner = parallel_map<std::vector<OverlapPair>, PairScratch>(
      executor, features.size(),
      [&](PairScratch& scratch, std::size_t i) {
        std::vector<OverlapPair> found;
        const auto owner = static_cast<std::uint32_t>(i);
        index.query(boxes[i], scratch.near);
        std::erase_if(scratch.near, [&](std::uint32_t j) { return j == owner || !owns(owner, j); });
        if (scratch.near.empty()) return found;
        const EdgeTree tree(features[i]);
        for (const std::uint32_t j : scratch.near) {
          const double area = shared_area_m2(features[j], boxes[j], areas_m2[j], tree, scratch.shared);
          if (area > tolerance_m2) found.push_back({std::min(owner, j), std::max(owner, j), area});
        }
        return found;
      },
      by_falling_size(features));
  std::vector<OverlapPair> pairs;
  for (const auto& found : by_owner) pairs.insert(pairs.end(), found.begin(), found.end());
  std::sort(pairs.begin(), pairs.end(), [](const OverlapPair& x, const OverlapPair& y) { return std::tie(x.a, x.b) < std::tie(y.a, y.b); });
  return pairs;
}

}  // namespace spatial
