// SPDX-License-Identifier: MIT
#include "libspatial/strategy/pollinators.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "libspatial/geometry/distance.hpp"
#include "libspatial/geometry/edge_tree.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/nearest.hpp"
#include "libspatial/overlay/buffers.hpp"
#include "libspatial/overlay/combine.hpp"
#include "libspatial/strategy/products.hpp"

namespace spatial {
namespace {

constexpr int quadrant_segments = 64;  // a disc's area is 0.01 % too small

/// Connected areas of at least `min_m2`.
MultiPolygonColumn patches_of_land(const MultiPolygonColumn& land, double min_m2, const Executor& executor) {
  const MultiPolygonColumn parts = land_outside(land, {}, executor);
  MultiPolygonColumn patches;
  for (std::size_t p = 0; p < parts.size(); ++p)
    if (area_m2(parts[p]) >= min_m2 * (1 - 1e-9)) patches.append(parts[p]);
  return patches;
}

/// All land within a distance of the patches, as one area.
MultiPolygonColumn around(const MultiPolygonColumn& patches, double distance_m, const Executor& executor) {
  if (patches.empty()) return {};
  const std::vector<double> distance(patches.size(), distance_m);
  const std::vector<std::uint32_t> group(patches.size(), 0);
  return buffers({patches}, distance, group, 1, {quadrant_segments, 0}, executor);
}

MultiPolygonColumn cut(const MultiPolygonColumn& land, const MultiPolygonColumn& to, const Executor& executor) {
  if (land.empty() || to.empty()) return {};
  return combine(land, to, OverlayOperation::clip, 0, executor).geometry;
}

/// Minimum spanning tree (Prim) of edge-to-edge distances. A distance is only computed if the boxes are close enough.
std::vector<PollinatorLink> spanning_tree(const MultiPolygonColumn& patches, std::uint32_t bline) {
  const std::size_t n = patches.size();
  std::vector<PollinatorLink> links;
  if (n < 2) return links;
  std::vector<EdgeTree> trees;
  for (std::size_t p = 0; p < n; ++p) trees.emplace_back(patches[p]);
  std::vector<ClosestPoints> best(n);
  std::vector<char> done(n, 0);
  std::size_t at = 0;
  for (std::size_t step = 1; step < n; ++step) {
    done[at] = 1;
    std::size_t next = n;
    for (std::size_t p = 0; p < n; ++p) {
      if (done[p]) continue;
      if (gap_m(trees[at].box(), trees[p].box()) < best[p].distance_m) {
        const ClosestPoints found = closest_points(trees[at], trees[p], best[p].distance_m);
        if (found.distance_m < best[p].distance_m) best[p] = found;
      }
      if (next == n || best[p].distance_m < best[next].distance_m) next = p;
    }
    links.push_back({bline, best[next].on_a, best[next].on_b, best[next].distance_m});
    at = next;
  }
  std::stable_sort(links.begin(), links.end(),
                   [](const PollinatorLink& a, const PollinatorLink& b) { return a.length_m > b.length_m; });
  return links;
}

class Mapper {
 public:
  Mapper(const PollinatorInput& input, const Executor& executor) : input_(input), executor_(executor) {}

  PollinatorMap run() {
    for (std::uint32_t b = 0; b < input_.blines.size(); ++b) one(b);
    crops();
    check_closing(map_.sums);
    return std::move(map_);
  }

 private:
  void one(std::uint32_t b) {
    MultiPolygonColumn line;
    line.append(input_.blines[b]);
    BlineProgress progress;
    progress.area_m2 = area_m2(line[0]);
    progress.target_m2 = input_.target_share * progress.area_m2;
    const MultiPolygonColumn land = cut(input_.flower_rich, line, executor_);
    progress.flower_rich_m2 = land_m2(seamless(land, executor_));
    const MultiPolygonColumn patches = patches_of_land(land, input_.min_patch_m2, executor_);
    progress.patches = patches.size();
    map_.patches.append(patches);
    map_.patch_bline.insert(map_.patch_bline.end(), patches.size(), b);
    std::vector<PollinatorLink> links = spanning_tree(patches, b);
    if (!links.empty()) progress.max_gap_m = links.front().length_m;
    map_.links.insert(map_.links.end(), links.begin(), links.end());
    for (std::uint32_t d = 0; d < input_.distances_m.size(); ++d) {
      const MultiPolygonColumn near = around(patches, input_.distances_m[d], executor_);
      progress.within_m2.push_back(land_m2(cut(line, near, executor_)));
      const MultiPolygonColumn gaps = land_outside(line, near, executor_);
      for (std::size_t g = 0; g < gaps.size(); ++g) {
        map_.gaps.push_back({b, d, area_m2(gaps[g])});
        map_.gap_geometry.append(gaps[g]);
      }
      map_.sums.push_back({fmt::format("B-Line {}: within {} m + gaps = area", b + 1, input_.distances_m[d]),
                           progress.within_m2.back() + land_m2(gaps), progress.area_m2});
    }
    map_.blines.push_back(std::move(progress));
  }

  void crops() {
    map_.crops_within_m2.assign(input_.distances_m.size(), 0);
    if (input_.crops.empty()) return;
    const MultiPolygonColumn crops = seamless(input_.crops, executor_);
    map_.crops_m2 = land_m2(crops);
    const MultiPolygonColumn patches = patches_of_land(input_.flower_rich, input_.min_patch_m2, executor_);
    for (std::size_t d = 0; d < input_.distances_m.size(); ++d)
      map_.crops_within_m2[d] = land_m2(cut(crops, around(patches, input_.distances_m[d], executor_), executor_));
  }

  const PollinatorInput& input_;
  const Executor& executor_;
  PollinatorMap map_;
};

}  // namespace

PollinatorMap pollinator_map(const PollinatorInput& input, const Executor& executor) {
  return Mapper(input, executor).run();
}

}  // namespace spatial
