// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// From habitat polygons to patches, docs/methods.md section 3.
///
/// Core habitat is joined into patches: polygons that overlap, touch (even at one point) or lie within `join_m` of each
/// other are in the same patch, and so are chains of such polygons. Distances are exact (to 1e-8 m). They are measured
/// only between polygons whose boxes lie within `join_m`. The geometry of a patch is the union of its members; gaps
/// between them are not filled. Guarantees: every core feature is in exactly one member list; the result does not
/// depend on threads. Pure. Errors: Error(config) for invalid options, Error(input) for indices that are not ascending
/// or do not exist, Error(geometry) for features that are not valid.
///
///     const PatchSet patches = patches_of(habitat, core, {.join_m = 10, .min_patch_m2 = 1000}, executor);
struct PatchOptions {
  double join_m = 0;
  double min_patch_m2 = 1000;
};

struct PatchSet {
  MultiPolygonColumn geometry;   ///< exact union of the members, one feature per patch
  std::vector<double> areas_m2;  ///< of the union, so overlaps count once
  std::vector<Box> boxes;
  std::vector<std::vector<std::uint32_t>> members;    ///< indices into the habitat column, ascending
  std::vector<std::vector<std::uint32_t>> too_small;  ///< member lists of patches dropped for their size
  std::vector<double> too_small_areas_m2;             ///< of their unions; 0 for members without geometry

  std::size_t size() const noexcept { return areas_m2.size(); }
};

/// Groups of features: lists of indices into the habitat column.
using PatchGroups = std::vector<std::vector<std::uint32_t>>;

/// The first step of patches_of: core features that belong together, each in one group; members ascending, groups in
/// the order of their lowest members. `tile`: joins only by pairs whose place the tile holds (geometry/tile.hpp), where
/// the boxes are those of the earlier feature grown by `join_m` and of the later one. A group is whole if the tile
/// surrounds the box, grown by `join_m`, of each member; others go on in other tiles.
PatchGroups groups_of(const MultiPolygonColumn& habitat, std::span<const std::uint32_t> core, double join_m,
                      const Executor& executor, const Box* tile = nullptr);

/// The second step: the union of each group, as a patch or as too small. Keeps the order of groups and members.
PatchSet patches_of_groups(const MultiPolygonColumn& habitat, PatchGroups groups, double min_patch_m2,
                           const Executor& executor);

/// Patches of the features `core` (ascending indices into `habitat`), ordered by their lowest member.
/// Complexity O(n log n) + exact distances of neighbouring boxes + unions, in parallel over patches.
PatchSet patches_of(const MultiPolygonColumn& habitat, std::span<const std::uint32_t> core, const PatchOptions& options,
                    const Executor& executor);

}  // namespace spatial
