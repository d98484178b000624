// SPDX-License-Identifier: MIT
#include "libspatial/geometry/overlap_pairs.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

#include "libspatial/geometry/box_index.hpp"
#include "libspatial/geometry/group_trees.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/shared_area.hpp"
#include "libspatial/geometry/single_cover.hpp"

namespace spatial {
namespace {

constexpr std::size_t group_size = 256;  // features whose trees are in memory together
/// A summed area may differ from 0 by rounding where nothing is shared. If that counts, every pair is summed.
constexpr double rounding_m2 = 1e-7;

Box common_box(const Box& a, const Box& b) noexcept {
  return {std::max(a.min_x, b.min_x), std::max(a.min_y, b.min_y), std::min(a.max_x, b.max_x),
          std::min(a.max_y, b.max_y)};
}

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
                                           const std::vector<double>& areas_m2, double tolerance_m2,
                                           const Executor& executor) {
  const BoxIndex index(boxes);
  const std::vector<std::optional<EdgeTree>> large = large_trees(features, executor);

  // Features that are close on the Hilbert curve are close on the ground, so a group builds few trees for many pairs.
  const std::vector<std::uint32_t> order = hilbert_order(boxes);
  std::vector<std::uint32_t> rank(order.size());
  for (std::uint32_t k = 0; k < order.size(); ++k) rank[order[k]] = k;
  std::optional<SingleCover> cover;
  const bool one_buffer = !features.is_shared();  // SingleCover numbers the edges by their place in memory
  if (tolerance_m2 >= rounding_m2 && one_buffer) cover.emplace(features, boxes, order, executor);
  const std::size_t groups = (order.size() + group_size - 1) / group_size;
  const auto by_group = parallel_map<std::vector<OverlapPair>,
                                     PairScratch>(executor, groups, [&](PairScratch& scratch, std::size_t g) {
    std::vector<OverlapPair> found;
    GroupTrees trees(features, large);
    for (std::size_t k = g * group_size; k < std::min(order.size(), (g + 1) * group_size); ++k) {
      const std::uint32_t i = order[k];
      index.query(boxes[i], scratch.near);
      for (const std::uint32_t j : scratch.near) {
        // The feature that is later on the curve owns the pair. If only one is large, the other one does, which spreads
        // the pairs of a large feature over the groups.
        if (j == i || (large[i] && !large[j]) || (rank[j] > rank[i] && (!large[j] || large[i]))) continue;
        if (cover && cover->apart(common_box(boxes[i], boxes[j]))) continue;
        const std::uint32_t a = std::min(i, j), b = std::max(i, j);
        const double area = std::min({areas_m2[a], areas_m2[b], shared_area_m2(trees[a], trees[b], scratch.shared)});
        if (area > tolerance_m2) found.push_back({a, b, area});
      }
    }
    return found;
  });
  std::vector<OverlapPair> pairs;
  for (const auto& found : by_group) pairs.insert(pairs.end(), found.begin(), found.end());
  std::sort(pairs.begin(), pairs.end(),
            [](const OverlapPair& x, const OverlapPair& y) { return std::tie(x.a, x.b) < std::tie(y.a, y.b); });
  return pairs;
}

}  // namespace spatial
