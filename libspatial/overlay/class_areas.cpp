// SPDX-License-Identifier: MIT
#include "libspatial/overlay/class_areas.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

constexpr std::size_t children_a_box = 8;
constexpr double units_a_m2 = 0x1p48;

__extension__ __int128 units(double area_m2) noexcept {
  __extension__ using Units = __int128;
  return static_cast<Units>(std::nearbyint(area_m2 * units_a_m2));
}

}  // namespace

struct ClassAreas::Query {
  const EdgeTree& area;
  SharedAreaScratch& scratch;
  std::vector<Units> sums;

  /// Does the boundary of the area come near the box?
  bool cuts(const Box& box) const noexcept { return area.any_edge_near(box.grown(1e-9)); }
  /// Of a box that the boundary does not come near.
  bool covers(const Box& box) const noexcept { return area.covers({box.min_x, box.min_y}); }
};

ClassAreas::ClassAreas(std::span<const MultiPolygonView> features, std::span<const std::uint32_t> class_of,
                       std::size_t classes, const Executor& executor, std::span<const EdgeTree* const> trees)
    : classes_(classes) {
  std::vector<Box> boxes;
  boxes.reserve(features.size());
  for (const MultiPolygonView feature : features) boxes.push_back(box_of(feature));
  std::vector<std::uint32_t> order = hilbert_order(boxes);
  std::erase_if(order, [&](std::uint32_t f) { return features[f].empty(); });
  if (order.empty()) return;
  auto made = parallel_map<std::optional<Feature>, NoState>(executor, order.size(), [&](NoState&, std::size_t k) {
    const MultiPolygonView feature = features[order[k]];
    const EdgeTree* const given = trees.empty() ? nullptr : trees[order[k]];
    std::unique_ptr<EdgeTree> own = given == nullptr ? std::make_unique<EdgeTree>(feature) : nullptr;
    const EdgeTree* const tree = given == nullptr ? own.get() : given;
    return std::optional<Feature>(
        {std::move(own), tree, OutlineSums(*tree), units(area_m2(feature)), class_of[order[k]]});
  });
  features_.reserve(made.size());
  for (std::optional<Feature>& feature : made) features_.push_back(std::move(*feature));
  while (levels_.empty() || levels_.back().size() > 1) add_level();
}

/// A level of boxes over the features or the level below.
void ClassAreas::add_level() {
  const std::size_t below = levels_.empty() ? features_.size() : levels_.back().size();
  std::vector<Node> level;
  for (std::size_t begin = 0; begin < below; begin += children_a_box) {
    const std::size_t end = std::min(below, begin + children_a_box);
    Node node{{}, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), 0, 0};
    std::vector<Units> sums(classes_, 0);
    for (std::size_t k = begin; k < end; ++k) {
      if (levels_.empty()) {
        node.box.add(features_[k].tree->box());
        sums[features_[k].class_number] += features_[k].area;
        continue;
      }
      const Node& child = levels_.back()[k];
      node.box.add(child.box);
      for (std::uint32_t s = child.first_sum; s < child.end_sum; ++s) sums[sums_[s].first] += sums_[s].second;
    }
    node.first_sum = static_cast<std::uint32_t>(sums_.size());
    for (std::uint32_t c = 0; c < classes_; ++c)
      if (sums[c] > 0) sums_.emplace_back(c, sums[c]);
    node.end_sum = static_cast<std::uint32_t>(sums_.size());
    level.push_back(node);
  }
  levels_.push_back(std::move(level));
}

void ClassAreas::add_under(std::size_t level, std::uint32_t index, Query& query) const {
  const Node& node = levels_[level][index];
  if (!node.box.intersects(query.area.box())) return;
  if (!query.cuts(node.box)) {
    if (query.covers(node.box))
      for (std::uint32_t s = node.first_sum; s < node.end_sum; ++s) query.sums[sums_[s].first] += sums_[s].second;
    return;
  }
  for (std::uint32_t k = node.begin; k < node.end; ++k) {
    if (level > 0) {
      add_under(level - 1, k, query);
      continue;
    }
    const Feature& feature = features_[k];
    Units& sum = query.sums[feature.class_number];
    if (!feature.tree->box().intersects(query.area.box())) continue;
    if (query.cuts(feature.tree->box()))
      sum += std::min(feature.area, units(shared_area_m2(query.area, *feature.tree, feature.outline, query.scratch)));
    else if (query.covers(feature.tree->box()))
      sum += feature.area;
  }
}

std::vector<double> ClassAreas::shared_m2(const EdgeTree& area, SharedAreaScratch& scratch) const {
  Query query{area, scratch, std::vector<Units>(classes_, 0)};
  if (!levels_.empty() && !area.empty()) add_under(levels_.size() - 1, 0, query);
  std::vector<double> shared;
  for (const Units sum : query.sums) shared.push_back(static_cast<double>(sum) / units_a_m2);
  return shared;
}

}  // namespace spatial
