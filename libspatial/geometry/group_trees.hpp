// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/edge_tree.hpp"

namespace spatial {

/// Trees of large features, built once for all groups; the others have none.
///
///     const auto large = large_trees(features, executor);
///     GroupTrees trees(features, large);  // one for each group of neighbours
///     shared_area_m2(trees[a], trees[b], scratch);
inline std::vector<std::optional<EdgeTree>> large_trees(const MultiPolygonColumn& features, const Executor& executor) {
  constexpr std::size_t large_feature = 1u << 14;  // vertices
  std::vector<std::optional<EdgeTree>> large(features.size());
  std::vector<std::uint32_t> numbers;
  for (std::uint32_t i = 0; i < features.size(); ++i)
    if (features[i].point_count() > large_feature) numbers.push_back(i);
  parallel_for<NoState>(executor, numbers.size(),
                        [&](NoState&, std::size_t k) { large[numbers[k]].emplace(features[numbers[k]]); });
  return large;
}

/// Trees of the features that one group of neighbours needs. Each tree is built on first use and dropped with the
/// group, so memory does not grow with the number of features. One object per thread.
class GroupTrees {
 public:
  GroupTrees(const MultiPolygonColumn& features, const std::vector<std::optional<EdgeTree>>& large)
      : features_(features), large_(large) {}
  const EdgeTree& operator[](std::uint32_t i) {
    if (large_[i]) return *large_[i];
    auto [place, is_new] = slot_.try_emplace(i, nullptr);
    if (is_new) place->second = std::make_unique<EdgeTree>(features_[i]);
    return *place->second;
  }

 private:
  const MultiPolygonColumn& features_;
  const std::vector<std::optional<EdgeTree>>& large_;
  std::unordered_map<std::uint32_t, std::unique_ptr<EdgeTree>> slot_;  // looked up only, never iterated over
};

}  // namespace spatial
