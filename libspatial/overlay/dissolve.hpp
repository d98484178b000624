// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/edge_contacts.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// No group, or no set.
inline constexpr std::uint32_t no_group = 0xffffffff;

/// Dissolves features by group.
///
///     const auto classes = dissolve(habitat.geometry, class_of, class_count, executor);   // one area per class
///
/// How: edge-matched areas, which meet in whole common edges, are united by cancelling these edges
/// (geometry/coverage_union.hpp). This is exact and linear, and needs no overlay. Areas that are tangled (they overlap,
/// cross, or meet in a vertex that one of them lacks; see geometry/edge_contacts.hpp) are first united by GEOS
/// OverlayNG, and the result is then treated like the other areas. Work is split over pairs of neighbours and over
/// connected clusters of land, so one large group uses all threads. Guarantees: valid, in normal form; for a coverage,
/// every vertex is one of the input and the area is the sum of the features' areas; the same with any number of
/// threads. If the features are in a file (their pool), the result is in that pool too. Features must be valid and in
/// normal form. Errors: Error(geometry). Complexity O(n log n) + overlays of tangled features.
struct Dissolved {
  MultiPolygonColumn geometry;  ///< one area per group; empty where a group has no land
  std::size_t tangled = 0;      ///< features that needed an overlay
};

/// How two features of a layer meet; `a` is the one with more points, or the first of two with equally many.
struct FeatureContact {
  std::uint32_t a = 0, b = 0;
  EdgeContacts edges;  ///< without lists if they are tangled
};

/// Contacts that were found before, set of features by set, so that a dissolve need not look for them. They are
/// believed. Empty: none are known.
struct KnownContacts {
  std::vector<std::uint32_t> set;  ///< of each feature, or no_group: features of one set meet as `for_each` says only
  std::function<void(const std::function<void(FeatureContact)>& take)> for_each;  ///< may tell those of other groups
};

/// The contacts of all features that touch or overlap, among the pairs that are wanted, in any order. Several threads
/// call `wanted(a, b)`, with a pair in either order. Complexity as dissolve without overlays.
///
///     const auto contacts = contacts_of(land, [&](std::uint32_t a, std::uint32_t b) { return true; }, executor);
std::vector<FeatureContact> contacts_of(const MultiPolygonColumn& features,
                                        const std::function<bool(std::uint32_t, std::uint32_t)>& wanted,
                                        const Executor& executor);

/// `group_of` gives each feature's group, below `groups`.
Dissolved dissolve(const MultiPolygonColumn& features, std::span<const std::uint32_t> group_of, std::uint32_t groups,
                   const Executor& executor, const KnownContacts& known = {});

/// The first of two steps of a dissolve, for work in parts. The second step is a `dissolve` of the areas and loose
/// features of all groups. A feature is loose if it is tangled with a feature of another group, or with a loose feature
/// of its own group. Loose features stay unchanged, so no overlay in the second step involves the land of a whole
/// group. A group's area and loose features depend on its own features and on those that touch them only.
struct DissolvedApart {
  MultiPolygonColumn geometry;       ///< one area per group, without loose features
  std::vector<std::uint32_t> loose;  ///< ascending
};
/// Features with the group `no_group` are neighbours, and belong to no area.
DissolvedApart dissolve_apart(const MultiPolygonColumn& features, std::span<const std::uint32_t> group_of,
                              std::uint32_t groups, const Executor& executor);

}  // namespace spatial
