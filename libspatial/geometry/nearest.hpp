// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "libspatial/geometry/box_index.hpp"
#include "libspatial/geometry/distance.hpp"

namespace spatial {

/// The features nearest to one, edge to edge.
///
///     const NearCandidates others{boxes, index, extent, [&](std::uint32_t f) -> const EdgeTree& { return trees[f]; }};
///     const std::vector<NearFeature> found = nearest_features(EdgeTree(site), others, {.count = 3});

struct NearFeature {
  std::uint32_t feature = 0;
  ClosestPoints closest;  ///< `on_a` lies on the query feature
};

/// The features to search, prepared by the caller and not owned.
struct NearCandidates {
  std::span<const Box> boxes;  ///< empty boxes are never found
  const BoxIndex& index;       ///< of `boxes`
  Box extent;                  ///< of all of them
  std::function<const EdgeTree&(std::uint32_t)> tree_of;
};

struct NearOptions {
  std::size_t count = 1;                                      ///< number of nearest features to find
  double within_m = std::numeric_limits<double>::infinity();  ///< greatest distance, inclusive
  double tie_m = 1e-8;                                        ///< distances that differ by no more are equal
  double first_radius_m = 1000;                               ///< first search radius; affects only the speed
  std::uint32_t except = 0xffffffff;                          ///< a feature to ignore
};

/// The `count` nearest features within the distance, plus all that tie with the last of them. Sorted by distance, then
/// by index. Exact to 1e-8 m. Pure; about O((log n + count) log m) for features that do not touch.
std::vector<NearFeature> nearest_features(const EdgeTree& from, const NearCandidates& candidates,
                                          const NearOptions& options);

/// Gap between two boxes, 0 if they meet.
double gap_m(const Box& a, const Box& b) noexcept;

/// Compass direction in eighths, clockwise from north (0 = N, 2 = E); -1 if the points coincide.
int direction_of(Point from, Point to) noexcept;
/// Bearing in degrees clockwise from grid north, [0, 360); NaN if the points coincide.
double bearing_deg(Point from, Point to) noexcept;

}  // namespace spatial
