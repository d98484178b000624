// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "libspatial/core/closing.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// B-Lines (Buglife): how much flower-rich habitat these insect pathways contain, and where gaps stop pollinators
/// (docs/methods.md section 20).
///
/// Flower-rich habitat is clipped to the B-Line and dissolved, so each place counts once. Connected areas of at least
/// min_patch_m2 are patches. The longest gap is the longest link of the minimum spanning tree of the patches, edge to
/// edge; pollinators that forage half as far can cross it. Land within a foraging distance of a patch is within reach;
/// the rest of the B-Line is a gap.
///
///   const PollinatorMap map = pollinator_map(input, executor);
///
/// Units: m, m². Errors: Error(geometry). The result does not depend on the number of threads. Complexity: at worst
/// O(p²) distances between the p patches of a B-Line (their boxes rule out most), plus the buffers of the patches.

struct PollinatorInput {
  MultiPolygonColumn blines;
  MultiPolygonColumn flower_rich, crops;  ///< may overlap themselves
  std::vector<double> distances_m;        ///< ascending
  double min_patch_m2 = 1000, target_share = 0.1;
};

struct BlineProgress {
  double area_m2 = 0, flower_rich_m2 = 0, target_m2 = 0;
  std::size_t patches = 0;
  double max_gap_m = std::numeric_limits<double>::quiet_NaN();  ///< NaN for fewer than two patches
  std::vector<double> within_m2;                                ///< by distance
  double share() const noexcept { return area_m2 > 0 ? flower_rich_m2 / area_m2 : 0; }
  double shortfall_m2() const noexcept { return target_m2 > flower_rich_m2 ? target_m2 - flower_rich_m2 : 0; }
};

/// A connected area of a B-Line that is further than a foraging distance from every patch.
struct PollinatorGap {
  std::uint32_t bline = 0, distance = 0;
  double area_m2 = 0;
};

/// Where a link of the spanning tree crosses land without flowers: a place for a stepping stone.
struct PollinatorLink {
  std::uint32_t bline = 0;
  Point from, to;
  double length_m = 0;
};

struct PollinatorMap {
  std::vector<BlineProgress> blines;
  std::vector<PollinatorGap> gaps;
  MultiPolygonColumn gap_geometry;
  std::vector<PollinatorLink> links;  ///< by B-Line, the longest first
  MultiPolygonColumn patches;         ///< of all B-Lines, each patch clipped to its B-Line
  std::vector<std::uint32_t> patch_bline;
  double crops_m2 = 0;
  std::vector<double> crops_within_m2;  ///< by distance, of patches on all land
  ClosingSums sums;
};

PollinatorMap pollinator_map(const PollinatorInput& input, const Executor& executor);

}  // namespace spatial
