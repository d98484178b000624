// SPDX-License-Identifier: MIT
#include "libspatial/network/links.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/box_index.hpp"
#include "libspatial/geometry/tile.hpp"

namespace spatial {
namespace {

void check_limit(double limit_m) {
  if (!(limit_m >= 0))
    throw Error(ErrorKind::config, "the longest link must be at least 0 m, not " + shortest(limit_m));
}

}  // namespace

struct PatchLocator::Impl {
  std::vector<std::optional<EdgeTree>> trees;
  BoxIndex index;
};

PatchLocator::PatchLocator(const PatchSet& patches, const Executor& executor) : impl_(std::make_unique<Impl>()) {
  std::vector<double> cost;
  for (std::size_t i = 0; i < patches.size(); ++i)
    cost.push_back(static_cast<double>(patches.geometry[i].point_count()));
  impl_->trees.resize(patches.size());
  parallel_for<NoState>(
      executor, patches.size(), [&](NoState&, std::size_t i) { impl_->trees[i].emplace(patches.geometry[i]); },
      by_falling_cost(cost));
  impl_->index = BoxIndex(patches.boxes);
}

PatchLocator::~PatchLocator() = default;
PatchLocator::PatchLocator(PatchLocator&&) noexcept = default;
PatchLocator& PatchLocator::operator=(PatchLocator&&) noexcept = default;

std::size_t PatchLocator::size() const noexcept { return impl_->trees.size(); }
const EdgeTree& PatchLocator::tree(std::uint32_t patch) const { return *impl_->trees[patch]; }
std::vector<std::uint32_t> PatchLocator::meeting(const Box& box) const { return impl_->index.query(box); }

std::vector<PatchLocator::Near> PatchLocator::within(MultiPolygonView feature, double limit_m) const {
  check_limit(limit_m);
  std::vector<Near> near;
  const EdgeTree asking(feature);
  if (asking.empty()) return near;
  for (const std::uint32_t patch : meeting(asking.box().grown(limit_m))) {
    const double d = distance_m(asking, tree(patch), limit_m);
    if (std::isfinite(d)) near.push_back({patch, d});
  }
  return near;
}

std::vector<PatchLocator::Near> PatchLocator::within_bounds(const EdgeTree& feature, double limit_m,
                                                            double exact_m) const {
  constexpr double rounding_m = 1e-6;  // generous bound for rounding of bounds
  check_limit(limit_m);
  std::vector<Near> near;
  if (feature.empty()) return near;
  for (const std::uint32_t patch : meeting(feature.box().grown(limit_m))) {
    const DistanceBounds bounds = distance_bounds(feature, tree(patch), limit_m);
    if (bounds.least > limit_m + rounding_m) continue;
    if (bounds.least > exact_m + rounding_m && bounds.most < limit_m - rounding_m) {
      near.push_back({patch, bounds.least - rounding_m, false});
      continue;
    }
    const double d = distance_m(feature, tree(patch), limit_m);
    if (std::isfinite(d)) near.push_back({patch, d});
  }
  return near;
}

namespace {

/// Patches after `a` whose boxes lie within the limit, ascending; with a tile, those whose pair with `a` is its own.
std::vector<std::uint32_t> later_near(const PatchLocator& patches, std::uint32_t a, double limit_m, const Box* tile) {
  const Box around = patches.tree(a).box().grown(limit_m);
  std::vector<std::uint32_t> found = patches.meeting(around);
  found.erase(found.begin(), std::upper_bound(found.begin(), found.end(), a));
  if (tile != nullptr)
    std::erase_if(found, [&](std::uint32_t b) { return !holds(*tile, place_of_pair(around, patches.tree(b).box())); });
  return found;
}

}  // namespace

std::size_t pairs_to_measure(const PatchLocator& patches, double limit_m, const Box* tile) {
  check_limit(limit_m);
  std::size_t pairs = 0;
  for (std::uint32_t a = 0; a < patches.size(); ++a) pairs += later_near(patches, a, limit_m, tile).size();
  return pairs;
}

std::vector<EdgeLink> edge_links(const PatchLocator& patches, double limit_m, const Executor& executor,
                                 const Box* tile) {
  check_limit(limit_m);
  std::vector<double> cost;
  for (std::uint32_t i = 0; i < patches.size(); ++i)
    cost.push_back(static_cast<double>(patches.tree(i).edges().size()));
  const std::vector<std::vector<EdgeLink>> rows = parallel_map<std::vector<EdgeLink>, NoState>(
      executor, patches.size(),
      [&](NoState&, std::size_t index) {
        std::vector<EdgeLink> row;
        const auto a = static_cast<std::uint32_t>(index);
        for (const std::uint32_t b : later_near(patches, a, limit_m, tile)) {
          const ClosestPoints closest = closest_points(patches.tree(a), patches.tree(b), limit_m);
          if (std::isfinite(closest.distance_m))
            row.push_back({{a, b, closest.distance_m}, closest.on_a, closest.on_b});
        }
        return row;
      },
      by_falling_cost(cost));
  std::vector<EdgeLink> links;
  for (const std::vector<EdgeLink>& row : rows) links.insert(links.end(), row.begin(), row.end());
  return links;
}

std::vector<EdgeLink> edge_links(const PatchSet& patches, double limit_m, const Executor& executor) {
  return edge_links(PatchLocator(patches, executor), limit_m, executor);
}

}  // namespace spatial
